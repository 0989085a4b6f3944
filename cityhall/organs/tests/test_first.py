"""The first administrator: made whole or not at all, and not twice by mistake."""

import pytest

from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.organs import actions, queries
from cityhall.organs.actions import OrganSpec
from cityhall.organs.models import Organ, Role, Staff
from cityhall.organs.terms import Can, Reach

from . import given

pytestmark = pytest.mark.django_db
ORGAN = OrganSpec("市样例政务局", "", "9901")


def appoint(login: str = "first", organ: OrganSpec = ORGAN, *, actor: Actor = HOUSE, another: bool = False) -> int:
    everything = [*Can, "jobs.see"]
    return actions.appoint_administrator(actor, login, "样例管理员", given.PASSWORD, organ, everything, another)


def test_she_may_administer_everywhere_and_must_change_her_password() -> None:
    staff = Staff.objects.select_related("account", "organ").get(pk=appoint())
    assert (staff.organ.name, staff.organ.division_code) == ("市样例政务局", "990100000000")
    assert staff.account.must_change
    assert given.actor("first").everywhere == {*Can, "jobs.see"}
    assert queries.administrators() == ["样例管理员"]


def test_a_second_one_is_made_only_when_that_is_said() -> None:
    appoint()
    with pytest.raises(WrongStateError, match="样例管理员"):
        appoint("second")
    appoint("second", another=True)
    assert (Organ.objects.count(), Role.objects.count(), Staff.objects.count()) == (1, 1, 2)
    Staff.objects.update(left_on="2026-01-01")
    appoint("third")  # those who left are nobody to ask


def test_an_organ_that_is_there_is_not_founded_again() -> None:
    code = given.credit_code()
    there = actions.create_organ(HOUSE, "市样例局", "样例局", "990100000000", "department", credit_code=code)
    appoint("one", OrganSpec("市旧名局", code, ""))
    appoint("two", OrganSpec("市样例局", "", ""), another=True)
    assert set(Staff.objects.values_list("organ_id", flat=True)) == {there}


@pytest.mark.parametrize(
    ("login", "organ"), [("", ORGAN), ("one", OrganSpec("市样例局", "", "")), ("one", OrganSpec("市样例局", "", "99x"))]
)
def test_what_is_refused_leaves_nothing_behind(login: str, organ: OrganSpec) -> None:
    with pytest.raises(InvalidInputError):
        appoint(login, organ)
    assert not Organ.objects.exists()
    assert not Role.objects.exists()


def test_who_manages_one_organ_appoints_nobody_over_all() -> None:
    local = given.staff(given.organ(), Can.MANAGE_STAFF, reach=Reach.ORGAN)
    with pytest.raises(NotAllowedError):
        appoint(actor=local)
