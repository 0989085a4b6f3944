"""内置的一件事 over the API: the list, what would be made, taken in once."""

import pytest

from cityhall.catalogue.models import Item
from cityhall.doors.tests import visit
from cityhall.joint.models import Package
from cityhall.joint.terms import Can
from cityhall.joint.tests import shipped
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"
AT = "/api/shipped-packages/sizheng"


def test_listed_planned_and_taken_in_once() -> None:
    here = shipped.city("sizheng", workers=False)
    desk = visit.at(here.designer)
    rows = {row["code"]: row for row in desk.get("/api/shipped-packages").json()}
    assert len(rows) == 8
    assert rows["sizheng"]["state"] is None
    assert rows["sizheng"]["sources"][0]["seen"] is True

    plan = desk.post(f"{AT}/plan", {"organs": {"tax": "样例市税务局"}}, content_type=JSON).json()
    assert plan["problems"] == []
    assert {r["key"]: r["organ"] for r in plan["roles"]} == {"market": "样例市市场监督管理局", "tax": "样例市税务局"}
    assert [i["item_id"] for i in plan["items"]] == [None] * 4
    assert not Package.objects.exists()

    made = desk.post(f"{AT}/loading", {"codes": {"org_code": {"item_code": "BD-7"}}}, content_type=JSON)
    assert (made.status_code, made["Location"]) == (201, "/api/package-drafts/sizheng")
    assert made.json()["fresh"] is True
    assert Item.objects.filter(item_code="BD-7").exists()
    again = desk.post(f"{AT}/loading", {}, content_type=JSON).json()
    assert (again["fresh"], again["created"]) == (False, [])
    assert desk.get("/api/package-drafts/sizheng").json()["state"] == "draft"


def test_refusals_say_what_is_wrong() -> None:
    here = shipped.city("sizheng", workers=False)
    desk = visit.at(here.designer)
    wrong = desk.post(f"{AT}/loading", {"organs": {"tax": "没有这个局"}}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "joint.cannot_load")
    assert "没有这个局" in wrong.json()["detail"]
    assert desk.post("/api/shipped-packages/none/plan", {}, content_type=JSON).json()["code"] == "joint.not_shipped"
    stranger = visit.at(organs.staff(organs.organ(), Can.SEE))
    assert stranger.get("/api/shipped-packages").status_code == 403
    assert stranger.post(f"{AT}/loading", {}, content_type=JSON).status_code == 403
    assert not Item.objects.exists()
