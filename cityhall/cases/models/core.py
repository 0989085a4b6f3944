"""The application, its case, its materials, the steps of its review."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cityhall.cases.terms import Advice, Channel, DeliveryMethod, Origin, Outcome, Status, StepState, Verdict
from cityhall.kernel.secrets.fields import SealedJSON, SealedText


class Application(models.Model):
    """申请: one form, one set of materials, one applicant; one case for each item asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
    agent_account = models.BigIntegerField("代办账号", null=True)  # `account` is then the principal's
    agency_id = models.BigIntegerField("授权委托", null=True)
    applicant_ref = models.CharField("申请人", max_length=40, blank=True)
    applicant_name = models.CharField("申请人名称", max_length=120)
    applicant_mask = models.CharField("证件号（遮盖）", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = SealedText("联系电话")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices())
    form = models.JSONField("表单", default=dict)
    sealed_form = SealedJSON("表单中的个人信息")
    created_at = models.DateTimeField("创建时间")
    saved_at = models.DateTimeField("保存时间")
    licence_number = models.CharField("所涉证照编号", max_length=80, blank=True)
    licence_expires_on = models.DateField("所涉证照有效期至", null=True)
    delivery_method = models.CharField("领取方式", max_length=20, choices=DeliveryMethod.choices(), blank=True)
    delivery_receiver = models.CharField("收件人", max_length=60, blank=True)
    delivery_phone = SealedText("收件电话", null=True)
    delivery_address = SealedText("收件地址", null=True)
    electronic_consent = models.BooleanField("同意电子送达", default=False)
    whole = models.CharField("联办编号", max_length=24, blank=True)  # of the joint application this is a part of
    kept = models.BooleanField("一次领取", default=False)  # the result waits for the others of the whole
    email = SealedText("电子邮箱", null=True)

    class Meta:
        verbose_name = "申请"
        indexes = [
            models.Index(fields=["account", "-created_at"], name="application_of_account"),
            models.Index(fields=["applicant_ref"], name="application_of_applicant"),
            models.Index(
                fields=["agency_id"], condition=models.Q(agency_id__isnull=False), name="application_by_agency"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Case(models.Model):
    """办件: one item, one organ, one decision. `status` is a cache of its history; CHECKs guard what goes with it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="cases")
    number = models.CharField("办件编号", max_length=24, unique=True, null=True)  # noqa: DJ001 - a draft has none
    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, related_name="+")
    item_version = models.ForeignKey("ch_catalogue.ItemVersion", models.PROTECT, related_name="+")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    item_name = models.CharField("事项", max_length=200)
    applicant_name = models.CharField("申请人名称", max_length=120)
    status = models.CharField("状态", max_length=20, choices=Status.choices(), default=Status.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    last_actor = models.CharField("最近经办", max_length=80, blank=True)
    access_code = models.CharField("查询码", max_length=8, blank=True)
    window_id = models.BigIntegerField("收件窗口", null=True)
    received_by = models.BigIntegerField("收件账号", null=True)
    received_at = models.DateTimeField("收件时间", null=True)
    completed_at = models.DateTimeField("补正收齐时间", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices(), blank=True)
    beside = models.JSONField("进行中的程序", default=dict)  # kind → ids of open proceedings: a cache of the table
    partners = ArrayField(models.BigIntegerField(), verbose_name="协办单位", default=list)  # of steps and proceedings
    from_number = models.CharField("转自", max_length=24, blank=True)
    back_entered = models.BooleanField("断网补录", default=False)
    fee_amount = models.DecimalField("费用", max_digits=12, decimal_places=2, null=True)
    fee_receipt = models.CharField("票据号", max_length=60, blank=True)
    fee_waiver = models.CharField("免缴依据", max_length=200, blank=True)
    fee_noted_at = models.DateTimeField("缴费登记时间", null=True)
    chases = models.PositiveSmallIntegerField("催领次数", default=0)
    chased_at = models.DateTimeField("最近催领", null=True)
    renewal_warned = models.PositiveSmallIntegerField("延续到期已提醒（工作日）", null=True)

    class Meta:
        verbose_name = "办件"
        constraints = [
            models.CheckConstraint(
                name="case_past_draft_has_number_and_receipt",
                condition=Q(status__in=[Status.DRAFT, Status.VOIDED])
                | (Q(number__isnull=False) & Q(received_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_accepted_has_a_moment",
                condition=~Q(status=Status.ACCEPTED) | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_decided_has_outcome",
                condition=~Q(status__in=[Status.DECIDED, Status.DELIVERED])
                | (Q(decided_at__isnull=False) & ~Q(outcome="") & Q(accepted_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "status", "-received_at", "-id"], name="case_of_organ"),
            models.Index(fields=["window_id", "-received_at", "-id"], name="case_of_window"),
            models.Index(fields=["organ", "-received_at", "-id"], name="case_latest_of_organ"),
            models.Index(fields=["-received_at", "-id"], condition=Q(received_at__isnull=False), name="case_latest"),
            models.Index(fields=["applicant_name"], opclasses=["varchar_pattern_ops"], name="case_by_name"),
            models.Index(fields=["item", "-received_at", "-id"], name="case_latest_of_item"),
            GinIndex(fields=["partners"], condition=~Q(partners=[]), name="case_of_partner"),
            models.Index(
                fields=["organ", "decided_at", "id"], condition=Q(status=Status.DECIDED), name="case_to_deliver"
            ),
            models.Index(fields=["received_at"], condition=Q(back_entered=True), name="case_back_entered"),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.application_id}"

    @property
    def ref(self) -> str:
        return f"case:{self.number}" if self.number else f"draft:{self.application_id}"


class Material(models.Model):
    """申请材料 of an application: what was handed in for one line of the checklist, and what the clerk found."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="materials")
    key = models.CharField("材料标识", max_length=40)
    verdict = models.CharField("核对", max_length=10, choices=Verdict.choices(), default=Verdict.UNCHECKED)
    problem = models.CharField("问题", max_length=300, blank=True)
    original_seen = models.BooleanField("已核原件", default=False)
    corrected = models.BooleanField("当场更正", default=False)
    paper_copies = models.PositiveSmallIntegerField("收取纸质份数", default=0)
    checked_by = models.CharField("核对人", max_length=80, blank=True)
    checked_at = models.DateTimeField("核对时间", null=True)
    original_matches = models.BooleanField("原件相符", null=True)
    original_note = models.CharField("原件核验说明", max_length=200, blank=True)
    original_at = models.DateTimeField("原件核验时间", null=True)

    class Meta:
        verbose_name = "申请材料"
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="one_material_a_line")]

    def __str__(self) -> str:
        return self.key


