"""Which days counted, which did not, and why; how much is spent and left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cityhall.deadlines.terms import Unit
from cityhall.kernel.workdays import ONE_DAY, ZONE, WorkCalendar

from .counting import part_of, worked_between
from .layers import words_of
from .timing import OPEN, Due, Gaps, Pause, Span, Timing, moment, spans, union


@dataclass(frozen=True)
class Spent:
    """In the limit's own unit. `left` is negative by as much as it is late."""

    used: int
    left: int
    paused_days: int = 0


@dataclass(frozen=True)
class DayLine:
    day: date
    counted: bool
    reason: str


def spent(timing: Timing, due: Due, calendar: WorkCalendar, now: datetime) -> Spent:
    """Used and left at a moment; today counts as being used, so on the due day nothing is left."""
    gaps = union(timing.pauses)
    today = now.astimezone(ZONE).date()
    paused = _paused_days(gaps, timing.start_on, today)
    if timing.limit.unit is Unit.INSTANT:
        return Spent(0, 0, paused)
    if timing.limit.unit in (Unit.HOURS, Unit.WORK_HOURS):
        used = _hours_between(timing, now, gaps, calendar)
        return Spent(used, timing.total - used, paused)
    parts = spans(timing, calendar)
    used = _counted(parts, gaps, timing.start_on, today)
    if due.on is None:
        return Spent(used, timing.total - used, paused)
    left = _counted(parts, gaps, today, due.on) - _counted(parts, gaps, due.on, today)
    if timing.unit is Unit.DAYS:
        left = min(left, timing.total) if left > 0 else left
    return Spent(used, left, paused)


def explain(timing: Timing, due: Due, calendar: WorkCalendar, through: date) -> list[DayLine]:
    """Every day from the start to `through`, counted or not, with its reason; unpublished years are left out."""
    lines = [DayLine(timing.start_on, False, _start_reason(timing))]
    whole = timing.limit.unit in (Unit.HOURS, Unit.WORK_HOURS, Unit.INSTANT)
    parts, last = spans(timing, calendar), through
    counted, day = 0, timing.start_on + ONE_DAY
    while day <= last:
        part, over = part_of(day, parts), not whole and counted >= timing.total
        by_calendar = part.unit in (Unit.WORKDAYS, Unit.WORK_HOURS)
        if by_calendar and not over and day.year not in part.calendar.published:
            break
        pause = next((p for p in timing.pauses if p.first <= day <= (p.last or OPEN)), None)
        line = _after_the_end(due, day, pause) if over else _day_line(part, day, pause)
        counted += line.counted
        lines.append(line)
        day += ONE_DAY
    return lines


def _start_reason(timing: Timing) -> str:
    if timing.limit.unit is Unit.HOURS:
        return f"自 {timing.start.astimezone(ZONE):%H:%M} 起按小时连续计算（民法典第二百零一条）"
    if timing.limit.unit is Unit.WORK_HOURS:
        return f"自 {timing.start.astimezone(ZONE):%H:%M} 起按工作小时计算，办公时间以外不计（民法典第二百零一条）"
    if timing.limit.unit is Unit.INSTANT or timing.total == 0:
        return "当日办理"
    return "起算当日不计（民法典第二百零一条）"


def _day_line(part: Span, day: date, pause: Pause | None) -> DayLine:
    if pause is not None:
        return DayLine(day, False, f"暂停：{pause.cause}" if pause.cause else "暂停")
    if part.unit is Unit.HOURS:
        return DayLine(day, True, "按小时连续计算")
    switched = f"（{part.cause}）" if part.cause else ""
    if part.unit is Unit.DAYS:
        return DayLine(day, True, f"自然日{switched}")
    works, reason = part.calendar.is_workday(day), _kind_of_day(part.calendar, day)
    if part.unit is Unit.WORK_HOURS:
        hours = words_of(tuple((a.time(), b.time()) for a, b in part.calendar.shifts(day)))
        return DayLine(day, bool(hours), f"{reason}，办公时间 {hours}" if hours else reason)
    return DayLine(day, works, f"{reason}{switched}")


def _kind_of_day(calendar: WorkCalendar, day: date) -> str:
    special = calendar.special.get(day)
    name, works = calendar.name_of(day), calendar.is_workday(day)
    if special is not None and special.by:
        return f"{special.by}：{'照常办公' if works else '不办公'}" + (f"（{name}）" if name else "")
    if works:
        return f"调休上班（{name}）" if name and day.weekday() not in calendar.weekly else "工作日"
    return f"{name}放假" if name else "周末"


def _after_the_end(due: Due, day: date, pause: Pause | None) -> DayLine:
    """Days that a last day of rest pushes the end over; later ones are late."""
    if due.on is not None and day <= due.on:
        if pause is not None:
            return DayLine(day, False, f"暂停：{pause.cause}" if pause.cause else "暂停")
        return DayLine(day, False, "期限末日为休假日，顺延至次一工作日（民法典第二百零三条）")
    if due.on is None:
        return DayLine(day, False, "期限末日是否顺延待放假安排公布")
    return DayLine(day, False, "已超过期限")


def _counted(parts: list[Span], gaps: Gaps, after: date, through: date) -> int:
    """Counted days after one day, through another; of unpublished years nothing is counted."""
    total = 0
    for part in parts:
        first, last = max(after, part.first - ONE_DAY) if part.first > date.min else after, min(through, part.last)
        if last > first:
            total += _counted_in(part, gaps, first, last)
    return total


def _counted_in(part: Span, gaps: Gaps, after: date, through: date) -> int:
    if part.unit is not Unit.WORKDAYS:
        return max(0, (through - after).days) - _paused_days(gaps, after, through)
    known = part.calendar.known_through(after + ONE_DAY)
    if known is None:
        return 0
    through = min(through, known)
    total = part.calendar.between(after, through)
    for first, last in gaps:
        total -= part.calendar.between(max(after, first - ONE_DAY), min(through, last))
    return total


def _paused_days(gaps: Gaps, after: date, through: date) -> int:
    return sum(max(0, (min(last, through) - max(first - ONE_DAY, after)).days) for first, last in gaps)


def _hours_between(timing: Timing, now: datetime, gaps: Gaps, calendar: WorkCalendar) -> int:
    if timing.limit.unit is Unit.WORK_HOURS:
        worked = worked_between(timing.start, now, gaps, calendar.layer(timing.layer))
        return int(worked / timedelta(hours=1))
    total = max(now - timing.start, timedelta())
    for first, last in gaps:
        begins = max(timing.start, moment(first))
        ends = now if last == OPEN else min(now, moment(last + ONE_DAY))
        total -= max(ends - begins, timedelta())
    return int(total / timedelta(hours=1))
