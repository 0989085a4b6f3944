"""The set-up in a real browser: every page fits every screen, rows are added without script, publishing says what changes."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries as queries_of_items
from cityhall.catalogue.models import Regime
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.catalogue.terms import Procedure
from cityhall.catalogue.tests import given as items
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.organs import actions, queries
from cityhall.organs.models import Staff
from cityhall.organs.terms import Can, Reach
from cityhall.organs.tests import given

from . import camera
from .conftest import Person

LONG = "样例市自然资源和规划局（市林业和草原局、市不动产登记服务中心）"
SCREENS = ("phone", "narrow", "desk", "wide")


@pytest.fixture
def admin() -> Iterator[Actor]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        organ = given.organ(LONG)
        yield given.staff(
            organ, *Can, *Catalogue, Deadlines.MANAGE_CALENDAR, Jobs.SEE_JOBS, name="样例管理员", reach=Reach.EVERYWHERE
        )


def at(person: Person, actor: Actor, screen: str = "desk", **more: object) -> Page:
    return person(screen, account_id=actor.account_id, **more)


def test_administration_pages_fit(person: Person, admin: Actor) -> None:
    actions.import_divisions(
        HOUSE, [("99", "样例省"), ("9901", "样例市"), *((f"9901{n:02d}", f"样例{n}县") for n in range(1, 40))]
    )
    organ, merged = given.organ(), given.organ()
    for _ in range(30):
        given.organ()
    actions.succeed_organ(HOUSE, merged, "merged", [organ], "样例市机构改革方案（样政发〔2026〕8号）")
    window = given.window(organ, admin.organ_id or 0, may_decide=True)
    centre = queries.window(window).centre_id
    clerk = given.clerk(window, Can.MANAGE_CENTRES)
    staff_id = Staff.objects.get(account_id=clerk.account_id or 0).pk
    role = queries.roles()[0][0]
    page = at(person, admin)
    for name, url in {
        "home": "", "organs": "organs/", "organ": f"organs/{merged}/", "organ-new": "organs/new/",
        "organ-end": f"organs/{organ}/succession/", "divisions": "divisions/990100000000/", "centres": "centres/",
        "centre": f"centres/{centre}/", "window": f"windows/{window}/", "entrust": f"windows/{window}/entrust/",
        "staff": "staff/", "member": f"staff/{staff_id}/", "member-new": "staff/new/", "assign": f"staff/{staff_id}/roles/new/",
        "roles": "roles/", "role": f"roles/{role}/", "role-edit": f"roles/{role}/edit/", "calendar": "calendar/",
        "year": "calendar/2026/", "day": "calendar/2026/day/", "deputy": f"staff/{staff_id}/deputies/new/", "regimes": "regimes/",
        "regime": "regimes/licence/", "regime-edit": "regimes/licence/edit/", "jobs": "jobs/", "nothing": "organs/?q=没有这样的",
    }.items():  # fmt: skip
        camera.check_light(page, f"/setup/{url}")
        camera.portrait(
            page,
            f"setup-{name}",
            screens=SCREENS if name in ("organs", "role-edit", "year") else ("phone", "desk", "wide"),
        )


def test_item_pages_fit(person: Person, admin: Actor) -> None:
    organ = admin.organ_id or 0
    many = [
        {"key": f"m{n}", "name": f"第 {n} 份材料：建设工程消防设计审查验收申请表及授权委托书", "form": "copy", "source": "申请人自备",
         "standard": "与申请人一致，在有效期内，加盖公章", "hint": "请上传彩色扫描件"} for n in range(1, 21)
    ]  # fmt: skip
    item = items.published_item(
        organ,
        specials=[{"cause": "experts", "basis": "样例法第九条", "days": 15}],
        materials=many,
        name="建设工程消防验收（含改建、扩建、室内外装修、建筑保温、用途变更）",
    )
    empty = catalogue.create_item(
        HOUSE,
        organ,
        "SAMPLE-EMPTY",
        "还没写完的事项",
        "licence",
        content={"pace": "instant", "statutory": {"amount": 20, "unit": "workdays"}},
    )
    page = at(person, admin)
    for name, url in {
        "items": "", "item": f"{item}/", "item-problems": f"{empty}/", "item-new": "new/", "item-facts": f"{item}/facts/",
        "item-materials": f"{item}/materials/", "item-fields": f"{item}/fields/", "item-steps": f"{item}/steps/",
        "item-questions": f"{item}/questions/", "item-regime": f"{item}/regime/", "item-preview": f"{item}/preview/",
        "item-specials": f"{item}/specials/", "item-ways": f"{item}/ways/", "item-desk": f"{item}/desk/",
        "item-publish": f"{item}/publish/", "item-retire": f"{item}/retire/", "import": "import/",
    }.items():  # fmt: skip
        camera.check_light(page, f"/setup/items/{url}")
        camera.portrait(page, f"setup-{name}", screens=("phone", "desk", "wide"))
    page.goto(f"/setup/items/{empty}/")
    page.get_by_role("link", name="法定办结时限没有依据").click()
    expect(page.get_by_label("法定时限依据")).to_be_in_viewport()


def test_an_item_is_written_published_and_the_running_cases_are_named(person: Person, admin: Actor) -> None:
    here = cases.place()
    cases.accepted(here)
    page = at(person, admin, script=False)
    url = f"/setup/items/{here.terms.item_id}"
    page.goto(f"{url}/materials/")
    page.get_by_role("button", name="添加一行").click()
    page.get_by_label("材料名称").last.fill("租赁合同")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".banner.success")).to_contain_text("草稿已保存")
    page.get_by_role("link", name="发布第 2 版").click()
    expect(page.locator(".hint").first).to_contain_text("1 件继续按第 1 版办理")
    page.get_by_label("本次改了什么").fill("增加租赁合同")
    page.get_by_role("button", name="发布第 2 版").click()
    expect(page.locator(".banner.success")).to_contain_text("已发布第 2 版")
    expect(page.get_by_text("增加租赁合同")).to_be_visible()


def test_a_special_procedure_is_added_read_as_it_will_be_and_published(person: Person, admin: Actor) -> None:
    here = cases.place()
    cases.accepted(here)
    page, url = at(person, admin), f"/setup/items/{here.terms.item_id}"
    page.goto(f"{url}/specials/")
    page.get_by_label("种类").select_option("experts")
    page.get_by_label("所需工作日").fill("15")
    page.get_by_label("依据").fill("样例条例第九条")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿改了什么（1 处）")).to_be_visible()
    page.get_by_role("link", name="预览指南").click()
    expect(page.get_by_text("一般需要 15 个工作日")).to_be_visible()
    page.goto(f"{url}/desk/")
    expect(page.get_by_text("环节时限合计 5 个工作日，承诺 10 个工作日，余 5 个工作日。")).to_be_visible()
    page.goto(f"{url}/publish/")
    expect(page.locator(".hint").first).to_contain_text("1 件继续按第 1 版办理")
    expect(page.get_by_text("特别程序“专家评审”")).to_be_visible()
    page.get_by_role("button", name="发布第 2 版").click()
    expect(page.locator(".banner.success")).to_contain_text("已发布第 2 版")
    now = queries_of_items.published(here.terms.item_id)
    assert now is not None
    assert [(s.cause.value, s.days) for s in now.specials] == [("experts", 15)]


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """The rules are sown once for all tests: what a journey changes is put back."""
    before = Regime.objects.filter(procedure="service").values().get()
    yield
    Regime.objects.filter(procedure="service").update(**before)


@pytest.mark.usefixtures("as_it_was")
def test_the_rules_of_a_procedure_are_seen_first_saved_and_kept_in_the_history(person: Person, admin: Actor) -> None:
    with clock.frozen("2026-11-19T09:00"):
        items.published_item(admin.organ_id or 0, procedure=Procedure.SERVICE, name="样例受影响事项")
    page = at(person, admin)
    page.goto("/setup/regimes/")
    page.get_by_role("link", name="公共服务").click()
    page.get_by_role("link", name="修改").click()
    page.get_by_label("受理告知时限", exact=False).first.fill("2")
    page.get_by_label("补充说明").uncheck()
    page.get_by_role("button", name="预览改动").click()
    expect(page.get_by_text("不再有：补充说明")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("1 个已发布的事项")
    camera.portrait(page, "setup-regime-preview", screens=("phone", "desk"))
    page.get_by_role("button", name="保存并生效").click()
    expect(page.get_by_text("请写明修改的原因和依据").first).to_be_visible()
    page.get_by_label("修改的原因和依据").fill("依据样例规定第一条")
    page.get_by_role("button", name="预览改动").click()
    page.get_by_role("button", name="保存并生效").click()
    expect(page.locator(".banner.success")).to_contain_text("已发布的事项在下一次发布时采用")
    expect(page.get_by_text("依据样例规定第一条")).to_be_visible()
    expect(page.get_by_text("样例受影响事项")).to_be_visible()
    camera.portrait(page, "setup-regime-history", screens=("phone", "desk"))


def test_what_stands_above_and_ahead_of_an_item_fits(person: Person, admin: Actor) -> None:
    code = "000122001000"
    upper = {
        "promised": {"amount": 8, "unit": "workdays"}, "visits": 0, "basis": "样例法规第一条",
        "materials": [items.MATERIALS[0]], "result": {"name": "样例许可证"}, "phone": "010-1234567",
    }  # fmt: skip
    catalogue.save_entry(
        HOUSE, code, "食品经营许可", Procedure.LICENCE, "state", "国家基本目录（样例，2026 年版）", content=upper
    )
    catalogue.save_entry(
        HOUSE, "990122001000", "食品经营许可", Procedure.LICENCE, "province", "样例省基本目录（样例）", parent_code=code
    )  # fmt: skip
    item = catalogue.create_item(
        HOUSE, admin.organ_id or 0, "1199010090000814723990122001000", "食品经营许可（新办）", Procedure.LICENCE,
        base_code="990122001000", content=items.content(
            standing={"level": "city"}, scope={"quota": "每年 10 个（样例）", "partners": ["样例市卫生健康委员会"]},
            offer={"served": ["person", "company"], "ways": ["window", "computer"], "depth": "whole", "booking": True},
        ),
    )  # fmt: skip
    catalogue.publish(HOUSE, item)
    catalogue.follow(HOUSE, item, "990122001000")
    ready = items.draft_item(admin.organ_id or 0, name="定期发布的样例事项")
    catalogue.plan_publication(HOUSE, ready, date(2026, 12, 1), "按新规定执行（样例）")
    page = at(person, admin)
    for name, url in {
        "lists": "lists/", "entry": "lists/990122001000/", "entry-edit": f"lists/{code}/edit/",
        "item-upper": f"items/{item}/upper/", "item-codes": f"items/{item}/", "item-extent": f"items/{item}/extent/",
        "item-charges": f"items/{item}/charges/", "item-planned": f"items/{ready}/", "item-publish-on": f"items/{ready}/publish/",
    }.items():  # fmt: skip
        camera.check_light(page, f"/setup/{url}")
        camera.portrait(page, f"setup-{name}", screens=("phone", "desk"))
    page.goto(f"/items/{item}/")
    camera.portrait(page, "guide-extent", screens=("phone", "desk"))


def test_an_open_draft_is_told_what_a_new_version_changes(person: Person) -> None:
    here = cases.place()
    draft = cases.draft(here)
    fields = [*items.FIELDS[:3], {"key": "area", "label": "经营面积", "kind": "number"}]
    changed = items.content(promised={"amount": 5, "unit": "workdays"}, fields=fields, materials=items.MATERIALS[:2])
    catalogue.save_draft(HOUSE, here.terms.item_id, changed)
    catalogue.publish(HOUSE, here.terms.item_id)
    page = person("phone", account_id=here.citizen.account_id, script=False)
    page.goto(f"/apply/{draft}/")
    expect(page.locator("#news")).to_contain_text("已更新到第 2 版")
    camera.portrait(page, "portal-news", screens=("phone", "desk"))
    page.get_by_role("button", name="改按新版填写").click()
    expect(page.locator(".banner.success")).to_contain_text("新增要填：经营面积")
    camera.portrait(page, "portal-news-done", screens=("phone",))
