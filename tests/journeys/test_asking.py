"""A citizen's question to the right guide on a phone; and what was asked in vain, answered by who tends the search."""

import pytest
from playwright.sync_api import expect

from cityhall.cases.tests import given
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import camera
from .conftest import Person
from .test_portal import food_licence

CITY = {
    "澜宁市市场监督管理局": ("食品经营许可（变更）", "食品经营许可（注销）", "个体工商户设立登记", "公司设立登记"),
    "澜宁市消防救援支队": ("公众聚集场所投入使用、营业前消防安全检查",),
    "澜宁市烟草专卖局": ("烟草专卖零售许可证核发", "烟草专卖零售许可证延续"),
}


@pytest.fixture(autouse=True)
def _a_city_with_many_items() -> None:
    catalogue.seed_sayings(HOUSE)
    for organ, names in CITY.items():
        organ_id = organs.organ(organ)
        for name in names:
            items.published_item(organ_id, name=name)
    given.place(**food_licence())


def test_a_citizens_question_leads_to_the_right_guide_on_a_phone(person: Person) -> None:
    page = person("phone", script=False)
    page.goto("/search/")
    camera.portrait(page, "asking-start", screens=("phone", "desk"))
    page.get_by_role("searchbox").fill("我想开个饭店要办什么证")
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.get_by_text("“开饭店”要办“食品经营许可”").first).to_be_visible()
    camera.portrait(page, "asking-answer", screens=("phone", "desk"))
    page.get_by_role("link", name="食品经营许可（新办）").first.click()
    expect(page.get_by_role("heading", name="食品经营许可（新办）")).to_be_visible()

    page.goto("/search/?q=烟草专买零售许可证")
    expect(page.get_by_text("您要找的是不是")).to_be_visible()
    camera.portrait(page, "asking-slip", screens=("phone", "desk"))
    page.goto("/search/?q=乘坐宇宙飞船")
    camera.portrait(page, "asking-nothing", screens=("phone", "desk"))


def test_what_was_asked_in_vain_is_made_a_saying(person: Person) -> None:
    for text in ("整馆子", "开飞船"):
        catalogue.hear(text, found=0)
    tender = organs.staff(organs.organ(), Can.TEND_SEARCH, reach=Reach.EVERYWHERE)
    page = person("desk", account_id=tender.account_id)
    page.goto("/setup/questions/")
    camera.portrait(page, "setup-questions", screens=("phone", "desk"))
    page.get_by_role("row", name="整馆子").get_by_role("link", name="设为说法").click()
    page.get_by_label("要办什么").fill("食品经营许可")
    camera.portrait(page, "setup-saying", screens=("phone", "desk"))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存，现在就能这样找了")).to_be_visible()
    page.goto("/setup/sayings/")
    camera.portrait(page, "setup-sayings", screens=("phone", "desk"))
