from django.db import models
from django.db.models import F, Q

from .terms import Kind, LayerKind, Unit


class Notice(models.Model):
    """放假安排: the State Council's notice of one year. A year without one is not published: nobody guesses it."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    title = models.CharField("标题", max_length=200)
    document = models.CharField("文号或网址", max_length=400, blank=True)
    published_on = models.DateField("发布日", null=True)
    imported_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "放假安排"

    def __str__(self) -> str:
        return self.title


class SpecialDay(models.Model):
    """A day off or a make-up workday, by the notice of `year` (which may move days of the December before)."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("上班")
    name = models.CharField("节日", max_length=60)
    year = models.PositiveSmallIntegerField("所属通知年份")

    class Meta:
        verbose_name = "放假与调休日"
        indexes = [models.Index(fields=["year"], name="specialday_by_year")]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.name}{'上班' if self.works else '放假'}"


class Edition(models.Model):
    """One row: which edition of the calendar this is. `stamp` is new with every change, so that a process may keep
    the calendar it has read; `settled` is whether dues have been computed again after the last open transactions."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField("版次", default=0)
    stamp = models.CharField(max_length=32)
    changed_at = models.DateTimeField("变更时间")
    settled = models.BooleanField("已复核", default=False)

    class Meta:
        verbose_name = "工作日历版次"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_calendar_edition")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Layer(models.Model):
    """日历层: how a place or a campaign works on other days or hours than the city. The city's own layer belongs to the
    legal calendar; those of centres, windows and campaigns hold only where a promise names them."""

    kind = models.CharField("层级", max_length=10, choices=LayerKind.choices())
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上层", null=True, related_name="+")
    centre = models.ForeignKey("ch_organs.Centre", models.PROTECT, verbose_name="中心", null=True, related_name="+")
    window = models.ForeignKey("ch_organs.Window", models.PROTECT, verbose_name="窗口", null=True, related_name="+")
    first_on = models.DateField("起", null=True)
    last_on = models.DateField("止", null=True)
    document = models.CharField("文件", max_length=300, blank=True)
    switches_to = models.CharField("承诺时限改按", max_length=10, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "日历层"
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="city"), name="one_city_layer"),
            models.UniqueConstraint(fields=["centre"], condition=Q(kind="centre"), name="one_layer_a_centre"),
            models.UniqueConstraint(fields=["window"], condition=Q(kind="window"), name="one_layer_a_window"),
            models.CheckConstraint(
                condition=Q(first_on=None) | Q(last_on=None) | Q(last_on__gte=F("first_on")),
                name="layer_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LayerWeek(models.Model):
    """From a day on: which weekdays a layer works (null: as below) and its office hours (null: as below)."""

    layer = models.ForeignKey(Layer, models.PROTECT, verbose_name="日历层", related_name="weeks")
    first_on = models.DateField("生效日")
    works = models.JSONField("上班的星期", null=True)
    hours = models.JSONField("办公时段", null=True)
    reason = models.CharField("依据", max_length=300)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "周规则"
        constraints = [models.UniqueConstraint(fields=["layer", "first_on"], name="one_week_rule_a_day")]

    def __str__(self) -> str:
        return f"{self.layer_id} {self.first_on:%F}"


class LayerDay(models.Model):
    """A single day of a layer."""

    layer = models.ForeignKey(Layer, models.PROTECT, verbose_name="日历层", related_name="days")
    day = models.DateField("日期")
    works = models.BooleanField("办公")
    name = models.CharField("事由", max_length=60)
    hours = models.JSONField("办公时段", null=True)

    class Meta:
        verbose_name = "单日安排"
        constraints = [models.UniqueConstraint(fields=["layer", "day"], name="one_entry_a_layer_day")]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.name}"


class LightRule(models.Model):
    """预警规则: when the yellow light comes on, for a kind of promise, a procedure, an item, or all. A new version ends the
    one before it; promises keep the rule they are shown by."""

    kind = models.CharField("时限种类", max_length=20, blank=True, choices=Kind.choices())
    sort = models.CharField("事项类型", max_length=20, blank=True)
    item_id = models.BigIntegerField("事项", null=True)
    number = models.PositiveIntegerField("版次")
    part = models.PositiveSmallIntegerField("剩余份数")
    whole = models.PositiveSmallIntegerField("总份数")
    least = models.PositiveSmallIntegerField("至少提前")
    from_at = models.DateTimeField("生效时间")
    until_at = models.DateTimeField("停用时间", null=True)
    reason = models.CharField("依据", max_length=300)
    saved_by = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "预警规则"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sort", "item_id"], condition=Q(until_at=None), nulls_distinct=False,
                name="one_light_rule_in_force",
            ),
            models.CheckConstraint(condition=Q(whole__gte=1) & Q(part__lte=F("whole")), name="light_rule_is_a_share"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.part}/{self.whole} ≥{self.least}"


class Deadline(models.Model):
    """One promise of time. `due_at` is computed from start, limit, extensions, pauses and calendar, never adjusted:
    the last moment in time; while the date is provisional the earliest it could be; while paused without end, far off.
    `due_on` is empty as long as the day cannot be told."""

    ref = models.CharField("对象", max_length=80)
    kind = models.CharField("种类", max_length=20, choices=Kind.choices())
    organ = models.ForeignKey(
        "ch_organs.Organ", models.PROTECT, verbose_name="责任单位", related_name="+", db_index=False
    )
    desk = models.CharField("岗位", max_length=20, blank=True)
    title = models.CharField("事由", max_length=300)
    subject = models.CharField("申请人", max_length=200, blank=True)
    start_at = models.DateTimeField("起算时间")
    start_on = models.DateField("起算日")
    amount = models.PositiveIntegerField("时限")
    unit = models.CharField("单位", max_length=10, choices=Unit.choices())
    basis = models.TextField("依据", blank=True)
    rolls = models.BooleanField("末日遇休息日顺延", default=True, db_default=True)
    extensions = models.JSONField("延长", default=list)
    pauses = models.JSONField("暂停", default=list)
    paused_through = models.DateField("暂停至", null=True)
    warn_at = models.DateTimeField("预警时间")
    due_at = models.DateTimeField("截止时间")
    due_on = models.DateField("截止日", null=True)
    provisional = models.BooleanField("待定", default=False)
    stopped_at = models.DateTimeField("停止时间", null=True)
    met = models.BooleanField("按期兑现", null=True)
    breached_at = models.DateTimeField("记为超期", null=True)
    risk = models.SmallIntegerField("风险", default=0)
    taken_by = models.BigIntegerField("签收账号", null=True)
    item_id = models.BigIntegerField("事项", null=True)
    sort = models.CharField("事项类型", max_length=20, blank=True, default="", db_default="")
    layer = models.ForeignKey(Layer, models.PROTECT, verbose_name="日历层", null=True, related_name="+", db_index=False)
    switches = models.JSONField("改计", default=list, db_default=[])
    light_rule = models.ForeignKey(
        LightRule, models.PROTECT, verbose_name="预警规则", null=True, related_name="+", db_index=False
    )
    warned_at = models.DateTimeField("记为将到期", null=True)
    spent = models.IntegerField("实际用时", null=True)  # of its own units, written down after it has stopped

    class Meta:
        verbose_name = "时限"
        constraints = [
            models.UniqueConstraint(fields=["ref", "kind"], condition=Q(stopped_at=None), name="one_open_clock_a_kind"),
            models.CheckConstraint(condition=Q(warn_at__lte=F("due_at")), name="deadline_warns_before_due"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, met=None) | Q(stopped_at__isnull=False, met__isnull=False),
                name="deadline_met_when_stopped",
            ),
        ]
        indexes = [
            models.Index(fields=["ref"], name="deadline_by_ref"),
            models.Index(
                fields=["organ", "desk", "due_at", "id"], condition=Q(stopped_at=None), name="deadline_worklist"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(breached_at=None, provisional=False) & (Q(stopped_at=None) | Q(stopped_at__gt=F("due_at"))),
                name="deadline_to_breach",
            ),
            models.Index(
                fields=["warn_at"],
                condition=Q(warned_at=None, stopped_at=None) & Q(warn_at__gt=F("start_at")),
                name="deadline_to_warn",
            ),
            models.Index(fields=["kind", "due_at", "id"], condition=Q(stopped_at=None), name="deadline_of_kind"),
            models.Index(
                fields=["kind", "-risk", "due_at", "id"], condition=Q(stopped_at=None), name="deadline_at_risk"
            ),
            models.Index(
                fields=["kind", "due_at", "id"],
                condition=Q(stopped_at=None, paused_through__isnull=False),
                name="deadline_paused",
            ),
            models.Index(
                fields=["kind", "due_at"], condition=Q(stopped_at=None, provisional=True), name="deadline_provisional"
            ),
            models.Index(fields=["taken_by"], condition=Q(stopped_at=None), name="deadline_in_hand"),
            models.Index(fields=["breached_at", "organ"], condition=Q(breached_at__isnull=False), name="deadline_red"),
            models.Index(
                fields=["stopped_at"], condition=Q(stopped_at__isnull=False, spent=None), name="deadline_to_measure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.get_kind_display()}"


class Stock(models.Model):
    """盘点: one row, when the open promises were last counted."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField("盘点时间")

    class Meta:
        verbose_name = "在办盘点"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_stock")]

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}"


