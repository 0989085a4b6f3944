from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from cityhall.deadlines import actions, queries
from cityhall.deadlines.models import Deadline, Pace
from cityhall.deadlines.terms import Kind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.models import Entry

from . import given

pytestmark = pytest.mark.django_db
NOW = "2026-09-25 09:00"  # a Friday, the first day off of the mid-autumn holiday


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def city() -> tuple[int, int]:
    """Two organs: the first with one promise under each light, the second with a green one."""
    one, other = given.organ(), given.organ()
    for start, limit in (("2026-09-24 10:00", 20), ("2026-09-21 10:00", 4), ("2026-09-10 10:00", 5)):
        with clock.frozen(start):
            given.started(given.a_clock(one, Kind.PROMISED, Limit(limit, Unit.WORKDAYS)))
    with clock.frozen("2026-09-24 10:00"):
        ref = given.ref()
        given.started(given.a_clock(one, Kind.PROMISED, given.TWENTY, of=ref))
        given.acting(
            HOUSE, lambda: actions.pause(HOUSE, ref, [Kind.PROMISED], date(2026, 9, 24), key="x", cause="检验")
        )
        given.started(given.a_clock(other, Kind.PROMISED, given.TWENTY))
        given.started(given.a_clock(other, Kind.STATUTORY, given.TWENTY))
    return one, other


def numbers(board: queries.Board, organ: int) -> tuple[int, int, int, int]:
    (line,) = [one for one in board.lines if one.organ_id == organ]
    return line.green, line.yellow, line.red, line.blue


def test_the_count_kept_ready_says_what_counting_says(city: tuple[int, int]) -> None:
    one, other = city
    asked = [one, other]
    live, days = queries.stock(Kind.PROMISED, asked), queries.due_days(Kind.PROMISED, asked)
    assert numbers(live, one) == (1, 1, 1, 1)
    assert numbers(live, other) == (1, 0, 0, 0)
    lines = Entry.objects.count()
    assert actions.take_stock(HOUSE) >= 6
    assert Entry.objects.count() == lines
    with clock.frozen("2026-09-25 09:02"):
        kept = queries.stock(Kind.PROMISED, asked)
        assert kept.lines == live.lines
        assert kept.at < clock.now()
    assert days
    assert queries.due_days(Kind.PROMISED, asked) == days
    assert sum(queries.trend(Kind.PROMISED, asked)[date(2026, 9, 25)].values()) == 5


def test_an_old_count_is_not_shown(city: tuple[int, int]) -> None:
    actions.take_stock(HOUSE)
    given.started(given.a_clock(city[1], Kind.PROMISED, given.TWENTY))
    assert numbers(queries.stock(Kind.PROMISED, city), city[1])[0] == 1
    with clock.frozen("2026-09-25 09:06"):
        assert numbers(queries.stock(Kind.PROMISED, city), city[1])[0] == 2


def test_nobody_else_counts() -> None:
    for act in (actions.take_stock, actions.measure):
        with pytest.raises(DomainError):
            act(NOBODY)


@pytest.mark.parametrize("light", [Light.GREEN, Light.YELLOW, Light.RED, Light.BLUE])
def test_the_list_shows_what_the_board_counts(city: tuple[int, int], light: Light) -> None:
    rows = queries.open_rows(Kind.PROMISED, [city[0]], light=light).rows
    assert [row.work.light for row in rows] == [light]


def test_the_list_goes_by_due_day_or_by_risk_and_finds_a_number(city: tuple[int, int]) -> None:
    rows = queries.open_rows(Kind.PROMISED, city).rows
    assert [r.work.due_at for r in rows] == sorted(r.work.due_at for r in rows)
    riskiest = rows[-1].work.deadline_id
    given.acting(HOUSE, lambda: actions.set_risk(HOUSE, {riskiest: 70}))
    assert queries.open_rows(Kind.PROMISED, city, by_risk=True).rows[0].work.deadline_id == riskiest
    first = queries.open_rows(Kind.PROMISED, city, by_risk=True, limit=2)
    second = queries.open_rows(Kind.PROMISED, city, by_risk=True, limit=2, after=first.next)
    assert len({r.work.deadline_id for r in (*first.rows, *second.rows)}) == 4
    number = rows[0].work.ref.removeprefix("case:")
    assert [r.work.ref for r in queries.open_rows(Kind.PROMISED, city, number=number).rows] == [rows[0].work.ref]
    assert not queries.open_rows(Kind.PROMISED, [], light=None).rows


