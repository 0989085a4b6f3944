"""Working days: the weekly rule, the State Council's days off and make-up days, and a refusal to guess. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .errors import NotFoundError, WrongStateError

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_TO_FRIDAY = frozenset(range(5))
ONE_DAY = timedelta(days=1)
Shifts = tuple[tuple[time, time], ...]
"""The hours of one day on which doors are open, in order: 08:30–12:00 and 14:30–17:30."""


class UnpublishedYearError(WrongStateError):
    """Nobody knows yet which days of that year are worked; `counted` of the days asked for were certain."""

    def __init__(self, year: int, counted: int = 0) -> None:
        super().__init__(
            "calendar.unpublished", f"{year} 年的放假安排国务院办公厅尚未公布或尚未录入，请在公布后录入工作日历再计算"
        )
        self.year = year
        self.counted = counted


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from the weekly rule, or carries a holiday's name."""

    works: bool
    name: str = ""
    by: str = ""  # the layer above the State Council's calendar that says so


@dataclass(frozen=True)
class OfficeHours:
    """The hours of each weekday (Monday is 0) from a day on. A make-up workday whose weekday has none takes those of the
    first weekday that has."""

    first: date
    week: Mapping[int, Shifts]

    def on(self, weekday: int) -> Shifts:
        return self.week.get(weekday) or next((self.week[n] for n in sorted(self.week) if self.week[n]), ())


@dataclass(frozen=True)
class WorkCalendar:
    """`special` overrides the weekly rule on its dates; outside the `published` years nothing is answered. `hours` are the
    office hours, each from its day on, `own_hours` those of single days. `layers` are the calendars of centres, windows and
    campaigns laid over this one."""

    special: Mapping[date, SpecialDay]
    published: frozenset[int]
    weekly: frozenset[int] = MONDAY_TO_FRIDAY
    hours: tuple[OfficeHours, ...] = ()
    own_hours: Mapping[date, Shifts] = field(default_factory=dict)
    layers: Mapping[int, "WorkCalendar"] = field(default_factory=dict, repr=False, compare=False)
    _years: dict[int, list[date]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, off: Iterable[date], works: Iterable[date], published: Iterable[int]) -> "WorkCalendar":
        """A calendar from two plain lists of dates."""
        special = {day: SpecialDay(False) for day in off} | {day: SpecialDay(True) for day in works}
        return cls(special, frozenset(published))

    def is_workday(self, day: date) -> bool:
        """Is that day worked? A make-up Sunday is, a holiday Monday is not."""
        self._check(day.year)
        return self._works(day)

    def name_of(self, day: date) -> str:
        """The holiday a special day belongs to, or nothing."""
        special = self.special.get(day)
        return special.name if special else ""

    def layer(self, layer_id: int | None) -> "WorkCalendar":
        """The calendar of that centre, window or campaign; without one, this."""
        if layer_id is None:
            return self
        if layer_id not in self.layers:
            raise NotFoundError("calendar.no_layer", "没有找到这层工作日历，请返回工作日历列表重新选择")
        return self.layers[layer_id]

    def shifts(self, day: date) -> list[tuple[datetime, datetime]]:
        """When doors are open on that day; nothing on a day that is not worked."""
        if not self.is_workday(day):
            return []
        told = self.own_hours.get(day)
        if told is None:
            rule = next((one for one in reversed(self.hours) if one.first <= day), None)
            told = rule.on(day.weekday()) if rule else ()
        return [(datetime.combine(day, a, ZONE), datetime.combine(day, b, ZONE)) for a, b in told]

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (which is not itself counted: 民法典 第二百零一条); 0 is the day itself."""
        if n < 0:
            raise ValueError("working days are added forward only")
        if n == 0:
            return day
        year, left = day.year, n
        start = bisect_right(self._days_of(year), day)
        while left > len(self._years[year]) - start:
            left -= len(self._years[year]) - start
            year, start = year + 1, 0
            self._check(year, counted=n - left)
            self._days_of(year)
        return self._years[year][start + left - 1]

    def between(self, after: date, through: date) -> int:
        """How many working days lie after `after`, up to and including `through`; none if it comes no later."""
        if through <= after:
            return 0
        total = 0
        for year in range(after.year, through.year + 1):
            days = self._days_of(year)
            first = bisect_right(days, after) if year == after.year else 0
            end = bisect_right(days, through) if year == through.year else len(days)
            total += end - first
        return total

    def on_or_after(self, day: date) -> date:
        """That day if it is worked, else the next one that is."""
        days = self._days_of(day.year)
        at = bisect_left(days, day)
        return days[at] if at < len(days) else self.add(day, 1)

    def known_through(self, day: date) -> date | None:
        """The last day of the unbroken run of published years that holds `day`; None if its own year is unpublished."""
        year = day.year
        while year in self.published:
            year += 1
        return None if year == day.year else date(year - 1, 12, 31)

    def _works(self, day: date) -> bool:
        special = self.special.get(day)
        return special.works if special else day.weekday() in self.weekly

    def _check(self, year: int, counted: int = 0) -> None:
        if year not in self.published:
            raise UnpublishedYearError(year, counted)

    def _days_of(self, year: int) -> list[date]:
        days = self._years.get(year)
        if days is None:
            self._check(year)
            first = date(year, 1, 1)
            length = (date(year, 12, 31) - first).days + 1
            days = [day for day in (first + timedelta(days=n) for n in range(length)) if self._works(day)]
            self._years[year] = days
        return days
