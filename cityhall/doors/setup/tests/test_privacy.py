"""个人信息 in the set-up: rules, destruction by two, the certificate, the register; and the same by the API."""

from typing import Any

import pytest
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db
SOURCE = "市样例局个人信息留存规定（样例）"
RECORD = {
    "name": "受理申请", "purpose": "办理政务服务", "ground": "履行法定职责", "what": "姓名、证件号码", "kept": "随案卷", "measures": "加密",
    "from_on": "2026-01-01",
}  # fmt: skip


def browser(actor: Actor) -> Client:
    from django.contrib.auth import get_user_model

    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(pk=actor.account_id or 0))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_two_destroy_what_is_due_and_print_the_certificate() -> None:
    with clock.frozen("2026-03-02 10:00"):
        here = cases.place()
        cases.draft(here)
    with clock.frozen("2026-11-18 10:00"):
        keeper = browser(organs.staff(here.organ, Can.RETAIN, reach=Reach.EVERYWHERE))
        judge = browser(organs.staff(here.organ, Can.DESTROY, reach=Reach.EVERYWHERE))
        assert "没有设定" in text(keeper.get("/setup/privacy/"))
        assert keeper.post("/setup/privacy/rules/drafts/", {"months": "6", "source": ""}).status_code == 422
        assert keeper.post("/setup/privacy/rules/drafts/", {"months": "6", "source": SOURCE}).status_code == 302
        assert "1 项" in text(keeper.get("/setup/privacy/"))
        url = keeper.post("/setup/privacy/rules/drafts/destroy/", {"reason": "年度清理"})["Location"]
        assert "等另一位" in text(keeper.get(url))
        assert keeper.post(url, {"agree": "yes", "opinion": ""}).status_code == 403
        assert keeper.get(f"{url}certificate.pdf").status_code == 404
        assert "审批销毁" in text(judge.get(url))
        assert judge.post(url, {"agree": "yes", "opinion": ""}).status_code == 302
        drain()
        assert "打印销毁证明" in text(keeper.get(url))
        paper = keeper.get(f"{url}certificate.pdf")
        assert paper.content.startswith(b"%PDF")
        assert "no-store" in paper.headers["Cache-Control"]
        stranger = browser(organs.staff(here.organ))
        assert stranger.get("/setup/privacy/").status_code == 403


def test_the_register() -> None:
    here = cases.place()
    keeper = browser(organs.staff(here.organ, Can.RETAIN, reach=Reach.EVERYWHERE))
    url = "/setup/privacy/processing/"
    assert "还没有登记" in text(keeper.get(url))
    refused = keeper.post(f"{url}new/", RECORD | {"given_to": "市大数据局"})
    assert refused.status_code == 422
    assert "影响评估" in text(refused)
    assert keeper.post(f"{url}new/", RECORD)["Location"] == url
    shown = text(keeper.get(url))
    assert "受理申请" in shown
    one = shown.split(f"{url}")[2].split("/")[0]
    assert keeper.post(f"{url}{one}/", RECORD | {"name": "受理和办理", "_seen": "1"}).status_code == 302
    assert keeper.post(f"{url}{one}/end/", {"until_on": "2026-06-30", "_seen": "2"}).status_code == 302
    assert "至" in text(keeper.get(url))
    auditor = browser(organs.staff(here.organ, Can.AUDIT, reach=Reach.EVERYWHERE))
    assert "受理和办理" in text(auditor.get(url))
    assert auditor.get(f"{url}new/").status_code == 403


def test_the_same_by_the_api() -> None:
    with clock.frozen("2026-03-02 10:00"):
        here = cases.place()
        cases.draft(here)
    with clock.frozen("2026-11-18 10:00"):
        keeper = browser(organs.staff(here.organ, Can.RETAIN, reach=Reach.EVERYWHERE))
        judge = browser(organs.staff(here.organ, Can.DESTROY, reach=Reach.EVERYWHERE))
        kind: dict[str, Any] = {"content_type": "application/json", "headers": {"If-Match": "1"}}
        assert keeper.put("/api/retention/drafts", {"months": 6, "source": SOURCE}, **kind).status_code == 204
        assert next(r["due"] for r in keeper.get("/api/retention").json()) == 1
        made = keeper.post("/api/destructions", {"kind": "drafts", "reason": "清理"}, **kind).json()["id"]
        judged = judge.post(f"/api/destructions/{made}/judgement", {"agree": True}, **kind)
        assert judged.status_code == 204
        drain()
        assert judge.get("/api/destructions").json()["rows"][0]["state"] == "done"
        made = keeper.post("/api/processing", RECORD, **kind).json()["id"]
        assert keeper.put(f"/api/processing/{made}", RECORD, **kind).status_code == 204
        ended = keeper.post(
            f"/api/processing/{made}/end?until_on=2026-06-30",
            "",
            content_type="application/json",
            headers={"If-Match": "2"},
        )
        assert ended.status_code == 204
        assert keeper.get("/api/processing").json()["rows"][0]["until_on"] == "2026-06-30"
