"""收费 and 一次领取 at a window."""

import pytest

from cityhall.cases.models import Case
from cityhall.cases.terms import Can as Cases
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as one
from cityhall.doors.tests import visit
from cityhall.joint.models import Handout
from cityhall.joint.tests import given as whole_of
from cityhall.joint.tests.test_handing import FEE, comprehensive, together, two
from cityhall.kernel.actor import Actor
from cityhall.organs.tests import given as organs
from cityhall.payments.models import Bill, Refund
from cityhall.payments.terms import BillState, Can
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)


def clerk(here: one.Place) -> Actor:
    return organs.staff(here.organ, Cases.INTAKE, Cases.DELIVER, Cases.SEE, Can.COLLECT, Can.REFUND)


def test_set_collected_refunded() -> None:
    here = one.place(**FEE)
    number, client = one.granted(here), visit.at(clerk(here))
    assert "核定收费，开缴费单" in visit.page(client, f"/window/handover/{number}/")
    assert "10.00" in visit.page(client, f"/window/cases/{number}/fee/")
    assert client.post(f"/window/cases/{number}/fee/", {"amount-0": "x"}).status_code == 422
    answer = client.post(f"/window/cases/{number}/fee/", {"amount-0": "10"})
    bill = Bill.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/window/bills/{bill.number}/")
    assert bill.number in visit.page(client, "/window/bills/")
    assert client.post(f"/window/bills/{bill.number}/", {"means": "cash", "receipt": ""}).status_code == 422
    assert client.post(f"/window/bills/{bill.number}/", {"means": "cash", "receipt": "票1"}).status_code == 302
    drain()
    line = bill.lines.get()
    shown = visit.page(client, f"/window/bills/{bill.number}/")
    assert "票据 票1" in shown
    data = {f"r{line.pk}-amount": "4", f"r{line.pk}-reason": "多收"}
    assert client.post(f"/window/bills/{bill.number}/lines/{line.pk}/refund/", data).status_code == 422
    assert (
        client.post(
            f"/window/bills/{bill.number}/lines/{line.pk}/refund/", {**data, f"r{line.pk}-receipt": "退1"}
        ).status_code
        == 302
    )
    assert Refund.objects.get().amount == 400
    stranger = visit.at(clerk(one.place()))
    assert stranger.get(f"/window/bills/{bill.number}/").status_code == 404
    assert bill.number not in visit.page(stranger, "/window/bills/")


def test_a_reviewer_sets_the_fee_at_the_office() -> None:
    here = one.place(**FEE)
    number, client = one.accepted(here), visit.at(here.reviewer)
    assert "核定收费" in visit.page(client, f"/office/cases/{number}/")
    assert client.post(f"/office/cases/{number}/fee/", {"amount-0": "12.50"}).status_code == 302
    assert Bill.objects.get().lines.get().amount == 1250
    assert "待缴 12.50 元" in visit.page(client, f"/office/cases/{number}/fee/")
    free = one.place()
    assert visit.at(free.reviewer).get(f"/office/cases/{one.accepted(free)}/fee/").status_code == 409


def test_all_results_of_one_thing_go_out_with_one_signature() -> None:
    whole, window = two(), comprehensive()
    number, client = whole_of.submitted(whole), visit.at(window)
    together(whole, number)
    whole_of.granted(whole, number, "one")
    assert "还没有办完" in visit.page(client, f"/window/together/{number}/")
    assert number not in visit.page(client, "/window/together/")
    assert "等一次领取 <b>1</b>" in visit.page(client, "/window/handover/")
    answer = client.post(
        f"/window/together/{number}/hand/", {"hand-receiver": "甲", "hand-relation": "本人", "hand-method": "window"}
    )
    assert answer.status_code == 409
    whole_of.granted(whole, number, "two")
    drain()
    assert number in visit.page(client, "/window/together/")
    assert "全部交付" in visit.page(client, f"/window/together/{number}/")
    answer = client.post(
        f"/window/together/{number}/hand/", {"hand-receiver": "甲", "hand-relation": "本人", "hand-method": "window"}
    )
    assert answer.status_code == 302
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DELIVERED}
    receipt = Handout.objects.get().number
    assert "以上 2 份结果" in visit.page(client, f"/window/together/{number}/receipts/{receipt}/")
    stranger = visit.at(one.place().issuer)
    assert stranger.get(f"/window/together/{number}/").status_code == 404


def test_one_letter() -> None:
    whole, client = two(), visit.at(comprehensive())
    number = whole_of.submitted(whole)
    together(whole, number, method="mail", receiver="样例收件人", phone="13900000002", address="样例镇 1 号")
    for key in ("one", "two"):
        whole_of.granted(whole, number, key)
    shown = visit.page(client, f"/window/together/{number}/")
    assert "13900000002" not in shown
    assert (
        client.post(f"/window/together/{number}/post/", {"post-carrier": "中国邮政", "post-waybill": "EM1"}).status_code
        == 302
    )
    assert "EM1" in visit.page(client, f"/window/together/{number}/")
    assert client.post(f"/window/together/{number}/returned/", {"returned-reason": "无人签收"}).status_code == 302
    client.post(f"/window/together/{number}/post/", {"post-carrier": "中国邮政", "post-waybill": "EM2"})
    from cityhall.kernel import clock

    signed = {"signed-receiver": "样例收件人", "signed-on": clock.today().isoformat()}
    assert client.post(f"/window/together/{number}/signed/", signed).status_code == 302
    assert Bill.objects.filter(state=BillState.OPEN).count() == 0
