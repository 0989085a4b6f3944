"""All that a limit's end depends on, besides the calendar: start, limit, extensions, pauses, switches of unit, warning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.workdays import ONE_DAY, ZONE, WorkCalendar

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a limit that is paused without end stands in the order of work: behind everything."""
LONGEST = 36_600
OPEN = date.max
BY_DAY = (Unit.WORKDAYS, Unit.DAYS)
Gaps = list[tuple[date, date]]


@dataclass(frozen=True)
class Pause:
    """Days that do not count, `last` empty while nobody knows it. `key` names what caused it, `cause` is its word."""

    first: date
    last: date | None = None
    cause: str = ""
    key: str = ""

    def as_json(self) -> dict[str, str | None]:
        last = self.last.isoformat() if self.last else None
        return {"first": self.first.isoformat(), "last": last, "cause": self.cause, "key": self.key}


def pause_of(kept: Mapping[str, str | None]) -> Pause:
    """A pause as `as_json` wrote it."""
    last = kept["last"]
    return Pause(
        date.fromisoformat(str(kept["first"])),
        date.fromisoformat(last) if last else None,
        str(kept["cause"]),
        str(kept["key"]),
    )


@dataclass(frozen=True)
class Switch:
    """From `on` (included) the rest of the limit counts by another unit or calendar (工作日改日历日). What was spent
    before stays spent. `cause` is the campaign's name, `key` what it is."""

    on: date
    unit: Unit
    layer: int | None = None
    cause: str = ""
    key: str = ""

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "on": self.on.isoformat(), "unit": self.unit.value, "layer": self.layer, "cause": self.cause, "key": self.key,
        }  # fmt: skip


def switch_of(kept: Mapping[str, str | int | None]) -> Switch:
    """A switch as `as_json` wrote it."""
    layer = kept["layer"]
    return Switch(
        date.fromisoformat(str(kept["on"])), Unit(str(kept["unit"])), None if layer is None else int(layer),
        str(kept["cause"]), str(kept["key"]),
    )  # fmt: skip


@dataclass(frozen=True)
class Margin:
    """When a limit is close to its end: `part` of `whole` of it left, or `least` of its units, whichever is more."""

    part: int = 1
    whole: int = 3
    least: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole or self.whole < 1 or not 0 <= self.least <= LONGEST:
            raise InvalidInputError("deadline.bad_margin", "预警比例应在 0 到 1 之间，最少提前量不能为负数", "part")

    def left(self, total: int) -> int:
        """How much of a limit of so many days is left when it is close."""
        return max(self.least, total * self.part // self.whole)


@dataclass(frozen=True)
class Timing:
    """`layer` is the calendar it runs by where that is not the city's; `switches` come later ones last."""

    start: datetime
    limit: Limit
    extensions: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()
    rolls: bool = True
    layer: int | None = None
    switches: tuple[Switch, ...] = ()
    margin: Margin = Margin()

    def __post_init__(self) -> None:
        amounts = (self.limit.amount, *self.extensions)
        if any(n < 0 for n in amounts) or sum(amounts) > LONGEST:
            raise InvalidInputError("deadline.bad_limit", "时限必须是 0 到 36600 之间的整数，请核对", field="amount")

    @property
    def total(self) -> int:
        return self.limit.amount + sum(self.extensions)

    @property
    def start_on(self) -> date:
        return self.start.astimezone(ZONE).date()

    @property
    def unit(self) -> Unit:
        """By which it counts in the end."""
        return self.switches[-1].unit if self.switches else self.limit.unit


@dataclass(frozen=True)
class Span:
    """Days on which one unit and one calendar hold, through `last`."""

    unit: Unit
    calendar: WorkCalendar
    first: date
    last: date
    cause: str = ""


def spans(timing: Timing, calendar: WorkCalendar) -> list[Span]:
    """The stretches of a limit, in order, the last one without end."""
    if not timing.switches:
        return [Span(timing.limit.unit, calendar.layer(timing.layer), date.min, OPEN)]
    begins = [(date.min, timing.limit.unit, timing.layer, "")]
    begins += [(one.on, one.unit, one.layer, one.cause) for one in timing.switches]
    ends = [one[0] - ONE_DAY for one in begins[1:]] + [OPEN]
    return [
        Span(unit, calendar.layer(layer), first, last, cause)
        for (first, unit, layer, cause), last in zip(begins, ends, strict=True)
    ]


@dataclass(frozen=True)
class Due:
    """`on` and `at` (its last moment) say when it ends. Provisional: `on` is unknown, `at` the earliest it could be,
    `known` the days certain so far. Paused without end: `on` is unknown and `at` far off."""

    on: date | None
    at: datetime
    warn_at: datetime
    provisional: bool = False
    known: int = 0

    @property
    def note(self) -> str:
        return PENDING if self.provisional else ""


PENDING = "待国务院办公厅公布放假安排后确定"


def union(pauses: Iterable[Pause]) -> Gaps:
    """The paused days as intervals that neither overlap nor touch, in order."""
    gaps: Gaps = []
    for pause in sorted(pauses, key=lambda p: p.first):
        last = pause.last or OPEN
        if gaps and (gaps[-1][1] == OPEN or pause.first <= gaps[-1][1] + ONE_DAY):
            gaps[-1] = (gaps[-1][0], max(gaps[-1][1], last))
        else:
            gaps.append((pause.first, last))
    return gaps


def within(pause: Pause, first: date, ended: date | None) -> Pause | None:
    """What of a pause falls on `first` or later, and not after the day on which the clock it stood in ended."""
    last = pause.last if ended is None else min(pause.last or OPEN, ended)
    if last is not None and last < max(first, pause.first):
        return None
    return Pause(max(first, pause.first), last, pause.cause, pause.key)


def check_pause(timing: Timing, pause: Pause, today: date) -> None:
    """A pause lies inside its clock, has begun, and does not end before it begins."""
    if pause.last is not None and pause.last < pause.first:
        raise InvalidInputError("deadline.pause_reversed", "暂停的最后一天早于第一天，请核对日期", field="last")
    if pause.first < timing.start_on:
        raise InvalidInputError("deadline.pause_outside", "暂停的第一天早于起算日，请核对日期", field="first")
    if pause.first > today:
        raise InvalidInputError("deadline.pause_ahead", "暂停还没有开始，请在开始当日登记", field="first")


def check_switch(timing: Timing, switch: Switch, today: date) -> None:
    """A limit counted in days changes its unit from today on, and after the changes it had before."""
    if any(one.key == switch.key for one in timing.switches):
        raise WrongStateError("deadline.switched_already", f"“{switch.cause}”已经用于这项时限，请勿重复")
    if timing.limit.unit not in BY_DAY or switch.unit not in BY_DAY:
        raise InvalidInputError("deadline.switch_unit", "只有按天计算的时限可以在工作日和自然日之间改计", "unit")
    if switch.on < today or switch.on <= timing.start_on or any(one.on >= switch.on for one in timing.switches):
        raise InvalidInputError("deadline.switch_day", "改计时限只能从今天或以后开始，且晚于起算日和以前的改计日", "on")


def moment(day: date) -> datetime:
    """The beginning of a day."""
    return datetime.combine(day, time(), ZONE)
