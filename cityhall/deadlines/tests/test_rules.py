from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityhall.deadlines import rules
from cityhall.deadlines.rules import Pause, Timing
from cityhall.deadlines.terms import Light, Limit, Unit
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.tests.calendars import VECTORS, official
from cityhall.kernel.workdays import ZONE, SpecialDay, WorkCalendar

CAL = official()
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def workdays(n: int, start: str = "2026-09-18 16:00", *pauses: Pause, extensions: tuple[int, ...] = ()) -> Timing:
    return Timing(at(start), Limit(n, Unit.WORKDAYS), extensions, pauses)


class Oracle:
    """A clerk with a paper calendar: one day after the other, crossing out what does not count."""

    def __init__(self, timing: Timing, calendar: WorkCalendar) -> None:
        self.timing, self.calendar = timing, calendar

    def paused(self, one: date) -> bool:
        return any(p.first <= one <= (p.last or date.max) for p in self.timing.pauses)

    def stuck(self, one: date) -> bool:
        return any(p.last is None and p.first <= one for p in self.timing.pauses)

    def counts(self, one: date) -> bool:
        if self.paused(one):
            return False
        return self.timing.limit.unit is Unit.DAYS or self.calendar.is_workday(one)

    def due(self) -> tuple[date | None, int]:
        """The last day (None where it cannot be told) and how many days were counted on the way."""
        one, counted = self.timing.start_on, 0
        while counted < self.timing.total:
            one += DAY
            if self.stuck(one):
                return None, counted
            if self.timing.limit.unit is Unit.WORKDAYS and one.year not in self.calendar.published:
                return None, counted
            counted += self.counts(one)
        while self.paused(one) or self.must_roll(one):
            if self.stuck(one):
                return None, counted
            one += DAY
        return one, counted

    def must_roll(self, one: date) -> bool:
        rests = self.timing.limit.unit is Unit.DAYS and self.timing.rolls and self.timing.total > 0
        return rests and not self.calendar.is_workday(one)


starts = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@st.composite
def timings(draw: st.DrawFn, unit: Unit = Unit.WORKDAYS) -> Timing:
    start = draw(starts)
    spans = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 25)), max_size=4))
    pauses = tuple(Pause(start + a * DAY, start + (a + b) * DAY, "专家评审", str(n)) for n, (a, b) in enumerate(spans))
    if draw(st.integers(0, 9)) == 0:
        pauses += (Pause(start + draw(st.integers(0, 40)) * DAY, None, "听证", "open"),)
    extensions = tuple(draw(st.lists(st.integers(1, 15), max_size=2)))
    moment = datetime(start.year, start.month, start.day, draw(st.integers(0, 23)), 30, tzinfo=ZONE)
    return Timing(moment, Limit(draw(st.integers(0, 45)), unit), extensions, pauses, draw(st.booleans()))


@given(timings(Unit.WORKDAYS) | timings(Unit.DAYS))
def test_any_history_ends_where_a_clerk_with_a_paper_calendar_ends(timing: Timing) -> None:
    due = rules.reckon(timing, CAL)
    assert due.on == Oracle(timing, CAL).due()[0]
    assert due.provisional is False
    assert due.warn_at <= due.at


@given(timings(Unit.WORKDAYS) | timings(Unit.DAYS), st.integers(0, 150))
def test_used_and_left_agree_with_the_same_clerk(timing: Timing, ahead: int) -> None:
    today = timing.start_on + ahead * DAY
    due, clerk = rules.reckon(timing, CAL), Oracle(timing, CAL)
    gone = rules.spent(timing, due, CAL, datetime(today.year, today.month, today.day, 23, tzinfo=ZONE))
    walked = sum(clerk.counts(timing.start_on + n * DAY) for n in range(1, ahead + 1))
    assert gone.used == walked
    if timing.limit.unit is Unit.WORKDAYS and timing.total:
        assert gone.used + gone.left == timing.total


