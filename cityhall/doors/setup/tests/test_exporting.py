"""导出事项: on the page, as files."""

import io
import json
import zipfile

import pytest
from django.test import Client

from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page
from cityhall.kernel.sheets.reader import Book
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    organ = given.organ()
    items.published_item(organ, name="=样例许可")
    items.draft_item(organ, name="样例草稿")
    return at(given.staff(organ, Can.EDIT_ITEMS))


def got(client: Client, url: str) -> io.BytesIO:
    answer = client.get(url)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return io.BytesIO(b"".join(answer))


def test_the_list_goes_out_as_it_is_narrowed(client: Client) -> None:
    assert "?q=&amp;procedure=&amp;only=" in page(client, "/setup/items/")
    assert "原样导入不会改变任何东西" in page(client, "/setup/items/export/?only=published")
    book = Book(got(client, "/setup/items/export/items.xlsx?only=published"))
    assert [t.name for t in book.tables()] == [
        "基本信息", "情形问题", "申请材料", "表单", "收费项目", "常见问题", "办理环节", "特别程序",
    ]  # fmt: skip
    (row,) = list(book.table("基本信息").rows)
    assert "=样例许可" in row.cells
    assert len(list(Book(got(client, "/setup/items/export/items.csv")).table().rows)) == 2
    with zipfile.ZipFile(got(client, "/setup/items/export/items.zip")) as packed:
        assert packed.namelist()[0] == "基本信息.csv"


def test_the_national_tables_go_out_as_csv_and_json(client: Client) -> None:
    with zipfile.ZipFile(got(client, "/setup/items/export/exchange.zip")) as packed:
        assert "up_task_general_fee_project.csv" in packed.namelist()
    with zipfile.ZipFile(got(client, "/setup/items/export/exchange.json")) as packed:
        (basic,) = json.loads(packed.read("up_task_general_basic.json"))
        assert basic["task_name"] == "=样例许可"
        assert json.loads(packed.read("up_task_general_questions.json")) == []
    assert client.get("/setup/items/export/exchange.pdf").status_code == 404


def test_who_keeps_no_items_exports_none() -> None:
    page(at(given.staff(given.organ(), Can.IMPORT_ITEMS)), "/setup/items/export/", 403)
