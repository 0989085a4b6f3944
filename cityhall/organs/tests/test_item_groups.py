"""事项组: a role limited to a group of items is what it is in these, and nothing in others."""

from dataclasses import replace
from itertools import count

import pytest

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.kernel.terms import Term
from cityhall.organs import actions, queries, rules
from cityhall.organs.models import Assignment, ItemGroup, Staff
from cityhall.organs.rules import Given, Limit
from cityhall.organs.terms import Can, Desk, Reach

from . import given

HERE, THERE, FAR = 1, 2, 3
LIMIT = Limit(7, frozenset({10, 11}), frozenset({HERE, THERE}), "样例组")
_numbers = count(1)


class Cases(Term):
    """As the room above has them."""

    SEE = "cases.see", ""
    REVIEW = "cases.review", ""
    DECIDE = "cases.decide_on_spot", ""


HELD = ("cases.see", "cases.review", "cases.decide_on_spot", "people.find", "organs.staff", "catalogue.edit")
ROLE = Given(HELD, ("cases.decide_on_spot",), "review", Reach.ORGAN, frozenset({HERE}), frozenset(), limit=LIMIT)


def one(role: Given) -> Actor:
    got = rules.reached_by([role])
    return Actor(
        "",
        account_id=1,
        organ_id=HERE,
        grants=got.grants,
        everywhere=got.everywhere,
        desks=got.desks,
        mandates=got.mandates,
    )


@pytest.mark.parametrize(
    ("reach", "organs", "organ", "item", "may"),
    [
        (Reach.ORGAN, {HERE}, HERE, 10, True),
        (Reach.ORGAN, {HERE}, HERE, 12, False),
        (Reach.ORGAN, {HERE}, HERE, None, False),
        (Reach.ORGAN, {HERE}, THERE, 10, False),
        (Reach.WINDOW, {HERE, THERE}, THERE, 11, True),
        (Reach.WINDOW, {HERE, THERE}, THERE, 12, False),
        (Reach.DIVISION, {HERE, FAR}, HERE, 10, True),
        (Reach.DIVISION, {HERE, FAR}, FAR, 10, False),
        (Reach.EVERYWHERE, set(), THERE, 10, True),
        (Reach.EVERYWHERE, set(), THERE, 12, False),
        (Reach.EVERYWHERE, set(), FAR, 10, False),
    ],
)
def test_division_organ_item_and_action_meet(
    reach: Reach, organs: set[int], organ: int, item: int | None, may: bool
) -> None:
    actor = one(replace(ROLE, reach=reach, organs=frozenset(organs)))
    assert actor.may(Cases.REVIEW, organ, item) is may
    assert ((organ, "review") in actor.desks_in(item or 0)) is may
    assert actor.reach(Cases.REVIEW) == frozenset()
    assert not actor.desks


def test_what_is_not_done_to_cases_goes_by_organ_or_not_at_all() -> None:
    actor = one(ROLE)
    assert dict(actor.grants) == {"people.find": frozenset({HERE})}
    assert not any(actor.may(term) for term in (Can.MANAGE_STAFF, Journal.READ_JOURNAL))


def test_authority_at_a_window_is_delegated_as_ever() -> None:
    window = replace(ROLE, reach=Reach.WINDOW, organs=frozenset({HERE, THERE}), delegating=frozenset({THERE}))
    assert not one(window).may(Cases.DECIDE, HERE, 10)
    assert one(window).may(Cases.DECIDE, THERE, 10)


def test_it_is_her_own_and_not_by_entrustment() -> None:
    assert one(ROLE).under(Cases.REVIEW, HERE, 10) is None


def test_what_was_entrusted_to_the_organ_is_limited_too() -> None:
    lent = rules.mandate(3, FAR, [11, 12], [], ["cases.see"], "")
    actor = one(replace(ROLE, mandates=(replace(lent, permissions=frozenset({"cases.see"})),)))
    assert actor.may(Cases.SEE, FAR, 11)
    assert not actor.may(Cases.SEE, FAR, 12)


