"""委托实施 over the API."""

import pytest
from django.test import Client

from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs.terms import Can
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def test_made_read_by_anybody_and_recalled(client: Client) -> None:
    organ_id, window = organs.organ("市水务局"), organs.window()
    item_id = items.published_item(organ_id)
    desk = visit.at(organs.staff(organ_id, Can.DELEGATE))
    body = {
        "organ_id": organ_id, "window_id": window, "powers": ["accept", "serve"], "items": [item_id],
        "document": "样例函〔2026〕4 号", "from_on": clock.today().isoformat(),
    }  # fmt: skip
    answer = desk.post("/api/delegations", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = answer.json()["id"]
    [row] = client.get("/api/delegations").json()["rows"]
    assert (row["organ"], row["items"], row["powers"]) == ("市水务局", [item_id], ["accept", "serve"])
    assert client.get(f"/api/delegations/{made}").json()["document"] == "样例函〔2026〕4 号"
    refused = desk.post("/api/delegations", {**body, "powers": ["decide"]}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "catalogue.no_basis")
    refused = desk.post(
        "/api/delegations", {**body, "powers": ["decide"], "basis": "样例"}, content_type="application/json"
    )
    assert refused.json()["code"] == "organs.window_power"
    assert client.post("/api/delegations", body, content_type="application/json").status_code == 401
    answer = desk.post(f"/api/delegations/{made}/recall", {"why": "收回"}, content_type="application/json")
    assert answer.status_code == 204
    assert client.get("/api/delegations").json()["rows"] == []
