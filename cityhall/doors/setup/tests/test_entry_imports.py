"""导入基本目录 on screen: tried, reported, done, or nothing at all."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue.models import BaseEntry
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests.lists import csv_of, xlsx_of
from cityhall.catalogue.tests.test_entries import HEAD, A, B, C, row
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel.sheets.reader import Book
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
URL = "/setup/lists/import/"


@pytest.fixture
def client() -> Client:
    return at(given.staff(given.organ(), Can.KEEP_LISTS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE))


def tried(client: Client, data: bytes, name: str = "目录.csv") -> Any:
    return client.post(URL, {"try": "1", "file": SimpleUploadedFile(name, data)})


def test_a_list_is_tried_and_then_taken_with_the_very_file(client: Client) -> None:
    assert URL in page(client, "/setup/lists/")
    data = xlsx_of({"目录": [[*HEAD, "备注"], [*row(B, "样例许可", A), "x"], [*row(A), "y"]]})
    shown = text(tried(client, data, "目录.xlsx"))
    assert "什么都还没有改动" in shown
    assert "正式导入这个文件" in shown
    assert "没有读" in shown
    assert not BaseEntry.objects.exists()
    done = client.post(URL, {"do": "1"})
    assert (done.status_code, done["Location"]) == (302, "/setup/lists/")
    assert "新增 2 个条目" in page(client, "/setup/lists/")
    again = text(tried(client, data, "目录.xlsx"))
    assert "没有可以导入的内容" in again


def test_a_ring_is_shown_once_and_nothing_comes_in(client: Client) -> None:
    shown = text(tried(client, csv_of([HEAD, row(A, "甲", B), row(B, "乙", A), row(C)])))
    assert shown.count("上级目录绕成了圈：“甲”（第 2 行）→“乙”（第 3 行）→“甲”（第 2 行）") == 1
    assert "就一行也不导入" in shown
    assert "正式导入这个文件" not in shown
    for kind in ("csv", "xlsx"):
        table = Book(io.BytesIO(b"".join(client.get(f"{URL}report.{kind}")))).table()
        assert (table.columns, [r.cells[0] for r in table.rows]) == (("行", "列", "原因"), ["2"])
    refused = client.post(URL, {"do": "1"})
    assert refused.status_code == 422
    assert "一行也没有导入" in refused.content.decode()
    assert not BaseEntry.objects.exists()


def test_a_file_that_is_no_table_is_refused_at_its_field(client: Client) -> None:
    assert tried(client, b"%PDF-1.7 ...").status_code == 422
    assert "基本编码" in text(tried(client, csv_of([["名称"], ["甲"]])))
    assert client.get(f"{URL}report.pdf").status_code == 404


def test_the_present_lists_are_downloaded_in_the_same_shape(client: Client) -> None:
    tried(client, csv_of([HEAD, row(A), row(B, "样例许可", A)]))
    client.post(URL, {"do": "1"})
    data = b"".join(client.get("/setup/lists/export.xlsx"))
    assert [r.cells[:2] for r in Book(io.BytesIO(data)).table().rows] == [(A, "样例许可"), (B, "样例许可")]


def test_the_trial_takes_few_queries_whatever_the_rows(client: Client) -> None:
    rows = [row(f"000122{n:03d}000", parent=A if n % 2 else "") for n in range(100, 400)]
    with CaptureQueriesContext(connection) as said:
        assert tried(client, csv_of([HEAD, row(A), *rows])).status_code == 200
    assert len(said) <= SIGNING_IN + 5 + 4, [q["sql"][:100] for q in said]  # a session written


@pytest.mark.parametrize("reach", [Reach.ORGAN, Reach.EVERYWHERE])
def test_a_door_that_is_not_hers_stays_shut(reach: Reach) -> None:
    terms = (Can.KEEP_LISTS,) if reach is Reach.ORGAN else (Can.EDIT_ITEMS,)
    stranger = at(given.staff(given.organ(), *terms, reach=reach))
    answer = tried(stranger, csv_of([HEAD, row(A)]))
    assert answer.status_code == 403
    assert not BaseEntry.objects.exists()