@pytest.mark.parametrize(("key", "permissions"), [(rules.AUDIT, ["cases.see"]), ("plain", ["people.find"])])
def test_a_group_must_be_of_some_use(key: str, permissions: list[str]) -> None:
    with pytest.raises(InvalidInputError, match="不能限定事项组"):
        rules.check_group(key, permissions, "样例组")


@action
def keep(actor: Actor, name: str, items: list[int], organs: list[int], group_id: int | None = None) -> int:
    return actions.keep_item_group(actor, name, items, organs, group_id)


def limited(organ: int, group: int, *, desk: str = "") -> Actor:
    n = next(_numbers)
    actions.save_role(HOUSE, f"limited{n}", "限定角色", ["cases.review", "cases.see"], desk=desk)
    staff = actions.create_staff(HOUSE, f"limited{n}", "样例限定人员", organ, given.PASSWORD)
    actions.assign(HOUSE, staff, f"limited{n}", Reach.ORGAN, item_group_id=group)
    return given.actor(f"limited{n}")


@pytest.mark.django_db
def test_a_group_belongs_to_whoever_manages_all_its_organs() -> None:
    organ, other = given.organ(), given.organ()
    manager = given.staff(organ, Can.MANAGE_STAFF)
    with pytest.raises(NotAllowedError):
        keep(manager, "两家的", [1, 2], [organ, other])
    with pytest.raises(NotAllowedError):
        keep(given.staff(organ, Can.DELEGATE), "一家的", [1], [organ])
    assert not ItemGroup.objects.exists()
    group = keep(manager, "一家的", [2, 1, 1], [organ])
    both = keep(HOUSE, "两家的", [1, 3], [organ, other])
    assert [row.name for row in queries.item_groups(manager)] == ["一家的"]
    assert queries.item_group(manager, group).items == (1, 2)
    for look in (lambda: queries.item_group(manager, both), lambda: keep(manager, "换了", [1], [organ], 10**9)):
        with pytest.raises(NotFoundError):
            look()
    with pytest.raises(NotAllowedError):
        keep(manager, "据为己有", [1], [organ], both)
    with pytest.raises(InvalidInputError, match="同名"):
        keep(HOUSE, "一家的", [1], [organ])
    with calling(seen=7), pytest.raises(StaleError):
        keep(manager, "一家的", [1], [organ], group)
    assert Entry.objects.filter(event="item_group.saved").count() == 2


@pytest.mark.django_db
def test_a_role_is_limited_when_given_and_follows_the_group() -> None:
    organ = given.organ()
    group = keep(HOUSE, "样例组", [10], [organ])
    actor = limited(organ, group, desk=Desk.REVIEW)
    assert (actor.may(Cases.REVIEW, organ, 10), actor.may(Cases.REVIEW, organ, 11)) == (True, False)
    assert queries.holders(organ, Desk.REVIEW, 10) == [(actor.account_id, "样例限定人员")]
    assert queries.holders(organ, Desk.REVIEW, 11) == queries.holders(organ, Desk.REVIEW) == []
    assert queries.entitled(organ, Cases.REVIEW) == []
    keep(HOUSE, "样例组", [11], [organ], group)
    again = queries.actor_for(actor.account_id or 0)
    assert again is not None
    assert (again.may(Cases.REVIEW, organ, 10), again.may(Cases.REVIEW, organ, 11)) == (False, True)
    assert queries.item_groups(HOUSE)[0].held == 1


@pytest.mark.django_db
def test_nobody_limits_to_a_group_that_is_not_hers_to_use() -> None:
    organ, other = given.organ(), given.organ()
    group = keep(HOUSE, "别家的", [10], [other])
    actions.save_role(HOUSE, "clerk", "经办", ["cases.see"])
    staff = actions.create_staff(HOUSE, "clerk", "样例人员", organ, given.PASSWORD)
    with pytest.raises(NotFoundError):
        actions.assign(given.staff(organ, Can.MANAGE_STAFF), staff, "clerk", Reach.ORGAN, item_group_id=group)
    assert not Assignment.objects.filter(staff=staff).exists()
    assert Staff.objects.get(pk=staff).left_on is None
