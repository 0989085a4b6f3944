"""One bill for the whole, and its results handed over at once or as they come."""

from datetime import timedelta
from typing import Any

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.models import Application, Case, Delivery
from cityhall.cases.terms import Can, DeliveryState, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.joint import actions, queries
from cityhall.joint.models import Handout
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.payments import queries as bills
from cityhall.payments.tests import given as paying
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
FEE: dict[str, Any] = {
    "fee": "charged",
    "fee_note": "按公布的标准",
    "charges": [{"name": "工本费", "standard": "10 元", "basis": "样例"}],
}


def two(**content: Any) -> given.Whole:
    return given.published({key: given.item(name=f"样例{key}", **content) for key in ("one", "two")})


def comprehensive() -> Actor:
    """综合窗口: hands over for every organ."""
    return organs.staff(organs.organ(), Can.DELIVER, reach=Reach.EVERYWHERE)


def together(whole: given.Whole, number: str, *, method: str = "window", **more: Any) -> None:
    actions.choose_handing(whole.citizen, number, "together", method, **more)


def delivery_clocks(number: str) -> int:
    return sum(c.kind is Kind.DELIVERY and c.stopped_on is None for c in deadlines.clocks_of([f"case:{number}"]))


def test_the_fees_of_all_parts_are_on_one_bill() -> None:
    whole = two(**FEE)
    number = given.submitted(whole)
    for key in ("one", "two"):
        given.accepted(whole, number, key)
    first = cases.set_fee(whole.places["one"].reviewer, given.case_of(number, "one"), {"工本费": "10"})
    assert first == cases.set_fee(whole.places["two"].reviewer, given.case_of(number, "two"), {"工本费": "20"})
    page = bills.my_bill(whole.citizen, first)
    assert (page.due, page.joint, len(page.lines)) == (3000, number, 2)
    with paying.sandbox():
        paying.paid(whole.citizen, first)
        drain()
    assert Case.objects.filter(fee_noted_at__isnull=False).count() == 2


def test_chosen_on_the_draft_it_is_carried_to_every_case() -> None:
    whole = two()
    draft = given.draft(whole)
    actions.choose_handing(whole.citizen, draft, "together", "mail", "样例收件人", "13900000002", "样例镇 1 号")
    actions.submit_joint(whole.citizen, draft)
    drain()
    rows = Application.objects.exclude(whole="")
    assert [(r.kept, r.delivery_method, r.delivery_receiver, r.delivery_address) for r in rows] == [
        (True, "mail", "样例收件人", "样例镇 1 号")
    ] * 2


def test_together_the_first_result_waits_for_the_last_and_both_go_out_under_one_receipt() -> None:
    whole, window = two(), comprehensive()
    number = given.submitted(whole)
    together(whole, number)
    first = given.granted(whole, number, "one")
    assert delivery_clocks(first) == 0
    with pytest.raises(WrongStateError, match="一次领取"):
        cases.deliver(whole.places["one"].issuer, first, "样例申请人")
    with pytest.raises(WrongStateError) as no:
        actions.hand_over_together(window, number, "样例申请人")
    assert no.value.code == "joint.not_all_there"
    second = given.granted(whole, number, "two")
    drain()
    assert (delivery_clocks(first), delivery_clocks(second)) == (1, 1)
    assert Message.objects.filter(kind="all_there", account_id=whole.citizen.account_id, channel="in_app").count() == 1
    receipt = actions.hand_over_together(window, number, "样例申请人")
    drain()
    assert receipt == f"{number}-S1"
    assert set(Case.objects.filter(number__in=[first, second]).values_list("status", flat=True)) == {Status.DELIVERED}
    assert {d.note for d in Delivery.objects.all()} == {f"一次领取签收单 {receipt}"}
    assert len(Handout.objects.get().results) == 2
    with pytest.raises(WrongStateError, match="没有待交付"):
        actions.hand_over_together(window, number, "样例申请人")
    with pytest.raises(WrongStateError, match="已经交付"):
        together(whole, number)


def test_what_came_to_nothing_keeps_nobody_waiting_and_a_refusal_is_served_at_once() -> None:
    whole, window = two(), comprehensive()
    number = given.submitted(whole)
    together(whole, number)
    given.granted(whole, number, "one")
    given.refused(whole, number, "two")
    drain()
    cases.deliver(whole.places["two"].issuer, given.case_of(number, "two"), "样例申请人")
    actions.hand_over_together(window, number, "样例申请人")
    assert len(Handout.objects.get().results) == 1


