from django.db import models
from django.db.models import F, Q

from .terms import Kind, Unit


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
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.get_kind_display()}"
