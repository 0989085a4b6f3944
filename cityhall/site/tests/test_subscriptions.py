"""What programs are told, with the real rooms: whose cases they see, and who hears when one is told no more."""

import pytest

from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases
from cityhall.exchange import actions, rules
from cityhall.exchange.terms import Can, EventKind, StopCause
from cityhall.exchange.tests import given
from cityhall.exchange.tests.receiver import Receiver
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.alone import alone
from cityhall.messages.models import Message
from cityhall.organs.tests import given as organs
from cityhall.site.reactions import EVERY
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _inside(settings: object) -> None:
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]


def test_a_program_is_told_of_its_organs_cases_and_of_no_others() -> None:
    here, elsewhere = cases.place(), cases.place()
    kinds = [kind.value for kind in EventKind]
    with Receiver().up() as there, alone():
        given.subscription(given.client(here.organ), there.url, *kinds)
        given.subscription(given.client(here.organ, scopes=["items:read"]), there.url, *kinds)  # may see no case
        ours, _ = cases.accepted(here), cases.accepted(elsewhere)
        EVERY["tell subscribers"].run()
    assert {one.event["subject"] for one in there.got} == {f"case:{ours}"}
    assert there.kinds == ["case.received", "case.accepted"]
    sent = b"".join(one.body for one in there.got).decode()
    for personal in ("样例申请人", "样例面馆", "13900000001"):
        assert personal not in sent


def test_every_kind_that_is_promised_is_one_that_cases_write_down() -> None:
    from cityhall.cases.queries.story import TITLES

    assert {kind.value for kind in EventKind} <= set(TITLES) | {"case.received", "case.supplement_requested"}


def test_every_permission_that_decides_is_one_that_cases_know() -> None:
    assert {str(can) for can in Cases} >= rules.DECIDING


def test_its_keepers_are_told_when_it_stops_and_when_it_goes_on() -> None:
    organ = organs.organ()
    keeper, other = organs.staff(organ, Can.MANAGE_CLIENTS), organs.staff(organs.organ(), Can.MANAGE_CLIENTS)
    key = given.client(organ, keeper)
    number, _ = given.subscription(key, "https://hook.example/", actor=keeper)
    actions.give_up(HOUSE, number, StopCause.GONE)
    drain()
    told = Message.objects.filter(account_id=keeper.account_id)
    assert [one.subject for one in told] == ["告警：事件订阅"]
    assert "对方答复不再接收（410）" in told[0].body
    assert not Message.objects.filter(account_id=other.account_id).exists()
    actions.resume_subscription(keeper, key, number)
    drain()
    assert [one.subject for one in told.order_by("id")] == ["告警：事件订阅", "已恢复：事件订阅"]
    assert Entry.objects.filter(event="house.alarm_raised", ref=f"house:subscription-{number}").count() == 1