def test_after_a_withdrawal_what_is_granted_is_handed_over() -> None:
    whole, window = two(), comprehensive()
    number = given.submitted(whole)
    together(whole, number)
    first = given.granted(whole, number, "one")
    actions.withdraw_joint(whole.citizen, number)
    drain()
    assert delivery_clocks(first) == 1
    actions.hand_over_together(window, number, "样例申请人")


def test_all_or_none() -> None:
    whole, window = two(**FEE), comprehensive()
    number = given.submitted(whole)
    together(whole, number)
    for key in ("one", "two"):
        given.granted(whole, number, key)
    cases.note_fee(whole.places["one"].issuer, given.case_of(number, "one"), "10.00", "票1")
    with pytest.raises(WrongStateError, match="还没有缴费：样例two"):
        actions.hand_over_together(window, number, "样例申请人")
    cases.note_fee(whole.places["two"].issuer, given.case_of(number, "two"), "10.00", "票2")
    with pytest.raises(InvalidInputError, match="代领"):
        actions.hand_over_together(window, number, "样例旁人", "亲属")
    assert not Handout.objects.exists()
    assert not Delivery.objects.exists()
    only = whole.places["one"].issuer  # may hand over the one, not the other
    with pytest.raises(NotAllowedError):
        actions.hand_over_together(only, number, "样例申请人")
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DECIDED}


def test_one_letter_for_all_returned_sent_again_and_signed_for() -> None:
    whole, window = two(), comprehensive()
    number = given.submitted(whole)
    together(whole, number, method="mail", receiver="样例收件人", phone="13900000002", address="样例镇 1 号")
    for key in ("one", "two"):
        given.granted(whole, number, key)
    with pytest.raises(InvalidInputError, match="运单号"):
        actions.post_together(window, number, "中国邮政", "")
    actions.post_together(window, number, "中国邮政", "EM1")
    case = given.case_of(number, "one")
    with pytest.raises(WrongStateError, match="一次领取"):
        cases.note_returned(whole.places["one"].issuer, case, "无人签收")
    with pytest.raises(WrongStateError, match="没有待交付"):
        actions.post_together(window, number, "中国邮政", "EM2")
    actions.return_together(window, number, "无人签收")
    assert actions.post_together(window, number, "中国邮政", "EM2") == f"{number}-S2"
    actions.sign_for_together(window, number, "样例收件人", clock.today())
    assert Delivery.objects.filter(state=DeliveryState.SERVED, waybill="EM2").count() == 2
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DELIVERED}
    with pytest.raises(WrongStateError, match="没有在途"):
        actions.sign_for_together(window, number, "样例收件人", clock.today() - timedelta(days=1))


def test_apart_each_goes_as_it_comes_and_a_change_of_mind_lets_go() -> None:
    whole, window = two(), comprehensive()
    number = given.submitted(whole)
    together(whole, number)
    first = given.granted(whole, number, "one")
    with pytest.raises(WrongStateError, match="联办申请"):
        cases.choose_delivery(whole.citizen, first, "window")
    actions.choose_handing(whole.citizen, number, "apart", "window")
    assert delivery_clocks(first) == 1
    cases.deliver(whole.places["one"].issuer, first, "样例申请人")
    given.granted(whole, number, "two")
    with pytest.raises(WrongStateError, match="分别领取"):
        actions.hand_over_together(window, number, "样例申请人")


def test_only_the_applicant_chooses_and_only_a_window_hands_over() -> None:
    whole = two()
    number = given.submitted(whole)
    stranger = people.citizen(name="样例旁人")
    with pytest.raises(NotFoundError):
        actions.choose_handing(stranger, number, "together", "window")
    for args in (("later", "window"), ("together", "public"), ("together", "mail"), ("together", "electronic")):
        with pytest.raises(InvalidInputError):
            actions.choose_handing(whole.citizen, number, *args)
    with pytest.raises(NotAllowedError):
        actions.hand_over_together(whole.citizen, number, "样例申请人")
    assert not Entry.objects.filter(event__in=("joint.handing_chosen", "joint.handed_over")).exists()
    assert queries.joint_page(whole.citizen, number).mine
