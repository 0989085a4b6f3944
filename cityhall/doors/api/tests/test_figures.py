"""最多跑一次 and its figures over the API, open to anybody."""

import pytest
from django.test import Client

from cityhall.catalogue.tests import given as items
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def test_figures_list_and_organs(client: Client) -> None:
    organ_id = organs.organ("市水务局")
    far = items.published_item(organ_id, name="取水许可", visits=2)
    items.published_item(organ_id, name="排水许可")
    told = client.get("/api/figures", {"organ_id": organ_id}).json()
    assert (told["items"], told["items_then"]) == (2, None)
    assert {f["key"]: f["value"] for f in told["figures"]}["once"] == 50.0
    assert {"reason": "visits", "label": "到现场两次以上", "items": 1} in told["hindered"]
    rows = client.get("/api/run-once", {"state": "not"}).json()["rows"]
    assert [(r["item_id"], r["hindrances"]) for r in rows] == [(far, ["visits"])]
    first = client.get("/api/run-once", {"limit": 1}).json()
    assert client.get("/api/run-once", {"after": first["next"]}).json()["rows"][0]["name"] != first["rows"][0]["name"]
    [one] = client.get("/api/figures/organs").json()["rows"]
    assert (one["organ"], one["items"]) == ("市水务局", 2)


def test_a_day_to_come_is_refused(client: Client) -> None:
    answer = client.get("/api/figures", {"since": "2099-01-01"})
    assert (answer.status_code, answer.json()["code"]) == (422, "catalogue.since_ahead")
