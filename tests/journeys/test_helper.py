"""A newborn's matter by a helper at home: a mother asks for a visit, the rule finds a helper, who accepts, comes with a phone in
her hand, has the paper signed and scanned, applies in the mother's name; the mother sees whose hand it was, and revokes."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from cityhall.cases.models import Application
from cityhall.cases.tests import given as cases_given
from cityhall.deadlines import queries as deadlines
from cityhall.helping.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organs_actions
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as persons
from cityhall.site.testing import drain

from . import axe, camera
from .conftest import Person

BOTH, MATTER = ("phone", "desk"), "新生儿出生登记（样例）"
DIVISIONS = [("990102000000", "样例区"), ("990102101000", "样例街道")]


def test_a_newborn_by_a_helper_at_home(person: Person, tmp_path: Path) -> None:
    organs_actions.import_divisions(HOUSE, [("990000000000", "样例省"), ("990100000000", "样例市"), *DIVISIONS])
    here, mother = cases_given.place(name=MATTER), persons.citizen(name="样例母亲")
    organ = organs.organ()
    manager = organs.staff(organ, Can.MANAGE, name="样例管理员")
    helper = organs.staff(organ, People.HELP, name="样例帮办员")
    register(person("desk", account_id=manager.account_id), helper.account_id or 0, organ)
    hers = person("phone", account_id=mother.account_id)
    number = ask(hers, here.terms.item_id)
    his = person("phone", account_id=helper.account_id)
    accept(his, number)
    sign(his, number, tmp_path)
    case = apply(his, here)
    drain()
    his.goto(f"/office/help/{number}/")
    expect(his.locator("main")).to_contain_text(case)
    camera.portrait(his, "helper-page", screens=BOTH)
    his.get_by_role("link", name="办结").click()
    his.get_by_label("办理结果").fill("已上门代为提交出生登记申请")
    his.get_by_role("button", name="办结").click()
    assert not axe.look(his, {"helper-list": "/office/help/", "helper-page": f"/office/help/{number}/"})
    seen_and_revoked(hers, number, case)
    his.goto(f"/office/help/{number}/")
    expect(his.locator("main")).to_contain_text("委托人已撤销")
    figures(person("desk", account_id=manager.account_id), number)


def register(page: Page, account: int, organ: int) -> None:
    page.goto("/setup/helpers/new/")
    page.get_by_label("工作人员").select_option(f"{organ}:{account}")
    page.get_by_label("办公电话").fill("0990-6000001")
    page.get_by_label("片区").fill("990102101000")
    camera.portrait(page, "helper-register", screens=BOTH)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("样例帮办员")
    camera.portrait(page, "helpers", screens=BOTH)


def ask(page: Page, item_id: int) -> str:
    page.goto("/help/")
    expect(page.locator("main")).to_contain_text("样例帮办员")
    camera.portrait(page, "help", screens=BOTH)
    page.goto(f"/items/{item_id}/")
    page.get_by_role("link", name="不会办、来不了？申请帮办代办").click()
    page.get_by_label("代办（受您委托替您办）").check()
    page.get_by_label("要办什么事").fill("孩子出生十天，我在坐月子，想请人上门办出生登记")
    page.get_by_label("上门").check()
    page.get_by_label("所在地方").select_option("990102101000")
    page.get_by_label("孕产妇").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("上门服务请填写地址")
    expect(page.locator("main")).to_contain_text("还有空的时间")
    page.get_by_label("详细地址").fill("样例路 8 号 2 单元 301")
    page.get_by_label("希望哪一天").fill(deadlines.calendar().add(clock.today(), 1).isoformat())
    page.get_by_label("上午还是下午").select_option("am")
    camera.portrait(page, "help-ask", screens=BOTH)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("帮办员 样例帮办员")
    camera.portrait(page, "help-mine", screens=BOTH)
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def accept(page: Page, number: str) -> None:
    page.goto("/office/help/")
    expect(page.locator("main")).to_contain_text("等我接单")
    camera.portrait(page, "helper-list", screens=BOTH)
    page.get_by_role("link", name=number).click()
    expect(page.locator("main")).not_to_contain_text("301")
    page.get_by_role("link", name="接单").click()
    page.get_by_role("button", name="接单").click()
    expect(page.locator("main")).to_contain_text("已约好时间")
    page.get_by_role("link", name="查看原文").first.click()
    page.get_by_label("查看事由").select_option("contact")
    page.get_by_role("button", name="查看上门地址原文").click()
    expect(page.locator("main")).to_contain_text("2 单元 301")
    camera.portrait(page, "helper-reveal", screens=BOTH)


def sign(page: Page, number: str, folder: Path) -> None:
    paper = folder / "授权书.pdf"
    paper.write_bytes(cases_given.PDF)
    page.goto(f"/office/help/{number}/")
    page.get_by_role("link", name="登记签字的授权书").click()
    page.get_by_label("见证人").fill("样例邻居")
    page.get_by_label("授权到哪一天").fill((clock.today() + timedelta(days=30)).isoformat())
    page.get_by_label("授权书照片或扫描件").set_input_files(paper)
    camera.portrait(page, "helper-sign", screens=BOTH)
    page.get_by_role("button", name="登记签字的授权书").click()
    expect(page.locator("main")).to_contain_text("本人签字的纸质授权书")


def apply(page: Page, here: cases_given.Place) -> str:
    page.get_by_role("button", name=f"代为申请：{MATTER}").click()
    fill(page, here)
    camera.portrait(page, "helper-form", screens=BOTH)
    page.get_by_role("button", name="下一步").click()
    for spec in (m for m in here.terms.materials if m.required):
        page.locator(f"#f-{spec.key}").set_input_files(
            {"name": "样例.pdf", "mimeType": "application/pdf", "buffer": cases_given.PDF}
        )
        page.locator(f"#m-{spec.key}").get_by_role("button", name="上传").click()
        expect(page.locator(f"#m-{spec.key}")).to_contain_text("样例.pdf")
    page.get_by_role("link", name="下一步：核对").click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("编号")
    row = Application.objects.exclude(agency_id=None).get()
    return str(row.cases.get().number)


def fill(page: Page, here: cases_given.Place) -> None:
    for field in here.terms.fields:
        value = cases_given.FORM.get(field.key, "")
        box = page.locator(f"#id_{field.key}")
        if value and not field.choices:
            box.fill(value)
        elif value and page.locator(f"select#id_{field.key}").count():
            box.select_option(value)
        elif value:
            page.get_by_label(value, exact=True).check()


def seen_and_revoked(page: Page, number: str, case: str) -> None:
    page.goto("/my/")
    expect(page.locator("main")).to_contain_text(case)
    page.goto(f"/my/help/{number}/")
    page.get_by_role("link", name=case).click()
    expect(page.locator("main")).to_contain_text("由代办员样例帮办员")
    camera.portrait(page, "helped-case", screens=BOTH)
    page.goto(f"/my/help/{number}/")
    page.get_by_label("非常满意", exact=True).check()
    camera.portrait(page, "help-rate", screens=BOTH)
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("link", name="授权委托书").click()
    expect(page.locator("main")).to_contain_text("见证人样例邻居")
    camera.portrait(page, "helped-mandate", screens=BOTH)
    page.get_by_label("原因").fill("已经办好了")
    page.get_by_role("button", name="撤销授权").click()
    expect(page.locator("main")).to_contain_text("委托人已撤销")


def figures(page: Page, number: str) -> None:
    page.goto("/setup/helpers/work/")
    expect(page.locator("main")).to_contain_text("样例帮办员")
    camera.portrait(page, "help-work", screens=BOTH)
    page.goto("/setup/helpers/requests/?state=")
    camera.portrait(page, "help-requests", screens=BOTH)
    page.goto(f"/setup/helpers/requests/{number}/")
    expect(page.locator("main")).not_to_contain_text("孕产妇")
    camera.portrait(page, "help-request", screens=BOTH)
