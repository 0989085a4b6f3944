"""A bill drawn up and paid: once, whatever comes twice, late or wrong."""

from datetime import timedelta

import pytest

from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message
from cityhall.organs.tests import given as organs
from cityhall.payments import actions, queries
from cityhall.payments.adapters import Signed
from cityhall.payments.models import Bill, Difference, Line, Payment
from cityhall.payments.terms import BillState, Charge, Kind, LineState, PaymentState
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("online")]


@pytest.fixture
def online() -> object:
    with given.sandbox():
        yield


def events(number: str) -> list[str]:
    return list(Entry.objects.filter(ref=f"bill:{number}").order_by("id").values_list("event", flat=True))


def test_all_of_one_application_is_on_one_bill() -> None:
    citizen, subject = people.citizen(name="样例申请人"), "joint:样例-L1"
    first = given.bill(citizen, subject=subject)
    second = given.bill(citizen, subject=subject, charges=[Charge("登记费", 8000)])
    assert first == second
    page = queries.my_bill(citizen, first)
    assert (page.due, len(page.lines), page.joint) == (9000, 2, "样例-L1")
    given.paid(citizen, first)
    third = given.bill(citizen, subject=subject)  # what is charged after that is on another
    assert third != first


def test_a_new_amount_takes_the_place_of_the_old_one() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number = given.bill(citizen, organ, ref="case:样例甲", subject="application:样例甲")
    given.bill(citizen, organ, ref="case:样例甲", subject="application:样例甲", charges=[Charge("工本费", 500)])
    page = queries.my_bill(citizen, number)
    assert (page.due, [one.state for one in page.lines]) == (500, [LineState.CANCELLED, LineState.DUE])


def test_she_pays_in_the_sandbox_and_the_bill_is_paid() -> None:
    citizen = people.citizen(name="样例申请人")
    number = given.bill(citizen)
    given.paid(citizen, number)
    page = queries.my_bill(citizen, number)
    assert (page.state, page.due, page.total, page.lines[0].state) == (BillState.PAID, 0, 1000, LineState.PAID)
    assert events(number) == ["bill.charged", "bill.payment_started", "bill.paid"]
    with pytest.raises(WrongStateError, match="已缴"):
        actions.start_payment(citizen, number)


def test_asked_twice_there_is_one_order_and_a_new_one_when_its_time_has_run() -> None:
    citizen = people.citizen(name="样例申请人")
    with clock.frozen("2026-03-02 10:00"):
        number = given.bill(citizen)
        first = actions.start_payment(citizen, number)
        assert actions.start_payment(citizen, number) == first
    with clock.frozen("2026-03-02 10:16"):
        second = actions.start_payment(citizen, number)
    assert second != first
    assert Payment.objects.get(order=first).state == PaymentState.CLOSED


def test_a_notice_that_comes_twice_pays_once() -> None:
    citizen = people.citizen(name="样例申请人")
    number = given.bill(citizen)
    message = given.notice(given.begun(citizen, number))
    assert actions.take_notice("sandbox", message) == "paid"
    assert actions.take_notice("sandbox", message) == "again"
    assert events(number).count("bill.paid") == 1
    assert Payment.objects.count() == 1


def test_a_wrong_amount_is_refused_and_put_before_finance_and_pays_nothing() -> None:
    citizen, finance = people.citizen(name="样例申请人"), given.finance()
    number = given.bill(citizen)
    message = given.notice(given.begun(citizen, number), amount=1)
    for _ in range(2):
        with pytest.raises(WrongStateError) as no:
            actions.take_notice("sandbox", message)
        assert no.value.code == "payments.wrong_amount"
    found = Difference.objects.get()
    assert (found.kind, found.ours, found.theirs, found.times) == (Kind.BAD_NOTICE, 1000, 1, 2)
    assert given.row(number).state == BillState.OPEN
    drain()
    assert Message.objects.filter(account_id=finance.account_id, kind="house.alarm").count() == 1


def test_an_unknown_order_and_a_used_transaction_are_refused_and_put_before_finance() -> None:
    citizen = people.citizen(name="样例申请人")
    number, other = given.bill(citizen), given.bill(citizen)
    payment, second = given.begun(citizen, number), given.begun(citizen, other)
    with pytest.raises(NotFoundError):
        actions.take_notice("sandbox", given.notice(payment, order="没有的单"))
    actions.take_notice("sandbox", given.notice(payment, transaction="T9"))
    with pytest.raises(NotFoundError):
        actions.take_notice("sandbox", given.notice(second, transaction="T9"))
    assert list(Difference.objects.order_by("id").values_list("kind", "key")) == [
        (Kind.UNKNOWN, "没有的单"), (Kind.UNKNOWN, second.order)
    ]  # fmt: skip
    assert given.row(other).state == BillState.OPEN