@given(timings(Unit.WORKDAYS) | timings(Unit.DAYS))
def test_the_explanation_counts_exactly_the_limit(timing: Timing) -> None:
    due = rules.reckon(timing, CAL)
    if due.on is not None and timing.total:
        lines = rules.explain(timing, due, CAL, due.on)
        assert sum(line.counted for line in lines) == timing.total
        assert [line.day for line in lines] == [timing.start_on + n * DAY for n in range(len(lines))]
        assert all(line.reason for line in lines)


@given(timings(Unit.WORKDAYS), st.permutations(range(5)))
def test_the_order_in_which_pauses_were_entered_does_not_matter(timing: Timing, order: Sequence[int]) -> None:
    shuffled = tuple(timing.pauses[n] for n in order if n < len(timing.pauses))
    other = Timing(timing.start, timing.limit, timing.extensions, shuffled, timing.rolls)
    assert rules.reckon(other, CAL) == rules.reckon(timing, CAL)


@given(st.dates(date(2026, 9, 1), date(2026, 12, 31)), st.integers(1, 120), st.sets(st.integers(0, 250), max_size=60))
def test_a_provisional_end_is_never_later_than_the_real_one(start: date, n: int, off: set[int]) -> None:
    timing = Timing(datetime(start.year, start.month, start.day, 9, tzinfo=ZONE), Limit(n, Unit.WORKDAYS))
    due = rules.reckon(timing, CAL)
    rest = {date(2027, 1, 1) + k * DAY: SpecialDay(k % 2 == 0, "节日") for k in off}
    later = rules.reckon(timing, WorkCalendar({**CAL.special, **rest}, CAL.published | {2027}))
    assert due.known == Oracle(timing, CAL).due()[1]
    assert due.at <= later.at
    assert due.provisional == (due.on is None) == (due.known < n)
    if not due.provisional:
        assert due == later


@pytest.mark.parametrize(("start", "n", "due"), VECTORS)
def test_the_vectors_of_three_real_years(start: str, n: int, due: str) -> None:
    found = rules.reckon(workdays(n, f"{start} 09:00"), CAL)
    assert found.on == day(due)
    assert found.at == at(f"{due} 23:59:59.999999")


def test_the_next_year_is_not_guessed() -> None:
    due = rules.reckon(workdays(10, "2026-12-28 09:00"), CAL)
    assert (due.on, due.provisional, due.known) == (None, True, 3)
    assert due.note == "待国务院办公厅公布放假安排后确定"
    assert due.at == at("2027-01-07 23:59:59.999999")  # seven days more at the very least
    days = rules.explain(workdays(10, "2026-12-28 09:00"), due, CAL, day("2027-01-20"))
    assert days[-1].day == day("2026-12-31")


@pytest.mark.parametrize(("start", "n", "rolls", "due"), [
    ("2026-09-20 10:00", 5, True, "2026-09-28"),   # Friday 25 September is the mid-autumn holiday
    ("2026-09-20 10:00", 5, False, "2026-09-25"),
    ("2026-10-05 10:00", 5, True, "2026-10-10"),   # a Saturday, but worked
    ("2026-10-06 10:00", 5, True, "2026-10-12"),   # a Sunday, not worked
    ("2026-09-18 23:59", 30, True, "2026-10-19"),
])  # fmt: skip
def test_natural_days_end_on_a_working_day(start: str, n: int, rolls: bool, due: str) -> None:
    assert rules.reckon(Timing(at(start), Limit(n, Unit.DAYS), rolls=rolls), CAL).on == day(due)


def test_natural_days_that_end_in_an_unpublished_year_may_still_roll() -> None:
    timing = Timing(at("2026-12-20 09:00"), Limit(15, Unit.DAYS))
    due = rules.reckon(timing, CAL)
    assert (due.on, due.provisional, due.at, due.known) == (None, True, at("2027-01-04 23:59:59.999999"), 15)
    assert rules.reckon(Timing(timing.start, timing.limit, rolls=False), CAL).on == day("2027-01-04")


