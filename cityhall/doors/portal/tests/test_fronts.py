"""Flagship pages and topic columns on the portal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organ_actions
from cityhall.organs.tests import given as organs

from .given import browser, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ_id() -> int:
    composed.facts()
    return organs.organ("市样例市场监督管理局")


def test_a_page_nobody_composed_has_the_windows_the_policies_and_every_item(organ_id: int) -> None:
    window = organs.window(organ_id)
    item = items.published_item(organ_id, name="食品经营许可核发")
    composed.policy(organ_id, item, title="样例补助")
    page = text(browser().get(f"/organs/{organ_id}/"))
    for said in ("大家常办", "食品经营许可核发", "样例补助", "综合窗口", "全部事项", "10 个工作日"):
        assert said in page, said
    organ_actions.entrust(HOUSE, window, [organs.organ()], "样例委托书")
    assert "还没有" not in page


def test_a_composed_page_shows_its_blocks_and_leads_to_every_item(organ_id: int) -> None:
    item = items.published_item(organ_id, name="食品经营许可核发")
    other = items.published_item(organ_id, name="另一件事")
    column = composed.column("开饭店", [item], "开一家饭店")
    composed.flagship(organ_id, [
        {"kind": "banner", "title": "欢迎", "text": "<script>alert(1)</script>"}, {"kind": "items", "title": "开店", "items": [item]},
        {"kind": "topics", "title": "一步一步办", "fronts": [column]}, {"kind": "qa", "title": "常问", "pairs": [["几天？", "十天。"]]},
        {"kind": "contact"},
    ], "市场监管旗舰店")  # fmt: skip
    page = text(browser().get(f"/organs/{organ_id}/"))
    for said in ("市场监管旗舰店", "欢迎", "&lt;script&gt;", "开一家饭店", "几天？", f"/organs/{organ_id}/items/"):
        assert said in page, said
    assert "另一件事" not in page
    assert "另一件事" in text(browser().get(f"/organs/{organ_id}/items/"))
    actions.retire(HOUSE, item, "停办")
    page = text(browser().get(f"/organs/{organ_id}/"))
    assert "食品经营许可核发" not in page
    assert "开店" not in page
    assert items.published_item(organ_id) != other


def test_a_column_leads_step_by_step_to_guides_and_guides_lead_back(organ_id: int) -> None:
    item = items.published_item(organ_id, name="食品经营许可核发")
    column = composed.column("开饭店", [item], "开一家饭店")
    index = text(browser().get("/topics/"))
    assert f"/topics/{column}/" in index
    assert "topic=" in index  # life events without a column lead to the search
    page = text(browser().get(f"/topics/{column}/"))
    for said in ("第一步", "先办这个。", "身份证", f"/items/{item}/"):
        assert said in page, said
    assert f"/topics/{column}/" in text(browser().get(f"/items/{item}/"))
    assert f"/topics/{column}/" in text(browser().get("/search/", {"q": "我想开饭店"}))
    assert browser().get("/topics/999999/").status_code == 404


def test_an_empty_city_has_pages_all_the_same(organ_id: int) -> None:
    assert "还没有整理专题" in text(browser().get("/topics/"))
    assert "没有开放网上查询" in text(browser().get(f"/organs/{organ_id}/"))


@pytest.mark.parametrize(
    ("path", "most"),
    [("/organs/{organ}/", 5), ("/organs/{bare}/", 5), ("/topics/", 5), ("/topics/{column}/", 5), ("/items/{item}/", 6)],
)
def test_pages_cost_few_statements(organ_id: int, path: str, most: int) -> None:
    bare = organs.organ()
    organs.window(bare)
    item = items.published_item(organ_id, name="食品经营许可核发")
    items.published_item(bare)
    column = composed.column("开饭店", [item])
    policy = composed.policy(organ_id, item)
    composed.flagship(organ_id, [
        {"kind": "hot", "computed": True}, {"kind": "policies", "policies": [policy]}, {"kind": "topics", "fronts": [column]},
        {"kind": "contact"},
    ])  # fmt: skip
    url = path.format(organ=organ_id, bare=bare, column=column, item=item)
    browser().get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser().get(url).status_code == 200
    assert len(asked) <= most, "\n".join(q["sql"][:120] for q in asked)
