"""改革台账 over the API."""

import pytest
from django.test import Client

from cityhall.catalogue import queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def test_registered_read_by_anybody_and_lifted(client: Client) -> None:
    organ = organs.organ()
    item_id = items.published_item(organ)
    desk = visit.at(organs.staff(organ, *Can, reach=Reach.EVERYWHERE))
    day = clock.today().isoformat()
    head = {"title": "第四轮", "document": "样例政发〔2026〕18 号"}
    made = desk.post("/api/reform-rounds", {**head, "issued_on": day}, content_type="application/json").json()["id"]
    body = {**head, "kind": "cancelled", "effective_on": day, "items": [item_id], "round_id": made}
    answer = desk.post("/api/reforms", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert queries.published(item_id) is None
    [row] = client.get("/api/reforms", {"kind": "cancelled"}).json()["rows"]
    assert (row["count"], row["effect"]["ended"], row["items"][0]["item_id"]) == (1, 1, item_id)
    assert client.get(f"/api/reforms/{row['id']}").json()["document"] == "样例政发〔2026〕18 号"
    [told] = client.get("/api/reform-rounds").json()["rows"]
    assert told["counts"] == [{"kind": "cancelled", "count": 1}]
    assert client.get(f"/api/reform-rounds/{made}").json()["effect"]["ended"] == 1
    refused = desk.post("/api/reforms", {**body, "items": []}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "reform.no_item")
    assert client.post("/api/reforms", body, content_type="application/json").status_code == 401
    lifting = f"/api/reforms/{row['id']}/lifting"
    assert desk.post(lifting, {"why": "恢复"}, content_type="application/json").status_code == 204
    assert desk.post(lifting, {"why": "恢复"}, content_type="application/json").status_code == 409
