"""Which days counted, which did not, and why; how much is spent and left."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cityhall.deadlines.terms import Unit
from cityhall.kernel.workdays import ONE_DAY, ZONE, WorkCalendar

from .counting import OPEN, Due, Gaps, Pause, Timing, union


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
    if timing.limit.unit is Unit.HOURS:
        used = _hours_between(timing.start, now, gaps)
        return Spent(used, timing.total - used, paused)
    used = _counted(timing, gaps, calendar, timing.start_on, today)
    if due.on is None:
        return Spent(used, timing.total - used, paused)
    left = _counted(timing, gaps, calendar, today, due.on) - _counted(timing, gaps, calendar, due.on, today)
    if timing.limit.unit is Unit.DAYS:
        left = min(left, timing.total) if left > 0 else left
    return Spent(used, left, paused)


def explain(timing: Timing, due: Due, calendar: WorkCalendar, through: date) -> list[DayLine]:
    """Every day from the start to `through`, counted or not, with its reason; unpublished years are left out."""
    lines = [DayLine(timing.start_on, False, _start_reason(timing))]
    whole = timing.limit.unit in (Unit.HOURS, Unit.INSTANT)
    last = through
    if timing.limit.unit is Unit.WORKDAYS:
        last = min(through, calendar.known_through(timing.start_on) or timing.start_on)
    counted, day = 0, timing.start_on + ONE_DAY
    while day <= last:
        pause = next((p for p in timing.pauses if p.first <= day <= (p.last or OPEN)), None)
        if not whole and counted >= timing.total:
            line = _after_the_end(timing, due, calendar, day, pause)
        else:
            line = _day_line(timing, calendar, day, pause)
        counted += line.counted
        lines.append(line)
        day += ONE_DAY
    return lines


def _start_reason(timing: Timing) -> str:
    if timing.limit.unit is Unit.HOURS:
        return f"自 {timing.start.astimezone(ZONE):%H:%M} 起按小时连续计算（民法典第二百零一条）"
    if timing.limit.unit is Unit.INSTANT or timing.total == 0:
        return "当日办理"
    return "起算当日不计（民法典第二百零一条）"


def _day_line(timing: Timing, calendar: WorkCalendar, day: date, pause: Pause | None) -> DayLine:
    if pause is not None:
        return DayLine(day, False, f"暂停：{pause.cause}" if pause.cause else "暂停")
    if timing.limit.unit is Unit.HOURS:
        return DayLine(day, True, "按小时连续计算")
    if timing.limit.unit is Unit.DAYS:
        return DayLine(day, True, "自然日")
    return DayLine(day, calendar.is_workday(day), _kind_of_day(calendar, day))


def _kind_of_day(calendar: WorkCalendar, day: date) -> str:
    name = calendar.name_of(day)
    if calendar.is_workday(day):
        return f"调休上班（{name}）" if name and day.weekday() not in calendar.weekly else "工作日"
    return f"{name}放假" if name else "周末"


def _after_the_end(timing: Timing, due: Due, calendar: WorkCalendar, day: date, pause: Pause | None) -> DayLine:
    """Days that a last day of rest pushes the end over; later ones are late."""
    if due.on is not None and day <= due.on:
        if pause is not None:
            return DayLine(day, False, f"暂停：{pause.cause}" if pause.cause else "暂停")
        return DayLine(day, False, "期限末日为休假日，顺延至次一工作日（民法典第二百零三条）")
    if due.on is None:
        return DayLine(day, False, "期限末日是否顺延待放假安排公布")
    return DayLine(day, False, "已超过期限")


def _counted(timing: Timing, gaps: Gaps, calendar: WorkCalendar, after: date, through: date) -> int:
    """Counted days after one day, through another; of unpublished years nothing is counted."""
    if timing.limit.unit is Unit.DAYS:
        return max(0, (through - after).days) - _paused_days(gaps, after, through)
    known = calendar.known_through(timing.start_on)
    if known is None:
        return 0
    after, through = min(after, known), min(through, known)
    total = calendar.between(after, through)
    for first, last in gaps:
        total -= calendar.between(max(after, first - ONE_DAY), min(through, last))
    return total


def _paused_days(gaps: Gaps, after: date, through: date) -> int:
    return sum(max(0, (min(last, through) - max(first - ONE_DAY, after)).days) for first, last in gaps)


def _hours_between(start: datetime, now: datetime, gaps: Gaps) -> int:
    total = max(now - start, timedelta())
    for first, last in gaps:
        begins = max(start, datetime.combine(first, time(), ZONE))
        ends = now if last == OPEN else min(now, datetime.combine(last + ONE_DAY, time(), ZONE))
        total -= max(ends - begins, timedelta())
    return int(total / timedelta(hours=1))
