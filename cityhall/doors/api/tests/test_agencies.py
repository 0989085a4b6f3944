"""授权委托 over the API: given, accepted, used, ended."""

from datetime import timedelta

import pytest

from cityhall.cases.tests import given
from cityhall.doors.tests.visit import at
from cityhall.kernel import clock
from cityhall.people.tests import given as persons

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_given_accepted_used_and_ended() -> None:
    here, phone = given.place(), persons.phone()
    mother, son = at(persons.citizen(name="样例委托人")), at(persons.citizen(phone, name="样例代办人"))
    body = {
        "agent_name": "样例代办人", "agent_phone": phone, "items": [here.terms.item_id], "agreed": True,
        "until_on": (clock.today() + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    wrong = mother.post("/api/me/mandates", {**body, "items": [999_999]}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "people.agency_unknown_item")
    made = mother.post("/api/me/mandates", body, content_type=JSON)
    assert made.status_code == 201, made.content
    address = f"/api/me/mandates/{made.json()['id']}"
    start = {"item_id": here.terms.item_id, "agency_id": made.json()["id"]}
    early = son.post("/api/drafts", start, content_type=JSON)
    assert (early.status_code, early.json()["code"]) == (403, "people.agency_ended")
    assert son.post(f"{address}/answer", {"accepts": True}, content_type=JSON).status_code == 428
    seen = {"If-Match": son.get(address)["ETag"]}
    assert son.post(f"{address}/answer", {"accepts": True}, content_type=JSON, headers=seen).status_code == 204
    drafted = son.post("/api/drafts", start, content_type=JSON)
    assert drafted.status_code == 201, drafted.content
    draft = f"/api/drafts/{drafted.json()['id']}"
    assert [c.get(draft).json()["applicant_name"] for c in (mother, son)] == ["样例委托人"] * 2
    assert [row["state"] for row in son.get("/api/me/mandates").json()] == ["accepted"]
    stale = mother.post(f"{address}/end", {"reason": "不办了"}, content_type=JSON, headers=seen)
    assert stale.status_code == 412
    seen = {"If-Match": mother.get(address)["ETag"]}
    assert mother.post(f"{address}/end", {"reason": "不办了"}, content_type=JSON, headers=seen).status_code == 204
    assert son.get(draft).status_code == 403
    assert son.get(address).json()["reason"] == "不办了"
    assert at(persons.citizen(name="样例路人")).get(address).status_code == 404
