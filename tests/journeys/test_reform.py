"""What reform leaves in public: the list of 最多跑一次 that moves with publishing."""

from playwright.sync_api import Page, expect

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Can as OrganCan
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from . import axe, camera
from .conftest import Person

LONG = "建设项目环境影响评价文件审批（辐射类、海洋工程类除外，由设区的市级生态环境主管部门负责审批的项目）"


def test_what_is_mended_joins_the_list_of_one_trip(person: Person) -> None:
    with clock.frozen("2025-12-20T10:00"):
        water = given.organ("市水务局")
        far = items.published_item(water, name="取水许可", visits=2)
        for n, name in enumerate((LONG, "排水许可", "占用河道审批", "水土保持方案审批")):
            items.published_item(
                given.organ(f"{'甲乙丙丁'[n]}市住房和城乡建设与生态环境保护局", division=f"99010{n % 3}000000"), name=name,
                online=n != 2, visits=1, promised={"amount": 4 + n, "unit": "workdays"},
            )  # fmt: skip
        given.window(water, given.organ())
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        citizen = person("phone")
        citizen.goto("/")
        citizen.get_by_role("link", name="最多跑一次清单").click()
        expect(citizen.get_by_text("60.00%").first).to_be_visible()
        camera.portrait(citizen, "run-once", screens=("phone", "narrow", "desk"))
        camera.check_light(citizen, "/run-once/")
        citizen.get_by_role("link", name="还做不到 2").click()
        expect(citizen.get_by_text("申请和取件各跑一次").first).to_be_visible()
        citizen.get_by_role("link", name="按单位看").click()
        camera.portrait(citizen, "run-once-organs", screens=("phone", "desk"))
        assert not axe.look(citizen, {"once": "/run-once/?state=not", "organs": "/run-once/organs/"})

        admin = given.staff(given.organ("市行政审批局"), *Can, name="样例管理员", reach=Reach.EVERYWHERE)
        desk = person("desk", account_id=admin.account_id)
        desk.goto("/setup/run-once/?state=not")
        camera.portrait(desk, "setup-run-once", screens=("phone", "desk"))
        camera.check_light(desk, "/setup/run-once/")
        desk.get_by_role("link", name="取水许可").click()
        expect(desk.get_by_role("heading", name="取水许可")).to_be_visible()
        actions.save_draft(HOUSE, far, items.content(visits=1))
        actions.publish(HOUSE, far)
        citizen.goto("/run-once/")
        expect(citizen.get_by_text("80.00%").first).to_be_visible()


def test_an_item_is_entrusted_in_public(person: Person) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        water, bureau = given.organ("市水务局"), given.organ("市行政审批局")
        item = items.published_item(water, name="取水许可", reformed={"issue": ["2"], "issuer_accepts": True})
        admin = given.staff(bureau, *OrganCan, name="样例管理员", reach=Reach.EVERYWHERE)
        desk = person("desk", account_id=admin.account_id)
        desk.goto("/setup/delegations/")
        desk.get_by_role("link", name="登记委托").click()
        desk.get_by_label("委托机关").first.fill("市水务局")
        desk.get_by_label("受委托的机关").fill("市行政审批局")
        for power in ("审查", "决定"):
            desk.get_by_label(power, exact=True).check()
        desk.get_by_label("事项").last.fill("取水许可")
        desk.get_by_label("委托文件（名称和文号）").fill("样例函〔2026〕3 号")
        desk.get_by_role("button", name="登记并公开").click()
        expect(desk.get_by_text("须有法律、法规、规章的依据").first).to_be_visible()
        camera.portrait(desk, "delegation-form", screens=("phone", "desk"))
        desk.get_by_role("textbox", name="依据 （选填）").fill("《样例省行政许可委托实施办法》第三条")
        desk.get_by_role("button", name="登记并公开").click()
        expect(desk.locator(".banner.success")).to_contain_text("已登记委托")
        camera.portrait(desk, "delegation", screens=("phone", "desk"))
        citizen = person("phone")
        citizen.goto("/delegations/")
        expect(citizen.get_by_text("市水务局 → 市行政审批局")).to_be_visible()
        camera.portrait(citizen, "delegations", screens=("phone", "desk"))
        citizen.goto(f"/items/{item}/")
        expect(citizen.get_by_text("受委托办理")).to_be_visible()
        camera.portrait(citizen, "guide-reformed", screens=("phone",))
        assert not axe.look(citizen, {"delegations": "/delegations/", "guide": f"/items/{item}/"})
        assert not axe.look(desk, {"entrust": "/setup/delegations/new/"})


def test_a_round_of_reform_with_its_measured_effect(person: Person) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        water = given.organ("市水务局")
        item, gone = items.published_item(water, name="取水许可", visits=2), items.published_item(water, name=LONG)
        admin = given.staff(water, *Can, name="样例管理员", reach=Reach.EVERYWHERE)
        desk = person("desk", account_id=admin.account_id)
        desk.goto("/setup/reform/rounds/new/")
        desk.get_by_label("批次名称").fill("第四轮简政放权")
        desk.get_by_label("文号").fill("样例政发〔2026〕18 号")
        desk.get_by_label("印发日期").fill("2026-11-01")
        desk.get_by_role("button", name="登记批次").click()
        for kind, title, names in (("取消", "取消一项审批", LONG), ("简化", "简化取水许可", "取水许可")):
            desk.get_by_role("link", name="登记改革事项").click()
            desk.get_by_label(kind, exact=True).check()
            desk.get_by_label("事由").fill(title)
            desk.get_by_label("文件名称和文号").fill("样例政发〔2026〕18 号")
            desk.get_by_label("涉及的事项").fill(names)
            camera.portrait(desk, "reform-form", screens=("phone", "desk"))
            desk.get_by_role("button", name="登记并公开").click()
            expect(desk.locator(".banner.success")).to_contain_text("已登记")
            desk.goto("/setup/reform/")
            desk.get_by_role("link", name="第四轮简政放权").first.click()
        actions.save_draft(HOUSE, item, items.content(visits=0, materials=items.MATERIALS[:1]))
        actions.publish(HOUSE, item)
        desk.reload()
        camera.portrait(desk, "reform-round", screens=("phone", "desk"))
        camera.check_light(desk, "/setup/reform/")
        desk.goto(f"/setup/items/{item}/extent/")
        camera.portrait(desk, "item-extent", screens=("phone", "desk"))
        _seen_in_public(person("phone"), gone)
        assert not axe.look(desk, {"setup": "/setup/reform/", "form": "/setup/reform/new/"})


def _seen_in_public(citizen: Page, gone: int) -> None:
    citizen.goto("/")
    citizen.get_by_role("link", name="改革台账").click()
    expect(citizen.get_by_text("到现场次数 2 次 → 0 次").first).to_be_visible()
    camera.portrait(citizen, "reform", screens=("phone", "narrow", "desk"))
    citizen.get_by_role("link", name="简化取水许可").click()
    camera.portrait(citizen, "reform-entry", screens=("phone", "desk"))
    citizen.goto(f"/items/{gone}/")
    expect(citizen.get_by_text("不用再办这件事")).to_be_visible()
    camera.portrait(citizen, "ended", screens=("phone", "desk"))
    assert not axe.look(citizen, {"ledger": "/reform/"})
