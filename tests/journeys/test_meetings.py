"""A works project of two stages in browsers: a joint review that is sent back and then passed, one case refused, the rest go on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions as cases
from cityhall.cases.terms import Can as Cases
from cityhall.joint.tests import given as joint
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.tests import contents
from cityhall.meetings.models import Meeting
from cityhall.meetings.terms import Can
from cityhall.meetings.tests import given
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from .camera import portrait
from .conftest import Person

MONDAY, LATER, TUESDAY, THURSDAY = (
    "2026-11-16T09:00", "2026-11-16T15:30", "2026-11-17T09:30", "2026-11-17T15:30",
)  # fmt: skip
STAGES = {"plan": "permit", "fire": "permit", "green": "permit", "finish": "finish"}
NAMES = {"plan": "建设工程规划许可", "fire": "消防设计审查", "green": "绿化方案审查", "finish": "竣工联合验收"}


@pytest.fixture
def works() -> Iterator[given.Table]:
    """Two stages; the second opens when the first has joined. The green case may come to nothing without stopping it."""
    with clock.frozen(MONDAY, everywhere=True):
        places = {key: joint.item(name=name) for key, name in NAMES.items()}
        lead = next(iter(places.values())).organ
        whole = joint.published(
            places, promise={"amount": 45, "unit": "workdays"}, stage_of=STAGES, on_refusal={"green": "continue"},
            stages=[{"key": "permit", "name": "工程建设许可", "lead_organ_id": lead, "join": "all"},
                    {"key": "finish", "name": "竣工验收", "lead_organ_id": lead, "join": "all"}],
        )  # fmt: skip
        number = joint.submitted(whole)
        speakers = {
            key: organs.staff(place.organ, Can.SEE, Can.SPEAK, Cases.SEE)
            for key, place in places.items()
            if key != "finish"
        }
        yield given.Table(whole, number, given.chair(lead), speakers)


def opened(person: Person, actor: Actor, path: str, screen: str = "desk") -> Page:
    page = person(screen, account_id=actor.account_id)
    page.goto(path)
    return page


def says(page: Page, number: str, seat: int, opinion: str, reason: str = "") -> None:
    page.goto(f"/office/meetings/{number}/speak/{seat}/")
    page.get_by_label(opinion, exact=True).check()
    page.get_by_label("理由、条件").fill(reason)
    page.locator("#do").click()
    expect(page.locator("main")).to_contain_text(opinion)


def concludes(page: Page, number: str, conclusion: str, minutes: str, asked: str = "") -> None:
    page.goto(f"/office/meetings/{number}/conclude/")
    page.get_by_label(conclusion, exact=True).check()
    page.get_by_label("纪要").fill(minutes)
    page.get_by_label("要求申请人修改什么").fill(asked)
    page.locator("#do").click()
    expect(page.locator("main")).to_contain_text(conclusion)
    drain()


def taken_on(at: given.Table, part: str) -> str:
    case, place = joint.case_of(at.number, part), at.whole.places[part]
    cases.accept(place.clerk, case)
    cases.finish_step(place.reviewer, case, "review", "agree", "符合条件")
    drain()
    return case


def test_sent_back_then_passed_one_refused_the_rest_go_on(works: given.Table, person: Person) -> None:
    at = works
    for part in at.speakers:
        taken_on(at, part)
    lead = opened(person, at.chair, "/office/meetings/")
    number = called(at, lead)
    desks = {part: opened(person, one, "/office/meetings/?asked=1") for part, one in at.speakers.items()}
    expect(desks["fire"].locator("main")).to_contain_text("等本单位意见")
    portrait(desks["fire"], "meetings-waiting")

    with clock.frozen(LATER, everywhere=True):
        says(desks["plan"], number, at.seat(number, "plan"), "同意")
        says(desks["fire"], number, at.seat(number, "fire"), "同意但有条件", "消防车道净宽不足 4 米")
        says(desks["green"], number, at.seat(number, "green"), "同意")
        lead.goto(f"/office/meetings/{number}/")
        portrait(lead, "meeting-heard")
        lead.goto(f"/office/meetings/{number}/conclude/")
        portrait(lead, "meeting-concluding")
        concludes(lead, number, "修改后再议", "消防车道宽度须调整。", "消防车道净宽加到 4 米以上")
        held_back(at, person, "修改后再议")
        changed(at, person, number)
    second_round(at, lead, desks, number)
    ended(at, person, number)


def called(at: given.Table, lead: Page) -> str:
    """Called together on screen, by the lead, over the first stage; a drawing is circulated."""
    lead.get_by_role("link", name="召集", exact=True).click()
    lead.get_by_label("联办编号").fill(at.number)
    lead.locator("#do").click()
    lead.get_by_label("议题").fill("设计方案联审")
    lead.get_by_label("时间", exact=True).fill("2026-11-16T15:00")
    lead.get_by_label("地点").fill("三楼会商室")
    lead.get_by_label("反馈意见的时间").fill("3")
    portrait(lead, "meeting-calling")
    lead.locator("#do").click()
    lead.wait_for_url("**/office/meetings/990100-**")
    lead.locator("input[type=file]").set_input_files(
        {"name": "总平面图.png", "mimeType": "image/png", "buffer": contents.PNG}
    )
    lead.locator("#circulate").click()
    expect(lead.locator("main")).to_contain_text("总平面图.png")
    drain()
    return str(Meeting.objects.get().number)


def held_back(at: given.Table, person: Person, why: str) -> None:
    """No case of the stage is granted meanwhile; its page says why."""
    case = joint.case_of(at.number, "plan")
    desk = opened(person, at.whole.places["plan"].approver, f"/office/cases/{case}/")
    expect(desk.locator("#case")).to_contain_text("会商与联合踏勘")
    expect(desk.locator("#case")).to_contain_text(why)
    expect(desk.locator("#grant")).to_be_disabled()
    portrait(desk, "meeting-case", screens=("desk", "phone"))


def changed(at: given.Table, person: Person, number: str) -> None:
    """The applicant reads what she is to change, and hands it in from her phone."""
    phone = opened(person, at.whole.citizen, f"/my/together/{at.number}/", "phone")
    expect(phone.locator("main")).to_contain_text("消防车道净宽加到 4 米以上")
    portrait(phone, "meeting-portal")
    phone.get_by_role("link", name="提交修改").click()
    phone.get_by_label("改了什么").fill("车道改为 4.5 米，见新图")
    phone.locator("#id_file").set_input_files({"name": "新总图.png", "mimeType": "image/png", "buffer": contents.PNG})
    portrait(phone, "meeting-revising")
    phone.locator("#do").click()
    expect(phone.locator("main")).to_contain_text("等待再次召集")
    drain()


def second_round(at: given.Table, lead: Page, desks: dict[str, Page], number: str) -> None:
    with clock.frozen(TUESDAY, everywhere=True):
        lead.goto(f"/office/meetings/{number}/")
        expect(lead.locator("main")).to_contain_text("车道改为 4.5 米")
        lead.get_by_role("link", name="再次召集").click()
        lead.get_by_label("时间", exact=True).fill("2026-11-17T15:00")
        lead.locator("#do").click()
        expect(lead.locator("main")).to_contain_text("第 2 次")
        drain()
    with clock.frozen(THURSDAY, everywhere=True):
        for part, desk in desks.items():
            says(desk, number, at.seat(number, part), "同意")
        concludes(lead, number, "通过", "修改后的方案符合要求，一致同意。")
        portrait(lead, "meeting-passed")


def ended(at: given.Table, person: Person, number: str) -> None:
    """Passed: two are granted, one is refused for reasons of its own, and the second stage opens all the same."""
    with clock.frozen(datetime.fromisoformat(THURSDAY) + timedelta(minutes=30), everywhere=True):
        desk = opened(person, at.whole.places["plan"].approver, f"/office/cases/{joint.case_of(at.number, 'plan')}/")
        expect(desk.locator("#case")).to_contain_text("通过")
        desk.locator("#grant").click()
        expect(desk.locator("main")).to_contain_text("准予")
        cases.grant(at.whole.places["fire"].approver, joint.case_of(at.number, "fire"), "decide")
        cases.refuse(
            at.whole.places["green"].approver, joint.case_of(at.number, "green"), "decide", "绿地率不足百分之三十。"
        )
        drain()
        assert joint.states(at.number) == {
            "plan": "granted",
            "fire": "granted",
            "green": "refused",
            "finish": "received",
        }
        joint.granted(at.whole, at.number, "finish")
        phone = opened(person, at.whole.citizen, f"/my/together/{at.number}/", "phone")
        expect(phone.locator("main")).to_contain_text("部分办成")
        expect(phone.locator("main")).to_contain_text("设计方案联审")
        portrait(phone, "meeting-portal-end")
