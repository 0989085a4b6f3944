"""How a case ends: handed over, taken back, voided, archived."""

import pytest

from cityhall.cases import actions
from cityhall.cases.terms import Status
from cityhall.deadlines import queries as clocks
from cityhall.kernel.errors import (
    InvalidInputError,
    NotAllowedError,
)

from . import given
from .test_actions import case, open_clocks

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Place:
    return given.place()


def test_a_result_taken_by_another_needs_her_number(here: given.Place) -> None:
    number = given.granted(here)
    with pytest.raises(InvalidInputError, match="代领人证件"):
        actions.deliver(here.issuer, number, "样例代领人", "家属")
    actions.deliver(here.issuer, number, "样例代领人", "家属", "11010519491231002X")
    assert (case(number).status, open_clocks(number)) == (Status.DELIVERED, {})


def test_only_the_applicant_withdraws_and_every_clock_stops(here: given.Place) -> None:
    number = given.accepted(here)
    with pytest.raises(NotAllowedError):
        actions.withdraw(here.clerk, number)
    with pytest.raises(NotAllowedError):
        actions.withdraw(given.citizen(), number)
    actions.withdraw(here.citizen, number, "不办了")
    assert (case(number).status, open_clocks(number)) == (Status.WITHDRAWN, {})
    assert not [c for c in clocks.clocks_of([f"step:{number}/review"]) if c.stopped_on is None]


def test_a_void_is_agreed_by_somebody_else(here: given.Place) -> None:
    number = given.received(here)
    with pytest.raises(NotAllowedError):
        actions.void(here.clerk, number, "重复")
    actions.void(here.chief, number, "重复申请", "990100-2026-00000009")
    assert case(number).status == Status.VOIDED
