"""A form by spreadsheet: out, changed, tried out row by row, in again; nothing half taken."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests.test_situations import CONTENT
from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.test_library import ROWS
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel.actor import Actor
from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.writer import Sheet, csv_pieces, xlsx_pieces
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_items import typed

pytestmark = pytest.mark.django_db
COLUMNS = list(queries.FORM_COLUMNS)


@pytest.fixture
def editor() -> Actor:
    actor = given.staff(given.organ(), *Can, reach=Reach.EVERYWHERE)
    actions.stock_library(actor, ROWS, "样例")
    return actor


def drafted(editor: Actor) -> tuple[int, str]:
    item = items.draft_item(editor.organ_id or 0, **CONTENT)
    return item, f"/setup/items/{item}/form/"


def upload(
    client: Client, url: str, rows: list[list[str]], columns: list[str] | None = None, *, xlsx: bool = False
) -> Any:
    heads = columns or COLUMNS
    body = b"".join(xlsx_pieces([Sheet("表单", heads, rows)]) if xlsx else csv_pieces(heads, rows))
    seen = typed(page(client, url))["_seen"]
    return client.post(url, {"file": SimpleUploadedFile("form.xlsx" if xlsx else "form.csv", body), "_seen": seen})


def take(client: Client, url: str, tried: Any) -> Any:
    shown = text(tried)
    token = shown.partition('name="tried" value="')[2].partition('"')[0]
    assert token, shown
    return client.post(url, {"tried": token, "_seen": typed(shown)["_seen"]})


def row(**told: str) -> list[str]:
    return [told.get(name, "") for name in COLUMNS]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_and_changes_nothing(editor: Actor, ending: str) -> None:
    client = at(editor)
    item, url = drafted(editor)
    before = queries.draft(editor, item).parts
    answer: Any = client.get(f"{url}form.{ending}")
    body = b"".join(answer.streaming_content)
    table = Book(io.BytesIO(body)).table()
    rows = [list(r.cells) for r in table.rows]
    assert rows[1][COLUMNS.index("适用情形")] == "做不做冷食=是"
    tried = upload(client, url, rows, list(table.columns), xlsx=ending == "xlsx")
    assert "不变 3" in text(tried)
    assert take(client, url, tried).status_code == 302
    assert queries.draft(editor, item).parts == before


def test_rows_are_added_changed_and_taken_away(editor: Actor) -> None:
    client = at(editor)
    item, url = drafted(editor)
    tried = upload(client, url, [
        row(名称="店铺名称", 填写提示="与招牌一致", 分组="店铺"),
        row(名称="经营面积", 类型="数字", 标准字段="place.area", 适用情形="经营方式=堂食"),
        row(名称="经营种类", 类型="多选", 选项="热食|冷食|生食", 必填="否"),
    ])  # fmt: skip
    shown = text(tried)
    assert "新增 2" in shown
    assert "修改 1" in shown
    assert "替换后不再有：冷食负责人身份证号、网址" in shown
    assert len(queries.draft(editor, item).parts.fields) == 3  # nothing yet
    assert take(client, url, tried).status_code == 302
    shop, area, kinds = queries.draft(editor, item).parts.fields
    assert (shop.key, shop.hint, shop.group) == ("shop", "与招牌一致", "店铺")
    assert (area.standard, bool(area.when)) == ("place.area", True)
    assert (kinds.choices, kinds.required) == (("热食", "冷食", "生食"), False)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"类型": "数字"}, "“名称”没有填写"),
        ({"名称": "甲", "类型": "图片"}, "“类型”没有“图片”，可填：单行文字"),
        ({"名称": "甲", "必填": "也许"}, "“必填”应填“是”或“否”"),
        ({"名称": "甲", "类型": "单选", "选项": "只有一个"}, "至少要有两个不同的选项"),
        ({"名称": "甲", "适用情形": "面积=大"}, "没有“面积”这个问题"),
        ({"名称": "甲", "适用情形": "经营方式=摆摊"}, "没有“摆摊”这个选项"),
        ({"名称": "甲", "标准字段": "no.such"}, "标准字段“no.such”不在标准库中"),
        ({"名称": "甲", "标准字段": "place.area"}, "类型应与标准字段一致：数字"),
        ({"名称": "甲", "标识": "way"}, "标识“way”已用于情形问题"),
        ({"名称": "店铺名称"}, "名称“店铺名称”与前面的行重复了"),
        ({"名称": "甲", "最多字数": "很多"}, "“最多字数”应是整数"),
        ({"名称": "甲", "类型": "数字", "最小": "9", "最大": "1"}, "比最小（9）还小"),
    ],
)
def test_what_is_wrong_is_said_at_its_row_and_nothing_is_taken(
    editor: Actor, told: dict[str, str], sentence: str
) -> None:
    client = at(editor)
    item, url = drafted(editor)
    before = queries.draft(editor, item).content
    tried = upload(client, url, [row(名称="店铺名称"), row(**told)])
    assert tried.status_code == 422
    shown = text(tried)
    assert sentence in shown
    assert 'name="tried"' not in shown
    assert queries.draft(editor, item).content == before


def test_a_file_that_is_no_table_and_a_table_without_names_are_refused(editor: Actor) -> None:
    client = at(editor)
    _, url = drafted(editor)
    assert "没有“名称”这一列" in text(upload(client, url, [["甲"]], ["字段"]))
    sent = client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.4 x"), "_seen": "1"})
    assert sent.status_code == 422
    assert "PDF" in text(sent)
    assert client.post(url, {"_seen": "1"}).status_code == 422
    assert "试读的结果已过期" in text(client.post(url, {"tried": "x:y", "_seen": "1"}, follow=True))


def test_the_form_is_previewed_at_the_width_of_a_phone(editor: Actor) -> None:
    client = at(editor)
    item, url = drafted(editor)
    assert "店铺名称" in page(client, f"{url}preview/")
    shown = page(client, f"{url}preview/?way=网店")
    assert "网址" in shown
    assert "冷食负责人" not in shown
    assert client.get(f"{url}form.pdf").status_code == 404
    assert at(given.staff(given.organ(), Can.EDIT_ITEMS)).get(f"/setup/items/{item}/form/").status_code == 403


def test_rows_move_by_buttons_without_being_saved(editor: Actor) -> None:
    client = at(editor)
    item, _ = drafted(editor)
    url = f"/setup/items/{item}/fields/"
    shown = typed(page(client, url))
    moved = text(client.post(url, shown | {"down": "0"}))
    assert moved.index('value="网址"') > moved.index('value="店铺名称"') > moved.index('value="冷食负责人身份证号"')
    assert [f.key for f in queries.draft(editor, item).parts.fields] == ["shop", "chef", "site"]
    assert client.post(url, typed(moved)).status_code == 302
    assert [f.key for f in queries.draft(editor, item).parts.fields] == ["chef", "shop", "site"]
