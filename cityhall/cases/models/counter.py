"""What a counter keeps besides cases: consultations, things that could not be done, shifts, trust, batches, filters, phrases."""

import uuid

from django.db import models
from django.db.models import Q

from cityhall.cases.terms import Channel, GrievanceState
from cityhall.kernel.secrets.fields import SealedText


class Consultation(models.Model):
    """咨询登记: a question at a window and its one-time written answer (一次性告知单)."""

    number = models.CharField("编号", max_length=24, unique=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, null=True, related_name="+")
    item_name = models.CharField("事项", max_length=200, blank=True)
    window_id = models.BigIntegerField("窗口", null=True)
    name = models.CharField("咨询人", max_length=60, blank=True)
    phone = SealedText("联系电话")
    question = models.TextField("问题")
    answer = models.TextField("答复")
    paper = models.CharField("告知单文号", max_length=60, blank=True)
    case_number = models.CharField("后来的办件", max_length=24, blank=True)
    made_by = models.CharField("答复人", max_length=80)
    made_account = models.BigIntegerField("答复账号", null=True)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "咨询登记"
        indexes = [models.Index(fields=["window_id", "-made_at", "-id"], name="consultation_of_window")]

    def __str__(self) -> str:
        return self.number


class Grievance(models.Model):
    """办不成事反映: a tracked matter: who could not get what done, who answers for it, until when."""

    number = models.CharField("编号", max_length=24, unique=True)
    access_code = models.CharField("查询码", max_length=8)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices())
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
    name = models.CharField("反映人", max_length=60)
    phone = SealedText("联系电话")
    case_number = models.CharField("所涉办件", max_length=24, blank=True)
    item_name = models.CharField("所涉事项", max_length=200, blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    what = models.TextField("没办成的事")
    wanted = models.TextField("诉求", blank=True)
    state = models.CharField("状态", max_length=10, choices=GrievanceState.choices(), default=GrievanceState.OPEN)
    opened_by = models.CharField("登记人", max_length=80)
    opened_at = models.DateTimeField("登记时间")
    answer = models.TextField("答复", blank=True)
    cause = models.CharField("原因分类", max_length=40, blank=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    answered_account = models.BigIntegerField("答复账号", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    solved = models.BooleanField("是否解决", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "办不成事反映"
        constraints = [
            models.CheckConstraint(
                name="grievance_answered_with_words",
                condition=Q(state=GrievanceState.OPEN) | (~Q(answer="") & Q(answered_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["state", "-opened_at", "-id"], name="grievances_waiting")]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        return f"grievance:{self.number}"


class Shift(models.Model):
    """交接班: what one clerk leaves at a window and another takes over."""

    window_id = models.BigIntegerField("窗口")
    day = models.DateField("日期")
    from_account = models.BigIntegerField("交班账号")
    from_name = models.CharField("交班人", max_length=80)
    to_account = models.BigIntegerField("接班账号", null=True)
    to_name = models.CharField("接班人", max_length=80, blank=True)
    totals = models.JSONField("当班件数", default=dict)
    open_cases = models.JSONField("未了办件", default=list)
    note = models.TextField("交接事项", blank=True)
    seals = models.CharField("印章和物品", max_length=300, blank=True)
    left_at = models.DateTimeField("交班时间")
    taken_at = models.DateTimeField("接班时间", null=True)
    remark = models.CharField("接班说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "交接班"
        constraints = [
            models.UniqueConstraint(fields=["window_id"], condition=Q(taken_at=None), name="one_open_shift_a_window")
        ]
        indexes = [models.Index(fields=["window_id", "-left_at"], name="shifts_of_window")]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.from_name}"


class TrustRecord(models.Model):
    """失信记录: a promise or pledge that was not kept. Until it is repaired the applicant may not promise again."""

    applicant_ref = models.CharField("申请人", max_length=40)
    applicant_name = models.CharField("申请人名称", max_length=120)
    case_number = models.CharField("办件", max_length=24, blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    what = models.CharField("情形", max_length=300)
    noted_at = models.DateTimeField("记录时间")
    noted_by = models.CharField("记录人", max_length=80)
    repaired_at = models.DateTimeField("修复时间", null=True)
    repaired_by = models.CharField("修复人", max_length=80, blank=True)
    repair = models.CharField("修复说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "失信记录"
        indexes = [
            models.Index(fields=["applicant_ref"], condition=Q(repaired_at=None), name="trust_unrepaired"),
            models.Index(fields=["-noted_at"], name="trust_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_name} {self.what[:20]}"


class Batch(models.Model):
    """批量办理: one act on many like cases, with a row for each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    act = models.CharField("动作", max_length=40)
    account_id = models.BigIntegerField("账号")
    by = models.CharField("经办人", max_length=80)
    at = models.DateTimeField("时间")
    rows = models.JSONField("逐件结果", default=list)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "批量办理"
        indexes = [models.Index(fields=["account_id", "-at"], name="batches_of_account")]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%F %T}"


class SavedFilter(models.Model):
    """常用筛选: a work list's filters under a name, and the columns shown."""

    account_id = models.BigIntegerField("账号")
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=500)
    columns = models.JSONField("列", default=list)
    at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "常用筛选"
        constraints = [models.UniqueConstraint(fields=["account_id", "name"], name="one_filter_a_name")]

    def __str__(self) -> str:
        return self.name


class Phrase(models.Model):
    """常用语: a sentence a reviewer or decider keeps for her opinions. Her own, nobody else's."""

    account_id = models.BigIntegerField("账号")
    text = models.CharField("内容", max_length=200)
    at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "常用语"
        constraints = [models.UniqueConstraint(fields=["account_id", "text"], name="one_phrase_once")]

    def __str__(self) -> str:
        return self.text[:20]


class Invitation(models.Model):
    """评价邀请: sent when a result was handed over. The rating itself is not kept here."""

    case_number = models.CharField("办件", max_length=24, unique=True)
    token = models.CharField("凭证", max_length=64, unique=True)
    window_id = models.BigIntegerField("窗口", null=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "评价邀请"

    def __str__(self) -> str:
        return self.case_number
