"""Standard items on screen: start, progress, groups, deciding, the register; and the same over the API."""

import pytest

from cityhall.cases import queries as queries_of_cases
from cityhall.cases.models import Case
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, StandardRun
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal import queries as journal
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
CODE = "000119005001"


@pytest.fixture
def admin() -> Actor:
    return given.staff(given.organ(), Can.STANDARDISE, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def compared(admin: Actor) -> int:
    """Two counties' one matter, compared; answers the group."""
    for place in ("东江县", "西岭县"):
        items.published_item(given.organ(f"{place}水务局"), name=f"{place}取水许可审批")
    started = actions.start_comparison(admin)
    actions.compare(journal.lines_of([f"standard-run:{started}"])[0])
    return queries.groups(admin).rows[0].id


def test_a_comparison_is_started_and_its_progress_is_seen(admin: Actor) -> None:
    browser = at(admin)
    browser.post("/setup/groups/compare/", {"_key": "k1"})
    StandardRun.objects.filter().update(state="running", total=200, done=50)
    shown = page(browser, "/setup/groups/")
    assert "比对中：50 / 200 项" in shown
    assert "上一轮比对还没有完成" in shown


def test_a_group_is_confirmed_and_the_next_one_opens(admin: Actor) -> None:
    group = compared(admin)
    browser = at(admin)
    assert "东江县取水许可审批" in page(browser, "/setup/groups/")
    shown = page(browser, f"/setup/groups/{group}/")
    assert "材料 3 份都相同" in shown
    members = [m.item_id for m in queries.group(admin, group).members]
    sent = {"do": "confirm", "name": "取水许可", "base_code": "12", "items": members, "_seen": 1, "_key": "k2"}
    refused = browser.post(f"/setup/groups/{group}/", sent)
    assert refused.status_code == 422
    assert "12 位" in text(refused)
    assert browser.post(f"/setup/groups/{group}/", {**sent, "base_code": CODE, "_key": "k3"}).status_code == 302
    assert set(Item.objects.filter(pk__in=members).values_list("base_code", flat=True)) == {CODE}
    assert "已合并" in page(browser, f"/setup/groups/{group}/")
    standard = queries.standards(admin).rows[0].id
    assert "<del>（无）</del> → 000119005001" in page(browser, f"/setup/standards/{standard}/")
    assert "取水许可" in page(browser, "/setup/standards/")


def test_splitting_and_rejecting_ask_for_what_they_need(admin: Actor) -> None:
    group = compared(admin)
    browser = at(admin)
    members = [m.item_id for m in queries.group(admin, group).members]
    whole = {"do": "split", "items": members, "_seen": 1, "_key": "k4"}
    assert "不能全选" in text(browser.post(f"/setup/groups/{group}/", whole))
    assert (
        browser.post(f"/setup/groups/{group}/", {"do": "reject", "why": "", "_seen": 1, "_key": "k5"}).status_code
        == 422
    )
    done = browser.post(f"/setup/groups/{group}/", {"do": "reject", "why": "水源不同", "_seen": 1, "_key": "k6"})
    assert done.status_code == 302
    assert "水源不同" in page(browser, f"/setup/groups/{group}/")


def test_cases_are_counted_by_the_standard_and_keep_their_version(admin: Actor) -> None:
    here = cases.place()
    number = cases.accepted(here)
    before = Item.objects.get(pk=here.terms.item_id)
    twin = items.published_item(given.organ("乙县样例局"), name=before.name)
    started = actions.start_comparison(HOUSE)
    actions.compare(journal.lines_of([f"standard-run:{started}"])[0])
    group = queries.groups(admin).rows[0].id
    standard = actions.confirm_group(admin, group, "样例许可", CODE, [before.pk, twin])
    seer = at(given.staff(given.organ(), *Can, Cases.SEE, reach=Reach.EVERYWHERE))
    shown = page(seer, f"/setup/standards/{standard}/")
    assert '<dt>办件</dt><dd class="num">1</dd>' in shown
    everyone = given.staff(given.organ(), Cases.SEE, reach=Reach.EVERYWHERE)
    assert [c.number for c in queries_of_cases.search(everyone, standard_id=standard).rows] == [number]
    assert queries_of_cases.search(everyone, standard_id=standard + 1).rows == []
    case = Case.objects.get(number=number)
    assert str(case.item_version_id) == here.terms.version_id


def test_an_editor_of_one_organ_reads_the_register_but_decides_nothing(admin: Actor) -> None:
    group = compared(admin)
    editor = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    assert editor.get("/setup/standards/").status_code == 200
    assert editor.get("/setup/groups/").status_code == 403
    assert editor.get(f"/setup/groups/{group}/").status_code == 403
