"""The till of the demo city: one bill unpaid, one paid, one the books differ about."""

from datetime import timedelta

import pytest

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.payments import queries
from cityhall.payments.terms import BillState, Kind, Means
from cityhall.payments.tests import given
from cityhall.site.testing import drain
from cityhall.twin.city import build, staff_actor
from cityhall.twin.paying import LOST, PAID, UNPAID, take_payments

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_unpaid_one_paid_one_difference() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        city = build(HOUSE)
        drain()
    with given.sandbox():
        made = take_payments(city, drain)
    hall = staff_actor("dating01")
    states = {no: queries.bill_page(hall, number).state for no, number in made.items()}
    assert states == {UNPAID: BillState.OPEN, PAID: BillState.PAID, LOST: BillState.OPEN}
    [odd] = queries.differences(hall)
    assert (odd.kind, odd.key) == (Kind.THEIRS_ONLY, f"{made[LOST]}-1")
    assert made[UNPAID] in [row.number for row in queries.bills(staff_actor("chuangkou24")).rows]


def test_a_city_without_a_provider_takes_cash() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        city = build(HOUSE)
        drain()
    made = take_payments(city, drain)
    paid = queries.bill_page(staff_actor("dating01"), made[PAID]).receipt
    assert paid is not None
    assert paid.means is Means.CASH
