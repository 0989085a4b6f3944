"""The table of permissions, cell by cell: what it says is what the check does to people of flesh and blood."""

import pytest

from cityhall.doors.setup.powers import ROOMS
from cityhall.kernel.action import REGISTERED
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.asked import permissions_of
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.terms import Term
from cityhall.organs import actions, rules
from cityhall.organs.terms import Can, Reach
from cityhall.organs.tests import given
from cityhall.twin import files
from cityhall.twin.roles import ROLES, RoleData, reach_of

TERMS = [term for _, room in ROOMS for term in room]


def allowed(actor: Actor, permission: Term, organ_id: int) -> bool:
    try:
        require(actor, permission, organ_id)
    except NotAllowedError:
        return False
    return True


def holder(role: RoleData, organ_id: int, *, delegating: bool = False) -> Actor:
    held = [*role.permissions, *role.authority]
    actions.save_role(HOUSE, role.key, role.name, held, list(role.authority), role.desk)
    window = given.window(organ_id, may_decide=delegating) if role.reach is Reach.WINDOW else None
    login = f"{role.key}-{int(delegating)}"
    staff = actions.create_staff(HOUSE, login, "样例人员", organ_id, given.PASSWORD, window_id=window)
    actions.assign(HOUSE, staff, role.key, role.reach)
    return given.actor(login)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_every_cell_is_what_the_check_does(role: RoleData) -> None:
    own, other = given.organ(), given.organ()
    plain, entrusted = holder(role, own), holder(role, own, delegating=True)
    for term in TERMS:
        told = rules.cell(term, (*role.permissions, *role.authority), role.authority, role.reach)
        done = rules.Cell(allowed(plain, term, own), allowed(entrusted, term, own), allowed(plain, term, other))
        assert done == told, term


def test_an_act_names_what_it_asks_for_also_through_its_helpers() -> None:
    assert permissions_of(REGISTERED["organs.actions.staff.assign"]) == (Can.MANAGE_STAFF,)
    assert permissions_of(REGISTERED["organs.actions.staff.leave"]) == (Can.MANAGE_STAFF,)  # asked in a helper


def test_a_window_decides_only_where_authority_is_delegated() -> None:
    clerk = next(role for role in ROLES if role.key == "window_clerk")
    (decides,) = clerk.authority
    held = (*clerk.permissions, *clerk.authority)
    assert rules.cell(decides, held, clerk.authority, Reach.WINDOW) == rules.Cell(
        own=False, delegated=True, other=False
    )


@pytest.mark.django_db
def test_the_three_administrators_of_the_demo_are_three_people_who_share_nothing() -> None:
    for role in ROLES:
        actions.save_role(HOUSE, role.key, role.name, [*role.permissions, *role.authority], list(role.authority))
    held = {p.login: p.roles for p in files.staff() if set(p.roles) & rules.SEPARATED.keys()}
    assert sorted(held.values()) == [(key,) for key in sorted(rules.SEPARATED)]
    for login, (key,) in held.items():
        staff = actions.create_staff(HOUSE, login, "样例人员", given.organ(), given.PASSWORD)
        actions.assign(HOUSE, staff, key, reach_of(key))
    powers = [given.actor(login).everywhere for login in held]
    assert len(frozenset().union(*powers)) == sum(map(len, powers))
