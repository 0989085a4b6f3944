"""The rules against a naive counter, over random histories and the calendars of 2010 to 2026."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cityhall.deadlines import adapters, rules
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.imports import ImportReport
from cityhall.kernel.workdays import ZONE, SpecialDay, WorkCalendar

from . import oracle

FIRST, LAST = 2010, 2026
READ = [
    notice
    for notice in rules.read_notices(list(adapters.known_years().values()), ImportReport())
    if FIRST <= notice.year <= LAST
]
SPECIAL: dict[date, SpecialDay] = {day: told for notice in READ for day, told in notice.days.items()}
YEARS = {notice.year for notice in READ}
CALENDAR = WorkCalendar(SPECIAL, frozenset(YEARS))
OFF = {day for day, told in SPECIAL.items() if not told.works}
MADE = {day for day, told in SPECIAL.items() if told.works}
UNITS = st.sampled_from(["workdays", "days"])


@st.composite
def histories(draw: st.DrawFn, *, ends: bool = False) -> oracle.History:
    """A limit with pauses that may nest, touch and overlap, extensions, and changes of unit."""
    start = draw(st.dates(date(2010, 1, 1), date(2026, 12, 20)))
    days = st.integers(0, 120).map(lambda n: start + timedelta(days=n))
    lengths = st.integers(0, 40) if ends else st.one_of(st.none(), st.integers(0, 40))
    pauses = [
        (first, None if n is None else first + timedelta(days=n))
        for first, n in draw(st.lists(st.tuples(days, lengths), max_size=4))
    ]
    switches = sorted(draw(st.dictionaries(days.map(lambda d: d + timedelta(days=1)), UNITS, max_size=2)).items())
    return oracle.History(start, draw(st.integers(0, 90)), draw(UNITS), pauses, switches, draw(st.booleans()))


def timing_of(history: oracle.History, hour: int = 10) -> rules.Timing:
    first = history.total // 3 * 2
    return rules.Timing(
        datetime.combine(history.start, time(hour), ZONE),
        Limit(first, Unit(history.unit)),
        (history.total - first,) if history.total > first else (),
        tuple(rules.Pause(a, b, "检测", f"p{n}") for n, (a, b) in enumerate(history.pauses)),
        history.rolls,
        switches=tuple(
            rules.Switch(on, Unit(unit), None, "攻坚", f"s{n}") for n, (on, unit) in enumerate(history.switches)
        ),
    )


@settings(max_examples=1500, deadline=None)
@given(histories())
def test_the_due_day_is_the_one_the_naive_counter_finds(history: oracle.History) -> None:
    due = rules.reckon(timing_of(history), CALENDAR)
    expected = oracle.due(history, OFF, MADE, YEARS)
    found: date | str | None = "unknown" if due.provisional else due.on
    assert found == expected
    assert due.warn_at <= due.at


@settings(max_examples=600, deadline=None)
@given(histories(ends=True), st.integers(0, 200))
def test_what_is_spent_is_what_the_naive_counter_counted(history: oracle.History, later: int) -> None:
    timing = timing_of(history)
    today = min(history.start + timedelta(days=later), date(LAST, 12, 31))
    due = rules.reckon(timing, CALENDAR)
    now = datetime.combine(today, time(11), ZONE)
    gone = rules.spent(timing, due, CALENDAR, now)
    assert gone.used == oracle.used(history, today, OFF, MADE)


@settings(max_examples=600, deadline=None)
@given(histories(ends=True))
def test_the_explanation_counts_exactly_the_limit(history: oracle.History) -> None:
    timing = timing_of(history)
    due = rules.reckon(timing, CALENDAR)
    if due.on is None:
        return
    lines = rules.explain(timing, due, CALENDAR, due.on)
    assert sum(line.counted for line in lines) == history.total
    assert lines[-1].day == due.on
    assert all(line.reason for line in lines)


@settings(max_examples=400, deadline=None)
@given(histories(ends=True), st.permutations(range(4)))
def test_the_order_in_which_pauses_are_written_down_does_not_matter(
    history: oracle.History, order: list[int]
) -> None:  # fmt: skip
    timing = timing_of(history)
    shuffled = replace(timing, pauses=tuple(timing.pauses[n] for n in order if n < len(timing.pauses)))
    assert rules.reckon(timing, CALENDAR) == rules.reckon(shuffled, CALENDAR)


@settings(max_examples=400, deadline=None)
@given(histories(ends=True), st.dates(date(2010, 1, 1), date(2026, 12, 20)))
def test_another_pause_never_brings_the_end_forward(history: oracle.History, first: date) -> None:
    timing = timing_of(history)
    longer = replace(timing, pauses=(*timing.pauses, rules.Pause(first, first + timedelta(days=5), "鉴定", "more")))
    assert rules.reckon(longer, CALENDAR).at >= rules.reckon(timing, CALENDAR).at


def test_every_published_year_is_replayed_day_by_day() -> None:
    for year in sorted(YEARS):
        for n in range(366):
            start = date(year, 1, 1) + timedelta(days=n)
            for total in (1, 5, 20):
                history = oracle.History(start, total, "workdays")
                due = rules.reckon(timing_of(history), CALENDAR)
                expected = oracle.due(history, OFF, MADE, YEARS)
                assert ("unknown" if due.provisional else due.on) == expected
