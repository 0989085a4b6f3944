"""事项组 in cases: who holds a role limited to a group of items works and sees in these alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.queries import Wanted
from cityhall.cases.terms import Can
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries as items_of
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions as organ_actions
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Desk, Reach
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


def two_items() -> tuple[given.Place, given.Place]:
    """One organ with two items, both worked on by the same people."""
    inside = given.place()
    terms = items_of.published(items.published_item(inside.organ, name="组外的事项"))
    assert terms is not None
    return inside, replace(inside, terms=terms)


def limited(here: given.Place, login: str, *permissions: Can, desk: str = "", reach: Reach = Reach.ORGAN) -> Actor:
    """Somebody of the organ whose role is limited to a group with the one item."""
    group = catalogue.save_item_group(HOUSE, f"组-{login}", [here.terms.item_id])
    organ_actions.save_role(HOUSE, login, login, [str(p) for p in permissions], desk=desk)
    window = here.window if reach is Reach.WINDOW else None
    staff = organ_actions.create_staff(HOUSE, login, f"样例{login}", here.organ, organs.PASSWORD, window_id=window)
    organ_actions.assign(HOUSE, staff, login, reach, item_group_id=group)
    return organs.actor(login)


def test_she_reviews_and_decides_inside_and_is_refused_outside_and_nothing_changes() -> None:
    inside, outside = two_items()
    reviewer = limited(inside, "reviewer-limited", Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    approver = limited(inside, "approver-limited", Can.DECIDE, Can.SEE, desk=Desk.APPROVE)
    mine, other = given.accepted(inside), given.accepted(outside)
    before = Entry.objects.count()
    with pytest.raises((NotAllowedError, NotFoundError)):
        actions.claim_step(reviewer, other, "review")
    with pytest.raises((NotAllowedError, NotFoundError)):
        actions.finish_step(reviewer, other, "review", "agree", "符合条件")
    assert Entry.objects.count() == before
    actions.claim_step(reviewer, mine, "review")
    actions.finish_step(reviewer, mine, "review", "agree", "符合条件")
    actions.finish_step(outside.reviewer, other, "review", "agree", "符合条件")
    with pytest.raises((NotAllowedError, NotFoundError)):
        actions.grant(approver, other, "decide")
    actions.grant(approver, mine, "decide")
    line = Entry.objects.get(event="case.decided")
    assert (line.ref, line.account_id) == (f"case:{mine}", approver.account_id)
    assert "under" not in line.values  # her own role, nobody entrusted anything


def test_a_window_takes_in_what_is_in_the_group_alone() -> None:
    inside, outside = two_items()
    clerk = limited(inside, "clerk-limited", Can.INTAKE, Can.SEE, desk=Desk.INTAKE, reach=Reach.WINDOW)
    mine, other = given.received(inside), given.received(outside)
    actions.accept(clerk, mine)
    with pytest.raises((NotAllowedError, NotFoundError)):
        actions.accept(clerk, other)
    with pytest.raises((NotAllowedError, NotFoundError)):
        actions.receive_at_window(clerk, outside.terms.item_id, given.applicant(), given.FORM, given.handed(outside))
    actions.receive_at_window(clerk, inside.terms.item_id, given.applicant(), given.FORM, given.handed(inside))


LISTS: dict[str, Callable[[Actor], set[str]]] = {
    "desk": lambda actor: {row.number for row in queries.desk(actor, Wanted()).page.rows},
    "cases": lambda actor: {row.number for row in queries.search(actor).rows},
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_what_is_in_the_group_alone_and_the_colleague_without_a_group_sees_both(name: str) -> None:
    inside, outside = two_items()
    reviewer = limited(inside, "reviewer-limited", Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    mine, other = given.accepted(inside), given.accepted(outside)
    assert LISTS[name](reviewer) == {mine}
    assert LISTS[name](inside.reviewer) == {mine, other}


def test_the_page_of_a_case_outside_does_not_exist_for_her() -> None:
    inside, outside = two_items()
    reviewer = limited(inside, "reviewer-limited", Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    mine, other = given.accepted(inside), given.accepted(outside)
    assert queries.case_page(reviewer, mine).number == mine
    with pytest.raises(NotFoundError):
        queries.case_page(reviewer, other)


def test_nobody_hands_a_step_over_to_somebody_whose_group_it_is_not_in() -> None:
    from cityhall.kernel.errors import InvalidInputError

    inside, outside = two_items()
    reviewer = limited(inside, "reviewer-limited", Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    mine, other = given.accepted(inside), given.accepted(outside)
    for number in (mine, other):
        actions.claim_step(inside.reviewer, number, "review")
    with pytest.raises(InvalidInputError, match="同一岗位"):
        actions.hand_over(inside.reviewer, other, "review", reviewer.account_id or 0)
    actions.hand_over(inside.reviewer, mine, "review", reviewer.account_id or 0)


def test_a_group_is_of_items_there_are_and_of_organs_one_manages() -> None:
    inside, _ = two_items()
    with pytest.raises(NotFoundError):
        catalogue.save_item_group(HOUSE, "没有的", [10**9])
    stranger = organs.staff(organs.organ(), Organs.MANAGE_STAFF)
    with pytest.raises(NotAllowedError):
        catalogue.save_item_group(stranger, "别家的", [inside.terms.item_id])
    manager = organs.staff(inside.organ, Organs.MANAGE_STAFF)
    assert catalogue.save_item_group(manager, "自家的", [inside.terms.item_id])
