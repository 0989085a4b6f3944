"""The less common ways, in the browsers of those who go them: a promise broken, a pledge revoked, an extension refused and
another approved, a hearing from the notice to the minutes, a transfer, an original that does not match, a letter, a
result nobody fetches."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions
from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Status
from cityhall.cases.tests import given, handled
from cityhall.cases.tests.acts import intake
from cityhall.deadlines import actions as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.jobs.fan_out import listen
from cityhall.messages.terms import Can as Papers
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain

from .conftest import Person

MONDAY = "2026-03-02T10:00"


@pytest.fixture(autouse=True)
def undrawn() -> Iterator[None]:
    """Papers are issued; their pages are drawn when somebody opens them."""
    listen({event: done for event, done in WHEN.items() if event != "paper.issued"})
    yield
    listen(WHEN)


def act(page: Page, number: str, label: str) -> None:
    """Open an act of the office beside the case."""
    page.goto(f"/office/cases/{number}/")
    page.locator("#case").get_by_role("link", name=label, exact=True).first.click()
    expect(page.locator("#act h2")).to_have_text(label)


def send(page: Page) -> None:
    page.locator("#act #do").click()


def told(page: Page, sentence: str) -> None:
    expect(page.locator("#told")).to_contain_text(sentence)


def test_an_extension_is_refused_and_another_approved(person: Person) -> None:
    with clock.frozen(MONDAY, everywhere=True):
        here = given.place()
        head = handled.head(here)
        first, second = given.accepted(here), given.accepted(here)
        reviewer = person("desk", account_id=here.reviewer.account_id)
        leader = person("desk", account_id=head.account_id)
        for number, answer, end in ((first, "不批准", "未批准"), (second, "批准", "已完成")):
            act(reviewer, number, "延长期限")
            reviewer.get_by_label("延长（工作日）").fill("5")
            reviewer.get_by_label("延长的理由").fill("现场情况复杂，需要再次核实。")
            send(reviewer)
            told(reviewer, "已提出，待批准")
            act(leader, number, "审批延期")
            leader.get_by_text(answer, exact=True).click()
            leader.get_by_label("理由").fill("材料已足以决定。" if answer == "不批准" else "")
            send(leader)
            told(leader, "已审批")
            leader.goto(f"/office/cases/{number}/")
            expect(leader.locator(".proceeding").first).to_contain_text(end)
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto(f"/my/{second}/")
        expect(citizen.locator("main")).to_contain_text("延长")


def test_a_hearing_from_the_notice_to_the_decision(person: Person) -> None:
    with clock.frozen(MONDAY, everywhere=True):
        here = given.place()
        number = given.accepted(here)
        reviewer = person("desk", account_id=here.reviewer.account_id)
        act(reviewer, number, "告知听证")
        reviewer.get_by_label("听证事项").fill("拟不予许可")
        reviewer.get_by_label("拟作出的决定及其事实、理由和依据").fill("经营场所不符合规定条件。")
        send(reviewer)
        told(reviewer, "已告知听证权利")
        approver = person("desk", account_id=here.approver.account_id)
        approver.goto(f"/office/cases/{number}/")
        expect(approver.locator("main")).to_contain_text("听证")
    with clock.frozen("2026-03-04T09:00", everywhere=True):
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto(f"/my/{number}/")
        citizen.get_by_role("link", name="去选择要不要听证").click()
        citizen.get_by_role("button", name="要求听证", exact=True).click()
        expect(citizen.locator("main")).to_contain_text("已要求听证")
        act(reviewer, number, "安排听证")
        reviewer.get_by_label("时间").fill("2026-03-18T09:30")
        reviewer.get_by_label("地点").fill("市政务服务中心三楼听证室")
        reviewer.get_by_label("主持人").select_option(str(here.approver.account_id))
        send(reviewer)
        told(reviewer, "已通知时间地点")
    with clock.frozen("2026-03-18T11:00", everywhere=True):
        act(reviewer, number, "登记听证笔录")
        reviewer.get_by_label("参加人").fill("申请人\n审查人员")
        reviewer.get_by_label("听证笔录").fill("双方陈述完毕，没有新的证据。")
        send(reviewer)
        told(reviewer, "已登记，恢复计时")
        drain()
        citizen.goto(f"/my/{number}/")
        expect(citizen.locator("main")).to_contain_text("举行听证")


def test_a_broken_promise_is_noted_and_the_case_decided_on_what_it_has(person: Person) -> None:
    with clock.frozen(MONDAY, everywhere=True):
        here = intake.gaps_place()
        number = intake.short(here)
        clerk = person("desk", account_id=here.clerk.account_id)
        act(clerk, number, "容缺受理")
        clerk.get_by_label("经营场所使用证明").check()
        send(clerk)
        told(clerk, "已容缺受理")
        drain()
    with clock.frozen("2026-03-11T08:00", everywhere=True):
        deadlines.sweep(HOUSE)
        drain()
        actions.finish_step(here.reviewer, number, "review", "disagree", "容缺材料没有补交。")
        approver = person("desk", account_id=here.approver.account_id)
        approver.goto(f"/office/cases/{number}/")
        expect(approver.locator(".proceeding").first).to_contain_text("未兑现")
        expect(approver.locator("#grant")).to_be_disabled()
        approver.locator("textarea[name=reasons]").fill("承诺补交的材料逾期没有提交。")
        approver.locator("#refuse").click()
        told(approver, "已作出决定")
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto(f"/my/{number}/")
        expect(citizen.locator("main")).to_contain_text("没有批准")


def test_a_pledge_that_proves_untrue_is_revoked(person: Person) -> None:
    with clock.frozen(MONDAY, everywhere=True):
        here = intake.pledge_place(at_once=True)
        number = intake.short(here)
        clerk = person("desk", account_id=here.clerk.account_id)
        act(clerk, number, "告知承诺受理")
        clerk.get_by_label("申请人已阅读并签署告知承诺书").check()
        send(clerk)
        told(clerk, "已按告知承诺受理")
        assert Case.objects.get(number=number).status == Status.DECIDED
    with clock.frozen("2026-03-20T15:00", everywhere=True):
        reviewer = person("desk", account_id=here.reviewer.account_id)
        act(reviewer, number, "登记事后核查")
        reviewer.locator("#act input[name=kept]").last.check()
        reviewer.get_by_label("核查情况").fill("现场不具备承诺的条件。")
        send(reviewer)
        told(reviewer, "已登记核查结果")
        approver = person("desk", account_id=here.approver.account_id)
        act(approver, number, "撤销决定")
        approver.locator("#act").get_by_label("承诺不实").check()
        approver.get_by_label("理由").fill("经核查，承诺与事实不符。")
        approver.get_by_label("法律依据").fill("样例市告知承诺规定第四条")
        send(approver)
        told(approver, "已撤销")
        drain()
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto(f"/my/{number}/")
        expect(citizen.locator("main")).to_contain_text("撤销")


def test_an_application_is_passed_on_with_consent(person: Person) -> None:
    with clock.frozen(MONDAY, everywhere=True):
        here = given.place()
        number = given.received(here)
        clerk = person("desk", account_id=here.clerk.account_id)
        act(clerk, number, "转送")
        clerk.get_by_label("转送给哪个单位").fill("邻市样例局")
        clerk.get_by_label("转送原因").fill("属于邻市职权。")
        send(clerk)
        expect(clerk.locator("#act")).to_contain_text("同意")  # without the applicant's consent nothing is passed on
        clerk.locator("#act input[name=consent]").check()
        send(clerk)
        told(clerk, "已转送")
        drain()
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto(f"/my/{number}/")
        expect(citizen.locator("main")).to_contain_text("转送")


def test_a_result_waits_for_its_original_is_chased_and_goes_by_mail(person: Person) -> None:
    later = [{**m, "original_later": m["key"] == "identity"} for m in intake.MATERIALS]
    with clock.frozen(MONDAY, everywhere=True):
        here = given.place(materials=later)
        number = given.granted(here)
        permissions = (Can.SEE, Can.INTAKE, Can.DELIVER, People.FIND_PEOPLE, Papers.HANDLE_PAPERS)
        desk = organs.clerk(here.window, *permissions, desk="issue")
        window = person("desk", account_id=desk.account_id)
        window.goto(f"/window/handover/{number}/")
        expect(window.locator("main")).to_contain_text("原件")
        window.get_by_role("button", name="不符").first.click()
        note = window.get_by_label("说明").or_(window.locator("input[name=note], textarea[name=note]"))
        if note.count() and note.first.is_visible():
            note.first.fill("号码不一致")
            window.get_by_role("button", name="不符").first.click()
        expect(window.locator("main")).to_contain_text("不符")
        actions.check_original(desk, number, "identity", True)
    with clock.frozen("2026-03-16T20:00", everywhere=True):
        actions.chase_uncollected(HOUSE)
        drain()
        window.goto("/window/handover/?pile=uncollected")
        expect(window.locator("main")).to_contain_text(number)
        citizen = person("phone", account_id=here.citizen.account_id)
        citizen.goto("/my/messages/")
        expect(citizen.locator("main")).to_contain_text("领取")
        actions.choose_delivery(here.citizen, number, "mail", "样例申请人", "13900000001", "样例路 1 号")
        actions.dispatch(desk, number, "样例速递", "YL00000009")
        citizen.goto(f"/my/{number}/")
        expect(citizen.locator("main")).to_contain_text("YL00000009")
        window.goto("/window/handover/?pile=sent")
        expect(window.locator("main")).to_contain_text("YL00000009")
