"""A promise watched: yellow, red, reminded of by rule, supervised, answered, closed; a red light contested; silence that accepts,
an anomaly judged."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions as cases
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given
from cityhall.deadlines import actions as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.jobs.fan_out import listen
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain
from cityhall.supervision import actions
from cityhall.supervision.terms import Can

from . import axe, camera
from .conftest import Person

BEFORE, MONDAY, YELLOW, RED = "2026-09-01 09:00", "2026-09-07 09:00", "2026-09-18 09:00", "2026-09-21 09:00"
BOTH = ("phone", "desk")


@pytest.fixture(autouse=True)
def undrawn() -> Iterator[None]:
    """Papers are issued; their pages are drawn when somebody opens them."""
    listen({event: done for event, done in WHEN.items() if event != "paper.issued"})
    yield
    listen(WHEN)


def night() -> None:
    deadlines.sweep(HOUSE)
    drain()
    deadlines.take_stock(HOUSE)


def people() -> tuple[given.Place, Actor, Actor]:
    """An organ, its head, and who watches the whole city."""
    here = given.place()
    head = organs.staff(here.organ, Cases.SEE, Can.SEE, Can.ANSWER, Can.APPEAL, name="样例分管负责人")
    watcher = organs.staff(
        organs.organ(), Cases.SEE, Can.SEE, Can.ISSUE, Can.REVIEW, Can.DECIDE_APPEAL, Can.JUDGE, Can.SET_RULES,
        reach=Reach.EVERYWHERE, name="样例监察员",
    )  # fmt: skip
    return here, head, watcher


def fill(page: Page, label: str, text: str, button: str) -> None:
    page.get_by_label(label).fill(text)
    page.locator("main").get_by_role("button", name=button, exact=True).click()


def answered_twice(office: Page, desk: Page, order: str) -> None:
    """The organ answers too little, is sent back, and answers well."""
    office.get_by_role("link", name=order).click()
    office.get_by_role("link", name="回复", exact=True).click()
    fill(office, "核查情况和整改结果", "正在办理。", "回复")
    expect(office.locator("main")).to_contain_text("待审核")
    desk.reload()
    desk.get_by_role("link", name="退回重办").click()
    fill(desk, "退回的理由", "没有写明原因和办结时间。", "退回重办")
    office.reload()
    expect(office.locator("main")).to_contain_text("退回：没有写明原因和办结时间。")
    office.get_by_role("link", name="回复", exact=True).click()
    fill(office, "核查情况和整改结果", "审查员连续外出核查，已指定代理人，今日作出决定。", "回复")


def test_a_case_goes_yellow_and_red_is_supervised_answered_and_closed(person: Person) -> None:
    with clock.frozen(BEFORE, everywhere=True):
        here, head, watcher = people()
    with clock.frozen(MONDAY, everywhere=True):
        number = given.accepted(here)
        cases.claim_step(here.reviewer, number, "review")
        drain()
    with clock.frozen(YELLOW, everywhere=True):
        night()
        reviewer = person("desk", account_id=here.reviewer.account_id)
        reviewer.goto("/my/messages/")
        expect(reviewer.locator("main")).to_contain_text("将到期")
        desk = person("desk", account_id=watcher.account_id)
        desk.goto("/supervisor/")
        expect(desk.locator("main")).to_contain_text(number)
        expect(desk.locator(".stat", has_text="将到期").locator(".num")).to_have_text("1")
    with clock.frozen(RED, everywhere=True):
        night()
        reviewer.goto("/my/messages/")
        expect(reviewer.locator("main")).to_contain_text("催办")
        desk.goto("/supervisor/")
        expect(desk.locator(".stat", has_text="已超期").locator(".num")).to_have_text("1")
        expect(desk.locator("table.cards").last).to_contain_text(here.reviewer.name)
        camera.portrait(desk, "supervised-board", screens=BOTH)
        assert not axe.look(desk, {"supervisor": "/supervisor/"})
        desk.get_by_role("link", name="时限明细").click()
        expect(desk.locator("main")).to_contain_text("已超过期限")
        camera.portrait(desk, "supervised-clock", screens=BOTH)
        desk.go_back()
        desk.get_by_role("link", name="督办", exact=True).last.click()
        desk.get_by_label("级别").select_option(label="督办单")
        camera.portrait(desk, "supervised-new", screens=BOTH)
        desk.get_by_role("button", name="发出", exact=True).click()
        expect(desk.locator("main h1")).to_contain_text("督办单 JC")
        order = desk.url.rstrip("/").rsplit("/", 1)[1]
        office = person("phone", account_id=head.account_id)
        office.goto("/supervisor/orders/")
        expect(office.locator("main")).to_contain_text("待本单位回复 2 张")
        answered_twice(office, desk, order)
        cases.finish_step(here.reviewer, number, "review", "agree", "符合条件")
        cases.grant(here.approver, number, "decide")
        drain()
        desk.reload()
        desk.get_by_role("link", name="审核通过并办结").click()
        fill(desk, "办理结果", "已办结，整改措施可行。", "审核通过并办结")
        expect(desk.locator("main")).to_contain_text("已办结")
        camera.portrait(desk, "supervised-order", screens=BOTH)
        desk.get_by_role("link", name="督办通知书").click()
        expect(desk.locator(".paper")).to_contain_text("样例")
        camera.portrait(desk, "supervised-sheet", screens=BOTH)


def test_a_red_light_is_contested_and_struck_out(person: Person) -> None:
    with clock.frozen(BEFORE, everywhere=True):
        here, head, watcher = people()
    with clock.frozen(MONDAY, everywhere=True):
        number = given.accepted(here)
    with clock.frozen(RED, everywhere=True):
        night()
        office = person("desk", account_id=head.account_id)
        office.goto("/supervisor/")
        office.get_by_role("link", name="申请复核").click()
        fill(office, "申请复核的理由", "9 月 17、18 日系统停机检修，有公告。", "提交申请")
        expect(office.locator("main")).to_contain_text("待复核")
        desk = person("desk", account_id=watcher.account_id)
        desk.goto("/supervisor/")
        desk.locator(".stat", has_text="红灯复核中").click()
        desk.get_by_role("link", name=f"办件 {number}").click()
        desk.get_by_label("撤销红灯").check()
        camera.portrait(desk, "supervised-appeal", screens=BOTH)
        fill(desk, "理由", "停机公告属实。", "作出决定")
        expect(desk.locator("main")).to_contain_text("撤销红灯")
        office.goto("/supervisor/")
        expect(office.locator("main")).to_contain_text("红灯已撤销")
        expect(office.get_by_role("link", name="申请复核")).to_have_count(0)


def test_silence_accepts_and_the_citizen_reads_it(person: Person) -> None:
    with clock.frozen(BEFORE, everywhere=True):
        here, _, _ = people()
    with clock.frozen(MONDAY, everywhere=True):
        number = given.received(here)
        drain()
    with clock.frozen("2026-09-15 09:00", everywhere=True):
        night()
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto(f"/my/{number}/")
        expect(citizen.locator("main")).to_contain_text("视为受理")
        office = person("desk", account_id=here.reviewer.account_id)
        office.goto(f"/office/cases/{number}/")
        expect(office.locator("main")).to_contain_text("视为受理")


def test_an_anomaly_is_judged_and_a_rule_gets_a_new_version(person: Person) -> None:
    with clock.frozen(BEFORE, everywhere=True):
        here, head, watcher = people()
    with clock.frozen(MONDAY, everywhere=True):
        number = given.accepted(here)
        cases.finish_step(here.reviewer, number, "review", "disagree", "不符合第三项条件")
        cases.refuse(here.approver, number, "decide", "不符合。")
        actions.detect(HOUSE)
        desk = person("desk", account_id=watcher.account_id)
        desk.goto("/supervisor/findings/")
        camera.portrait(desk, "supervised-findings", screens=BOTH)
        desk.get_by_role("link", name="不予决定没有说明理由").click()
        expect(desk.locator("main")).to_contain_text("不符合。")
        desk.get_by_label("属实").check()
        camera.portrait(desk, "supervised-finding", screens=BOTH)
        fill(desk, "核查意见", "决定书没有说明理由。", "提交核查结论")
        expect(desk.locator(".chip").first).to_have_text("属实")
        desk.get_by_role("link", name="监察规则").click()
        camera.portrait(desk, "supervised-rules", screens=BOTH)
        row = desk.locator("tr", has_text="不予决定没有说明理由")
        expect(row).to_contain_text("100 %")
        row.get_by_role("link").click()
        desk.get_by_label("不足（字）").fill("12")
        fill(desk, "依据或原因", "试行一个月后调整。", "发布新版本")
        expect(desk.locator("main")).to_contain_text("第 1 版")
        camera.portrait(desk, "supervised-rule", screens=BOTH)
        desk.goto("/supervisor/pace/")
        camera.portrait(desk, "supervised-pace", screens=BOTH)
        assert not axe.look(desk, {
            "findings": "/supervisor/findings/", "orders": "/supervisor/orders/", "appeals": "/supervisor/appeals/",
            "pace": "/supervisor/pace/", "rules": "/supervisor/rules/", "rule": "/supervisor/rules/no_reasons/",
        })  # fmt: skip
        office = person("phone", account_id=head.account_id)
        office.goto("/supervisor/findings/")
        expect(office.locator("main")).to_contain_text(number)
