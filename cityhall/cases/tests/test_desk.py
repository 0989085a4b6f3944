"""The work list of an office: what waits where, in whose hands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.terms import Can as Items
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Place:
    return given.place()


def test_the_list_names_the_step_and_who_has_it(here: given.Place) -> None:
    number = given.accepted(here)
    (row,) = queries.office(here.reviewer).rows
    assert (row.number, row.key, row.waiting, row.holder, row.mine) == (number, "review", "审查", "", False)
    actions.claim_step(here.reviewer, number, "review")
    (row,) = queries.office(here.reviewer).rows
    assert (row.holder, row.mine) == (here.reviewer.name, True)


def test_mine_is_what_i_took_and_what_was_handed_to_me(here: given.Place) -> None:
    number = given.accepted(here)
    colleague = organs.staff(here.organ, Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    assert not queries.office(here.reviewer, mine=True).rows
    actions.claim_step(here.reviewer, number, "review")
    assert [r.number for r in queries.office(here.reviewer, mine=True).rows] == [number]
    actions.hand_over(here.reviewer, number, "review", colleague.account_id or 0)
    assert not queries.office(here.reviewer, mine=True).rows
    assert queries.tray_counts(colleague, queries.Tray.OFFICE, mine=True).open == 1
    actions.release_step(colleague, number, "review")
    assert not queries.office(colleague, mine=True).rows
    assert queries.office(colleague).rows


def test_cases_not_yet_taken_on_and_questions_of_the_window_wait_there_too(here: given.Place) -> None:
    intake = organs.staff(here.organ, Can.INTAKE, desk=Desk.INTAKE)
    number = given.received(here)
    assert [(r.number, r.waiting) for r in queries.office(intake).rows] == [(number, "受理告知")]
    actions.refer(here.clerk, number, "场所证明是否可用？")
    assert [(r.number, r.waiting) for r in queries.office(here.reviewer).rows] == [(number, "转部门审查")]


def test_another_organ_s_desk_sees_nothing_and_the_list_costs_three_statements(here: given.Place) -> None:
    for _ in range(3):
        given.accepted(here)
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    assert not queries.office(stranger).rows
    queries.office(here.reviewer)  # the calendar is read once
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.office(here.reviewer).rows) == 3
    assert len(asked) == 3


def test_who_reviewed_is_told_before_the_click_that_she_may_not_decide(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.REVIEW, Can.DECIDE, Can.SEE, desk=Desk.REVIEW)
    decider = organs.staff(here.organ, Can.DECIDE, Can.SEE, desk=Desk.APPROVE)
    number = given.accepted(here)
    assert queries.case_page(decider, number).button("grant").why == "还有环节没有完成：审查"  # type: ignore[union-attr]
    actions.finish_step(both, number, "review", "agree")
    own = next(s for s in queries.case_page(both, number).steps if s.decides)
    assert "不能再由您作出决定" in own.why
    theirs = next(s for s in queries.case_page(decider, number).steps if s.decides)
    assert (theirs.mine, theirs.why) == (True, "")
    assert queries.case_page(decider, number).may("grant")


def test_a_hold_of_the_organ_is_told_from_one_set_above(here: given.Place) -> None:
    number = given.accepted(here)
    assert not queries.case_page(here.chief, number).own_hold
    actions.hold(here.chief, number, "等候现场复核")
    assert queries.case_page(here.chief, number).own_hold


def test_what_is_under_way_is_counted_by_version(here: given.Place) -> None:
    given.accepted(here)
    given.received(here)
    given.granted(here)
    catalogue.save_draft(HOUSE, here.terms.item_id, items.content(summary="第二版"))
    catalogue.publish(HOUSE, here.terms.item_id)
    given.received(here)
    editor = organs.staff(here.organ, Items.EDIT_ITEMS)
    assert queries.under_way(editor, here.terms.item_id) == {2: 1, 1: 2}
    with pytest.raises(NotAllowedError):
        queries.under_way(here.citizen, here.terms.item_id)
