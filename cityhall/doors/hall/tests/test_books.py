"""对账 on screen."""

from datetime import timedelta

import pytest

from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs.tests import given as organs
from cityhall.payments import actions
from cityhall.payments.models import Difference, Payment
from cityhall.payments.terms import BillState, PaymentState
from cityhall.payments.tests import given
from cityhall.people.tests import given as people

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_difference_is_listed_cleared_and_booked() -> None:
    citizen, client = people.citizen(name="样例申请人"), visit.at(given.finance())
    with given.sandbox():
        one, two = given.bill(citizen), given.bill(citizen)
        for number in (one, two):
            actions.pay_at_sandbox(given.link(citizen, number), notify=False)
        assert client.post("/hall/payments/run/", {"day": clock.today().isoformat()}).status_code == 302
        shown = visit.page(client, "/hall/payments/")
        assert shown.count("渠道有、我方无") == 2 * 2  # the word and the label of its field
        first, second = Difference.objects.order_by("key")
        assert client.post(f"/hall/payments/differences/{first.pk}/", {"reason": ""}).status_code == 422
        assert client.post(f"/hall/payments/differences/{first.pk}/", {"reason": "已核实"}).status_code == 302
        answer = client.post(f"/hall/payments/differences/{second.pk}/", {"reason": "渠道已扣款", "book": "1"})
        assert answer.status_code == 302
        later = (clock.today() + timedelta(days=9)).isoformat()
        assert client.post("/hall/payments/run/", {"day": later}).status_code == 422
    assert (given.row(one).state, given.row(two).state) == (BillState.OPEN, BillState.PAID)
    shown = visit.page(client, "/hall/payments/")
    assert "没有待核的差异" in shown
    assert "已核实" in shown


def test_late_money_is_sent_back_from_the_screen() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    with given.sandbox():
        number = given.bill(citizen, organ, ref="case:样例迟")
        payment = given.begun(citizen, number)
        given.dropped(HOUSE, "case:样例迟", "申请人撤回")
        actions.take_notice("sandbox", given.notice(payment))
        from cityhall.organs.terms import Reach
        from cityhall.payments.terms import Can

        client = visit.at(organs.staff(organ, Can.RECONCILE, Can.REFUND, reach=Reach.EVERYWHERE))
        assert payment.order in visit.page(client, "/hall/payments/")
        assert client.post(f"/hall/payments/late/{payment.order}/", {"reason": ""}).status_code == 422
        assert client.post(f"/hall/payments/late/{payment.order}/", {"reason": "缴费单已取消"}).status_code == 302
    assert Payment.objects.get().state == PaymentState.REFUNDED


def test_who_does_not_compare_books_is_refused() -> None:
    client = visit.at(given.cashier(organs.organ()))
    assert client.get("/hall/payments/").status_code == 403
    assert client.post("/hall/payments/run/", {"day": clock.today().isoformat()}).status_code == 403
