import uuid

from django.db import models
from django.db.models import Q

from cityhall.kernel.secrets.fields import SealedJSON, SealedText

from .terms import Advice, Channel, DeliveryMethod, HoldKind, Origin, Outcome, Status, StepState, Verdict


class Application(models.Model):
    """申请: one form, one set of materials, one applicant; one case for each item asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
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

    class Meta:
        verbose_name = "申请"
        indexes = [models.Index(fields=["account", "-created_at"], name="application_of_account")]

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
            models.Index(fields=["applicant_name"], name="case_by_applicant"),
            models.Index(fields=["item", "-id"], name="case_of_item"),
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

    class Meta:
        verbose_name = "审查环节"
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="one_step_a_key")]

    def __str__(self) -> str:
        return f"{self.case} {self.name}"


class SupplementNotice(models.Model):
    """补正告知: once, with everything named; its points are answered one by one."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="notice")
    points = models.JSONField("补正内容")
    told_at = models.DateTimeField("告知时间")
    told_by = models.CharField("告知人", max_length=80)
    rounds = models.PositiveSmallIntegerField("告知次数", default=1)
    completed_at = models.DateTimeField("收齐时间", null=True)

    class Meta:
        verbose_name = "补正告知"

    def __str__(self) -> str:
        return f"{self.case} 补正"


class Referral(models.Model):
    """转部门审查: the window asks the organ's own desk; the notice clock keeps running."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    note = models.CharField("问题", max_length=500)
    asked_by = models.CharField("转出人", max_length=80)
    asked_at = models.DateTimeField("转出时间")
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "转部门审查"

    def __str__(self) -> str:
        return f"{self.case} {self.note[:20]}"


class Decision(models.Model):
    """决定, in versions: the latest is in force, the earlier ones stay readable."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField("第几次", default=1)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices())
    words = models.CharField("决定用语", max_length=40)
    reasons = models.TextField("理由", blank=True)
    remedies = models.TextField("救济途径", blank=True)
    result_name = models.CharField("结果文书", max_length=120, blank=True)
    made_by = models.CharField("决定人", max_length=80)
    made_by_account = models.BigIntegerField("决定账号", null=True)
    on_spot = models.BooleanField("当场决定", default=False)
    made_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = "决定"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decisions_are_counted"),
            models.CheckConstraint(
                name="refusals_have_reasons", condition=~Q(outcome=Outcome.REFUSED) | (~Q(reasons="") & ~Q(remedies=""))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.words}"


class Delivery(models.Model):
    """送达: who took the result, how and when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries")
    method = models.CharField("方式", max_length=20, choices=DeliveryMethod.choices())
    receiver = models.CharField("签收人", max_length=60)
    relation = models.CharField("与申请人关系", max_length=40)
    receiver_id = SealedText("签收人证件号")
    served_by = models.CharField("送达人", max_length=80)
    served_at = models.DateTimeField("送达时间")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "送达"

    def __str__(self) -> str:
        return f"{self.case} {self.method}"


class Hold(models.Model):
    """办理限制: set by a room above or by the organ; accept and grant refuse while one stands."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    kind = models.CharField("来源", max_length=20, choices=HoldKind.choices())
    reason = models.CharField("原因", max_length=200)
    set_by = models.CharField("设置人", max_length=80)
    set_at = models.DateTimeField("设置时间")
    lifted_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        verbose_name = "办理限制"
        indexes = [models.Index(fields=["case"], condition=Q(lifted_at=None), name="standing_holds")]

    def __str__(self) -> str:
        return f"{self.case} {self.reason}"


class CasePaper(models.Model):
    """Which papers were made for a case: one of a kind a round, so that a reaction run twice makes one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    kind = models.CharField("文书", max_length=40)
    round = models.BigIntegerField("第几次", default=1)
    number = models.CharField("文号", max_length=60)

    class Meta:
        verbose_name = "办件文书"
        constraints = [models.UniqueConstraint(fields=["case", "kind", "round"], name="one_paper_a_kind_a_round")]

    def __str__(self) -> str:
        return self.number
