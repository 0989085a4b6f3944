"""在办监察: what each actor reads of the board, its list, its days, its people."""

from collections.abc import Iterator
from datetime import date

import pytest

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind, Light
from cityhall.deadlines.tests import given as clocks
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.supervision import actions, queries
from cityhall.supervision.queries import Sought
from cityhall.supervision.terms import AppealState, Can

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


def test_the_board_goes_down_from_county_to_organ_to_item_and_to_the_row() -> None:
    here, other = given.place(), given.place("2026-09-23 09:00")
    watcher = organs.staff(here.organ, Can.SEE, reach=Reach.EVERYWHERE)
    whole = queries.board(watcher, Sought())
    assert (whole.level, whole.sums.open, whole.sums.red) == ("division", 2, 1)
    (county,) = whole.rows
    inside = queries.board(watcher, Sought(division=county.division))
    assert [(r.organ_id, r.sums.red, r.sums.open) for r in inside.rows] == [(here.organ, 1, 1), (other.organ, 0, 1)]
    organ = queries.board(watcher, Sought(organ_id=here.organ))
    assert (organ.level, [r.sums.red for r in organ.rows]) == ("item", [1])
    (row,) = queries.rows(watcher, Sought(organ_id=here.organ, light=Light.RED)).rows
    assert (row.work.deadline_id, row.number, row.appeal) == (here.deadline, here.ref.removeprefix("case:"), None)


def test_an_organ_reads_its_own_and_nothing_of_another() -> None:
    here, other = given.place(), given.place()
    for sought in (Sought(), Sought(organ_id=other.organ), Sought(division="990100"), Sought(number=other.ref[5:])):
        board, page = queries.board(here.officer, sought), queries.rows(here.officer, sought)
        own = 1 if sought in (Sought(), Sought(division="990100")) else 0
        assert board.sums.open <= 1
        assert len(page.rows) == own
        assert all(row.work.organ_id == here.organ for row in page.rows)
        assert all(row.organ_id in (None, here.organ) for row in board.rows)
    with pytest.raises(NotFoundError):
        queries.may_explain(here.officer, other.deadline)
    assert queries.may_explain(here.officer, here.deadline).clock.id == here.deadline


@pytest.mark.parametrize("counted", [False, True])
def test_a_count_of_the_minute_says_what_the_rows_say(counted: bool) -> None:
    here = given.place()
    if counted:
        deadlines.take_stock(HOUSE)
    assert queries.board(here.officer, Sought()).sums == queries.Sums(red=1)
    with clock.frozen("2026-09-23 10:00"):
        clocks.started(clocks.a_clock(here.organ, Kind.PROMISED, clocks.FIVE))
    if counted:  # the next minute's
        assert queries.board(here.officer, Sought()).sums.open == 1
        deadlines.take_stock(HOUSE)
    assert queries.board(here.officer, Sought()).sums.open == 2
    due = {one.day: one.count for one in queries.heat(here.officer, Sought()) if one.count}
    assert due == {date(2026, 10, 8): 1}  # five working days around two holidays


def test_a_contested_light_is_marked_and_counted() -> None:
    here = given.place()
    made = actions.appeal(here.officer, here.ref, here.deadline, "停电")
    assert queries.board(here.officer, Sought()).appeals == 1
    assert queries.rows(here.officer, Sought()).rows[0].appeal is AppealState.ASKED
    actions.decide_appeal(here.supervisor, made, True, "属实")
    assert queries.board(here.officer, Sought()).appeals == 0
    assert queries.rows(here.officer, Sought()).rows[0].appeal is AppealState.STRUCK


def test_a_list_taken_out_leaves_a_line() -> None:
    here, _ = given.place(), given.place()
    taken = actions.export_board(here.officer, Sought(light=Light.RED))
    assert [row.work.deadline_id for row in taken] == [here.deadline]
    line = Entry.objects.get(event="supervision.exported")
    assert (line.account_id, line.values["count"]) == (here.officer.account_id, 1)


def test_who_may_not_see_reads_nothing() -> None:
    here = given.place()
    nobody = organs.staff(here.organ)
    asked = (
        lambda: queries.board(nobody, Sought()), lambda: queries.rows(nobody, Sought()),
        lambda: queries.heat(nobody, Sought()), lambda: queries.trend(nobody, Sought()),
        lambda: queries.people(nobody, Sought()), lambda: queries.bottlenecks(nobody, Sought()),
        lambda: queries.calibration(nobody, Kind.PROMISED), lambda: queries.may_explain(nobody, here.deadline),
        lambda: actions.export_board(nobody, Sought()),
    )  # fmt: skip
    for ask in asked:
        with pytest.raises(NotAllowedError):
            ask()
    assert not Entry.objects.filter(event="supervision.exported").exists()
