"""帮办代办 over the API: asked for, answered, lent, ended; the register, assignment and figures; who is refused."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.doors.tests.visit import at
from cityhall.helping.terms import Can
from cityhall.helping.tests import given
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People

pytestmark = pytest.mark.django_db
JSON = "application/json"
BODY = {
    "name": "样例求助人", "phone": "13900000008", "division_code": given.TOWN, "what": "给新生儿办出生登记", "mode": "act",
    "place": "home", "address": "样例区样例街道样例路 8 号", "groups": ["pregnant"], "day": "2026-09-08", "half": "am",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


def act(who: Client, number: str, name: str, body: dict[str, Any]) -> int:
    address = f"/api/help-requests/{number}"
    seen = {"If-Match": who.get(address).headers.get("ETag", '"1"')}
    return who.post(f"{address}/{name}", body, content_type=JSON, headers=seen).status_code


def test_the_whole_way() -> None:
    here, place = given.station(), cases.place()
    who, helper, manager = (at(one) for one in (given.citizen(), here.helper, here.manager))
    assert [h["name"] for h in who.get("/api/helpers").json()] == [here.helper.name]
    assert Client().get("/api/helpers/openings", {"division_code": given.TOWN}).json()[0]["free"] == 3
    wrong = who.post("/api/me/help-requests", {**BODY, "address": ""}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "address")
    made = who.post("/api/me/help-requests", {**BODY, "item_id": place.terms.item_id}, content_type=JSON)
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert [row["number"] for row in helper.get("/api/help-desk").json()] == [number]
    assert act(helper, number, "acceptance", {}) == 204
    assert act(helper, number, "visit", {"day": "2026-09-09", "half": "pm"}) == 204
    shown = helper.get(f"/api/help-requests/{number}").json()
    assert ("139****0008", [], "样例路 8" in shown["address"]) == (shown["phone"], shown["groups"], False)
    looked = {"field": "groups", "purpose": "contact"}
    assert helper.post(f"/api/help-requests/{number}/revelations", looked, content_type=JSON).json() == {
        "value": "孕产妇"
    }
    assert manager.post(f"/api/help-requests/{number}/revelations", looked, content_type=JSON).status_code == 403
    paper = {
        "until_on": "2026-09-30", "witness": "样例邻居", "signed_at": "2026-09-07T08:30:00+08:00", "items": [place.terms.item_id],
        "file": SimpleUploadedFile("授权书.pdf", given.PDF),
    }  # fmt: skip
    address = f"/api/help-requests/{number}"
    lent = helper.post(f"{address}/signed-mandate", paper, headers={"If-Match": helper.get(address)["ETag"]})
    assert lent.status_code == 201, lent.content
    start = {"item_id": place.terms.item_id, "agency_id": lent.json()["id"]}
    draft = helper.post("/api/drafts", start, content_type=JSON)
    assert draft.status_code == 201, draft.content
    assert who.get(f"/api/drafts/{draft.json()['id']}").status_code == 200
    mandate = f"/api/me/mandates/{lent.json()['id']}"
    end = who.post(f"{mandate}/end", {}, content_type=JSON, headers={"If-Match": who.get(mandate)["ETag"]})
    assert end.status_code == 204
    assert helper.get(f"/api/drafts/{draft.json()['id']}").status_code == 403
    assert act(helper, number, "not-met", {"text": "家中无人"}) == 204
    assert act(helper, number, "result", {"text": "改由本人办理"}) == 204
    assert act(who, number, "score", {"score": "5"}) == 204
    span = {"from_on": "2026-09-01", "through": "2026-09-30"}
    (work,) = manager.get("/api/help-workload", span).json()
    assert (work["done"], work["visits"], work["score"]) == (1, 2, 5)


def test_the_manager_registers_assigns_and_ends() -> None:
    here = given.station()
    manager, second = at(here.manager), organs.staff(here.organ, People.HELP, name="样例帮办员乙")
    body = {"organ_id": here.organ, "account_id": second.account_id, "phone": "0990-6000002", "areas": ["990102"]}
    made = manager.post("/api/help-register", body, content_type=JSON)
    assert made.status_code == 201, made.content
    address = f"/api/help-register/{made.json()['id']}"
    seen = {"If-Match": manager.get(address)["ETag"]}
    told = {"phone": "0990-6000003", "areas": [given.COUNTY], "slots": 1}
    assert manager.put(address, told, content_type=JSON, headers=seen).status_code == 204
    number = given.asked()
    assert act(at(here.helper), number, "decline", {"text": "当天有安排"}) == 204
    assert [r["number"] for r in manager.get("/api/help-requests").json()["rows"]] == [number]
    assert act(manager, number, "assignment", {"helper_id": made.json()["id"]}) == 204
    assert act(manager, number, "cancellation", {"reason": "申请人已自行办理"}) == 204
    assert len(manager.get("/api/help-register").json()) == 2
    end = {"until_on": "2026-09-08"}
    seen = {"If-Match": manager.get(address)["ETag"]}
    assert manager.post(f"{address}/end", end, content_type=JSON, headers=seen).status_code == 204


def test_a_clerk_registers_and_the_rules_are_the_citys() -> None:
    given.station()
    clerk = at(organs.staff(organs.organ(), Can.REGISTER, People.REGISTER_PEOPLE))
    asked = clerk.post("/api/help-requests", {**BODY, "channel": "phone"}, content_type=JSON)
    assert asked.status_code == 201, asked.content
    chief = at(organs.staff(organs.organ(), Can.SET, reach=Reach.EVERYWHERE))
    rules = {
        "slots": 2,
        "answer_days": 1,
        "days_ahead": 7,
        "mandate_days": 30,
        "home_for_all": False,
        "source": "样例办法",
    }
    seen = {"If-Match": chief.get("/api/help-rules")["ETag"]}
    assert chief.put("/api/help-rules", rules, content_type=JSON, headers=seen).status_code == 204
    assert clerk.get("/api/help-rules").json()["source"] == "样例办法"
    assert clerk.put("/api/help-rules", rules, content_type=JSON, headers=seen).status_code == 403


@pytest.mark.parametrize(("name", "body"), [
    ("acceptance", {}), ("decline", {"text": "不归我"}), ("visit", {"day": "2026-09-08", "half": "am"}), ("not-met", {"text": "没人"}),
    ("result", {"text": "好了"}), ("mandate", {"items": [], "until_on": "2026-09-30"}), ("assignment", {"helper_id": 1}),
    ("cancellation", {"reason": "不办"}), ("score", {"score": "5"}), ("revelations", {"field": "phone", "purpose": "contact"}),
])  # fmt: skip
def test_strangers_are_refused(name: str, body: dict[str, Any]) -> None:
    given.station()
    number = given.asked()
    strangers: list[Actor] = [
        given.citizen("样例路人"),
        given.station("990103000000").helper,
        given.station("990103000000").manager,
    ]
    for who in map(at, strangers):
        assert who.get(f"/api/help-requests/{number}").status_code == 404
        assert act(who, number, name, body) in (403, 404, 422)
    assert given.row(number).version == 1
    assert date(2026, 9, 8) == given.row(number).visit_on


def test_lists_are_for_those_they_concern() -> None:
    given.station()
    given.asked()
    who = at(given.citizen("样例路人"))
    work = "/api/help-workload?from_on=2026-09-01&through=2026-09-30"
    for address in ("/api/help-desk", "/api/help-requests", "/api/help-register", work):
        assert who.get(address).status_code == 403, address
    assert who.get("/api/me/help-requests").json() == []
