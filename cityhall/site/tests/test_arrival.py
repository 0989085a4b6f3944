"""Where staff are taken first: a door that is open to them."""

import pytest

from cityhall.cases.terms import Can
from cityhall.doors.tests.visit import at
from cityhall.kernel.terms import Term
from cityhall.organs.terms import Can as Organs
from cityhall.organs.tests import given
from cityhall.site.arrival import home_of
from cityhall.supervision.terms import Can as Supervision

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("held", "desk", "door"), [
    (Can.REVIEW, "review", "/office/"), (Can.ARCHIVE, "", "/office/"), (Can.SEE, "", "/office/"),
    (Can.VOID, "", "/window/"), (Can.HALL, "", "/hall/"), (Organs.MANAGE_STAFF, "", "/setup/"),
    ((Supervision.SEE, Supervision.ISSUE), "", "/supervisor/"), (Supervision.SEE, "", "/supervisor/"),
    ((Supervision.SEE, Can.SEE), "", "/office/"),
])  # fmt: skip
def test_the_first_page_is_one_that_opens(held: Term | tuple[Term, ...], desk: str, door: str) -> None:
    actor = given.staff(given.organ(), *(held if isinstance(held, tuple) else (held,)), desk=desk)
    assert home_of(actor) == door
    assert at(actor).get(door).status_code == 200
