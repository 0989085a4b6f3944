"""Reading the layers of the calendar and the rules of warning, for those who keep them; which campaigns run today."""

from dataclasses import dataclass
from datetime import date, datetime

from cityhall.deadlines import models
from cityhall.deadlines.terms import Can, LayerKind, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError

from .calendars import LightRuleRow, read_light_rules

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class WeekView:
    """A weekly rule from a day on, in words."""

    first_on: date
    works: str
    hours: tuple[tuple[str, str], ...]
    reason: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True)
class DayView:
    day: date
    works: bool
    name: str
    hours: str


@dataclass(frozen=True)
class LayerView:
    """One layer with its rules, newest first, and its single days, latest first."""

    id: int
    kind: LayerKind
    name: str
    place: str
    first_on: date | None
    last_on: date | None
    document: str
    switches_to: str
    version: int
    weeks: tuple[WeekView, ...] = ()
    days: tuple[DayView, ...] = ()

    @property
    def ref(self) -> str:
        return f"calendar_layer:{self.id}"

    @property
    def switches_label(self) -> str:
        return Unit(self.switches_to).label.removeprefix("个") if self.switches_to else ""


@dataclass(frozen=True)
class Campaign:
    """A campaign that runs: its cases' promises go by its unit."""

    id: int
    name: str
    unit: Unit
    last_on: date


def layers(actor: Actor) -> list[LayerView]:
    """Every layer, upper ones first, without its rules. One statement."""
    require(actor, Can.MANAGE_CALENDAR)
    rank = list(LayerKind)
    rows = models.Layer.objects.select_related("centre", "window__centre")
    return sorted((_view(row) for row in rows), key=lambda one: (rank.index(one.kind), one.name, one.id))


def layer(actor: Actor, layer_id: int) -> LayerView:
    """One layer whole. Three statements."""
    require(actor, Can.MANAGE_CALENDAR)
    row = models.Layer.objects.select_related("centre", "window__centre").filter(pk=layer_id).first()
    if row is None:
        raise NotFoundError("calendar.no_layer", "没有找到这层工作日历，请返回工作日历列表重新选择")
    weeks = tuple(
        WeekView(w.first_on, _works(w.works), _hours(w.hours), w.reason, w.saved_at, w.saved_by)
        for w in row.weeks.order_by("-first_on")
    )
    days = tuple(DayView(d.day, d.works, d.name, d.hours or "") for d in row.days.order_by("-day"))
    return _view(row, weeks, days)


def campaigns(today: date | None = None) -> list[Campaign]:
    """The campaigns that run on a day and let promises go by another unit."""
    day = today or clock.today()
    rows = models.Layer.objects.filter(
        kind=LayerKind.CAMPAIGN, first_on__lte=day, last_on__gte=day, switches_to__in=[Unit.DAYS, Unit.WORKDAYS]
    )
    return [Campaign(r.pk, r.name, Unit(r.switches_to), r.last_on or day) for r in rows.order_by("name", "pk")]


def light_rules(actor: Actor) -> list[LightRuleRow]:
    """Every version of every rule of warning: those in force first, the most particular of them before the others."""
    require(actor, Can.SET_LIGHTS)
    return sorted(read_light_rules(), key=lambda one: (one.until_at is not None, *(not w for w in one.weight), -one.id))


def _view(row: models.Layer, weeks: tuple[WeekView, ...] = (), days: tuple[DayView, ...] = ()) -> LayerView:
    place = row.centre.name if row.centre else ""
    if row.window:
        place = f"{row.window.centre.name} {row.window.number} {row.window.name}"
    return LayerView(
        row.pk, LayerKind(row.kind), row.name, place, row.first_on, row.last_on, row.document, row.switches_to,
        row.version, weeks, days,
    )  # fmt: skip


def _works(works: list[int] | None) -> str:
    return "随上层" if works is None else "、".join(f"周{WEEKDAYS[day]}" for day in works) or "都不办公"


def _hours(hours: dict[str, str] | None) -> tuple[tuple[str, str], ...]:
    """Days with the same hours together: (周一至周五, 08:30-12:00,14:30-17:30)."""
    if hours is None:
        return ()
    found: list[tuple[list[int], str]] = []
    for day in range(7):
        text = hours.get(str(day), "")
        if found and found[-1][1] == text:
            found[-1][0].append(day)
        else:
            found.append(([day], text))
    return tuple((_span(days), text.replace("-", "–").replace(",", "、")) for days, text in found if text)


def _span(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return f"周{first}" if len(days) == 1 else f"周{first}至周{last}"
