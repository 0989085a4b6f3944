"""工作日历的分层: national → city → centre → window → campaign. A layer says how its days differ from the one below it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise

from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.workdays import ONE_DAY, OfficeHours, Shifts, SpecialDay, WorkCalendar

SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]+\s*(\d{1,2}):(\d{2})")
MOST_SHIFTS = 6
WEEKDAYS = range(7)


@dataclass(frozen=True)
class Week:
    """What holds from a day on: which weekdays are worked and when doors are open; None leaves it to the layer below."""

    first: date
    works: frozenset[int] | None = None
    hours: Mapping[int, Shifts] | None = None


@dataclass(frozen=True)
class OwnDay:
    """One day of a layer; `shifts` where it has hours of its own."""

    works: bool
    name: str
    shifts: Shifts | None = None


@dataclass(frozen=True)
class Layer:
    """`first` and `last` bound a campaign; the layers of places have no end."""

    name: str
    weeks: tuple[Week, ...] = ()
    days: Mapping[date, OwnDay] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def week(self, day: date) -> Week | None:
        told = [one for one in self.weeks if one.first <= day and one.works is not None]
        return max(told, key=lambda one: one.first) if told and self.holds(day) else None


def laid_over(below: WorkCalendar, layer: Layer) -> WorkCalendar:
    """The calendar below with this layer on it. Its weekly rule leaves the State Council's days off and make-up days as
    they are; its single days do not."""
    special = {**below.special, **_weekly(below, layer)}
    own_hours = dict(below.own_hours)
    for day, own in layer.days.items():
        if layer.holds(day):
            special[day] = SpecialDay(own.works, own.name, layer.name)
            if own.shifts is not None:
                own_hours[day] = own.shifts
    return replace(
        below, special=special, hours=_hours(below, layer), own_hours=own_hours, layers={}, _years={}
    )  # fmt: skip


def _weekly(below: WorkCalendar, layer: Layer) -> dict[date, SpecialDay]:
    changed = {}
    for day in _days_of(below.published, layer):
        week = layer.week(day)
        if week is None or week.works is None or day in below.special:
            continue
        works = day.weekday() in week.works
        if works != below.is_workday(day):
            changed[day] = SpecialDay(works, "", layer.name)
    return changed


def _days_of(years: Iterable[int], layer: Layer) -> Iterable[date]:
    """The days of the published years on which a weekly rule of this layer could hold."""
    told = [one.first for one in layer.weeks if one.works is not None]
    if not told:
        return
    begins = max(min(told), layer.first or date.min)
    for year in sorted(years):
        day = max(date(year, 1, 1), begins)
        while day <= min(date(year, 12, 31), layer.last or date.max):
            yield day
            day += ONE_DAY


def _hours(below: WorkCalendar, layer: Layer) -> tuple[OfficeHours, ...]:
    """Office hours by the day they begin: a weekday the layer does not name has those of the layer below; a campaign gives
    the hours back when it ends."""
    told = [(max(one.first, layer.first or date.min), one.hours) for one in layer.weeks if one.hours is not None]
    told.sort(key=lambda one: one[0])
    own = [OfficeHours(first, {**_week_below(below, first), **hours}) for first, hours in told]
    if not own:
        return below.hours
    before = [one for one in below.hours if one.first < own[0].first]
    if layer.last is None:
        return (*before, *own)
    after = layer.last + ONE_DAY
    there = [one for one in below.hours if one.first <= after]
    back = [OfficeHours(after, there[-1].week)] if there else [OfficeHours(after, {})]
    return (*before, *own, *back, *(one for one in below.hours if one.first > after))


def _week_below(below: WorkCalendar, day: date) -> Mapping[int, Shifts]:
    rule = next((one for one in reversed(below.hours) if one.first <= day), None)
    return rule.week if rule else {}


def read_shifts(text: str, name: str = "hours") -> Shifts:
    """“08:30-12:00, 14:30-17:30” as intervals; refused where they are unreadable, reversed or overlap."""
    parts = [part for part in re.split(r"[,，;；、\s]*\n|[,，;；、]", text) if part.strip()]
    if len(parts) > MOST_SHIFTS:
        raise InvalidInputError("calendar.too_many_shifts", f"一天最多填 {MOST_SHIFTS} 个办公时段，请合并后重填", name)
    shifts = tuple(_shift(part.strip(), name) for part in parts)
    if any(b > c for (_, b), (c, _) in pairwise(shifts)):
        raise InvalidInputError("calendar.shifts_overlap", "办公时段应按先后填写，不能重叠，请核对", name)
    return shifts


def _shift(text: str, name: str) -> tuple[time, time]:
    found = SHIFT.fullmatch(text)
    try:
        a, b, c, d = (int(n) for n in (found.groups() if found else "0000"))
        begins, ends = time(a, b), time(c, d)
    except ValueError:
        begins, ends = time(), time()
    if begins >= ends:
        raise InvalidInputError(
            "calendar.bad_shift", f"“{text}”不是有效的办公时段，应写成 08:30-12:00，结束晚于开始", name
        )
    return begins, ends


def words_of(shifts: Shifts) -> str:
    """Intervals as people write them."""
    return "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in shifts)


def length(shifts: Sequence[tuple[time, time]]) -> timedelta:
    """How long doors are open on such a day."""
    return sum((_since_midnight(b) - _since_midnight(a) for a, b in shifts), timedelta())


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
