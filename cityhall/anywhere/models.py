"""Tables of 通办: the list, the cases taken in for another place, and the paper that travels."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cityhall.anywhere.terms import OPEN, Mode, State, Way


class ListEntry(models.Model):
    """通办清单的一项: an item that windows elsewhere may take in. `windows` empty: every county window. `until_on` is the first
    day on which it no longer holds. Whether it is 市区同权 is read from the item's version, never kept here."""

    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, related_name="+")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    item_name = models.CharField("事项", max_length=200)
    mode = models.CharField("方式", max_length=10, choices=Mode.choices())
    windows = ArrayField(models.BigIntegerField(), verbose_name="接收窗口", default=list)
    carry_days = models.PositiveSmallIntegerField("物料流转时限（工作日）")
    document = models.CharField("清单文件", max_length=200)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)
    made_by = models.CharField("登记人", max_length=80)
    made_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("移出时间", null=True)
    ended_why = models.CharField("移出原因", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "通办清单的一项"
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(ended_at=None), name="one_standing_entry_an_item"),
            models.CheckConstraint(name="entry_lasts_a_day", condition=Q(until_on=None) | Q(until_on__gt=F("from_on"))),
        ]
        indexes = [models.Index(fields=["item_name", "id"], name="anywhere_list_by_name")]

    def __str__(self) -> str:
        return self.item_name

    @property
    def ref(self) -> str:
        return f"anywhere-entry:{self.pk}"


class Intake(models.Model):
    """异地件: a case taken in at a window that is not its organ's. Both sides stay on record, and where the result is handed
    out; `issued_at` is when it was."""

    case = models.OneToOneField("ch_cases.Case", models.PROTECT, related_name="+")
    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="intakes")
    mode = models.CharField("方式", max_length=10, choices=Mode.choices())
    window = models.ForeignKey("ch_organs.Window", models.PROTECT, related_name="+")
    receiving_organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    deciding_organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    issue_window = models.ForeignKey("ch_organs.Window", models.PROTECT, null=True, related_name="+")
    issuing_organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("收件时间")
    received_by = models.CharField("收件人", max_length=80)
    counted_from = models.DateTimeField("办理时限起算", null=True)
    issued_at = models.DateTimeField("出件时间", null=True)
    issued_by = models.CharField("出件人", max_length=80, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "异地件"
        constraints = [
            models.CheckConstraint(
                name="issued_at_a_window", condition=Q(issued_at=None) | Q(issue_window__isnull=False)
            ),
            models.CheckConstraint(
                name="issue_window_has_organ",
                condition=Q(issue_window=None, issuing_organ=None)
                | Q(issue_window__isnull=False, issuing_organ__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["window", "-received_at", "-id"], name="intakes_of_window"),
            models.Index(fields=["deciding_organ", "-received_at", "-id"], name="intakes_of_decider"),
            models.Index(fields=["-received_at", "-id"], name="intakes_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.window}"


class Handover(models.Model):
    """物料流转单: paper between two places, from its making to its end. Each end is a window, or an organ's own desk."""

    number = models.CharField("流转单号", max_length=24, unique=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="handovers")
    way = models.CharField("方向", max_length=10, choices=Way.choices())
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.MADE)
    from_organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    from_window = models.ForeignKey("ch_organs.Window", models.PROTECT, null=True, related_name="+")
    to_organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    to_window = models.ForeignKey("ch_organs.Window", models.PROTECT, null=True, related_name="+")
    pieces = models.JSONField("物料")
    made_at = models.DateTimeField("制单时间")
    made_by = models.CharField("制单人", max_length=80)
    carrier = models.CharField("承运单位", max_length=40, blank=True)
    waybill = models.CharField("运单号", max_length=40, blank=True)
    courier = models.CharField("递送人", max_length=60, blank=True)
    sent_at = models.DateTimeField("交出时间", null=True)
    sent_by = models.CharField("交出人", max_length=80, blank=True)
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.CharField("签收人", max_length=80, blank=True)
    reason = models.CharField("差异、拒收或遗失情况", max_length=300, blank=True)
    ended_at = models.DateTimeField("了结时间", null=True)
    ended_by = models.CharField("了结人", max_length=80, blank=True)
    outcome = models.CharField("处理结果", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "物料流转单"
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "way"], condition=Q(state__in=OPEN), name="one_open_handover_a_way"
            ),
            models.CheckConstraint(
                name="handover_sent_when_on_its_way",
                condition=Q(state__in=[State.MADE, State.CANCELLED]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_ended_when", condition=~Q(state=State.CLOSED) | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["from_organ", "state", "-id"], name="handovers_from"),
            models.Index(fields=["to_organ", "state", "-id"], name="handovers_to"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        return f"handover:{self.number}"
