"""流程体检 by program."""

import pytest

from cityhall.catalogue import actions
from cityhall.catalogue.models import ItemVersion
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.lived import LONG, past
from cityhall.doors.tests.visit import at
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
JSON = "application/json"
BETTER = {"edits": [{"key": "law", "drop": True}, {"key": "second", "order": 3}]}


def test_report_what_if_and_a_proposal_to_the_draft() -> None:
    organ = given.organ()
    item = items.published_item(organ, promised={"amount": 15, "unit": "workdays"}, steps=LONG)
    past(item, organ, {"sort": [1], "first": [1], "survey": [3], "second": [2], "law": [2], "decide": [1]})
    actions.check_guides()
    desk = at(given.staff(organ, *Can))
    assert desk.get("/api/process?since=2026-01-01").json()["tally"]["failing"] == 1
    (row,) = desk.get("/api/process/organs").json()["rows"]
    assert (row["organ_id"], row["tally"]["fails"]["approvals"], row["before"]) == (organ, 1, None)
    (found,) = desk.get("/api/process/items?rule=approvals").json()["rows"]
    assert (found["item_id"], found["approvals"], found["findings"][0]["rule"]) == (item, 5, "approvals")
    assert desk.get("/api/process/report.csv").status_code == 200

    told = desk.post(f"/api/items/{item}/what-if", BETTER, JSON).json()
    assert (told["today"]["median"], told["proposed"]["median"], told["cases"]) == (10, 6, 1)
    assert (told["findings_today"][0]["rule"], told["findings_proposed"]) == ("approvals", [])
    no = desk.post(f"/api/items/{item}/what-if", {"edits": [{"key": "decide", "drop": True}]}, JSON)
    assert (no.status_code, no.json()["code"]) == (422, "process.decision_dropped")

    made = desk.post(f"/api/items/{item}/proposals", {"title": "并行", **BETTER}, JSON)
    where = made["Location"]
    assert made.status_code == 201
    tag = desk.get(where)["ETag"]
    assert desk.post(f"{where}/comparison").status_code == 428
    compared = desk.post(f"{where}/comparison", headers={"If-Match": tag})
    assert compared.json()["proposal"]["figures"]["then_median"] == 6
    assert desk.get("/api/process/proposals").json()["rows"][0]["state"] == "compared"
    tag = compared["ETag"]
    assert desk.post(f"{where}/adoption", {}, JSON, headers={"If-Match": tag}).status_code == 204
    assert ItemVersion.objects.filter(item=item, status=VersionStatus.DRAFT).exists()

    stranger = at(given.staff(given.organ(), *Can))
    assert stranger.get("/api/process/items").json()["rows"] == []
    assert stranger.get(where).status_code == 404
    assert stranger.post(f"/api/items/{item}/what-if", BETTER, JSON).status_code == 403


def test_a_proposal_is_amended_and_dropped_and_a_standard_set() -> None:
    organ = given.organ()
    item = items.published_item(organ, promised={"amount": 15, "unit": "workdays"}, steps=LONG)
    desk = at(given.staff(organ, *Can, reach=Reach.EVERYWHERE))
    where = desk.post(f"/api/items/{item}/proposals", {"title": "并行", **BETTER}, JSON)["Location"]
    changed = desk.put(where, {"title": "只取消", "edits": BETTER["edits"][:1]}, JSON, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["proposal"]["title"]) == (200, "只取消")
    dropped = desk.post(f"{where}/dropping", {"reason": "不可行"}, JSON, headers={"If-Match": changed["ETag"]})
    assert dropped.status_code == 204
    body = {"most": 3, "severity": "hint", "source": "样例市办法"}
    assert desk.put("/api/process/standards/approvals", body, JSON, headers={"If-Match": '"0"'}).status_code == 204
    told = {s["rule"]: s for s in desk.get("/api/process/standards").json()}
    assert (told["approvals"]["most"], told["approvals"]["own"], told["promised"]["own"]) == (3, True, False)
