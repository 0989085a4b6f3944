"""Tables of one thing: packages and their versions, applications of them, their parts, their files."""

import uuid

from django.db import models
from django.db.models import Q

from cityhall.cases.terms import Channel
from cityhall.joint.terms import FINAL, IN_HAND, Handing, JointOutcome, JointState, Opinion, PackageState, PartState
from cityhall.kernel.secrets.fields import SealedJSON, SealedText


class Package(models.Model):
    """一件事: a draft that may change, versions that never do."""

    code = models.CharField("标识", max_length=30, unique=True)
    name = models.CharField("名称", max_length=80)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    draft = models.JSONField("草稿", default=dict)
    drafted_at = models.DateTimeField("草稿保存时间")
    drafted_by = models.CharField("草稿保存人", max_length=80)
    published = models.ForeignKey("PackageVersion", models.PROTECT, null=True, related_name="+")
    retired_why = models.CharField("停用原因", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "一件事"
        indexes = [models.Index(fields=["name", "id"], name="packages_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"package:{self.code}"


class PackageVersion(models.Model):
    """一件事的一版, whole, as it was published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    package = models.ForeignKey(Package, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    name = models.CharField("名称", max_length=80)
    content = models.JSONField("内容")
    state = models.CharField("状态", max_length=10, choices=PackageState.choices(), default=PackageState.PUBLISHED)
    published_at = models.DateTimeField("发布时间")
    published_by = models.CharField("发布人", max_length=80)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "一件事的一版"
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="one_package_version_a_number"),
            models.UniqueConstraint(
                fields=["package"], condition=Q(state=PackageState.PUBLISHED), name="one_published_version_a_package"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class JointApplication(models.Model):
    """一件事的申请: one form and one set of materials for all its cases. `versions` pins each item's version; `stages` says how
    each stage stands and when it joined. Taken in at a window it belongs to no account, and `papers` says what was handed
    over on paper; by a 授权委托 `account` is the principal's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField("联办编号", max_length=24, unique=True, null=True)  # noqa: DJ001 - a draft has none
    package = models.ForeignKey(Package, models.PROTECT, related_name="applications")
    package_version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
    agent_account = models.BigIntegerField("代办账号", null=True)
    agency_id = models.BigIntegerField("授权委托", null=True)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices(), default=Channel.ONLINE)
    taken_account = models.BigIntegerField("收件人账号", null=True)
    taken_by = models.CharField("收件人", max_length=80, blank=True)
    window_id = models.BigIntegerField("收件窗口", null=True)
    access_code = models.CharField("查询码", max_length=6, blank=True)
    papers = models.JSONField("收到的纸质材料", default=dict)
    applicant_ref = models.CharField("申请人", max_length=40, blank=True)
    applicant_name = models.CharField("申请人名称", max_length=120)
    applicant_mask = models.CharField("证件号（遮盖）", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = SealedText("联系电话")
    form = models.JSONField("表单", default=dict)
    sealed_form = SealedJSON("表单中的个人信息")
    versions = models.JSONField("事项版本", default=dict)
    state = models.CharField("状态", max_length=10, choices=JointState.choices(), default=JointState.DRAFT)
    outcome = models.CharField("结果", max_length=10, choices=JointOutcome.choices(), blank=True)
    stages = models.JSONField("阶段", default=dict)
    halted = models.CharField("因何停下", max_length=30, blank=True)
    handing = models.CharField("领取", max_length=10, choices=Handing.choices(), default=Handing.APART)
    delivery_method = models.CharField("领取方式", max_length=20, blank=True)
    delivery_receiver = models.CharField("收件人", max_length=60, blank=True)
    delivery_phone = SealedText("收件电话", null=True)
    delivery_address = SealedText("收件地址", null=True)
    electronic_consent = models.BooleanField("同意电子送达", default=False)
    all_there_at = models.DateTimeField("结果到齐时间", null=True)
    created_at = models.DateTimeField("创建时间")
    saved_at = models.DateTimeField("保存时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "一件事的申请"
        constraints = [
            models.CheckConstraint(
                name="joint_submitted_has_number",
                condition=Q(state=JointState.DRAFT, number=None)
                | (~Q(state=JointState.DRAFT) & Q(number__isnull=False, submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="joint_done_has_outcome",
                condition=~Q(state=JointState.DONE) | (~Q(outcome="") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-saved_at"], name="joint_of_account"),
            models.Index(fields=["applicant_ref"], condition=Q(account=None), name="joint_of_applicant"),
            models.Index(fields=["agency_id"], condition=Q(agency_id__isnull=False), name="joint_by_agency"),
            models.Index(
                fields=["taken_account", "-saved_at"], condition=Q(taken_account__isnull=False), name="joint_taken_by"
            ),
            models.Index(fields=["submitted_at"], condition=Q(state=JointState.OPEN), name="joint_under_way"),
            models.Index(fields=["package", "-submitted_at", "-id"], name="joint_of_package"),
            models.Index(
                fields=["all_there_at", "id"],
                condition=Q(handing=Handing.TOGETHER, all_there_at__isnull=False),
                name="joint_to_hand_over",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.id}"

    @property
    def ref(self) -> str:
        return f"joint:{self.number}" if self.number else f"joint-draft:{self.id}"


class JointPart(models.Model):
    """一件事里的一项: before its case is opened a place in the queue, then the case. `held`: its case is held because another
    part stopped everything; `opinion` is what its organ said while it waited (预审)."""

    application = models.ForeignKey(JointApplication, models.PROTECT, related_name="parts")
    key = models.CharField("标识", max_length=30)
    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, related_name="+")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    item_name = models.CharField("事项", max_length=200)
    stage = models.CharField("阶段", max_length=30)
    order = models.PositiveSmallIntegerField("次序")
    state = models.CharField("状态", max_length=10, choices=PartState.choices(), default=PartState.WAITING)
    case_number = models.CharField("办件编号", max_length=24, unique=True, null=True)  # noqa: DJ001 - none before it opens
    held = models.BooleanField("已限制办理", default=False)
    opinion = models.CharField("预审意见", max_length=10, choices=Opinion.choices(), blank=True)
    opinion_note = models.CharField("预审说明", max_length=500, blank=True)
    opinion_by = models.CharField("预审人", max_length=80, blank=True)
    opinion_at = models.DateTimeField("预审时间", null=True)
    opened_at = models.DateTimeField("分送时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "一件事里的一项"
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="one_joint_part_a_key"),
            models.CheckConstraint(
                name="joint_part_in_hand_has_case",
                condition=~Q(state__in=IN_HAND) | Q(case_number__isnull=False),
            ),
            models.CheckConstraint(
                name="joint_part_ended_when",
                condition=~Q(state__in=FINAL) | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organ", "id"], condition=Q(state=PartState.WAITING), name="joint_parts_to_pre_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.key}"


class JointFile(models.Model):
    """One file of a shared slot. The case of each part gets it when that is opened."""

    application = models.ForeignKey(JointApplication, models.PROTECT, related_name="files")
    slot = models.CharField("材料", max_length=80)
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    source = models.CharField("来自的办件", max_length=24, blank=True)
    added_at = models.DateTimeField("加入时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "一件事的材料文件"
        indexes = [models.Index(fields=["sha256"], name="joint_file_by_content")]

    def __str__(self) -> str:
        return self.name


class Handout(models.Model):
    """一次领取: the one receipt under which all results of an application went out together, or in one letter."""

    number = models.CharField("签收单号", max_length=40, unique=True)
    application = models.ForeignKey(JointApplication, models.PROTECT, related_name="handouts")
    method = models.CharField("方式", max_length=20)
    receiver = models.CharField("签收人", max_length=60)
    relation = models.CharField("与申请人关系", max_length=40)
    carrier = models.CharField("承运单位", max_length=40, blank=True)
    waybill = models.CharField("运单号", max_length=40, blank=True)
    results = models.JSONField("交付的结果", default=list)
    served_by = models.CharField("送达人", max_length=80)
    made_at = models.DateTimeField("交付或寄出时间")
    signed_at = models.DateTimeField("签收时间", null=True)
    returned_at = models.DateTimeField("退回时间", null=True)

    class Meta:
        verbose_name = "一次领取签收单"
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(signed_at=None, returned_at=None),
                name="one_letter_of_a_whole_on_its_way",
            ),
        ]

    def __str__(self) -> str:
        return self.number
