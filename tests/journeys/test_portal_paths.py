"""A citizen's other ways, in a real browser: one draft on two devices, an explanation, a hearing, the open clock."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Application, ProceedingRow
from cityhall.cases.terms import Can
from cityhall.cases.tests import given
from cityhall.cases.tests.given import Place
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.record import record
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people

from . import camera
from .conftest import Person

SCREENS = ("phone", "narrow", "desk")
LONG = "城镇燃气经营许可证核发（含瓶装液化石油气供应站点设立、变更、延续与注销）"


@pytest.fixture(autouse=True)
def _at_a_known_hour() -> Iterator[None]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield


@pytest.fixture
def here() -> Place:
    place = given.place(name=LONG)
    return Place(**{**place.__dict__, "citizen": people.citizen(name="样小例")})


def begin(page: Page, here: Place) -> str:
    page.goto(f"/items/{here.terms.item_id}/apply/")
    page.get_by_role("button", name="下一步").click()
    return page.url.rstrip("/").rpartition("/")[2]


def test_one_draft_on_two_devices(person: Person, here: Place) -> None:
    phone = person("phone", account_id=here.citizen.account_id)
    draft = begin(phone, here)
    desk = person("desk", account_id=here.citizen.account_id)
    desk.goto(f"/apply/{draft}/")
    phone.get_by_label("经营场所名称").fill("样例面馆")
    expect(phone.locator("[data-saved]")).to_contain_text("已保存")
    desk.get_by_label("经营场所名称").fill("样例粥铺")
    expect(desk.locator("[data-collided]")).to_be_visible()
    desk.get_by_role("button", name="看看两处有什么不同").click()
    expect(desk.locator("main .banner").first).to_contain_text("在另一台设备或另一个页面保存过这份申请")
    expect(desk.get_by_label("经营场所名称")).to_have_value("样例粥铺")
    expect(desk.locator("main")).to_contain_text("样例面馆")
    camera.portrait(desk, "portal-collision", screens=SCREENS)
    desk.get_by_role("button", name="用我这里填的").click()
    assert Application.objects.get(pk=draft).form["premises_name"] == "样例粥铺"
    phone.reload()
    expect(phone.get_by_label("经营场所名称")).to_have_value("样例粥铺")
    expect(phone.get_by_text("上次保存于")).to_be_visible()


def test_what_is_filled_in_for_her_can_be_cleared(person: Person, here: Place) -> None:
    page = person("phone", account_id=here.citizen.account_id)
    draft = begin(page, here)
    expect(page.get_by_text("来自您登录用的手机")).to_be_visible()
    camera.portrait(page, "portal-form-prefilled", screens=SCREENS)
    page.get_by_role("button", name="清空“联系电话”").click()
    expect(page.get_by_label("联系电话")).to_have_value("")
    expect(page.get_by_text("来自您登录用的手机")).to_have_count(0)
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    page.reload()
    expect(page.get_by_label("联系电话")).to_have_value("")
    page.goto("/my/")
    camera.portrait(page, "portal-my-drafts", screens=SCREENS)
    assert queries.my_drafts(here.citizen)[0].id == draft


def test_an_explanation_is_given(person: Person, here: Place) -> None:
    number = given.accepted(here)
    key = actions.ask_more(here.reviewer, number, "经营面积为什么和图纸不一致？请说明，并附新的图纸。")
    page = person("phone", account_id=here.citizen.account_id)
    page.goto(f"/my/{number}/")
    camera.portrait(page, "portal-case-asked", screens=SCREENS)
    page.get_by_role("link", name="去说明").click()
    camera.portrait(page, "portal-explanation", screens=SCREENS)
    page.get_by_label("您的说明").fill("图纸是旧的，已附新图。")
    page.get_by_role("button", name="提交说明").click()
    expect(page.locator(".banner.success")).to_contain_text("说明已提交")
    assert ProceedingRow.objects.get(pk=key).answer == "图纸是旧的，已附新图。"


def test_a_hearing_is_asked_for(person: Person, here: Place) -> None:
    number = given.accepted(here)
    actions.tell_hearing(here.reviewer, number, "拟不予许可", "经营场所不符合规定，拟作出不予许可的决定。")
    page = person("phone", account_id=here.citizen.account_id)
    page.goto(f"/my/{number}/")
    page.get_by_role("link", name="去选择要不要听证").click()
    camera.portrait(page, "portal-hearing", screens=SCREENS)
    page.get_by_role("button", name="要求听证").click()
    expect(page.locator(".banner.success")).to_contain_text("已要求听证")
    camera.portrait(page, "portal-case-hearing", screens=SCREENS)


@action
def paused(actor: Actor, number: str) -> None:
    ref, kinds = f"case:{number}", (Kind.STATUTORY, Kind.PROMISED)
    cause = "特别程序：专家评审（行政许可法第四十五条）"
    deadlines.pause(actor, ref, kinds, date(2026, 11, 18), last=date(2026, 11, 24), key="special:1", cause=cause)
    record(actor, "sample.paused", ref)


def test_the_open_clock(person: Person, here: Place) -> None:
    with clock.frozen("2026-11-09T09:00", everywhere=True):
        number = given.accepted(here)
    with clock.frozen("2026-11-18T09:00", everywhere=True):
        paused(HOUSE, number)
    code = queries.case_page(here.citizen, number).access_code
    page = person("phone")
    page.goto("/progress/")
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("专家评审")
    camera.portrait(page, "portal-trust", screens=SCREENS)
    page.get_by_role("link", name="每一天怎么算的").first.click()
    expect(page.locator("main")).to_contain_text("起算当日不计")
    camera.portrait(page, "portal-days", screens=SCREENS)


def test_how_the_result_comes_is_chosen(person: Person, here: Place) -> None:
    draft = given.draft(here)
    page = person("phone", account_id=here.citizen.account_id)
    page.goto(f"/apply/{draft}/check/")
    page.get_by_role("link", name=re.compile("修改.*领取方式")).click()
    expect(page.get_by_label("收件地址")).to_be_hidden()
    page.get_by_text("免费邮寄到家").click()
    page.get_by_label("收件地址").fill("样例市样例区样例路 1 号样例小区 2 栋 3 单元 401 室")
    camera.portrait(page, "portal-delivery", screens=SCREENS)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("免费邮寄：")
    camera.portrait(page, "portal-check-mail", screens=SCREENS)


def test_large_print(person: Person, here: Place) -> None:
    page = person("narrow", account_id=here.citizen.account_id)
    draft, number = given.draft(here), given.accepted(here)
    for name, url in (
        ("home", "/"), ("guide", f"/items/{here.terms.item_id}/"), ("form", f"/apply/{draft}/"),
        ("materials", f"/apply/{draft}/materials/"), ("case", f"/my/{number}/"),
    ):  # fmt: skip
        page.goto(f"/look/elder/?back={url}")
        camera.portrait(page, f"portal-elder-{name}", screens=("narrow", "desk"))
        small = page.evaluate(
            "() => [...document.querySelectorAll('main *, header *')].filter((el) => el.childNodes.length && "
            "[...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && el.getClientRects().length && "
            "parseFloat(getComputedStyle(el).fontSize) < 18).map((el) => el.outerHTML.slice(0, 80))"
        )
        assert not small, small


def test_a_pre_review_and_then_handing_in(person: Person, here: Place) -> None:
    draft = given.draft(here)
    page = person("phone", account_id=here.citizen.account_id)
    page.goto(f"/apply/{draft}/check/")
    page.get_by_role("link", name="先请窗口预审").click()
    camera.portrait(page, "portal-pre-review-ask", screens=SCREENS)
    page.get_by_label("想请窗口帮您看什么").fill("请看看身份证明能不能用")
    page.get_by_role("button", name="申请预审").click()
    expect(page.get_by_role("heading", name="正在等窗口答复")).to_be_visible()
    actions.answer_pre_review(
        here.clerk, draft, False, "差一处，改好再交。", [Point("identity", "", "照片模糊", "请重拍")]
    )
    page.reload()
    expect(page.locator("main")).to_contain_text("照片模糊 请重拍")
    camera.portrait(page, "portal-pre-review", screens=SCREENS)
    page.get_by_role("link", name="去核对提交").click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()


def test_what_was_promised_is_handed_in(person: Person) -> None:
    place = given.place(
        name=LONG, regime={"basis": "样例市规定第三条", "also": ["accept_with_gaps"]},
        gaps={"amount": 5, "unit": "workdays", "basis": "样例市规定第三条"},
    )  # fmt: skip
    with clock.frozen("2026-11-20T09:00", everywhere=True):
        number = given.received(place)
        actions.accept_with_gaps(place.clerk, number, ["premises"])
    page = person("phone", account_id=place.citizen.account_id)
    page.goto(f"/my/{number}/")
    page.get_by_role("link", name="去补交").click()
    page.locator("#f-premises").set_input_files(
        {"name": "租约.pdf", "mimeType": "application/pdf", "buffer": given.PDF}
    )
    expect(page.locator("#m-premises")).to_contain_text("租约.pdf")
    camera.portrait(page, "portal-promise", screens=SCREENS)
    page.get_by_role("button", name="补交（1 份）").click()
    expect(page.locator(".banner.success")).to_contain_text("已补交")
    page.goto("/gaps/")
    camera.portrait(page, "portal-gaps", screens=SCREENS)


@pytest.mark.parametrize("script", [True, False])
def test_what_could_not_be_done(person: Person, here: Place, script: bool) -> None:
    desk = organs.staff(here.organ, Can.GRIEVANCES)
    page = person("phone", script=script)
    page.goto("/")
    page.get_by_role("link", name="说一说").click()
    page.get_by_label("什么事没有办成").fill("跑了三次，窗口都说系统坏了，没有人告诉我什么时候能好。")
    page.get_by_label("哪个部门的事").select_option(str(here.organ))
    page.get_by_label("您的姓名").fill("样某某")
    page.get_by_label("联系电话").fill("13900000005")
    if script:
        camera.portrait(page, "portal-stuck", screens=SCREENS)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="正在处理")).to_be_visible()
    number = page.url.rpartition("/stuck/")[2].partition("/")[0]
    actions.answer_grievance(desk, number, "系统已经修好，您的申请已受理。", "system")
    page.reload()
    if script:
        camera.portrait(page, "portal-stuck-answered", screens=SCREENS)
    page.get_by_role("button", name="解决了", exact=True).click()
    expect(page.get_by_role("heading", name="已经办结")).to_be_visible()
