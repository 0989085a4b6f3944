"""缴费 on screen: a bill, the sandbox's page, and the choice of how all results are collected."""

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.tests import given as one
from cityhall.doors.tests import visit
from cityhall.joint.tests import given as whole_of
from cityhall.joint.tests.test_handing import FEE, two
from cityhall.payments.models import Bill, SandboxEntry
from cityhall.payments.terms import BillState
from cityhall.payments.tests import given
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)


def billed() -> tuple[one.Place, str, str]:
    here = one.place(**FEE)
    number = one.granted(here)
    return here, number, cases.set_fee(here.reviewer, number, {"工本费": "10"})


def test_she_pays_in_the_sandbox_and_sees_it_paid() -> None:
    here, number, bill = billed()
    client = visit.at(here.citizen)
    with given.sandbox():
        assert "去缴费" in visit.page(client, f"/my/{number}/")
        assert bill in visit.page(client, "/my/bills/")
        shown = visit.page(client, f"/my/bills/{bill}/")
        assert "去支付 10.00 元" in shown
        there = client.post(f"/my/bills/{bill}/pay/")
        assert there.status_code == 302
        assert "不会真的扣款" in visit.page(client, str(there["Location"]))
        again = client.post(str(there["Location"]))
        assert (again.status_code, again["Location"]) == (302, f"/my/bills/{bill}/")
        assert "已缴" in visit.page(client, f"/my/bills/{bill}/")
    drain()
    assert "已缴 10.00 元" in visit.page(client, f"/my/{number}/")


def test_a_changed_link_pays_nothing_and_another_person_sees_nothing() -> None:
    here, _, bill = billed()
    client = visit.at(here.citizen)
    with given.sandbox():
        there = str(client.post(f"/my/bills/{bill}/pay/")["Location"])
        assert client.post(there[:-1] + ("0" if there[-1] != "0" else "1")).status_code == 403
        assert visit.at(people.citizen(name="样例旁人")).get(f"/my/bills/{bill}/").status_code == 404
        client.post(there, {"lost": "1"})
    assert SandboxEntry.objects.count() == 1
    assert Bill.objects.get().state == BillState.OPEN


def test_without_a_provider_the_page_sends_her_to_a_window() -> None:
    from django.test import override_settings

    from cityhall.site.payment_settings import Payments

    here, _, bill = billed()
    client = visit.at(here.citizen)
    with override_settings(PAYMENTS=Payments()):
        assert "到窗口缴费" in visit.page(client, f"/my/bills/{bill}/")
        assert client.post(f"/my/bills/{bill}/pay/").status_code == 409
        assert client.get("/sandbox-pay/?m=&s=").status_code == 404


def test_she_chooses_on_the_draft_and_changes_her_mind_later() -> None:
    whole = two()
    client, draft = visit.at(whole.citizen), whole_of.draft(whole)
    shown = visit.page(client, f"/together/drafts/{draft}/handing/")
    assert "一次领取" in shown
    answer = client.post(f"/together/drafts/{draft}/handing/", {"handing": "together", "method": "mail"})
    assert answer.status_code == 422
    answer = client.post(f"/together/drafts/{draft}/handing/", {"handing": "together", "method": "window"})
    assert answer.status_code == 302
    assert "一次领取" in visit.page(client, f"/together/drafts/{draft}/check/")
    from cityhall.joint import actions

    number = actions.submit_joint(whole.citizen, draft)
    drain()
    assert "一次领取" in visit.page(client, f"/my/together/{number}/")
    client.post(f"/my/together/{number}/handing/", {"handing": "apart", "method": "window"})
    assert "分别领取" in visit.page(client, f"/my/together/{number}/")
    assert visit.at(people.citizen(name="样例旁人")).get(f"/my/together/{number}/handing/").status_code == 404
