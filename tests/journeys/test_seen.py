"""A window clerk sees a citizen's phone whole; the citizen reads who it was, of which organ and what for, and asks why."""

from playwright.sync_api import expect

from cityhall.cases import queries
from cityhall.cases.tests import given as cases
from cityhall.doors.window.tests import given
from cityhall.kernel import clock
from cityhall.organs import queries as organs
from cityhall.site.testing import drain

from . import axe, camera
from .conftest import Person

NOW = "2026-11-18 10:32"


def test_she_reads_who_looked_at_her_phone_and_asks_why(person: Person) -> None:
    with clock.frozen(NOW, everywhere=True):
        here = given.hall()
        number = cases.received(here.place)
        desk = person("desk", account_id=here.clerk.account_id)
        desk.goto(f"/window/cases/{number}/")
        desk.get_by_role("link", name="查看原文").last.click()
        dialog = desk.get_by_role("dialog")
        expect(dialog).to_contain_text("申请人可以看到谁在何时因何查看")
        camera.portrait(desk, "window-reveal", screens=("desk", "phone"), full=False)
        dialog.get_by_label("事由").select_option("other")
        dialog.get_by_label("说明").fill("打 13900000001 核对")
        dialog.get_by_role("button", name="查看").click()
        expect(desk.locator("main")).to_contain_text("不要写证件号码、电话")
        desk.get_by_label("说明").fill("核对联系电话")
        desk.get_by_role("button", name="查看").click()
        expect(desk.get_by_role("status")).to_contain_text("13900000001")

        looker = organs.official(here.clerk.account_id or 0)
        assert looker is not None
        phone = person("phone", account_id=here.place.citizen.account_id)
        phone.goto(f"/my/{number}/")
        expect(phone.locator("main")).to_contain_text(f"{looker.organ} {looker.name}")
        phone.goto("/my/profile/")
        phone.get_by_role("link", name="谁看过我的信息").click()
        row = phone.locator("section li").first
        for words in (looker.organ, looker.name, "联系电话", "其他（须说明）（核对联系电话）", number):
            expect(row).to_contain_text(words)
        camera.portrait(phone, "looks", screens=("phone", "narrow", "desk"))
        row.get_by_role("link", name="有疑问").click()
        camera.portrait(phone, "look-question", screens=("phone", "desk"))
        (look,) = queries.looks_at_me(here.place.citizen).rows
        assert not axe.look(phone, {"looks": "/my/looks/", "look": f"/my/looks/{look.id}/"})
        phone.goto(f"/my/looks/{look.id}/")
        phone.get_by_label("您的疑问").fill("那天我没有办业务，为什么看我的电话")
        phone.get_by_role("button", name="提交").click()
        expect(phone.locator("main")).to_contain_text("五个工作日内答复")
        expect(phone.locator("main")).to_contain_text("为什么看我的电话")


def test_she_takes_a_copy_of_everything_asks_for_a_correction_and_reads_what_closing_means(person: Person) -> None:
    with clock.frozen(NOW, everywhere=True):
        here = given.hall()
        cases.received(here.place)
        phone = person("phone", account_id=here.place.citizen.account_id)
        phone.goto("/my/profile/")
        phone.get_by_role("link", name="我的个人信息").click()
        phone.get_by_role("button", name="申请一份副本").click()
        expect(phone.locator("main")).to_contain_text("正在准备")
        drain()
        phone.reload()
        camera.portrait(phone, "own-data", screens=("phone", "narrow", "desk"))
        with phone.expect_download() as coming:
            phone.get_by_role("link", name="下载").click()
        assert coming.value.suggested_filename == "我的个人信息.zip"
        phone.get_by_role("link", name="申请更正").click()
        camera.portrait(phone, "own-data-correct", screens=("phone", "desk"))
        phone.get_by_label("哪一项信息").select_option("name")
        phone.get_by_label("哪里不对").fill("有一个字写错了")
        phone.get_by_role("button", name="提交").click()
        expect(phone.locator("main")).to_contain_text("五个工作日内答复")
        phone.goto("/my/data/close/")
        camera.portrait(phone, "own-data-close", screens=("phone", "desk"))
        phone.get_by_label("我已了解").check()
        phone.get_by_role("button", name="确认注销").click()
        expect(phone.locator("main")).to_contain_text("办理中的申请")
        assert not axe.look(phone, {"data": "/my/data/", "correct": "/my/data/correct/", "close": "/my/data/close/"})
