"""What reform leaves in public: the list of 最多跑一次 that moves with publishing."""

from playwright.sync_api import expect

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
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
