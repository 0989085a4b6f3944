"""When a limit ends: a pure function of start, limit, extensions, pauses and calendar. Computed again, never adjusted.

- 民法典 201: the day of the event does not count; the limit begins the day after. Hour limits run from the moment.
- 民法典 203: a limit in natural days whose last day is a day of rest ends on the next working day (`rolls`); it ends
  at 24:00. Days of rest are the calendar's: 法定节假日 and weekends, less the make-up workdays.
- 行政许可法 82: the organs' own limits are working days.
- 即时 and a limit of 0 days end with the day they began on.
- 工作小时 run inside the office hours of the working days. A limit may change its unit on a day: what was spent stays spent.
- A pause is whole days, first and last included. Pauses are a set: a day paused twice is paused once.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cityhall.deadlines.terms import Unit
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.workdays import ONE_DAY, ZONE, WorkCalendar

from .timing import NEVER, OPEN, Due, Gaps, Span, Timing, moment, spans, union

LAST_MOMENT = time(23, 59, 59, 999999)
FARTHEST_SHIFT = timedelta(days=3700)


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
    if timing.limit.unit is Unit.WORK_HOURS:
        return _reckon_work_hours(timing, calendar.layer(timing.layer))
    gaps, parts = union(timing.pauses), spans(timing, calendar)
    end = _last_day(timing, gaps, parts)
    warn_at = min(_warn_at(timing, gaps, parts), _end_of(end.day))
    on = end.day if end.certain else None
    provisional = not end.certain and end.day is not None
    return Due(on, _end_of(end.day), warn_at, provisional, end.counted if provisional else timing.total)


def _last_day(timing: Timing, gaps: Gaps, parts: list[Span]) -> _Reached:
    if timing.limit.unit is Unit.INSTANT or timing.total == 0:
        return _Reached(_first_free(timing.start_on, gaps))
    end = _nth(timing.start_on, timing.total, gaps, parts)
    if timing.rolls and end.day is not None and part_of(end.day, parts).unit is Unit.DAYS:
        return _rolled(end, timing.total, gaps, part_of(end.day, parts).calendar)
    return end


def part_of(day: date, parts: list[Span]) -> Span:
    """The stretch a day lies in."""
    return next(one for one in reversed(parts) if one.first <= day)


def _nth(after: date, n: int, gaps: Gaps, parts: list[Span]) -> _Reached:
    """The n-th counted day after a day, through one stretch after the other."""
    day, counted = after, 0
    for part in parts:
        if part.last <= day:
            continue
        found = _within(day, n - counted, part, gaps)
        counted += found.counted
        if found.day is not None or not found.certain:
            return _Reached(found.day, found.certain, counted)
        day = part.last
    return _Reached(None, certain=False, counted=counted)


def _within(after: date, n: int, part: Span, gaps: Gaps) -> _Reached:
    """The n-th counted day inside one stretch; `day` empty and `certain` where the stretch ends before it. From the end of
    the published years on, every day might turn out to count."""
    day, left = after, n
    workdays = part.unit is Unit.WORKDAYS
    known = part.calendar.known_through(max(after, part.first)) if workdays else OPEN
    horizon = min(known or after, part.last)
    for first, last in [*gaps, (OPEN, OPEN)]:
        until = min(first - ONE_DAY, horizon)
        if until > day:
            here = part.calendar.between(day, until) if workdays else (until - day).days
            if here >= left:
                return _Reached(part.calendar.add(day, left) if workdays else day + timedelta(days=left), counted=n)
            left -= here
        if first > horizon:
            return _beyond(max(day, horizon), n, left, part, gaps)
        if last == OPEN:
            break
        day = max(day, last)
    return _Reached(None, certain=False, counted=n - left)


def _beyond(day: date, n: int, left: int, part: Span, gaps: Gaps) -> _Reached:
    """The stretch is over, or the published years are."""
    if day >= part.last:
        return _Reached(None, counted=n - left)
    earliest = _within(day, left, Span(Unit.DAYS, part.calendar, part.first, OPEN), gaps)
    return _Reached(earliest.day, certain=False, counted=n - left)


def _rolled(end: _Reached, n: int, gaps: Gaps, calendar: WorkCalendar) -> _Reached:
    """民法典 203: the last day is a day of rest, so the limit ends on the next working day."""
    day = end.day
    while day is not None:
        if not end.certain or day.year not in calendar.published:
            return _Reached(day, certain=False, counted=end.counted if not end.certain else n)
        free = _first_free(day, gaps)
        if free is None or (free == day and calendar.is_workday(day)):
            return _Reached(free, certain=free is not None, counted=n)
        day = free if free != day else day + ONE_DAY
    return end


def _first_free(day: date, gaps: Gaps) -> date | None:
    """The first day from `day` on that is not paused."""
    for first, last in gaps:
        if first <= day <= last:
            return None if last == OPEN else last + ONE_DAY
    return day


def _warn_at(timing: Timing, gaps: Gaps, parts: list[Span]) -> datetime:
    """Close to the end: what is left is so much or less, by the rule of warning."""
    before = timing.total - timing.margin.left(timing.total)
    if timing.limit.unit is Unit.INSTANT or before <= 0:
        return moment(timing.start_on)
    day = _nth(timing.start_on, before, gaps, parts).day
    return NEVER if day is None else moment(day)


def _end_of(day: date | None) -> datetime:
    return NEVER if day is None else datetime.combine(day, LAST_MOMENT, ZONE)


def _close(timing: Timing) -> timedelta:
    """How long into a limit in hours it is close: `least` is of days and has no say."""
    return timedelta(hours=timing.total) * (timing.margin.whole - timing.margin.part) / timing.margin.whole


def _reckon_hours(timing: Timing) -> Due:
    gaps = union(timing.pauses)
    at = _hours_after(timing.start, timedelta(hours=timing.total), gaps)
    close = _hours_after(timing.start, _close(timing), gaps)
    on = None if at == NEVER else at.astimezone(ZONE).date()
    return Due(on, at, min(close, at), known=timing.total)


def _hours_after(start: datetime, length: timedelta, gaps: Gaps) -> datetime:
    """Around the clock, from the moment, skipping whole paused days."""
    at, left = start, length
    for first, last in gaps:
        begins = moment(first)
        if at + left <= begins:
            break
        if last == OPEN:
            return NEVER
        left -= max(begins - at, timedelta())
        at = max(at, begins, moment(last + ONE_DAY))
    return at + left


def _reckon_work_hours(timing: Timing, calendar: WorkCalendar) -> Due:
    """工作小时: inside the office hours of the working days, from the moment."""
    gaps = union(timing.pauses)
    at, certain = _shifts_after(timing.start, timedelta(hours=timing.total), gaps, calendar)
    close, _ = _shifts_after(timing.start, _close(timing), gaps, calendar)
    on = at.astimezone(ZONE).date() if certain and at != NEVER else None
    return Due(on, at, min(close, at), not certain, timing.total if certain else 0)


def _shifts_after(start: datetime, length: timedelta, gaps: Gaps, calendar: WorkCalendar) -> tuple[datetime, bool]:
    """The moment and whether it is certain; beyond the published years every hour might turn out to be one."""
    day, left = start.astimezone(ZONE).date(), length
    if not calendar.hours:
        raise WrongStateError(
            "calendar.no_hours", "还没有设置办公时间，不能按工作小时计时；请先在工作日历中填写办公时段"
        )
    while day < start.date() + FARTHEST_SHIFT:
        free = _first_free(day, gaps)
        if free is None:
            return NEVER, True
        if free.year not in calendar.published:
            return max(moment(free), start) + left, False
        day = free
        for begins, ends in calendar.shifts(day):
            open_ = ends - max(begins, start)
            if open_ >= left > timedelta() or (open_ >= timedelta() and not left):
                return max(begins, start) + left, True
            left -= max(open_, timedelta())
        day += ONE_DAY
    return NEVER, True


def worked_between(start: datetime, now: datetime, gaps: Gaps, calendar: WorkCalendar) -> timedelta:
    """How long doors were open between two moments, paused days apart; of unpublished years nothing is counted."""
    total, day, last = timedelta(), start.astimezone(ZONE).date(), now.astimezone(ZONE).date()
    while day <= last and day.year in calendar.published:
        if _first_free(day, gaps) == day:
            for begins, ends in calendar.shifts(day):
                total += max(min(ends, now) - max(begins, start), timedelta())
        day += ONE_DAY
    return total
