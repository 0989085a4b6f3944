import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityhall.kernel.workdays import SpecialDay, UnpublishedYearError, WorkCalendar

from .calendars import MONTHS, VECTORS, official

CAL = official()
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def naive_add(calendar: WorkCalendar, day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= calendar.is_workday(day)
    return day


@pytest.mark.parametrize(("start", "n", "due"), VECTORS)
def test_the_vectors_of_three_real_years(start: str, n: int, due: str) -> None:
    assert CAL.add(date.fromisoformat(start), n).isoformat() == due


@pytest.mark.parametrize(("year", "month"), [(year, month) for year in MONTHS for month in range(1, 13)])
def test_the_working_days_of_every_month(year: int, month: int) -> None:
    first = date(year, month, 1) - timedelta(days=1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    before = first if first.year == year or first.year in CAL.published else None
    counted = CAL.between(before, last) if before else CAL.between(date(year, 1, 1), last)  # 1 January is never worked
    assert counted == MONTHS[year][month - 1]


@given(days, st.integers(0, 120))
def test_adding_agrees_with_walking_day_by_day(day: date, n: int) -> None:
    try:
        want = naive_add(CAL, day, n)
    except UnpublishedYearError:
        with pytest.raises(UnpublishedYearError):
            CAL.add(day, n)
        return
    assert CAL.add(day, n) == want
    assert CAL.between(day, want) == n


@given(days, days)
def test_counting_agrees_with_walking_day_by_day(a: date, b: date) -> None:
    walked = sum(CAL.is_workday(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))
    assert CAL.between(a, b) == walked


def test_an_unpublished_year_is_refused_and_says_how_far_it_is_certain() -> None:
    with pytest.raises(UnpublishedYearError) as refused:
        CAL.add(date(2026, 12, 28), 10)
    assert (refused.value.year, refused.value.counted) == (2027, 3)
    assert "2027 年" in refused.value.message
    with pytest.raises(UnpublishedYearError):
        CAL.is_workday(date(2027, 1, 1))
    with pytest.raises(UnpublishedYearError):
        CAL.between(date(2023, 12, 1), date(2024, 1, 5))


def test_the_end_of_what_is_known() -> None:
    assert CAL.known_through(date(2024, 5, 1)) == date(2026, 12, 31)
    assert CAL.known_through(date(2027, 1, 1)) is None


def test_the_first_working_day_from_a_day_on() -> None:
    assert CAL.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CAL.on_or_after(date(2026, 10, 10)) == date(2026, 10, 10)
    assert CAL.on_or_after(date(2025, 1, 1)) == date(2025, 1, 2)


def test_a_notice_may_move_a_day_of_the_december_before() -> None:
    moved = WorkCalendar({date(2026, 12, 31): SpecialDay(False, "元旦")}, frozenset({2026}))
    assert moved.add(date(2026, 12, 29), 1) == date(2026, 12, 30)
    assert moved.between(date(2026, 12, 29), date(2026, 12, 31)) == 1


def test_thousands_of_limits_take_no_time() -> None:
    CAL.add(date(2024, 1, 1), 500)
    began = time.perf_counter()
    for n in range(20_000):
        CAL.add(date(2024, 1, 1) + timedelta(days=n % 700), 45)
    assert time.perf_counter() - began < 1