def test_hours_run_around_the_clock_and_skip_whole_paused_days() -> None:
    start, limit = at("2026-10-01 17:30"), Limit(24, Unit.HOURS)
    assert rules.reckon(Timing(start, limit), CAL).at == at("2026-10-02 17:30")
    paused = Timing(start, limit, pauses=(Pause(day("2026-10-02"), day("2026-10-03")),))
    assert rules.reckon(paused, CAL).at == at("2026-10-04 17:30")
    assert rules.spent(paused, rules.reckon(paused, CAL), CAL, at("2026-10-04 01:00")) == rules.Spent(7, 17, 2)
    assert rules.reckon(Timing(start, limit), CAL).warn_at == at("2026-10-02 09:30")


@pytest.mark.parametrize("limit", [Limit(0, Unit.INSTANT), Limit(0, Unit.WORKDAYS), Limit(0, Unit.DAYS)])
def test_on_the_spot_means_the_same_day(limit: Limit) -> None:
    assert rules.reckon(Timing(at("2026-10-01 09:00"), limit), CAL).at == at("2026-10-01 23:59:59.999999")


def test_nested_touching_and_overlapping_pauses_are_counted_once() -> None:
    pauses = (
        Pause(day("2026-09-21"), day("2026-09-30"), "专家评审", "a"),
        Pause(day("2026-09-22"), day("2026-09-23"), "检测", "b"),
        Pause(day("2026-09-30"), day("2026-10-08"), "听证", "c"),
        Pause(day("2026-10-09"), day("2026-10-09"), "鉴定", "d"),
    )
    assert rules.union(pauses) == [(day("2026-09-21"), day("2026-10-09"))]
    assert rules.reckon(workdays(5, "2026-09-18 16:00", *pauses), CAL).on == day("2026-10-14")


def test_a_pause_without_end_has_no_due_day_but_keeps_what_was_spent() -> None:
    timing = workdays(20, "2026-09-18 16:00", Pause(day("2026-09-28"), None, "专家评审", "a"))
    due = rules.reckon(timing, CAL)
    assert (due.on, due.provisional, due.at) == (None, False, rules.NEVER)
    assert rules.spent(timing, due, CAL, at("2026-10-20 10:00")) == rules.Spent(5, 15, 23)


def test_an_extension_lengthens_the_limit() -> None:
    assert rules.reckon(workdays(20, "2026-02-13 10:00", extensions=(10,)), CAL).on == day("2026-04-02")


@pytest.mark.parametrize(("n", "warned_from"), [
    (1, "2026-09-18"),   # one day: from the start
    (5, "2026-09-23"),   # one day left: the day before the last
    (20, "2026-10-14"),  # a third of twenty: six left
])  # fmt: skip
def test_warned_when_a_third_or_one_day_is_left(n: int, warned_from: str) -> None:
    timing = workdays(n)
    due = rules.reckon(timing, CAL)
    assert due.warn_at == at(f"{warned_from} 00:00")
    left = rules.spent(timing, due, CAL, due.warn_at).left
    assert left <= max(1, n / 3)
    before = due.warn_at - DAY
    assert before.date() < timing.start_on or rules.spent(timing, due, CAL, before).left > max(1, n / 3)


WARN, DUE = at("2026-10-08 00:00"), at("2026-10-09 23:59:59.999999")


@pytest.mark.parametrize(("now", "stopped", "paused", "provisional", "shown"), [
    ("2026-10-07 23:59", None, False, False, Light.GREEN),
    ("2026-10-08 00:00", None, False, False, Light.YELLOW),
    ("2026-10-09 23:59", None, False, False, Light.YELLOW),
    ("2026-10-10 00:00", None, False, False, Light.RED),
    ("2026-10-10 00:00", None, False, True, Light.YELLOW),  # not late while the day itself is not known
    ("2026-10-10 00:00", None, True, False, Light.BLUE),
    ("2026-10-20 00:00", "2026-10-09 23:59", False, False, Light.GREY),
    ("2026-10-20 00:00", "2026-10-10 00:00", True, False, Light.DARK),
])  # fmt: skip
def test_a_light_is_a_comparison(now: str, stopped: str | None, paused: bool, provisional: bool, shown: Light) -> None:
    stop = at(stopped) if stopped else None
    assert rules.light(at(now), WARN, DUE, stop, paused=paused, provisional=provisional) is shown


