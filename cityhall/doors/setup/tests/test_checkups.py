"""指南体检 on screen and by program."""

import io

import pytest

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page
from cityhall.kernel.sheets.reader import Book
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db


def test_findings_are_listed_lead_to_their_place_and_go_out_as_a_file() -> None:
    organ = given.organ()
    client = at(given.staff(organ, *Can))
    assert "还没有体检过" in page(client, "/setup/guides/")
    item = items.draft_item(organ, name="样例事项", statutory=None, phone="见门口")
    assert "一分钟内重新体检" in page(client, "/setup/guides/")
    actions.check_guides()
    shown = page(client, "/setup/guides/")
    assert "没有法定办结时限，请填写数量、单位和依据" in shown
    assert f"/setup/items/{item}/facts/#id_phone" in shown
    assert f"/setup/items/{item}/materials/#id_rows-2-standard" in shown
    blocks = page(client, "/setup/guides/?severity=blocks")
    assert "不像电话号码" not in blocks
    answer = client.get("/setup/guides/findings.xlsx?rule=phones")
    rows = [row.cells for row in Book(io.BytesIO(b"".join(answer))).table().rows]
    assert [row[4] for row in rows] == ["咨询和监督电话"] * 2
    told = page(client, f"/setup/items/{item}/")
    assert "发布前要解决" in told
    assert "“见门口”不像电话号码" in told
    page(at(given.staff(organ, Can.IMPORT_ITEMS)), "/setup/guides/", 403)


def test_before_publishing_it_is_said_what_should_be_mended() -> None:
    organ = given.organ()
    item = items.draft_item(organ, phone="")
    shown = page(at(given.staff(organ, *Can)), f"/setup/items/{item}/publish/")
    assert "没有咨询电话" in shown
    assert "不影响发布，最好先改好" in shown


def test_the_same_by_program() -> None:
    organ = given.organ()
    client = at(given.staff(organ, *Can))
    item = items.draft_item(organ, statutory=None)
    actions.check_guides()
    rows = client.get("/api/guide-findings?severity=blocks").json()["rows"]
    assert [(r["item_id"], r["rule"], r["place"]) for r in rows] == [(item, "limits", "statutory")]
    assert client.get("/api/guide-findings/counts").json()["severities"]["blocks"] == 1
    assert client.get(f"/api/items/{item}/findings").json()[0]["sentence"] == rows[0]["sentence"]
    assert client.get("/api/guide-findings.csv").status_code == 200
    stranger = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    assert stranger.get("/api/guide-findings").json()["rows"] == []
    assert stranger.get(f"/api/items/{item}/findings").status_code == 403
