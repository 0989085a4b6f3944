"""A claim round: a list is sent down, organs answer, the city sees how far each is, a review opens what has gone stale."""

from datetime import date

from playwright.sync_api import Page, expect

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from . import axe, camera
from .conftest import Person

LINES = "340131018001 食品小作坊登记 行政许可\n340131018002 食品摊贩备案 行政备案\n340131018003 食品生产许可（变更） 行政许可"


def test_a_list_is_sent_claimed_and_looked_at_again(person: Person) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        east, west = given.organ("东江县市场监督管理局"), given.organ("西岭县市场监督管理局")
        admin = given.staff(given.organ("市行政审批局"), *Can, name="样例管理员", reach=Reach.EVERYWHERE)
        editor = given.staff(east, Can.EDIT_ITEMS, name="样例编辑")
        city = person("desk", account_id=admin.account_id)
        city.goto("/setup/sent/new/")
        for label, value in {
            "清单名称": "样例省政务服务事项实施清单（2026 年版）", "文号": "样政办〔2026〕8 号", "印发日期": "2026-11-10",
            "认领期限": "2026-11-22", "事项": LINES, "下发给": f"#{east}\n#{west}",
        }.items():  # fmt: skip
            city.get_by_label(label, exact=True).fill(value)
        camera.portrait(city, "claims-send", screens=("phone", "desk"))
        city.get_by_role("button", name="下发").click()
        expect(city.get_by_text("已答复 0 / 6")).to_be_visible()
        made = queries.upper_lists(admin).rows[0].id
        first = queries.upper_items(admin, made).rows[0]
        actions.amend_upper(admin, first.id, "", None, items.content(basis="《样例省食品小作坊条例》第八条"))
        page = person("desk", account_id=editor.account_id)
        page.goto("/setup/claims/")
        camera.check_light(page, "/setup/claims/")
        camera.portrait(page, "claims", screens=("phone", "desk"))
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="食品小作坊登记")).to_be_visible()
        page.get_by_text("认领并调整").first.click()
        page.get_by_label("承诺时限（工作日）").fill("15")
        page.get_by_label("调整说明").fill("窗口人手不足")
        page.get_by_role("button", name="认领并调整").click()
        expect(page.get_by_text("只能比上级承诺的更短").first).to_be_visible()
        page.get_by_label("承诺时限（工作日）").fill("5")
        page.get_by_label("调整说明").fill("压缩一半")
        camera.portrait(page, "claim-adapt", screens=("phone", "narrow", "desk"))
        page.get_by_role("button", name="认领并调整").click()
        expect(page.get_by_role("heading", name="食品摊贩备案")).to_be_visible()
        page.keyboard.press("F8")
        expect(page.get_by_role("heading", name="食品生产许可（变更）")).to_be_visible()
        page.locator("summary", has_text="不认领").click()
        page.get_by_label("不认领的理由").fill("由市级统一办理")
        page.get_by_role("button", name="不认领").click()
        expect(page.locator(".banner.success")).to_contain_text("已答复不认领")
        city.goto(f"/setup/sent/{made}/")
        expect(city.get_by_text("已答复 3 / 6")).to_be_visible()
        camera.portrait(city, "claims-progress", screens=("phone", "desk"))
        city.goto(f"/setup/sent/{made}/items/")
        camera.portrait(city, "claims-items", screens=("phone", "desk"))
    with clock.frozen("2026-12-20T10:32", everywhere=True):
        actions.amend_upper(admin, first.id, "", date(2026, 12, 1))
        look_again(city, page, made)


def look_again(city: Page, page: Page, made: int) -> None:
    city.goto(f"/setup/sent/{made}/review/")
    city.get_by_label("重新答复的期限").fill("2026-12-31")
    camera.portrait(city, "claims-review", screens=("phone", "desk"))
    city.get_by_role("button", name="开始第 2 轮").click()
    expect(city.get_by_text("回头看 1")).to_be_visible()
    page.goto("/setup/claims/")
    expect(page.get_by_text("依据在答复后修订（2026-12-01）")).to_be_visible()
    claim = page.get_by_role("link", name="食品小作坊登记").get_attribute("href") or ""
    assert not axe.look(page, {"claims": "/setup/claims/", "claim": claim})
    assert not axe.look(city, {n: f"/setup/sent/{made}/{n}" for n in ("", "items/", "review/")}, ("desk",))
    page.goto(claim)
    camera.portrait(page, "claim-reopened", screens=("phone", "desk"))
