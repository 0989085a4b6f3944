"""Dates, lengths of time, sizes: how the house says them in Chinese. Pure."""

from datetime import date, datetime

from cityhall.deadlines.terms import Unit
from cityhall.kernel.clock import day_of, local

WEEKDAYS = "一二三四五六日"
MINUTE, HOUR, DAY = 60, 3600, 86400
KB = 1024


def day(when: date | datetime | None, *, weekday: bool = True) -> str:
    """2026年11月22日（周日）"""
    if when is None:
        return ""
    on = day_of(when) if isinstance(when, datetime) else when
    tail = f"（周{WEEKDAYS[on.weekday()]}）" if weekday else ""
    return f"{on.year}年{on.month}月{on.day}日{tail}"


def short_day(when: date | datetime | None, today: date) -> str:
    """11月22日, with the year only where it is another."""
    if when is None:
        return ""
    on = day_of(when) if isinstance(when, datetime) else when
    return f"{on.month}月{on.day}日" if on.year == today.year else f"{on.year}年{on.month}月{on.day}日"


def hour_minute(at: datetime | None) -> str:
    """10:32"""
    return f"{local(at):%H:%M}" if at else ""


def moment(at: datetime | None, today: date) -> str:
    """11月22日 10:32"""
    return f"{short_day(at, today)} {hour_minute(at)}" if at else ""


def ago(at: datetime | None, now: datetime) -> str:
    """3 分钟前; from the second day on, the day itself."""
    if at is None:
        return ""
    seconds = (now - at).total_seconds()
    if seconds < MINUTE:
        return "刚刚"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} 分钟前"
    if day_of(at) == day_of(now):
        return f"{int(seconds // HOUR)} 小时前"
    if (day_of(now) - day_of(at)).days == 1:
        return f"昨天 {hour_minute(at)}"
    return moment(at, day_of(now))


def amount(number: int, unit: Unit | str) -> str:
    """5 个工作日"""
    term = Unit(unit)
    return term.label if term is Unit.INSTANT else f"{number} {term.label}"


def file_size(size: int) -> str:
    """812 KB, 3.4 MB"""
    if size < KB * KB:
        return f"{max(1, round(size / KB))} KB"
    return f"{size / KB / KB:.1f} MB"
