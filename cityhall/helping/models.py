"""Tables of 帮办代办: the rules, who helps, their half-days, the requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cityhall.helping.terms import IN_HAND, OPEN, Assigned, Channel, Half, Mode, Place, Score, State
from cityhall.kernel.secrets.fields import SealedJSON, SealedText


class HelpRules(models.Model):
    """帮办代办规则, one row: how many a half-day, how soon an answer, how far ahead, how long a mandate, and where that is said."""

    slots = models.PositiveSmallIntegerField("每名帮办员半天最多件数")
    answer_days = models.PositiveSmallIntegerField("答复时限（工作日）")
    days_ahead = models.PositiveSmallIntegerField("最多提前预约天数")
    mandate_days = models.PositiveSmallIntegerField("授权最长天数")
    home_for_all = models.BooleanField("任何人都可申请上门")
    source = models.CharField("依据", max_length=300)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "帮办代办规则"

    def __str__(self) -> str:
        return self.source


class Helper(models.Model):
    """帮办员: a member of staff, her areas (division codes), kinds of matters (none: all), her days. Ended, never deleted."""

    account_id = models.BigIntegerField("账号")
    name = models.CharField("姓名", max_length=60)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    phone = models.CharField("办公电话", max_length=40)
    areas = ArrayField(models.CharField(max_length=12), verbose_name="片区")
    items = ArrayField(models.BigIntegerField(), verbose_name="事项", default=list)
    slots = models.PositiveSmallIntegerField("半天最多件数", null=True)  # none: as the rules say
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "帮办员"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id"], condition=Q(until_on=None), name="one_open_helper_an_account"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="helper_ends_after"
            ),
        ]
        indexes = [models.Index(fields=["organ", "name", "id"], name="helpers_of_organ")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"helper:{self.pk}"


class Slot(models.Model):
    """One half-day of a helper: how many come in it. Counted up by one statement that looks at the limit itself."""

    helper = models.ForeignKey(Helper, models.PROTECT, related_name="+")
    day = models.DateField("日期")
    half = models.CharField("半天", max_length=2, choices=Half.choices())
    taken = models.PositiveSmallIntegerField("已约")

    class Meta:
        verbose_name = "帮办员的半天"
        constraints = [models.UniqueConstraint(fields=["helper", "day", "half"], name="one_slot_a_half_day")]

    def __str__(self) -> str:
        return f"{self.helper} {self.day} {self.half}"


class HelpRequest(models.Model):
    """帮办申请. Where and whom to call, and what makes coming hard, are sealed. `organ` answers for it."""

    number = models.CharField("编号", max_length=24, unique=True)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices())
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
    person_ref = models.CharField("申请人", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=60)
    phone = SealedText("联系电话")
    division_code = models.CharField("所在区划", max_length=12)
    address = SealedText("上门地址")
    groups = SealedJSON("特殊情况")
    item_id = models.BigIntegerField("事项", null=True)
    item_name = models.CharField("事项名称", max_length=200, blank=True)
    what = SealedText("要办的事")
    mode = models.CharField("方式", max_length=10, choices=Mode.choices())
    place = models.CharField("地点", max_length=10, choices=Place.choices())
    wished_on = models.DateField("希望日期", null=True)
    wished_half = models.CharField("希望半天", max_length=2, choices=Half.choices(), blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    helper = models.ForeignKey(Helper, models.PROTECT, null=True, related_name="requests")
    declined = ArrayField(models.BigIntegerField(), verbose_name="退回过的帮办员", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.ASKED)
    assigned_by = models.CharField("派单方式", max_length=10, choices=Assigned.choices(), blank=True)
    visit_on = models.DateField("约定日期", null=True)
    visit_half = models.CharField("约定半天", max_length=2, choices=Half.choices(), blank=True)
    visits = models.PositiveSmallIntegerField("上门或见面次数", default=0)
    agency_id = models.BigIntegerField("授权委托", null=True)
    asked_by = models.CharField("登记人", max_length=80)
    asked_at = models.DateTimeField("申请时间")
    assigned_at = models.DateTimeField("派单时间", null=True)
    answered_at = models.DateTimeField("接单时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    reason = models.CharField("原因", max_length=1000, blank=True)
    result = models.CharField("结果", max_length=1000, blank=True)
    score = models.CharField("评价", max_length=1, choices=Score.choices(), blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "帮办申请"
        constraints = [
            models.CheckConstraint(
                name="help_in_hand_has_helper",
                condition=~Q(state__in=[State.ASSIGNED, *IN_HAND, State.DONE]) | Q(helper__isnull=False),
            ),
            models.CheckConstraint(
                name="help_booked_has_time",
                condition=~Q(state=State.BOOKED) | (Q(visit_on__isnull=False) & ~Q(visit_half="")),
            ),
            models.CheckConstraint(
                name="help_ended_when",
                condition=~Q(state__in=[State.DONE, State.CANCELLED]) | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="help_of_account"),
            models.Index(fields=["helper", "visit_on", "id"], condition=Q(state__in=OPEN), name="help_of_helper"),
            models.Index(fields=["organ", "state", "id"], name="help_of_organ"),
            models.Index(fields=["agency_id"], condition=Q(agency_id__isnull=False), name="help_by_agency"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        return f"help:{self.number}"
