"""How a case ends: decisions, delivery, the papers made, the licence, the archive."""

from django.db import models
from django.db.models import Q

from cityhall.cases.terms import Again, DeliveryMethod, DeliveryState, LicenceStatus, Outcome
from cityhall.kernel.secrets.fields import SealedText

from .core import Case


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
    cause = models.CharField("变更原因", max_length=20, choices=Again.choices(), blank=True)
    document = models.CharField("所依据文书", max_length=200, blank=True)
    conditions = models.TextField("附加条件", blank=True)
    partial = models.TextField("部分准予的范围", blank=True)
    result_number = models.CharField("证照或批文编号", max_length=80, blank=True)
    valid_from = models.DateField("有效期起", null=True)
    valid_until = models.DateField("有效期止", null=True)

    class Meta:
        verbose_name = "决定"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decisions_are_counted"),
            models.CheckConstraint(
                name="refusals_have_reasons", condition=~Q(outcome=Outcome.REFUSED) | (~Q(reasons="") & ~Q(remedies=""))
            ),
            models.CheckConstraint(
                name="later_decisions_have_a_cause", condition=Q(number=1) | (~Q(cause="") & ~Q(reasons=""))
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
    sent_at = models.DateTimeField("寄出或发布时间", null=True)
    served_at = models.DateTimeField("送达时间", null=True)
    state = models.CharField("状态", max_length=10, choices=DeliveryState.choices(), default=DeliveryState.SERVED)
    carrier = models.CharField("承运单位", max_length=40, blank=True)
    waybill = models.CharField("运单号", max_length=40, blank=True)
    address = SealedText("送达地址", null=True)
    witness = models.CharField("见证人", max_length=120, blank=True)
    reason = models.CharField("采用该方式的原因", max_length=300, blank=True)
    evidence = models.CharField("凭据", max_length=64, blank=True)
    serves_on = models.DateField("视为送达日", null=True)
    papers = models.JSONField("送达文书", default=list)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "送达"
        constraints = [
            models.CheckConstraint(
                name="delivery_served_has_a_moment",
                condition=~Q(state=DeliveryState.SERVED) | Q(served_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=DeliveryState.SENT), name="one_delivery_on_its_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.method}"


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


class Licence(models.Model):
    """证照、批文登记: what a grant gave, under which number and until when; a later grant may replace or end it."""

    number = models.CharField("编号", max_length=80, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=20)
    case = models.ForeignKey(Case, models.PROTECT, related_name="licences")
    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, related_name="+")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    holder_ref = models.CharField("持有人", max_length=40, blank=True)
    holder_name = models.CharField("持有人名称", max_length=120)
    valid_from = models.DateField("有效期起")
    valid_until = models.DateField("有效期止", null=True)
    status = models.CharField("状态", max_length=10, choices=LicenceStatus.choices(), default=LicenceStatus.VALID)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    ended_at = models.DateTimeField("失效时间", null=True)
    ended_by = models.CharField("失效原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "证照登记"
        constraints = [
            models.CheckConstraint(
                name="licence_ended_when",
                condition=Q(status=LicenceStatus.VALID, ended_at=None)
                | (~Q(status=LicenceStatus.VALID) & Q(ended_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["holder_ref"], name="licence_of_holder")]

    def __str__(self) -> str:
        return self.number


class ArchivePackage(models.Model):
    """归档包: one ZIP with an index and the hash of everything in it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="package")
    sha256 = models.CharField("内容", max_length=64)
    size = models.BigIntegerField("字节数")
    files = models.PositiveIntegerField("文件数")
    retention = models.CharField("保管期限", max_length=20)
    made_at = models.DateTimeField("制作时间")

    class Meta:
        verbose_name = "归档包"

    def __str__(self) -> str:
        return f"{self.case} 归档包"