class MaterialFile(models.Model):
    """One file of a material. Replaced ones stay, marked, so that what was seen when can be shown."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices())
    added_at = models.DateTimeField("加入时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "材料文件"
        indexes = [models.Index(fields=["sha256"], name="material_file_by_content")]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """审查环节: one desk's part of the review."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    key = models.CharField("标识", max_length=40)
    name = models.CharField("名称", max_length=60)
    desk = models.CharField("岗位", max_length=20)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("顺序")
    decides = models.BooleanField("作出决定", default=False)
    state = models.CharField("状态", max_length=10, choices=StepState.choices(), default=StepState.WAITING)
    holder = models.BigIntegerField("办理账号", null=True)
    holder_name = models.CharField("办理人", max_length=80, blank=True)
    opened_at = models.DateTimeField("开始时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    done_by = models.BigIntegerField("完成账号", null=True)
    advice = models.CharField("建议", max_length=10, choices=Advice.choices(), blank=True)
    opinion = models.TextField("意见", blank=True)
    checked = models.JSONField("已核要点", default=list)
    on_behalf = models.CharField("代为办理", max_length=80, blank=True)  # whose deputy did it

    class Meta:
        verbose_name = "审查环节"
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="one_step_a_key")]

    def __str__(self) -> str:
        return f"{self.case} {self.name}"