def test_a_forged_notice_is_refused_and_noted_once_a_day() -> None:
    citizen = people.citizen(name="样例申请人")
    number = given.bill(citizen)
    message = given.notice(given.begun(citizen, number))
    for _ in range(3):
        with pytest.raises(NotAllowedError):
            actions.take_notice("sandbox", Signed(message.body, "0" * 64))
    assert Entry.objects.filter(event="payments.alarmed").count() == 1
    assert given.row(number).state == BillState.OPEN


def test_money_that_comes_after_the_bill_was_cancelled_is_noted_to_be_sent_back() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number = given.bill(citizen, organ, ref="case:样例乙")
    payment = given.begun(citizen, number)
    assert given.dropped(organs.staff(organ), "case:样例乙", "申请人撤回")
    assert given.row(number).state == BillState.CANCELLED
    assert actions.take_notice("sandbox", given.notice(payment)) == "to_refund"
    assert given.row(number).state == BillState.CANCELLED
    assert events(number)[-1] == "bill.paid_late"
    assert [r.order for r in queries.late_payments(given.finance())] == [payment.order]
    actions.refund_late(given.cashier(organ), payment.order, "缴费单已取消")
    drain()
    payment.refresh_from_db()
    assert (payment.state, payment.refunded) == (PaymentState.REFUNDED, 1000)


def test_while_she_pays_nobody_changes_what_she_owes() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number = given.bill(citizen, organ, ref="case:样例丙", subject="application:样例丙")
    given.begun(citizen, number)
    with pytest.raises(WrongStateError, match="正在支付"):
        given.bill(citizen, organ, ref="case:样例丙", subject="application:样例丙", charges=[Charge("工本费", 5)])
    assert queries.my_bill(citizen, number).due == 1000


def test_at_the_counter_it_is_paid_against_a_receipt_and_later_money_goes_back() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number = given.bill(citizen, organ)
    payment, clerk = given.begun(citizen, number), given.cashier(organ)
    for means, receipt, code in (("cash", " ", "no_receipt"), ("online", "票1", "unknown_means")):
        with pytest.raises(InvalidInputError) as no:
            actions.collect(clerk, number, means, receipt)
        assert no.value.code == f"payments.{code}"
    actions.collect(clerk, number, "cash", "票0001")
    page = queries.bill_page(clerk, number)
    assert page.receipt is not None
    assert (page.state, page.receipt.receipt, page.receipt.amount) == (BillState.PAID, "票0001", 1000)
    assert actions.take_notice("sandbox", given.notice(payment)) == "to_refund"
    with pytest.raises(InvalidInputError, match="已经用过"):
        actions.collect(clerk, given.bill(citizen, organ), "pos", "票0001")


def test_what_is_waived_is_not_due() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number = given.bill(citizen, organ, ref="case:样例丁")
    assert given.waived(organs.staff(organ), "case:样例丁", "低保家庭免收")
    assert given.row(number).state == BillState.CANCELLED
    assert not given.waived(organs.staff(organ), "case:样例丁", "低保家庭免收")


def test_strangers_neither_see_nor_pay_nor_collect() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number, other = given.bill(citizen, organ), people.citizen(name="样例旁人")
    stranger = given.cashier(organs.organ())
    with pytest.raises(NotFoundError):
        queries.my_bill(other, number)
    with pytest.raises(NotFoundError):
        queries.bill_page(stranger, number)
    with pytest.raises(NotFoundError):
        actions.start_payment(other, number)
    with pytest.raises(NotAllowedError):
        actions.collect(stranger, number, "cash", "票0002")
    assert queries.my_bills(other) == []
    assert list(queries.bills(stranger).rows) == []
    assert [r.number for r in queries.bills(given.cashier(organ)).rows] == [number]
    assert (Payment.objects.count(), Bill.objects.get().state) == (0, BillState.OPEN)


def test_without_a_provider_there_is_only_the_counter(settings: object) -> None:
    from cityhall.site.payment_settings import Payments

    settings.PAYMENTS = Payments()  # type: ignore[attr-defined]
    citizen = people.citizen(name="样例申请人")
    number = given.bill(citizen)
    with pytest.raises(WrongStateError, match="窗口缴费"):
        actions.start_payment(citizen, number)
    with pytest.raises(NotFoundError):
        actions.take_notice("sandbox", Signed(b"{}", ""))
    assert actions.reconcile_yesterday(given.finance()) == 0


def test_due_dates_are_told() -> None:
    with clock.frozen("2026-03-02 10:00"):
        number = given.bill()
        assert given.row(number).due_on == clock.today() + timedelta(days=15)
    assert Line.objects.get().amount == 1000