@pytest.mark.parametrize(("shown", "unit", "left", "due_on", "words"), [
    (Light.GREEN, Unit.WORKDAYS, 14, DUE.date(), "剩余 14 个工作日"),
    (Light.YELLOW, Unit.WORKDAYS, 0, DUE.date(), "今天到期"),
    (Light.YELLOW, Unit.HOURS, 0, DUE.date(), "不足 1 小时"),
    (Light.YELLOW, Unit.INSTANT, 0, DUE.date(), "今天到期"),
    (Light.RED, Unit.WORKDAYS, -2, DUE.date(), "已超期 2 个工作日"),
    (Light.RED, Unit.WORKDAYS, 0, DUE.date(), "已超期"),
    (Light.BLUE, Unit.DAYS, 3, None, "暂停计时，剩余 3 个自然日"),
    (Light.GREEN, Unit.WORKDAYS, 7, None, "剩余 7 个工作日，截止日待国务院办公厅公布放假安排后确定"),
    (Light.DARK, Unit.WORKDAYS, -1, DUE.date(), "超期办结"),
])  # fmt: skip
def test_what_is_left_in_words(shown: Light, unit: Unit, left: int, due_on: date | None, words: str) -> None:
    assert rules.remaining(shown, unit, left, due_on) == words


def test_every_day_says_why_it_counted_or_not() -> None:
    timing = workdays(6, "2026-09-18 16:00", Pause(day("2026-09-22"), day("2026-09-23"), "专家评审", "a"))
    lines = rules.explain(timing, rules.reckon(timing, CAL), CAL, day("2026-09-29"))
    assert [(f"{line.day:%m-%d}", line.counted, line.reason) for line in lines] == [
        ("09-18", False, "起算当日不计（民法典第二百零一条）"),
        ("09-19", False, "周末"),
        ("09-20", True, "调休上班（节日）"),
        ("09-21", True, "工作日"),
        ("09-22", False, "暂停：专家评审"),
        ("09-23", False, "暂停：专家评审"),
        ("09-24", True, "工作日"),
        ("09-25", False, "节日放假"),
        ("09-26", False, "节日放假"),
        ("09-27", False, "节日放假"),
        ("09-28", True, "工作日"),
        ("09-29", True, "工作日"),
    ]


def test_days_a_limit_is_pushed_over_are_named() -> None:
    timing = Timing(at("2026-09-20 10:00"), Limit(5, Unit.DAYS))
    lines = rules.explain(timing, rules.reckon(timing, CAL), CAL, day("2026-09-29"))
    assert [line.reason for line in lines[5:]] == [
        "自然日",
        *["期限末日为休假日，顺延至次一工作日（民法典第二百零三条）"] * 3,
        "已超过期限",
    ]


@pytest.mark.parametrize(("pause", "code"), [
    (Pause(date(2026, 9, 22), date(2026, 9, 21)), "deadline.pause_reversed"),
    (Pause(date(2026, 9, 17), None), "deadline.pause_outside"),
    (Pause(date(2026, 10, 1), None), "deadline.pause_ahead"),
])  # fmt: skip
def test_an_impossible_pause_is_refused(pause: Pause, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rules.check_pause(workdays(20), pause, date(2026, 9, 30))
    assert refused.value.code == code


@pytest.mark.parametrize(("amount", "extensions"), [(-1, ()), (5, (-1,)), (40_000, ())])
def test_an_impossible_limit_is_refused(amount: int, extensions: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInputError):
        workdays(amount, extensions=extensions)


def test_a_pause_is_kept_as_json_and_read_back() -> None:
    for pause in (Pause(date(2026, 9, 22), None, "听证", "special:1"), Pause(date(2026, 9, 22), date(2026, 9, 23))):
        assert rules.pause_of(pause.as_json()) == pause
