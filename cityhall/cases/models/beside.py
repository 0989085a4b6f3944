"""What stands beside a case: the one notice, referrals, holds, proceedings."""

from django.db import models
from django.db.models import F, Q

from cityhall.cases.terms import OPEN_STAGES, HoldKind, Proceeding, Stage

from .core import Case


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


class ProceedingRow(models.Model):
    """附属程序: one proceeding beside a case, of whatever kind. Its particulars are in `facts`, in the shape the kind's
    own rules read and write; its clock, where it has one, goes by `beside:<number>/<id>`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="proceedings")
    kind = models.CharField("种类", max_length=20, choices=Proceeding.choices())
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices(), default=Stage.OPEN)
    key = models.CharField("标识", max_length=40, blank=True)  # a step, a cause, a material: what the kind needs
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    reason = models.TextField("事由", blank=True)
    basis = models.TextField("依据", blank=True)
    amount = models.PositiveIntegerField("时间", null=True)
    facts = models.JSONField("内容", default=dict)
    opened_at = models.DateTimeField("提出时间")
    opened_by = models.CharField("提出人", max_length=80)
    opened_account = models.BigIntegerField("提出账号", null=True)
    approved_at = models.DateTimeField("批准时间", null=True)
    approved_by = models.CharField("批准人", max_length=80, blank=True)
    first_on = models.DateField("起", null=True)
    last_on = models.DateField("止", null=True)
    answer = models.TextField("结果", blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.CharField("结束人", max_length=80, blank=True)

    class Meta:
        verbose_name = "附属程序"
        constraints = [
            models.CheckConstraint(
                name="proceeding_closed_when_ended",
                condition=Q(stage__in=OPEN_STAGES, closed_at=None)
                | (~Q(stage__in=OPEN_STAGES) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proceeding_ends_after_it_begins",
                condition=Q(first_on=None) | Q(last_on=None) | Q(last_on__gte=F("first_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "kind"], condition=Q(stage__in=OPEN_STAGES), name="proceedings_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {Proceeding(self.kind).label}"
