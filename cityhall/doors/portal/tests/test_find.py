"""Finding: open to everybody, few statements, five facts, and a next step where nothing is found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE
from cityhall.organs.tests import given as organs

from . import given
from .given import browser, text

pytestmark = pytest.mark.django_db


def test_home_shows_what_people_come_for_and_what_waits_for_her() -> None:
    here = given.place(name="样例餐饮许可")
    catalogue.feature(HOUSE, here.terms.item_id, True)
    number = cases.supplementing(here)
    cases.draft(here)
    page = text(browser().get("/"))
    assert "样例餐饮许可" in page
    assert "我的在办" not in page
    mine = text(browser(here.citizen).get("/"))
    assert f"/my/{number}/" in mine
    assert "请您补正" in mine
    assert "没有提交" in mine


def test_an_empty_city_says_where_to_ask() -> None:
    assert "12345" in text(browser().get("/"))
    assert "还没有发布事项" in text(browser().get("/organs/"))


def test_a_result_has_five_facts() -> None:
    given.place(name="样例餐饮许可")
    page = text(browser().get("/search/", {"q": "餐饮许可"}))
    for fact in ("全程网办", "10 个工作日", "2 份材料", "不收费", "不用跑"):
        assert fact in page


@pytest.mark.parametrize("asked", ["开飞船", "<script>alert(1)</script>", "%"])
def test_nothing_found_says_what_to_try_and_whom_to_call(asked: str) -> None:
    page = browser().get("/search/", {"q": asked})
    assert page.status_code == 200
    assert "没有找到" in text(page)
    assert "tel:12345" in text(page)
    assert "<script>alert" not in text(page)


def test_without_a_question_search_gives_examples() -> None:
    assert "开饭店" in text(browser().get("/search/"))


def test_the_guide_says_what_the_version_promises() -> None:
    here = given.place(
        name="样例餐饮许可", fee="charged", fee_note="每证 10 元", questions=[["要跑几次？", "不用跑。"]],
        address="样例大道 1 号", hours="工作日 9:00—17:00",
    )  # fmt: skip
    page = text(browser().get(f"/items/{here.terms.item_id}/"))
    for said in (
        "全程网办", "10 个工作日", "法定 20 个工作日", "2 份", "收费", "0 次", "身份证明", "可以后补", "合格标准",
        "每证 10 元", "要跑几次？", "样例大道 1 号", "行政复议", "开始办理", "一次说清",
    ):  # fmt: skip
        assert said in page, said


def test_the_guide_of_what_is_done_at_a_window_sends_people_there() -> None:
    here = given.place(online=False, visits=1, address="样例大道 1 号")
    page = text(browser().get(f"/items/{here.terms.item_id}/"))
    assert "开始办理" not in page
    assert "到窗口办" in page


def test_an_unpublished_item_and_an_unknown_organ_are_not_found() -> None:
    draft = items.draft_item(organs.organ())
    assert browser().get(f"/items/{draft}/").status_code == 404
    assert browser().get("/organs/999999/").status_code == 404


def test_an_organ_lists_its_items_page_by_page() -> None:
    organ = organs.organ()
    for n in range(32):
        items.published_item(organ, name=f"样例事项{n:03d}")
    first = text(browser().get(f"/organs/{organ}/"))
    assert first.count('class="hit"') == 30
    after = first.split("after=")[1].split('"')[0]
    assert text(browser().get(f"/organs/{organ}/?after={after}")).count('class="hit"') == 2
    assert browser().get(f"/organs/{organ}/?after=nonsense").status_code == 422


@pytest.mark.parametrize("path", ["/search/?q=样例", "/organs/", "/organs/{organ}/", "/"])
def test_lists_cost_few_statements(path: str) -> None:
    here = given.place(name="样例餐饮许可")
    for n in range(5):
        items.published_item(here.organ, name=f"样例事项{n}")
    client = browser()
    url = path.format(organ=here.organ)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert len(asked) <= 5


def test_an_answer_says_why_and_what_may_have_been_meant() -> None:
    catalogue.seed_sayings(HOUSE)
    given.place(name="食品经营许可核发")
    page = text(browser().get("/search/", {"q": "我想开饭店"}))
    assert "“开饭店”要办“食品经营许可”" in page
    assert "?q=%E6%88%91%E6%83%B3%E5%BC%80%E9%A5%AD%E5%BA%97" in page
    assert "<b>食品经营许可</b></a>" in text(browser().get("/search/", {"q": "食品经迎许可"}))
    assert "食品经营许可核发" in text(browser().get("/search/", {"topic": "开饭店"}))
    assert "topic=" in text(browser().get("/search/"))


def test_what_is_asked_is_counted_and_so_is_the_guide_it_leads_to() -> None:
    here = given.place(name="样例餐饮许可")
    for _ in range(2):
        browser().get("/search/", {"q": "开飞船"})
    browser().get(f"/items/{here.terms.item_id}/", {"q": "餐饮许可"})
    assert [(row.text, row.unfound) for row in queries.asked_in_vain(HOUSE)] == [("开飞船", 2)]
