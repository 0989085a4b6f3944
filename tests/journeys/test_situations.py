"""情形 in a browser: a citizen on a phone and a clerk at her desk answer a few questions and get exactly what applies; a
designer edits the decision table, tries it out and publishes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import Place
from cityhall.catalogue import actions as items
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import Can
from cityhall.doors.window.tests import given as window
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.twin import city, files

from . import camera
from .conftest import Person

FOOD = next(item for item in files.items() if item.short_code == "SPJY")


@pytest.fixture
def here() -> Place:
    items.stock_library(HOUSE, city.library(), "样例")
    content = {k: v for k, v in FOOD.content.items() if k not in ("regime", "pace")}
    return cases.place(name="食品经营许可（新办）", short_code="spjy", **content)


def seen(page: Page, name: str) -> None:
    camera.portrait(page, name)


def test_a_citizen_on_a_phone_gets_exactly_her_materials_and_applies(
    person: Person, here: Place, tmp_path: Path
) -> None:
    me = people.citizen(name="样小例")
    page = person("phone", account_id=me.account_id)
    camera.check_light(page, f"/items/{here.terms.item_id}/")
    expect(page.get_by_role("heading", name="选一选，看看要带什么")).to_be_visible()
    expect(page.locator("#bring")).to_contain_text("看您的情况")
    page.get_by_label("餐饮服务经营者").check()
    expect(page.get_by_text("上不上外卖平台或网店")).to_be_visible()
    page.get_by_label("冷食类").check()
    page.get_by_label("经营面积（平方米）").fill("62")
    page.get_by_label("经营面积（平方米）").blur()
    page.get_by_role("group", name="上不上外卖平台或网店").get_by_label("否").check()
    page.get_by_role("group", name="经营场所是不是租来的").get_by_label("是", exact=True).check()
    expect(page.get_by_role("heading", name="您要准备的 7 份材料")).to_be_visible()
    expect(page.locator("#bring")).not_to_contain_text("看您的情况")
    expect(page.get_by_role("link", name="文字版")).to_have_attribute("href", re.compile("a-area=62"))
    seen(page, "situations-guide")
    assert "a-area=62" in page.url
    page.locator("#start-foot").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="您要准备 7 份材料")).to_be_visible()
    page.get_by_role("group", name="上不上外卖平台或网店").get_by_label("是", exact=True).check()
    expect(page.get_by_role("heading", name="您要准备 8 份材料")).to_be_visible()
    expect(page.get_by_label("平台店铺名称或网址")).to_be_visible()
    page.get_by_role("group", name="上不上外卖平台或网店").get_by_label("否").check()
    expect(page.get_by_label("平台店铺名称或网址")).to_have_count(0)
    seen(page, "situations-form")
    _fill(page)
    page.get_by_role("button", name="下一步：传材料").click()
    expect(page.locator("section[id^='m-']")).to_have_count(7)
    expect(page.get_by_role("heading", name="单位食堂", exact=False)).to_have_count(0)
    page.get_by_role("link", name="下一步：核对").click()
    expect(page.get_by_text("经营哪些项目")).to_be_visible()
    seen(page, "situations-check")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("990100-2026-", exact=False).first).to_be_visible()


def _fill(page: Page) -> None:
    for label, value in {
        "店铺名称": "样例小馆", "从业人数": "4", "租期至": "2029-11-30", "经营场所地址": "样例大道 18 号",
        "食品安全管理员姓名": "样小例", "食品安全管理员身份证号": "11010519491231002X", "联系电话": "13900000001",
    }.items():  # fmt: skip
        page.get_by_label(label, exact=False).first.fill(value)


def test_without_script_the_same_is_done_by_plain_pages(person: Person, here: Place) -> None:
    me = people.citizen(name="样小例")
    page = person("phone", account_id=me.account_id, script=False)
    page.goto(f"/items/{here.terms.item_id}/")
    page.get_by_label("单位食堂").check()
    page.get_by_role("button", name="看看要带什么").click()
    expect(page.get_by_text("设立单位食堂的情况说明").first).to_be_visible()
    page.locator("#start-foot").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("group", name="经营场所是不是租来的").get_by_label("否").check()
    page.get_by_role("button", name="按回答更新下面的内容").click()
    expect(page.get_by_text("经营场所产权证明").first).to_be_visible()


def test_a_clerk_asks_first_and_collects_what_applies(person: Person, here: Place) -> None:
    clerk = organs.clerk(here.window, *window.CLERK)
    code = people.entity("样例巷口面馆", representative="样小芳")
    page = person("desk", account_id=clerk.account_id)
    page.goto("/window/")
    page.locator("#id_number").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("样例巷口面馆").first).to_be_visible()
    page.locator("#q").fill("spjy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("您开的是哪一种", exact=True)).to_be_visible()
    page.wait_for_load_state()  # the page listens once its scripts are there
    page.get_by_label("餐饮服务经营者").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("上不上外卖平台或网店", exact=True)).to_be_visible()
    page.get_by_label("热食类").check()
    page.locator("#id_f-area").fill("320")
    page.locator("#id_f-area").blur()
    expect(page.locator("#m-fire")).to_be_visible()
    page.get_by_role("group", name="经营场所是不是租来的").get_by_label("否").check()
    expect(page.locator("#m-ownership")).to_be_visible()
    expect(page.locator("#m-lease")).to_have_count(0)
    seen(page, "situations-window")


def test_a_designer_edits_the_table_tries_it_and_publishes(person: Person, here: Place) -> None:
    admin = organs.staff(here.organ, *Can, reach=Reach.EVERYWHERE)
    item = here.terms.item_id
    page = person("desk", account_id=admin.account_id)
    page.goto(f"/setup/items/{item}/situations/")
    cell = page.get_by_label("从业人员健康证明：经营面积")
    cell.fill("≥很大")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("不是数字", exact=False).first).to_be_visible()
    cell = page.get_by_label("从业人员健康证明：经营面积")
    cell.fill("≥10")
    cell.blur()
    page.locator("#trial").get_by_label("单位食堂").check()
    expect(page.locator("#trial").get_by_text("设立单位食堂的情况说明").first).to_be_visible()
    seen(page, "situations-table")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.goto(f"/setup/items/{item}/publish/")
    expect(page.get_by_text("材料“从业人员健康证明” · 适用情形")).to_be_visible()
    page.locator("#do").click()
    expect(page.get_by_text("已发布", exact=False).first).to_be_visible()
    now = catalogue.published(item)
    assert now is not None
    assert now.version == 2
    phone = person("phone", account_id=admin.account_id)
    phone.goto(f"/setup/items/{item}/situations/")
    camera.check_fits(phone, "the decision table on a phone")


def test_the_libraries_fit_every_screen(person: Person, here: Place) -> None:
    admin = organs.staff(here.organ, *Can, reach=Reach.EVERYWHERE)
    item = here.terms.item_id
    items.retire_library_entry(admin, "material", "EN-01", "统一名称（样例）", "EN-02")
    page = person("desk", account_id=admin.account_id)
    for name, url in {
        "library": "/setup/library/", "library-material": "/setup/library/material/AP-01/", "library-work": "/setup/library/work/",
        "library-edit": "/setup/library/field/place.area/edit/", "library-pieces": "/setup/library/material/AP-01/pieces/",
        "apart": f"/setup/items/{item}/apart/application/", "form-table": f"/setup/items/{item}/form/",
        "form-preview": f"/setup/items/{item}/form/preview/", "fields": f"/setup/items/{item}/fields/",
        "asks": f"/setup/items/{item}/asks/",
    }.items():  # fmt: skip
        answer = page.goto(url)
        assert answer is not None
        assert answer.ok, url
        camera.portrait(page, f"situations-{name}", screens=("phone", "desk"))