class Tally(models.Model):
    """How many promises of a kind are open in an organ and an item (0: of none), under which light, when last counted."""

    kind = models.CharField("种类", max_length=20, choices=Kind.choices())
    organ_id = models.BigIntegerField("机构")
    item_id = models.BigIntegerField("事项")
    light = models.CharField("灯", max_length=10)
    count = models.PositiveIntegerField("件数")

    class Meta:
        verbose_name = "在办件数"
        indexes = [models.Index(fields=["kind", "organ_id"], name="tally_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.organ_id} {self.light} {self.count}"


class DueTally(models.Model):
    """How many promises of a kind fall due in an organ on one of the coming days, when last counted."""

    kind = models.CharField("种类", max_length=20, choices=Kind.choices())
    organ_id = models.BigIntegerField("机构")
    day = models.DateField("截止日")
    count = models.PositiveIntegerField("件数")

    class Meta:
        verbose_name = "到期件数"
        indexes = [models.Index(fields=["kind", "day"], name="due_tally_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.organ_id} {self.day:%F} {self.count}"


class TallyDay(models.Model):
    """What the first count of a day found, kept for the trend."""

    day = models.DateField("日期")
    kind = models.CharField("种类", max_length=20, choices=Kind.choices())
    organ_id = models.BigIntegerField("机构")
    light = models.CharField("灯", max_length=10)
    count = models.PositiveIntegerField("件数")

    class Meta:
        verbose_name = "每日件数"
        constraints = [
            models.UniqueConstraint(fields=["kind", "day", "organ_id", "light"], name="one_tally_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.kind} {self.organ_id} {self.count}"


class Pace(models.Model):
    """用时: how long promises of a kind really took, of one item (null: all items), one step (empty: the whole), one unit.
    `ended` and `running` are how many ended after, or have been running for, so many units: the survival curve is made
    of them."""

    kind = models.CharField("种类", max_length=20, choices=Kind.choices())
    item_id = models.BigIntegerField("事项", null=True)
    organ_id = models.BigIntegerField("机构", null=True)
    step = models.CharField("环节", max_length=40, blank=True)
    title = models.CharField("事由", max_length=300, blank=True)
    unit = models.CharField("单位", max_length=10, choices=Unit.choices())
    count = models.PositiveIntegerField("件数")
    late = models.PositiveIntegerField("超期件数")
    median = models.FloatField("中位用时")
    p90 = models.FloatField("九成用时")
    ended = models.JSONField("办结用时", default=dict)
    running = models.JSONField("在办用时", default=dict)
    computed_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "用时"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "item_id", "organ_id", "step", "unit"], nulls_distinct=False, name="one_pace"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id} {self.step} {self.median}"


class Calibration(models.Model):
    """预测校准: of ended promises whose risk at half their time fell into a tenth, how many ran out."""

    kind = models.CharField("种类", max_length=20, choices=Kind.choices())
    decile = models.PositiveSmallIntegerField("风险十分位")
    count = models.PositiveIntegerField("件数")
    predicted = models.FloatField("平均预测")
    happened = models.PositiveIntegerField("实际超期")
    computed_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "预测校准"
        constraints = [models.UniqueConstraint(fields=["kind", "decile"], name="one_calibration_a_decile")]

    def __str__(self) -> str:
        return f"{self.kind} {self.decile}"
