"""Search, sayings and life events over the API."""

from typing import Any

import pytest
from django.test import Client

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_api import send

pytestmark = pytest.mark.django_db


def test_anyone_asks_in_her_own_words_and_reads_why() -> None:
    organ, other = given.organ("样例市市场监督管理局"), given.organ("样例市公安局")
    item = items.published_item(organ, name="食品经营许可（新办）", short_code="spjy")
    items.published_item(other, name="旅馆业特种行业许可")
    tender = at(given.staff(organ, Can.TEND_SEARCH, reach=Reach.EVERYWHERE))
    body: dict[str, Any] = {"said": ["开饭店"], "meanings": ["食品经营许可"], "audience": "enterprise"}
    made = send(tender, "POST", "/sayings", body)
    assert made.status_code == 201, made.content
    anyone = Client()
    assert [row["id"] for row in anyone.get("/api/items?q=spjy").json()] == [item]
    found = anyone.get("/api/questions/answer?q=开饭店要什么证").json()
    assert found["hits"][0]["row"]["id"] == item
    assert "食品经营许可" in found["hits"][0]["why"]
    assert anyone.get(f"/api/questions/answer?q=开饭店&organ_id={other}").json()["hits"] == []
    assert "开饭店" in str(anyone.get("/api/topics").json())
    one = f"/sayings/{made.json()['id']}"
    assert send(tender, "PUT", one, {**body, "active": False}).status_code == 428
    assert [s["said"] for s in tender.get("/api/sayings?q=开饭店").json()["rows"]] == [["开饭店"]]
    seen = tender.get(f"/api{one}").headers["ETag"]
    off = send(tender, "PUT", one, {**body, "active": False}, **{"If-Match": seen})
    assert off.status_code == 204, off.content
    assert anyone.get("/api/questions/answer?q=开饭店").json()["hits"] == []
    assert anyone.get("/api/sayings").status_code == 401


def test_what_was_asked_in_vain_is_for_who_tends_the_search() -> None:
    organ = given.organ()
    for _ in range(3):
        actions.hear("无人机飞行报备")
    tender, stranger = (
        at(given.staff(organ, Can.TEND_SEARCH, reach=Reach.EVERYWHERE)),
        at(given.staff(organ, Can.EDIT_ITEMS)),
    )
    rows = tender.get("/api/questions/in-vain").json()
    assert [(r["asked"], r["unfound"]) for r in rows] == [(3, 3)]
    assert stranger.get("/api/questions/in-vain").status_code == 403
    assert Client().get("/api/questions/in-vain").status_code == 401
    assert send(stranger, "POST", "/sayings", {"said": ["开饭店"], "meanings": ["食品"]}).status_code == 403
    wrong = send(tender, "POST", "/sayings", {"said": ["开饭店"]})
    assert wrong.status_code == 422
