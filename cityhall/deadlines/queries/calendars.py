"""Reading the calendar: the State Council's notices, the layers over them, and the rules of warning kept with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce

from cityhall.deadlines import models, rules
from cityhall.deadlines.terms import LayerKind
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.workdays import Shifts, SpecialDay, WorkCalendar

ALARM_FROM_MONTH = 10


@dataclass(frozen=True)
class CalendarYear:
    """A published year as the set-up page and `doctor` show it."""

    year: int
    title: str
    document: str
    days: Sequence[tuple[date, bool, str]]


@dataclass(frozen=True)
class LayerRow:
    id: int
    kind: LayerKind
    parent_id: int | None
    layer: rules.Layer


@dataclass(frozen=True)
class LightRuleRow:
    """One version of a rule of warning; it holds for what it names, and for everything where it names nothing."""

    id: int
    kind: str
    sort: str
    item_id: int | None
    number: int
    margin: rules.Margin
    from_at: datetime
    until_at: datetime | None
    reason: str
    saved_by: str

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        """An item's rule goes before a procedure's, that before a kind's."""
        return (self.item_id is not None, bool(self.sort), bool(self.kind))

    def fits(self, kind: str, sort: str, item_id: int | None) -> bool:
        return self.kind in ("", kind) and self.sort in ("", sort) and self.item_id in (None, item_id)


@dataclass(frozen=True)
class Almanac:
    """What the end of a promise and its yellow light depend on, read together and kept together."""

    calendar: WorkCalendar
    light_rules: tuple[LightRuleRow, ...] = ()

    def rule_for(self, kind: str, sort: str, item_id: int | None) -> int | None:
        """The rule of warning in force for such a promise; None is the built-in one."""
        fit = [one for one in self.light_rules if one.until_at is None and one.fits(kind, sort, item_id)]
        return max(fit, key=lambda one: one.weight).id if fit else None

    def margin(self, rule_id: int | None) -> rules.Margin:
        return next((one.margin for one in self.light_rules if one.id == rule_id), rules.Margin())


_read: dict[str, Almanac] = {}


def edition() -> Coalesce:
    """The stamp of the calendar's edition as an expression, for a caller that reads it in a statement of its own."""
    return Coalesce(Subquery(models.Edition.objects.filter(id=1).values("stamp")), Value(""))


def edition_now() -> str:
    """The stamp of the calendar's edition; empty before the first."""
    return models.Edition.objects.values_list("stamp", flat=True).first() or ""


def calendar(stamp: str | None = None) -> WorkCalendar:
    """The city's working days: one SELECT of the edition's stamp (none where the caller read it already); the days are
    read again only when it changed."""
    return almanac(stamp).calendar


def almanac(stamp: str | None = None) -> Almanac:
    """The calendar with its layers, and the rules of warning; kept as `calendar` says."""
    stamp = edition_now() if stamp is None else stamp
    if not stamp:
        return Almanac(WorkCalendar({}, frozenset()))
    known = _read.get(stamp)
    if known is None:
        known = Almanac(read_calendar(), read_light_rules())
        _read.clear()
        _read[stamp] = known
    return known


def read_calendar() -> WorkCalendar:
    """The calendar as the tables have it now, not kept: the State Council's, the city's layer on it, and over that the
    layers of centres, windows and campaigns, each on its own."""
    return stacked(national(), read_layers())


def national() -> WorkCalendar:
    """The State Council's notices alone."""
    days = models.SpecialDay.objects.values_list("day", "works", "name")
    special = {day: SpecialDay(works, name) for day, works, name in days}
    return WorkCalendar(special, frozenset(models.Notice.objects.values_list("year", flat=True)))


def read_layers() -> list[LayerRow]:
    """Every layer with its rules and days, upper ones first. Three statements, two where there is none."""
    weeks: dict[int, list[rules.Week]] = {}
    for layer_id, first, works, hours in models.LayerWeek.objects.order_by("first_on").values_list(
        "layer_id", "first_on", "works", "hours"
    ):
        told = rules.Week(first, None if works is None else frozenset(works), hours_of(hours))
        weeks.setdefault(layer_id, []).append(told)
    days: dict[int, dict[date, rules.OwnDay]] = {}
    for row in models.LayerDay.objects.order_by("day"):
        own = rules.OwnDay(row.works, row.name, None if row.hours is None else rules.read_shifts(row.hours))
        days.setdefault(row.layer_id, {})[row.day] = own
    rank = list(LayerKind)
    rows = sorted(models.Layer.objects.all(), key=lambda one: (rank.index(LayerKind(one.kind)), one.pk))
    return [
        LayerRow(
            row.pk, LayerKind(row.kind), row.parent_id,
            rules.Layer(row.name, tuple(weeks.get(row.pk, ())), days.get(row.pk, {}), row.first_on, row.last_on),
        )
        for row in rows
    ]  # fmt: skip


def stacked(ground: WorkCalendar, layers: Iterable[LayerRow]) -> WorkCalendar:
    """The legal calendar of the city, carrying those of its places and campaigns."""
    over: dict[int, WorkCalendar] = {}
    for row in layers:
        below = over.get(row.parent_id, ground) if row.parent_id is not None else ground
        made = rules.laid_over(below, row.layer)
        if row.kind is LayerKind.CITY:
            ground = made
        over[row.id] = made
    return replace(ground, layers=over, _years={})


def hours_of(kept: Mapping[str, str] | None) -> dict[int, Shifts] | None:
    """Office hours as a table keeps them: {"0": "08:30-12:00,14:30-17:30"}."""
    return None if kept is None else {int(day): rules.read_shifts(text) for day, text in kept.items()}


def read_light_rules() -> tuple[LightRuleRow, ...]:
    """Every version of every rule of warning, newest first. One statement."""
    rows = models.LightRule.objects.order_by("-id")
    return tuple(
        LightRuleRow(
            row.pk, row.kind, row.sort, row.item_id, row.number, rules.Margin(row.part, row.whole, row.least),
            row.from_at, row.until_at, row.reason, row.saved_by,
        )
        for row in rows
    )  # fmt: skip


def calendar_year(year: int) -> CalendarYear:
    """The notice of a year with its days off and make-up days."""
    notice = models.Notice.objects.filter(year=year).first()
    if notice is None:
        raise NotFoundError("calendar.no_year", f"{year} 年的放假安排尚未录入，请先导入当年的放假通知")
    days = models.SpecialDay.objects.filter(year=year).order_by("day").values_list("day", "works", "name")
    return CalendarYear(year, notice.title, notice.document, list(days))


def calendar_years() -> list[tuple[int, str, str]]:
    """The years whose notice has been entered, latest first: year, title, document."""
    return list(models.Notice.objects.order_by("-year").values_list("year", "title", "document"))


def calendar_alarm(today: date) -> str:
    """From three months ahead: which year's notice is missing, as a sentence for set-up; empty when none is."""
    wanted = [today.year] + ([today.year + 1] if today.month >= ALARM_FROM_MONTH else [])
    have = set(models.Notice.objects.filter(year__in=wanted).values_list("year", flat=True))
    missing = "、".join(f"{year} 年" for year in wanted if year not in have)
    if not missing:
        return ""
    return f"{missing}的放假安排尚未录入，跨入该年的截止日暂不能确定；请在国务院办公厅公布后导入工作日历"
