"""收费: set as published, paid on a bill, and the result waits for it."""

from typing import Any

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message
from cityhall.payments import actions as payments
from cityhall.payments import queries as bills
from cityhall.payments.terms import BillState
from cityhall.payments.tests import given as paying
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
CHARGES: list[dict[str, Any]] = [
    {"name": "工本费", "standard": "10 元/证", "basis": "样例规定第一条"},
    {"name": "检测费", "standard": "按检测项目", "basis": "样例规定第二条"},
]


@pytest.fixture
def here() -> given.Place:
    return given.place(fee="charged", fee_note="按公布的标准", charges=CHARGES)


def case(number: str) -> Case:
    return Case.objects.get(number=number)


def test_set_paid_and_handed_over(here: given.Place) -> None:
    number = given.granted(here)
    bill = actions.set_fee(here.reviewer, number, {"工本费": "10", "检测费": ""})
    page = bills.my_bill(here.citizen, bill)
    assert [(one.name, one.amount, one.standard, one.basis) for one in page.lines] == [
        ("工本费", 1000, "10 元/证", "样例规定第一条")
    ]
    with pytest.raises(WrongStateError, match="缴费"):
        actions.deliver(here.issuer, number, "样例申请人")
    with paying.sandbox():
        paying.paid(here.citizen, bill)
        drain()
    assert (str(case(number).fee_amount), case(number).fee_receipt) == ("10.00", f"{bill}-1")
    actions.deliver(here.issuer, number, "样例申请人")
    assert case(number).status == Status.DELIVERED
    assert Message.objects.filter(kind="fee_set", account_id=here.citizen.account_id).exists()


def test_what_the_desk_is_shown(here: given.Place) -> None:
    number = given.accepted(here)
    view = queries.fee_of(queries.case_page(here.reviewer, number))
    assert view is not None
    assert [(c.name, c.suggested) for c in view.charges] == [("工本费", "10.00"), ("检测费", "")]
    assert view.standing is None
    actions.set_fee(here.clerk, number, {"检测费": "120.50"})
    view = queries.fee_of(queries.case_page(here.reviewer, number))
    assert view is not None
    assert view.due == "120.50"
    free = given.place()
    assert queries.fee_of(queries.case_page(free.reviewer, given.accepted(free))) is None


@pytest.mark.parametrize(
    ("amounts", "code"),
    [({}, "no_charges"), ({"工本费": "0"}, "bad_amount"), ({"加急费": "5"}, "not_published")],
)
def test_what_is_not_published_or_no_amount_is_refused(here: given.Place, amounts: dict[str, str], code: str) -> None:
    number = given.accepted(here)
    with pytest.raises(InvalidInputError) as no:
        actions.set_fee(here.reviewer, number, amounts)
    assert no.value.code == f"payments.{code}"
    assert bills.fees_of([f"case:{number}"]) == {}


def test_a_stranger_sets_no_fee_and_a_free_item_has_none(here: given.Place) -> None:
    number = given.accepted(here)
    with pytest.raises(NotAllowedError):
        actions.set_fee(given.place().reviewer, number, {"工本费": "10"})
    free = given.place()
    with pytest.raises(WrongStateError, match="不收费"):
        actions.set_fee(free.reviewer, given.accepted(free), {"工本费": "10"})
    with pytest.raises(WrongStateError, match="不能再登记"):
        actions.set_fee(here.reviewer, given.refused(here), {"工本费": "10"})
    assert not Entry.objects.filter(event="case.fee_set").exists()


def test_one_case_is_never_paid_for_on_two_papers(here: given.Place) -> None:
    number = given.granted(here)
    bill = actions.set_fee(here.reviewer, number, {"工本费": "10"})
    with pytest.raises(WrongStateError, match=bill):
        actions.note_fee(here.issuer, number, "10.00", "票据9")
    actions.note_fee(here.issuer, number, "", "", "低保家庭免收")
    assert paying.row(bill).state == BillState.CANCELLED
    actions.deliver(here.issuer, number, "样例申请人")


def test_a_case_that_came_to_nothing_owes_nothing(here: given.Place) -> None:
    number = given.accepted(here)
    bill = actions.set_fee(here.reviewer, number, {"工本费": "10"})
    actions.withdraw(here.citizen, number)
    drain()
    drain()
    assert paying.row(bill).state == BillState.CANCELLED
    assert Entry.objects.filter(event="case.fee_dropped", ref=f"case:{number}").count() == 1


def test_a_fee_that_was_paid_back_is_not_paid(here: given.Place) -> None:
    number = given.granted(here)
    bill = actions.set_fee(here.reviewer, number, {"工本费": "10"})
    cashier = paying.cashier(here.organ)
    payments.collect(cashier, bill, "cash", "票据77")
    drain()
    assert case(number).fee_noted_at is not None
    payments.refund(cashier, bill, bills.bill_page(cashier, bill).lines[0].id, 1000, "金额有误", "退77")
    drain()
    assert case(number).fee_noted_at is None
    with pytest.raises(WrongStateError, match="缴费"):
        actions.deliver(here.issuer, number, "样例申请人")


def test_something_more_may_be_charged_after_payment_and_is_waited_for(here: given.Place) -> None:
    number = given.granted(here)
    first = actions.set_fee(here.reviewer, number, {"工本费": "10"})
    cashier = paying.cashier(here.organ)
    payments.collect(cashier, first, "pos", "票据88")
    drain()
    with pytest.raises(WrongStateError, match="已经缴费"):
        actions.set_fee(here.reviewer, number, {"工本费": "20"})
    second = actions.set_fee(here.reviewer, number, {"检测费": "5"})
    assert second != first
    with pytest.raises(WrongStateError, match="缴费"):
        actions.deliver(here.issuer, number, "样例申请人")
    payments.collect(cashier, second, "cash", "票据89")
    drain()
    assert str(case(number).fee_amount) == "15.00"
