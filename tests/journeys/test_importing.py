"""A list comes in: its columns are matched, it is tried and taken in, looked over, mended, published; a citizen applies."""

from playwright.sync_api import Page, expect

from cityhall.catalogue.models import Item
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests.lists import xlsx_of
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given
from cityhall.people.tests import given as people
from cityhall.site.draining import drain

from . import axe, camera
from .conftest import Person

CODE = "1199010090000123453990120001000"
LIST = {
    "实施清单": [
        ["事项实施编码", "事项名称", "实施主体", "行政区划代码", "事项类型", "承诺件/即办件", "法定办结时限（工作日）", "法定时限依据",
         "承诺办结时限（工作日）", "申请人类型", "受理条件", "设定依据", "咨询方式", "审批结果名称", "行使层级", "我单位备注"],
        [CODE, "高龄津贴资格认定（样例）", "样例县民政局", "990121000000", "行政给付", "承诺件", "20", "样例办法第六条", "10个工作日",
         "个人", "年满八十周岁，按规定享受。", "《样例县高龄津贴发放办法》第三条", "民政窗口", "资格认定通知书", "县级", "张"],
        ["1199010090000123453990120002000", "殡葬服务设施建设审批（样例）", "样例县民政局", "990121000000", "行政许可", "承诺件", "四十",
         "", "尽快", "企业", "", "", "", "", "县级", ""],
        ["", "没有编码的事项", "样例县民政局", "990121000000", "行政给付", "", "", "", "", "", "", "", "", "", "", ""],
    ],
    "材料": [["事项实施编码", "材料名称", "是否必要", "材料类型"], [CODE, "户口簿", "否", "复印件"]],
    "环节": [["事项实施编码", "环节名称", "时限"], [CODE, "审查", "5"], [CODE, "决定", "5"]],
}  # fmt: skip


def test_a_list_becomes_guides_people_apply_by(person: Person) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        admin = given.staff(
            given.organ("样例县民政局", "990121000000"), *Can, name="样例管理员", reach=Reach.EVERYWHERE
        )
        page = person("desk", account_id=admin.account_id)
        take_in(page)
        item = Item.objects.get(item_code=CODE)
        mend_and_publish(page, item)
        citizen = people.citizen(name="样小例")
        apply(person("phone", account_id=citizen.account_id), item)


def take_in(page: Page) -> None:
    page.goto("/setup/items/")
    page.get_by_role("link", name="导入").click()
    camera.portrait(page, "import-upload", screens=("phone", "desk"))
    page.locator("input[type=file]").set_input_files({
        "name": "样例县实施清单（2026 年 11 月）.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx_of(LIST),
    })  # fmt: skip
    page.get_by_role("button", name="上传并核对列").click()
    expect(page.get_by_role("heading", name="核对列")).to_be_visible()
    expect(page.get_by_label("承诺件/即办件")).to_have_value("")
    camera.portrait(page, "import-match", screens=("phone", "narrow", "desk"))
    here = page.url
    assert not axe.look(page, {"match": here, "upload": "/setup/items/import/"})
    page.goto(here)
    page.get_by_label("承诺件/即办件").fill("办件类型说错了")
    page.get_by_role("button", name="试导入").click()
    expect(page.get_by_text("不是基本信息里的项").first).to_be_visible()
    page.get_by_label("承诺件/即办件").fill("办件类型")
    page.get_by_role("button", name="试导入").click()
    expect(page.get_by_text("排队中，马上开始")).to_be_visible()
    camera.portrait(page, "import-waiting", screens=("phone", "desk"))
    drain()
    expect(page.get_by_text("什么都还没有改动")).to_be_visible()
    expect(page.get_by_text("“尽快”不是时限")).to_be_visible()
    camera.portrait(page, "import-tried", screens=("phone", "narrow", "desk"))
    camera.check_light(page, page.url)
    page.get_by_role("button", name="正式导入").click()
    expect(page.get_by_text("排队中，马上开始")).to_be_visible()
    drain()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible()
    camera.portrait(page, "import-done", screens=("phone", "desk"))
    assert not axe.look(page, {"run": page.url})


def mend_and_publish(page: Page, item: Item) -> None:
    page.goto("/setup/guides/")
    camera.portrait(page, "guides-found", screens=("phone", "narrow", "desk"))
    camera.check_light(page, "/setup/guides/")
    assert not axe.look(page, {"guides": "/setup/guides/"})
    page.goto("/setup/guides/?rule=phones")
    page.get_by_role("link", name="咨询电话“民政窗口”不像电话号码").click()
    page.locator("#id_phone").fill("0990-1234567")
    page.locator("#id_supervise_phone").fill("12345")
    page.locator("#id_conditions").fill("年满八十周岁，户口在本县。")
    page.get_by_role("button", name="保存").first.click()
    page.goto(f"/setup/items/{item.pk}/")
    expect(page.get_by_text("不像电话号码")).not_to_be_visible()
    camera.portrait(page, "item-checkup", screens=("phone", "desk"))
    page.get_by_role("link", name="发布第 1 版").click()
    camera.portrait(page, "item-publish", screens=("phone", "desk"))
    page.get_by_role("button", name="发布第 1 版").click()
    expect(page.locator(".banner.success")).to_contain_text("已发布第 1 版")


def apply(page: Page, item: Item) -> None:
    page.goto(f"/items/{item.pk}/")
    expect(page.get_by_role("heading", name="大白话")).to_be_visible()
    camera.portrait(page, "guide-plain", screens=("phone", "narrow", "desk"))
    page.locator(".foot a.main").click()
    for _ in range(6):
        done = page.get_by_role("button", name="提交申请")
        on = page.get_by_role("button", name="下一步").or_(page.get_by_role("link", name="下一步"))
        expect(done.or_(on).first).to_be_visible()
        if done.is_visible():
            break
        on.first.click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("已经收到").or_(page.get_by_text("已收到")).first).to_be_visible()
