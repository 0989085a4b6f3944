"""A construction project in a browser: registered by its unit, its application linked, the first stage done, the plan as a picture,
a consultation whose task runs out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions as cases
from cityhall.cases.terms import Can as Cases
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as calendars
from cityhall.deadlines.terms import LayerKind, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs import queries as organ_queries
from cityhall.organs.tests import given as organs
from cityhall.projects.models import FollowUp, Project
from cityhall.projects.tests import given
from cityhall.site.testing import drain

from .camera import check_light, portrait
from .conftest import Person

REGISTERED, DECIDED, LATER = "2026-11-02T09:00", "2026-11-06T15:00", "2026-11-20T09:30"


@pytest.fixture
def here() -> Iterator[given.Site]:
    """A unit that has something to apply for, an organ that looks after projects, a campaign."""
    with clock.frozen(REGISTERED, everywhere=True):
        site = given.site(name="建设用地规划许可", promised={"amount": 10, "unit": "workdays"})
        yield site


def registered(phone: Page, here: given.Site) -> str:
    """She registers a project of her own."""
    phone.goto("/my/")
    phone.get_by_role("link", name="我的项目").click()
    phone.get_by_role("link", name="登记项目").first.click()
    phone.get_by_label("项目代码").fill("2611-990100-04-01-88888")
    phone.get_by_label("项目名称").fill("样例智能家居厂房项目")
    phone.get_by_label("牵头单位").fill(organ_queries.organ(here.organ).name)
    phone.get_by_role("button", name="登记").click()
    expect(phone.locator("main")).to_contain_text("项目代码应是 24 位")
    phone.get_by_label("项目代码").fill("2611-990100-04-01-888888")
    phone.get_by_role("button", name="登记").click()
    expect(phone.locator("main")).to_contain_text("项目已登记")
    return Project.objects.get(name="样例智能家居厂房项目").number


def linked(phone: Page, here: given.Site, number: str) -> str:
    """What she has handed in is put with the project."""
    case = given.received(here)
    phone.goto(f"/my/projects/{number}/")
    phone.get_by_label("办件编号或联办编号").fill(case)
    phone.get_by_role("button", name="归到项目").click()
    expect(phone.locator("main")).to_contain_text("已归到这个项目")
    drain()
    return case


def planned(desk: Page, number: str, name: str, stage: str, first: str, last: str) -> None:
    desk.goto(f"/office/projects/{number}/plan/")
    desk.locator("#id_name").fill(name)
    desk.locator("#id_stage").select_option(stage)
    desk.locator("#id_starts_on").fill(first)
    desk.locator("#id_due_on").fill(last)
    desk.locator("#do").click()
    expect(desk.locator("main")).to_contain_text("节点已列入计划")


def consulted(desk: Page, number: str, organ: str) -> None:
    desk.goto(f"/office/projects/{number}/consult/")
    desk.locator("#id_held_on").fill("2026-11-06")
    desk.locator("#id_issues").fill("红线内有一条 10 千伏线路，规划方案批不下来。")
    desk.locator("#id_tasks").fill(f"提出线路迁改路径 | {organ} | | 2026-11-13")
    desk.locator("#id_shared").check()
    desk.locator("#do").click()
    expect(desk.locator("#consultations")).to_contain_text("提出线路迁改路径")


def test_a_project_from_its_code_to_an_overdue_task(here: given.Site, person: Person) -> None:
    keep = organs.staff(here.organ, *given.KEEPING, Cases.SEE)
    phone, desk = person("phone", account_id=here.citizen.account_id), person("desk", account_id=keep.account_id)
    number = registered(phone, here)
    planned(desk, number, "取得建设用地规划许可", "approval", "2026-11-02", "2026-11-06")
    planned(desk, number, "取得建设工程规划许可", "planning", "2026-11-09", "2026-11-13")
    planned(desk, number, "取得建筑工程施工许可", "building", "2026-11-23", "2026-12-18")
    case = linked(phone, here, number)
    with clock.frozen(DECIDED, everywhere=True):
        cases.accept(here.place.clerk, case)
        cases.finish_step(here.place.reviewer, case, "review", "agree", "符合条件")
        cases.grant(here.place.approver, case, "decide")
        drain()
        consulted(desk, number, organ_queries.organ(here.organ).name)
        first = Project.objects.get(number=number).milestones.get(name="取得建设用地规划许可")
        desk.goto(f"/office/projects/{number}/reach/{first.pk}/")
        desk.locator("#id_on").fill("2026-11-06")
        desk.locator("#do").click()
        expect(desk.locator("main")).to_contain_text("已登记完成")
        expect(desk.locator("#stage-approval")).to_contain_text("已完成")
        expect(desk.locator("#plan figure svg").first).to_be_visible()
    with clock.frozen(LATER, everywhere=True):
        deadlines.sweep(HOUSE)
        drain()
        desk.goto(f"/office/projects/{number}/")
        expect(desk.locator("#consultations")).to_contain_text("超期")
        expect(desk.locator("#plan")).to_contain_text("落后计划 5 个工作日")
        portrait(desk, "project-office")
        desk.goto("/office/projects/")
        portrait(desk, "projects-office")
        desk.goto("/office/projects/tasks/")
        expect(desk.locator("main")).to_contain_text("超期")
        portrait(desk, "project-tasks")
        desk.goto(f"/office/projects/{number}/consult/")
        portrait(desk, "project-consult")
        phone.goto(f"/my/projects/{number}/")
        expect(phone.locator("main")).to_contain_text("正在“工程建设许可”阶段")
        expect(phone.locator("#consultations")).to_contain_text("超期")
        portrait(phone, "project-portal")
        check_light(phone, f"/my/projects/{number}/")
        phone.goto("/my/projects/")
        portrait(phone, "projects-portal")
        phone.goto("/my/projects/new/")
        portrait(phone, "project-new")
        done(desk, number)


def done(desk: Page, number: str) -> None:
    """The task is done, late; and the page says so."""
    task = FollowUp.objects.get()
    desk.goto(f"/office/projects/{number}/done/{task.pk}/")
    desk.locator("#id_note").fill("已提出迁改路径")
    desk.locator("#do").click()
    expect(desk.locator("#consultations")).to_contain_text("超期办结")


def test_the_fast_lane_on_a_reviewers_case(here: given.Site, person: Person) -> None:
    begin_campaign()
    case = given.linked(here)
    keep = organs.staff(here.organ, *given.KEEPING, Cases.SEE)
    desk = person("desk", account_id=keep.account_id)
    desk.goto(f"/office/projects/{here.number}/lane/")
    desk.locator("#id_document").fill("招商引资联席会议纪要第 6 期（样例）")
    desk.locator("#id_reason").fill("招商引资落地项目")
    desk.locator("#id_first_on").fill("2026-11-02")
    desk.locator("#id_last_on").fill("2027-02-01")
    desk.locator("#id_campaign").select_option(index=1)
    desk.locator("#do").click()
    expect(desk.locator("main")).to_contain_text("已授予绿色通道")
    reviewer = person("wide", account_id=here.place.reviewer.account_id)
    reviewer.goto(f"/office/cases/{case}/")
    expect(reviewer.locator("#project")).to_contain_text("请优先办理")
    portrait(reviewer, "project-mark", screens=("desk", "narrow"))
    cases.accept(here.place.clerk, case)
    drain()
    [clock_] = [c for c in calendars.clocks_of([f"case:{case}"]) if c.switched]
    assert "按自然日计算" in clock_.switched


def begin_campaign() -> None:
    """A campaign that counts calendar days."""
    today = clock.today()
    deadlines.save_layer(
        HOUSE, LayerKind.CAMPAIGN, "重点项目百日攻坚", first_on=today, last_on=today + timedelta(days=100),
        document="样例文件", switches_to=Unit.DAYS.value,
    )  # fmt: skip
