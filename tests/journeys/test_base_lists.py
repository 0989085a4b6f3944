"""The lists above come in as a table: a ring is found, mended, and the whole taken in at once."""

from pathlib import Path

from playwright.sync_api import Page, expect

from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests.lists import xlsx_of
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from . import axe, camera
from .conftest import Person

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "catalogue" / "base-list.csv"
HEAD = ["catalog_code", "名称", "事项类型", "目录层级", "上级基本编码", "文件依据", "设定依据", "受理条件", "服务对象", "法定时限",
        "承诺时限", "依据修订日", "我单位备注"]  # fmt: skip
STATE, PROVINCE, CITY = "000122031000", "990122031000", "990122031001"
SOURCE = "样例基本目录（2026 年版）"
LAW = "《样例公共场所卫生管理条例》第四条"
LONG = "城市公共供水企业和二次供水设施管理单位卫生许可（含新办、变更、延续和注销）"
CLEAN = [
    [CITY, f"{LONG}（市级）", "行政许可", "市级", PROVINCE, SOURCE, "", "", "", "", "8 个工作日", "", "甲"],
    [PROVINCE, LONG, "行政许可", "省级", STATE, SOURCE, LAW, "", "", "", "10 个工作日", "2026-01-31", ""],
    [
        STATE,
        LONG,
        "行政许可",
        "国家级",
        "",
        SOURCE,
        LAW,
        "",
        "企业法人、其他组织",
        "20 个工作日",
        "",
        "2026年1月31日",
        "",
    ],
]


def test_a_base_list_with_a_ring_is_mended_and_taken_in(person: Person) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        organ = given.organ("样例市政务服务管理局")
        keeper = given.staff(organ, *Can, name="样例管理员", reach=Reach.EVERYWHERE)
        page = person("desk", account_id=keeper.account_id)
        page.goto("/setup/lists/")
        page.get_by_role("link", name="导入", exact=True).click()
        camera.portrait(page, "entries-upload", screens=("phone", "desk"))
        assert not axe.look(page, {"upload": page.url})
        page.goto("/setup/lists/import/")
        page.locator("input[type=file]").set_input_files(EXAMPLE)
        page.get_by_role("button", name="试导入").click()
        expect(page.get_by_text("上级目录绕成了圈")).to_have_count(1)
        expect(page.get_by_text("就一行也不导入")).to_be_visible()
        expect(page.get_by_role("button", name="正式导入这个文件")).to_have_count(0)
        camera.portrait(page, "entries-ring", screens=("phone", "narrow", "desk"))
        with page.expect_download() as held:
            page.get_by_role("link", name="下载逐行说明").click()
        assert held.value.suggested_filename.endswith(".xlsx")
        page.get_by_role("link", name="换一个文件").click()
        try_(page, CLEAN)
        expect(page.get_by_text("什么都还没有改动")).to_be_visible()
        page.get_by_text("各列读作什么").click()
        camera.portrait(page, "entries-tried", screens=("phone", "desk"))
        page.get_by_role("button", name="正式导入这个文件").click()
        expect(page.get_by_text("已导入：新增 3 个条目")).to_be_visible()
        camera.portrait(page, "entries-done", screens=("phone", "desk"))
        page.get_by_role("link", name=f"{LONG}（市级）").click()
        expect(page.get_by_text("8 个工作日").first).to_be_visible()


def try_(page: Page, rows: list[list[str]]) -> None:
    file = {"name": "样例市基本目录（2026 年 11 月）.xlsx", "mimeType": "application/octet-stream",
            "buffer": xlsx_of({"目录": [HEAD, *rows]})}  # fmt: skip
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="试导入").click()