def test_people_are_found_by_their_work(city: tuple[int, int]) -> None:
    row = Deadline.objects.filter(organ_id=city[0]).first()
    assert row is not None
    given.acting(HOUSE, lambda: actions.give(HOUSE, row.ref, Kind(row.kind), 7))
    assert [(p.account_id, p.count) for p in queries.people_with_work(Kind.PROMISED, [city[0]])] == [(7, 1)]
    assert len(queries.open_rows(Kind.PROMISED, [city[0]], account_id=7).rows) == 1


def test_what_is_provisional_is_found_under_yellow_however_long_ago_its_certain_end_was() -> None:
    organ = given.organ()
    made = given.started(given.a_clock(organ, Kind.PROMISED, given.FIVE))[0]
    ended = clock.now() - timedelta(days=3)
    Deadline.objects.filter(pk=made).update(provisional=True, due_on=None, due_at=ended, warn_at=ended)
    assert [r.work.deadline_id for r in queries.open_rows(Kind.PROMISED, [organ], light=Light.YELLOW).rows] == [made]
    assert not queries.open_rows(Kind.PROMISED, [organ], light=Light.RED).rows
    assert not queries.open_rows(Kind.PROMISED, [organ], light=Light.GREEN).rows


def test_a_whole_case_is_in_the_hands_of_who_has_its_step() -> None:
    organ, ref = given.organ(), given.ref()
    step = f"step:{ref.removeprefix('case:')}/review"
    given.started(
        given.a_clock(organ, Kind.PROMISED, given.FIVE, of=ref), given.a_clock(organ, Kind.STEP, given.FIVE, of=step)
    )
    given.acting(HOUSE, lambda: actions.give(HOUSE, step, Kind.STEP, 8))
    for kind, of in ((Kind.PROMISED, ref), (Kind.STEP, step)):
        assert [(p.account_id, p.count) for p in queries.people_with_work(kind, [organ])] == [(8, 1)]
        assert [r.work.ref for r in queries.open_rows(kind, [organ], account_id=8).rows] == [of]
        assert not queries.open_rows(kind, [organ], account_id=9).rows


def ended(organ: int, start: str, end: str, count: int, *, limit: int = 5) -> None:
    for _ in range(count):
        ref = given.ref()
        with clock.frozen(start):
            given.started(given.a_clock(organ, Kind.PROMISED, Limit(limit, Unit.WORKDAYS), of=ref))
        with clock.frozen(end):
            given.acting(HOUSE, lambda ref=ref: actions.stop(HOUSE, ref, [Kind.PROMISED]))  # type: ignore[misc]


def test_what_ended_teaches_what_is_open() -> None:
    """Of forty, half took two days and half six, of a limit of five: on the third day one is sure to be late."""
    organ = given.organ()
    ended(organ, "2026-08-03 10:00", "2026-08-05 10:00", 10)
    ended(organ, "2026-08-03 10:00", "2026-08-11 10:00", 10)
    ended(organ, "2026-08-17 10:00", "2026-08-19 10:00", 10)
    ended(organ, "2026-08-17 10:00", "2026-08-25 10:00", 10)
    with clock.frozen("2026-08-31 10:00"):
        given.started(given.a_clock(organ, Kind.PROMISED, given.FIVE))
    with clock.frozen("2026-09-01 10:00"):
        assert actions.measure(HOUSE) >= 1
        (row,) = queries.open_rows(Kind.PROMISED, [organ], by_risk=True).rows
        assert row.risk == 50
    with clock.frozen("2026-09-03 10:00"):
        actions.measure(HOUSE)
        assert queries.open_rows(Kind.PROMISED, [organ]).rows[0].risk == 100
    pace = Pace.objects.get(kind=Kind.PROMISED, organ_id=organ)
    assert (pace.count, pace.late, pace.median, pace.p90) == (40, 20, 2, 6)
    cells = {row.decile: row for row in queries.calibration(Kind.PROMISED)}
    assert sum(row.count for row in cells.values()) >= 10
    assert cells[9].share == 100  # at half the limit (three days) the quick ones are gone; the others all ran out


def test_what_fell_away_is_not_taken_for_quick() -> None:
    organ = given.organ()
    with clock.frozen("2026-08-03 10:00"):
        refs = [given.ref() for _ in range(3)]
        given.started(*[given.a_clock(organ, Kind.PROMISED, given.FIVE, of=ref) for ref in refs])
    with clock.frozen("2026-08-04 10:00"):
        given.acting(HOUSE, lambda: actions.stop(HOUSE, refs, [Kind.PROMISED], met=False))
    actions.measure(HOUSE)
    pace = Pace.objects.get(kind=Kind.PROMISED, organ_id=organ)
    assert (pace.count, pace.ended, pace.running) == (0, {}, {"1": 3})
    assert not queries.paces(Kind.PROMISED, [organ])
