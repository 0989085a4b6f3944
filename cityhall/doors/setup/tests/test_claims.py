"""认领 on screen and over the API: an organ's own list, the three answers, the city's lists, progress and review."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Claim
from cityhall.catalogue.terms import Can, ClaimState
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
CODE = "340131018001"


@pytest.fixture
def admin() -> Actor:
    return given.staff(given.organ(), Can.SEND_DOWN, reach=Reach.EVERYWHERE)


def sent(admin: Actor, *organ_ids: int) -> int:
    return actions.send_down(
        admin, "样例清单", "样政办〔2026〕8 号", date(2026, 11, 1), date(2099, 1, 1), f"{CODE} 食品小作坊登记\n340131018002 食品摊贩备案",
        list(organ_ids), {CODE: items.content()},
    )  # fmt: skip


def test_the_city_sends_a_list_and_sees_who_is_how_far(admin: Actor) -> None:
    organ = given.organ("东江县样例局")
    browser = at(admin)
    body = {"title": "样例清单", "document": "样政办〔2026〕8 号", "issued_on": "2026-11-01", "due_on": "2099-01-01",
            "lines": f"{CODE} 食品小作坊登记 行政许可", "organ_ids": f"#{organ}", "_key": "c1"}  # fmt: skip
    assert "第 1 行" in text(browser.post("/setup/sent/new/", {**body, "lines": "乱写"}))
    assert browser.post("/setup/sent/new/", {**body, "_key": "c2"}).status_code == 302
    made = queries.upper_lists(admin).rows[0].id
    assert "东江县样例局" in page(browser, f"/setup/sent/{made}/")
    assert "食品小作坊登记" in page(browser, f"/setup/sent/{made}/items/?q=食品")
    assert "已答复" in page(browser, "/setup/sent/")
    upper = queries.upper_items(admin, made).rows[0].id
    amended = {"name": "食品小作坊登记证", "law_changed_on": "2026-11-02", "_key": "c3"}
    assert browser.post(f"/setup/sent/items/{upper}/", amended).status_code == 302
    review = {"due_on": "2099-01-02", "quiet_months": 0, "reviewed_months": 0, "_key": "c4"}
    assert browser.post(f"/setup/sent/{made}/review/", review).status_code == 302
    assert browser.get("/setup/claims/").status_code == 302


def test_an_editor_answers_her_own_and_sees_nobody_elses(admin: Actor) -> None:
    one, other = given.organ(), given.organ()
    sent(admin, one, other)
    editor = given.staff(one, Can.EDIT_ITEMS)
    browser = at(editor)
    mine = [r.id for r in queries.claims(editor).rows]
    theirs = Claim.objects.exclude(pk__in=mine)[0].pk
    assert page(browser, "/setup/claims/").count("食品") == 2
    assert "经营场所使用证明" in page(browser, f"/setup/claims/{mine[0]}/")
    assert browser.get(f"/setup/claims/{theirs}/").status_code == 404
    assert browser.get("/setup/sent/").status_code == 403
    longer = {"do": "adapt", "promised_amount": "30", "reason": "人手不足", "_seen": 1, "_key": "d1"}
    assert "只能比上级承诺的更短" in text(browser.post(f"/setup/claims/{mine[0]}/", longer))
    shorter = {**longer, "promised_amount": "4", "without": ["premises"], "_key": "d2"}
    assert browser.post(f"/setup/claims/{mine[0]}/", shorter).status_code == 302
    told = queries.claim(editor, mine[0])
    draft = queries.draft(editor, told.row.item_id or 0)
    assert [m.key for m in draft.parts.materials] == ["form", "identity"]
    refusal = {"do": "refuse", "reason": "本地没有", "_seen": 1, "_key": "d3"}
    assert browser.post(f"/setup/claims/{mine[1]}/", refusal).status_code == 302
    assert "本地没有" in page(browser, f"/setup/claims/{mine[1]}/")
    assert "食品" in page(browser, "/setup/claims/?state=refused")


def test_lists_of_many_rows_are_cut_into_pages(admin: Actor) -> None:
    organs = [given.organ() for _ in range(4)]
    made = sent(admin, *organs)
    first = queries.progress(admin, made, limit=3)
    rest = queries.progress(admin, made, after=first.next, limit=3)
    assert {r.organ_id for r in [*first.rows, *rest.rows]} == set(organs)
    editor = given.staff(organs[0], Can.EDIT_ITEMS)
    one = queries.claims(editor, limit=1)
    assert queries.claims(editor, after=one.next, limit=1).rows[0].id != one.rows[0].id


def test_a_list_page_asks_little_whatever_its_length(admin: Actor) -> None:
    organs = [given.organ() for _ in range(6)]
    made = sent(admin, *organs)
    whole = at(given.staff(organs[0], *Can, reach=Reach.EVERYWHERE))
    for url in ("claims/", "groups/", "standards/", "sent/", f"sent/{made}/items/"):
        with CaptureQueriesContext(connection) as asked:
            page(whole, f"/setup/{url}")
        assert len(asked) <= 5 + SIGNING_IN, url


def test_the_same_over_the_api(admin: Actor) -> None:
    organ = given.organ()
    made = sent(admin, organ)
    editor = given.staff(organ, Can.EDIT_ITEMS)
    browser = at(editor)
    rows = browser.get("/api/claims").json()["rows"]
    assert [r["base_code"] for r in rows] == [CODE, "340131018002"]
    one = browser.get(f"/api/claims/{rows[0]['id']}")
    assert one.headers["ETag"] == '"1"'
    assert one.json()["parts"]["promised"]["amount"] == 10
    assert browser.get("/api/upper-lists").status_code == 403
    assert at(admin).get(f"/api/upper-lists/{made}/progress").json()["rows"][0]["open"] == 2
    assert Claim.objects.filter(state=ClaimState.OPEN).count() == 2


def test_standards_over_the_api() -> None:
    admin = given.staff(given.organ(), Can.STANDARDISE, reach=Reach.EVERYWHERE)
    browser = at(admin)
    assert browser.get("/api/standard-runs/latest").json() is None
    actions.start_comparison(admin)
    assert browser.get("/api/standard-runs/latest").json()["state"] == "queued"
    assert browser.get("/api/standard-groups").json() == {"rows": [], "next": ""}
    assert browser.get("/api/standards").json()["rows"] == []
