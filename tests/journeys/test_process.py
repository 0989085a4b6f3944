"""Where approvals are cut: a designer opens the report, an item, tries another way, keeps it, reckons it, takes it over."""

from playwright.sync_api import Page, expect

from cityhall.catalogue import actions
from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.lived import LONG, past
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from . import axe, camera
from .conftest import Person

TOOK = {
    "sort": [1, 1, 0], "first": [1, 2, 2], "survey": [3, 3, 4], "second": [2, 2, 3], "law": [2, 1, 3], "decide": [1, 0, 1],
    "": [4, 4, 4],
}  # fmt: skip
PROMISED = {"amount": 15, "unit": "workdays"}
LONG_NAME = "建设项目环境影响评价文件审批（辐射类、海洋工程类除外，由设区的市级生态环境主管部门负责审批的项目）"


def test_an_approval_is_cut_before_anybody_publishes(person: Person) -> None:
    with clock.frozen("2026-09-01T10:00"):
        rubble = given.organ("市城市管理局")
        item = items.published_item(rubble, name="城市建筑垃圾处置核准", promised=PROMISED, steps=LONG)
        other = given.organ("某市住房和城乡建设与生态环境保护局")
        items.published_item(other, name=LONG_NAME, promised=PROMISED, steps=LONG, hearing="样例法第九条")
        items.published_item(other, name="排水许可")
        actions.check_guides()
        actions.keep_process_day()
    past(item, rubble, TOOK)
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        boss = given.staff(given.organ("市行政审批局"), *Can, name="样例监察员", reach=Reach.EVERYWHERE)
        desk = person("desk", account_id=boss.account_id)
        report(desk)
        tried(desk, item)
        adopted(desk, item)
        phone = person("phone", account_id=boss.account_id, script=False)
        without_script(phone, item)


def report(page: Page) -> None:
    page.goto("/setup/process/")
    expect(page.get_by_role("heading", name="流程体检")).to_be_visible()
    camera.portrait(page, "process", screens=("phone", "narrow", "desk"))
    camera.check_light(page, "/setup/process/")
    page.get_by_role("link", name="标准和依据").click()
    expect(page.get_by_text("法定，不能改")).to_be_visible()
    camera.portrait(page, "process-standards", screens=("phone", "desk"))
    page.goto("/setup/process/")
    page.get_by_role("link", name="市城市管理局").click()
    expect(page.get_by_text("内部审批环节有 5 个")).to_be_visible()
    page.goto("/setup/process/items/")
    camera.portrait(page, "process-items", screens=("phone", "narrow", "desk"))
    assert not axe.look(
        page,
        {
            "report": "/setup/process/",
            "items": "/setup/process/items/?every=1",
            "standards": "/setup/process/standards/",
        },
    )


def tried(page: Page, item: int) -> None:
    page.goto("/setup/process/items/")
    page.get_by_role("link", name="城市建筑垃圾处置核准").click()
    expect(page.get_by_text("现在的流程")).to_be_visible()
    camera.portrait(page, "process-today", screens=("phone", "desk"))
    page.get_by_label("取消", exact=True).nth(4).check()
    page.get_by_label("第 4 个环节“复审”的顺序").fill("3")
    page.get_by_label("收件核对并入").select_option(label="初审")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="推演结果")).to_be_visible()
    expect(page.get_by_text("与“现场勘验”同时进行")).to_be_visible()
    expect(page.get_by_text("少于 30 件")).to_be_visible()
    camera.portrait(page, "process-tried", screens=("phone", "narrow", "desk"))
    page.get_by_label("方案名称").fill("复审与勘验并行，取消法制审核")
    page.get_by_role("button", name="保存为方案").click()
    expect(page.get_by_text("方案已保存，下一步测算")).to_be_visible()
    page.get_by_role("button", name="测算").click()
    expect(page.get_by_text("测算记录")).to_be_visible()
    camera.portrait(page, "process-proposal", screens=("phone", "narrow", "desk"))
    here = page.url
    assert not axe.look(page, {"proposal": here, "item": f"/setup/process/items/{item}/"})
    page.goto(here)


def adopted(page: Page, item: int) -> None:
    public = Item.objects.get(pk=item).published_version_id
    page.get_by_role("link", name="采纳，写进草稿").click()
    page.get_by_label("说明").fill("局务会同意")
    page.get_by_role("button", name="采纳，写进草稿").click()
    expect(page.get_by_text("已写进草稿，检查后发布")).to_be_visible()
    expect(page.get_by_text("草稿改了什么")).to_be_visible()
    draft = ItemVersion.objects.get(item=item, status=VersionStatus.DRAFT)
    assert [s["key"] for s in draft.content["steps"]] == ["first", "survey", "second", "decide"]
    assert Item.objects.get(pk=item).published_version_id == public
    actions.check_guides()
    page.goto("/setup/process/items/")
    expect(page.get_by_text("草稿已改好，待发布")).to_be_visible()
    actions.publish(HOUSE, item)
    actions.check_guides()
    page.goto("/setup/process/?since=2026-09-02")
    expect(page.get_by_role("row", name="市城市管理局")).to_contain_text("-1")


def without_script(page: Page, item: int) -> None:
    page.goto(f"/setup/process/items/{item}/")
    page.get_by_label("第 1 个环节“收件核对、初审”的时限", exact=True).fill("1")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_text("时限由 2 个工作日 改为 1 个工作日")).to_be_visible()
