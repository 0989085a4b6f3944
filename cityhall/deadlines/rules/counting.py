"""When a limit ends: a pure function of start, limit, extensions, pauses and calendar. Computed again, never adjusted.

- 民法典 201: the day of the event does not count; the limit begins the day after. Hour limits run from the moment.
- 民法典 203: a limit in natural days whose last day is a day of rest ends on the next working day (`rolls`); it ends
  at 24:00. Days of rest are the calendar's: 法定节假日 and weekends, less the make-up workdays.
- 行政许可法 82: the organs' own limits are working days.
- 即时 and a limit of 0 days end with the day they began on.
- A pause is whole days, first and last included. Pauses are a set: a day paused twice is paused once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.workdays import ONE_DAY, ZONE, WorkCalendar

PENDING = "待国务院办公厅公布放假安排后确定"
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a limit that is paused without end stands in the order of work: behind everything."""
LAST_MOMENT = time(23, 59, 59, 999999)
LONGEST = 36_600
OPEN = date.max
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
class Timing:
    """All that a limit's end depends on, besides the calendar."""

    start: datetime
    limit: Limit
    extensions: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()
    rolls: bool = True

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


@dataclass(frozen=True)
class _Reached:
    """The n-th counted day; `day` empty when an open pause comes first; beyond the calendar it is the earliest."""

    day: date | None
    certain: bool = True
    counted: int = 0


def reckon(timing: Timing, calendar: WorkCalendar) -> Due:
    """The end of the limit, and the moment from which it is close."""
    if timing.limit.unit is Unit.HOURS:
        return _reckon_hours(timing)
    gaps = union(timing.pauses)
    end = _last_day(timing, gaps, calendar)
    warn_at = min(_warn_at(timing, gaps, calendar), _end_of(end.day))
    on = end.day if end.certain else None
    provisional = not end.certain and end.day is not None
    return Due(on, _end_of(end.day), warn_at, provisional, end.counted if provisional else timing.total)


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


def check_pause(timing: Timing, pause: Pause, today: date) -> None:
    """A pause lies inside its clock, has begun, and does not end before it begins."""
    if pause.last is not None and pause.last < pause.first:
        raise InvalidInputError("deadline.pause_reversed", "暂停的最后一天早于第一天，请核对日期", field="last")
    if pause.first < timing.start_on:
        raise InvalidInputError("deadline.pause_outside", "暂停的第一天早于起算日，请核对日期", field="first")
    if pause.first > today:
        raise InvalidInputError("deadline.pause_ahead", "暂停还没有开始，请在开始当日登记", field="first")


def _last_day(timing: Timing, gaps: Gaps, calendar: WorkCalendar) -> _Reached:
    if timing.limit.unit is Unit.INSTANT or timing.total == 0:
        return _Reached(_first_free(timing.start_on, gaps))
    end = _nth(timing.start_on, timing.total, timing.limit.unit, gaps, calendar)
    if timing.limit.unit is Unit.DAYS and timing.rolls and end.day is not None:
        return _rolled(end.day, timing.total, gaps, calendar)
    return end


def _nth(after: date, n: int, unit: Unit, gaps: Gaps, calendar: WorkCalendar) -> _Reached:
    """The n-th counted day after a day; from the end of the published years on, every day might turn out to count."""
    day, left = after, n
    workdays = unit is Unit.WORKDAYS
    horizon = (calendar.known_through(after) or after) if workdays else OPEN
    for first, last in [*gaps, (OPEN, OPEN)]:
        until = min(first - ONE_DAY, horizon)
        if until > day:
            here = calendar.between(day, until) if workdays else (until - day).days
            if here >= left:
                return _Reached(calendar.add(day, left) if workdays else day + timedelta(days=left))
            left -= here
        if first > horizon:
            earliest = _nth(max(day, horizon), left, Unit.DAYS, gaps, calendar)
            return _Reached(earliest.day, certain=False, counted=n - left)
        if last == OPEN:
            break
        day = max(day, last)
    return _Reached(None, certain=False, counted=n - left)


def _rolled(day: date, n: int, gaps: Gaps, calendar: WorkCalendar) -> _Reached:
    """民法典 203: the last day is a day of rest, so the limit ends on the next working day."""
    while True:
        if day.year not in calendar.published:
            return _Reached(day, certain=False, counted=n)
        free = _first_free(day, gaps)
        if free is None or (free == day and calendar.is_workday(day)):
            return _Reached(free, certain=free is not None)
        day = free if free != day else day + ONE_DAY


def _first_free(day: date, gaps: Gaps) -> date | None:
    """The first day from `day` on that is not paused."""
    for first, last in gaps:
        if first <= day <= last:
            return None if last == OPEN else last + ONE_DAY
    return day


def _warn_at(timing: Timing, gaps: Gaps, calendar: WorkCalendar) -> datetime:
    """Close to the end: what is left is a third of the limit or less, or one day, whichever is more."""
    before = timing.total - max(1, timing.total // 3)
    if timing.limit.unit is Unit.INSTANT or before <= 0:
        return datetime.combine(timing.start_on, time(), ZONE)
    day = _nth(timing.start_on, before, timing.limit.unit, gaps, calendar).day
    return NEVER if day is None else datetime.combine(day, time(), ZONE)


def _end_of(day: date | None) -> datetime:
    return NEVER if day is None else datetime.combine(day, LAST_MOMENT, ZONE)


def _reckon_hours(timing: Timing) -> Due:
    gaps = union(timing.pauses)
    at = _hours_after(timing.start, timedelta(hours=timing.total), gaps)
    close = _hours_after(timing.start, timedelta(hours=timing.total) * 2 / 3, gaps)
    on = None if at == NEVER else at.astimezone(ZONE).date()
    return Due(on, at, min(close, at), known=timing.total)


def _hours_after(start: datetime, length: timedelta, gaps: Gaps) -> datetime:
    """Around the clock, from the moment, skipping whole paused days."""
    at, left = start, length
    for first, last in gaps:
        begins = datetime.combine(first, time(), ZONE)
        if at + left <= begins:
            break
        if last == OPEN:
            return NEVER
        left -= max(begins - at, timedelta())
        at = max(at, begins, datetime.combine(last + ONE_DAY, time(), ZONE))
    return at + left
