"""缴费 and 一次领取 over the API."""

from typing import Any

import pytest
from django.test import Client

from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as one
from cityhall.doors.tests import visit
from cityhall.joint.tests import given as whole_of
from cityhall.joint.tests.test_handing import FEE, comprehensive, two
from cityhall.kernel import clock
from cityhall.payments.models import Difference, Payment
from cityhall.payments.tests import given
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def change(client: Client, method: str, at: str, url: str, body: Any = None) -> Any:
    seen = client.get(at)["ETag"]
    return getattr(client, method)(url, body or {}, content_type=JSON, headers={"If-Match": seen})


def test_charged_begun_notified_paid() -> None:
    here = one.place(**FEE)
    number, reviewer, mine = one.granted(here), visit.at(here.reviewer), visit.at(here.citizen)
    answer = change(
        reviewer, "put", f"/api/cases/{number}", f"/api/cases/{number}/charges", {"amounts": {"工本费": "10.00"}}
    )
    assert answer.status_code == 200, answer.content
    bill = answer.json()["bill"]
    assert [row["number"] for row in mine.get("/api/me/bills").json()] == [bill]
    with given.sandbox():
        url = mine.post(f"/api/bills/{bill}/payment", {}, content_type=JSON).json()["url"]
        assert "/sandbox-pay/?" in url
        payment = Payment.objects.get()
        good, bad = given.notice(payment), given.notice(payment, amount=1)
        tell = Client()

        def notify(message: Any, seal: str = "") -> Any:
            return tell.post(
                "/api/payments/notices/sandbox", message.body, content_type=JSON,
                headers={"X-Signature": seal or message.signature},
            )  # fmt: skip

        assert notify(good, "0" * 64).json()["code"] == "payments.bad_signature"
        assert (notify(bad).status_code, notify(bad).json()["code"]) == (409, "payments.wrong_amount")
        assert notify(good).json() == {"state": "paid"}
        assert notify(good).json() == {"state": "again"}
    page = mine.get(f"/api/bills/{bill}").json()
    assert (page["state"], page["due"], page["lines"][0]["state"]) == ("paid", 0, "paid")
    assert visit.at(people.citizen(name="样例旁人")).get(f"/api/bills/{bill}").status_code == 404
    assert Difference.objects.count() == 2


def test_collected_refunded_and_compared() -> None:
    here = one.place(**FEE)
    bill = given.bill(here.citizen, here.organ)
    clerk, finance = visit.at(given.cashier(here.organ)), visit.at(given.finance())
    at = f"/api/bills/{bill}"
    assert change(clerk, "post", at, f"{at}/collection", {"means": "pos", "receipt": "票5"}).status_code == 204
    line = clerk.get(at).json()["lines"][0]["id"]
    body = {"amount": 300, "reason": "多收", "receipt": "退5"}
    assert change(clerk, "post", at, f"{at}/lines/{line}/refund", body).json()["refund"].endswith("-R1")
    assert [r["number"] for r in clerk.get("/api/bills").json()["rows"]] == [bill]
    with given.sandbox():
        other = given.bill(here.citizen, here.organ)
        from cityhall.payments import actions

        actions.pay_at_sandbox(given.link(here.citizen, other), notify=False)
        day = clock.today().isoformat()
        assert finance.post(f"/api/reconciliations/{day}", {}, content_type=JSON).json() == {"differences": 1}
        [found] = finance.get("/api/payment-differences").json()
        clearing = f"/api/payment-differences/{found['id']}/clearing"
        assert clerk.post(clearing, {"reason": "我来"}, content_type=JSON).status_code == 403
        assert finance.post(clearing, {"reason": "渠道已扣款", "book": True}, content_type=JSON).status_code == 204
    assert finance.get("/api/reconciliations").json()[0]["odd"] == 1
    assert finance.get(f"/api/bills/{other}").json()["state"] == "paid"
    assert clerk.get("/api/reconciliations").status_code == 403


def test_chosen_and_handed_over_together() -> None:
    whole, window = two(), visit.at(comprehensive())
    number, mine = whole_of.submitted(whole), visit.at(whole.citizen)
    at = f"/api/joint-applications/{number}/handing"
    assert change(mine, "put", at, at, {"handing": "together", "method": "window"}).status_code == 204
    for key in ("one", "two"):
        whole_of.granted(whole, number, key)
    drain()
    assert [r["number"] for r in window.get("/api/joint-applications-to-hand-over").json()["rows"]] == [number]
    over = f"/api/joint-applications/{number}/handover"
    assert change(mine, "post", at, over, {"receiver": "样例申请人"}).status_code == 403
    assert change(window, "post", at, over, {"receiver": "样例申请人"}).json() == {"receipt": f"{number}-S1"}
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DELIVERED}
    assert mine.get(at).json()["receipts"][0]["signed_at"]
