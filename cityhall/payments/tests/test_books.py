"""Refunds and the daily comparison."""

import pytest

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.payments import actions, queries
from cityhall.payments.models import Difference, Line, Payment, Reconciliation, Refund, SandboxEntry
from cityhall.payments.terms import BillState, Charge, Kind, LineState, RefundState
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("online")]


@pytest.fixture
def online() -> object:
    with given.sandbox(), clock.frozen("2026-03-02 10:00"):
        yield


def standing() -> list[tuple[str, str, int | None, int | None]]:
    return list(Difference.objects.filter(cleared_at=None).values_list("kind", "key", "ours", "theirs"))


def test_what_was_paid_online_goes_back_through_the_provider_once() -> None:
    citizen, organ = people.citizen(name="样例申请人"), organs.organ()
    number = given.bill(citizen, organ, charges=[Charge("工本费", 1000), Charge("登记费", 8000)])
    given.paid(citizen, number)
    cashier = given.cashier(organ)
    line = queries.bill_page(cashier, number).lines[1]
    actions.refund(cashier, number, line.id, 3000, "多收")
    assert Refund.objects.get().state == RefundState.ORDERED
    drain()
    drain()
    assert (Refund.objects.get().state, Line.objects.get(pk=line.id).state) == (RefundState.DONE, LineState.PAID)
    with pytest.raises(InvalidInputError, match=r"50\.00"):
        actions.refund(cashier, number, line.id, 5001, "多收")
    actions.refund(cashier, number, line.id, 5000, "不再收取")
    drain()
    assert Line.objects.get(pk=line.id).state == LineState.REFUNDED
    assert given.row(number).state == BillState.PAID
    assert list(SandboxEntry.objects.exclude(refund="").order_by("at", "amount").values_list("amount", flat=True)) == [
        3000,
        5000,
    ]
    assert Payment.objects.get().refunded == 8000
    assert actions.reconcile(HOUSE, clock.today()) == 0


def test_what_was_paid_at_the_counter_is_handed_back_against_a_voucher() -> None:
    organ = organs.organ()
    number, cashier = given.bill(organ=organ), given.cashier(organ)
    actions.collect(cashier, number, "cash", "票1001")
    line = queries.bill_page(cashier, number).lines[0].id
    with pytest.raises(InvalidInputError, match="凭证号"):
        actions.refund(cashier, number, line, 1000, "重复收费")
    with pytest.raises(InvalidInputError, match="原因"):
        actions.refund(cashier, number, line, 1000, " ", "退1")
    stranger = given.cashier(organs.organ())
    with pytest.raises(NotAllowedError):
        actions.refund(stranger, number, line, 1000, "重复收费", "退1")
    assert not Refund.objects.exists()
    actions.refund(cashier, number, line, 1000, "重复收费", "退1")
    assert Line.objects.get(pk=line).state == LineState.REFUNDED
    with pytest.raises(WrongStateError):
        actions.refund(cashier, number, line, 1, "重复收费", "退2")


def test_books_that_agree_are_noted_as_such_however_often_they_are_compared() -> None:
    citizen = people.citizen(name="样例申请人")
    given.paid(citizen, given.bill(citizen))
    for _ in range(2):
        assert actions.reconcile(HOUSE, clock.today()) == 0
    row = Reconciliation.objects.get()
    assert (row.ours, row.ours_amount, row.theirs, row.theirs_amount, row.odd) == (1, 1000, 1, 1000, 0)


def test_a_notice_lost_on_the_way_is_found_booked_by_a_person_and_then_agrees() -> None:
    citizen, finance = people.citizen(name="样例申请人"), given.finance()
    number = given.bill(citizen)
    actions.pay_at_sandbox(given.link(citizen, number), notify=False)
    assert given.row(number).state == BillState.OPEN
    day = clock.today()
    with clock.frozen("2026-03-03 02:30"):
        assert actions.reconcile_yesterday(HOUSE) == 1
        assert actions.reconcile_yesterday(HOUSE) == 1
        assert standing() == [(Kind.THEIRS_ONLY, f"{number}-1", None, 1000)]
        found = Difference.objects.get()
        with pytest.raises(InvalidInputError, match="核实"):
            actions.book_difference(finance, found.pk, "")
        actions.book_difference(finance, found.pk, "渠道确认已扣款，通知丢失")
        assert given.row(number).state == BillState.PAID
        assert standing() == []
        assert actions.reconcile(finance, day) == 0
        with pytest.raises(WrongStateError, match="已经核销"):
            actions.clear_difference(finance, found.pk, "再来一次")


def test_what_only_we_have_and_what_differs_is_listed_and_cleared_with_a_reason() -> None:
    citizen, finance = people.citizen(name="样例申请人"), given.finance()
    one, two = given.bill(citizen), given.bill(citizen)
    given.paid(citizen, one)
    actions.take_notice("sandbox", given.notice(given.begun(citizen, two), transaction="T7"))
    order = Payment.objects.get(bill__number=one).order
    SandboxEntry.objects.filter(order=order).update(amount=900)  # their book says otherwise
    assert actions.reconcile(finance, clock.today()) == 2
    assert sorted(standing()) == [(Kind.AMOUNT, order, 1000, 900), (Kind.OURS_ONLY, f"{two}-1", 1000, None)]
    drain()
    assert Entry.objects.filter(event="house.alarm_raised", ref="house:payments").count() == 1
    for found in Difference.objects.all():
        with pytest.raises(WrongStateError, match=r"不能补登|才能补登"):
            actions.book_difference(finance, found.pk, "试一试")
        with pytest.raises(InvalidInputError):
            actions.clear_difference(finance, found.pk, "  ")
        actions.clear_difference(finance, found.pk, "渠道次日更正")
    assert [d.reason for d in queries.differences(finance, cleared=True)] == ["渠道次日更正"] * 2
    drain()
    assert Entry.objects.filter(event="house.alarm_lifted", ref="house:payments").count() == 1


def test_a_difference_that_is_gone_the_next_time_is_closed_by_the_house() -> None:
    citizen = people.citizen(name="样例申请人")
    number = given.bill(citizen)
    actions.pay_at_sandbox(given.link(citizen, number), notify=False)
    assert actions.reconcile(HOUSE, clock.today()) == 1
    entry = SandboxEntry.objects.get()
    actions.take_notice("sandbox", given.notice(Payment.objects.get(), transaction=entry.transaction))
    assert actions.reconcile(HOUSE, clock.today()) == 0
    assert Difference.objects.get().reason == "重新对账，双方已一致"


def test_only_who_compares_books_may_see_and_clear_differences() -> None:
    cashier = given.cashier(organs.organ())
    for act in (
        lambda: actions.reconcile(cashier, clock.today()),
        lambda: actions.clear_difference(cashier, 1, "不是我"),
        lambda: actions.book_difference(cashier, 1, "不是我"),
        lambda: queries.differences(cashier),
        lambda: queries.days(cashier),
        lambda: queries.late_payments(cashier),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(InvalidInputError):
        actions.reconcile(given.finance(), clock.today().replace(year=2027))
    assert not Reconciliation.objects.exists()
