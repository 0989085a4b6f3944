"""How a case ends: handed over, taken back, voided, archived."""

from datetime import timedelta

import pytest

from cityhall.cases import actions
from cityhall.cases.actions import close
from cityhall.cases.terms import Status
from cityhall.deadlines import queries as clocks
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import BusyError, InvalidInputError, NotAllowedError
from cityhall.kernel.journal.models import Entry

from . import given
from .acts.ends import told
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


def test_what_ended_long_ago_is_archived_once_and_nothing_else(here: given.Place) -> None:
    long_ago, month = clock.now() - timedelta(days=60), timedelta(days=30)
    with clock.frozen(long_ago):
        ended = [given.delivered(here), given.withdrawn(here), given.voided(here), told(here)]
        untold = given.not_accepted(here)
        still_open, by_hand = given.accepted(here), given.archived(here)
    with clock.frozen(long_ago + month - timedelta(minutes=1)):
        assert actions.archive_ended(HOUSE) == 0
    fresh = given.withdrawn(here)
    assert [
        actions.archive_ended(HOUSE, most=3),
        actions.archive_ended(HOUSE, most=3),
        actions.archive_ended(HOUSE),
    ] == [3, 1, 0]
    assert {case(number).status for number in ended} == {Status.ARCHIVED}
    left = [case(number).status for number in (still_open, fresh, untold)]
    assert left == [Status.ACCEPTED, Status.WITHDRAWN, Status.NOT_ACCEPTED]
    lines = Entry.objects.filter(event="case.archived").values_list("ref", "actor")
    assert sorted(lines) == sorted([*((f"case:{n}", HOUSE.name) for n in ended), (f"case:{by_hand}", here.chief.name)])


def test_how_long_a_case_waits_for_the_archive_is_a_local_setting(here: given.Place, settings: object) -> None:
    with clock.frozen(clock.now() - timedelta(days=6)):
        given.withdrawn(here)
    settings.ARCHIVE_DAYS = 7  # type: ignore[attr-defined]
    assert actions.archive_ended(HOUSE) == 0
    settings.ARCHIVE_DAYS = 5  # type: ignore[attr-defined]
    assert actions.archive_ended(HOUSE) == 1


def test_a_case_that_cannot_be_archived_keeps_no_other_waiting(
    here: given.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(clock.now() - timedelta(days=60)):
        stuck, other = given.withdrawn(here), given.withdrawn(here)
    archive = close.archive

    def busy(actor: Actor, number: str) -> None:
        if number == stuck:
            raise BusyError("action.busy", "同一内容正在由他人办理，请稍后再提交一次")
        archive(actor, number)

    monkeypatch.setattr(close, "archive", busy)
    assert actions.archive_ended(HOUSE) == 1
    assert (case(stuck).status, case(other).status) == (Status.WITHDRAWN, Status.ARCHIVED)
