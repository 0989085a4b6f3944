"""A naive counter of days, written from the law and from nothing else: it walks day by day and asks of each whether it
counts. Slow, and right by being simple; the rules are compared with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
FAR = 4000


@dataclass(frozen=True)
class History:
    """A limit's life: `pauses` as (first, last or None), `switches` as (from, unit), unit "workdays" or "days"."""

    start: date
    total: int
    unit: str
    pauses: Sequence[tuple[date, date | None]] = ()
    switches: Sequence[tuple[date, str]] = ()
    rolls: bool = True


def works(day: date, off: set[date], made: set[date]) -> bool:
    return day in made or (day not in off and day.weekday() < 5)


def paused(day: date, history: History) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in history.pauses)


def unit_on(day: date, history: History) -> str:
    unit = history.unit
    for from_on, other in history.switches:
        if day >= from_on:
            unit = other
    return unit


def due(history: History, off: set[date], made: set[date], years: set[int]) -> date | str | None:
    """The last day; None while a pause has no end; "unknown" where a year nobody has published must be asked."""
    day, counted = history.start, 0
    if history.total == 0:
        return next((d for d in (day + DAY * n for n in range(FAR)) if not paused(d, history)), None)
    for _ in range(FAR):
        if counted == history.total:
            break
        day += DAY
        if paused(day, history):
            continue
        if unit_on(day, history) == "days":
            counted += 1
        elif day.year not in years:
            return "unknown" if _could_end(history, day, counted) else None
        elif works(day, off, made):
            counted += 1
    else:
        return None
    return _rolled(day, history, off, made, years)


def _could_end(history: History, day: date, counted: int) -> bool:
    """Could it end at all, if every day from here on turned out to be worked?"""
    for n in range(FAR):
        counted += not paused(day + DAY * n, history)
        if counted == history.total:
            return True
    return False


def _rolled(day: date, history: History, off: set[date], made: set[date], years: set[int]) -> date | str | None:
    if not history.rolls or unit_on(day, history) != "days":
        return day
    for _ in range(FAR):
        if any(last is None and first <= day for first, last in history.pauses):
            return None
        if day.year not in years:
            return "unknown"
        if not paused(day, history) and works(day, off, made):
            return day
        day += DAY
    return None


def used(history: History, today: date, off: set[date], made: set[date]) -> int:
    """Counted days after the start, through today."""
    day, counted = history.start, 0
    while day < today:
        day += DAY
        if not paused(day, history) and (unit_on(day, history) == "days" or works(day, off, made)):
            counted += 1
    return counted
