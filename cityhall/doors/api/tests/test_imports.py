"""Lists taken in and handed out by program."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.catalogue import actions
from cityhall.catalogue.models import Item
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests.lists import after, csv_of
from cityhall.catalogue.tests.test_importing import HEAD, ONE
from cityhall.doors.tests.visit import at
from cityhall.kernel.sheets.reader import Book
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_api import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client() -> Client:
    return at(given.staff(given.organ("样例导入局"), Can.IMPORT_ITEMS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE))


def test_a_list_comes_in_and_goes_out_by_program(client: Client) -> None:
    rows = [[*HEAD, "承诺办结时限"], [*ONE, "尽快"]]
    file = SimpleUploadedFile("清单.csv", csv_of(rows))
    made = client.post("/api/item-imports", {"files": [file]})
    assert made.status_code == 201, made.content
    run = made.json()["id"]
    url = f"/item-imports/{run}"
    view = client.get(f"/api{url}")
    assert view.json()["tables"][0]["headers"][0]["key"] == "item.item_code"
    assert (
        send(client, "PUT", f"{url}/columns", {"tables": [{"part": "skip"}]}, **{"If-Match": view["ETag"]}).status_code
        == 422
    )
    columns = {"实施编码": "task_code", "事项名称": "事项名称", "实施单位": "dept_name", "行政区划代码": "item.division_code",
               "事项类型": "事项类型", "承诺办结时限": "promise_day"}  # fmt: skip
    told = {"tables": [{"part": "basic", "columns": columns}]}
    assert send(client, "PUT", f"{url}/columns", told).status_code == 428
    assert send(client, "PUT", f"{url}/columns", told, **{"If-Match": view["ETag"]}).status_code == 202
    after(run, "imports.check_started", actions.check_import)
    remarks = client.get(f"/api{url}/remarks").json()["rows"]
    assert ("承诺办结时限", "尽快") in [(r["column"], r["value"]) for r in remarks]
    tag = client.get(f"/api{url}")["ETag"]
    assert send(client, "POST", f"{url}/execution", None, **{"If-Match": tag}).status_code == 202
    after(run, "imports.started", actions.carry_out_import)
    assert client.get(f"/api{url}").json()["state"] == "done"
    assert Item.objects.get().name == ONE[1]
    assert [r["id"] for r in client.get("/api/item-imports").json()["rows"]] == [run]
    out = client.get("/api/item-exports/xlsx")
    assert ONE[1] in next(iter(Book(io.BytesIO(b"".join(out))).table("基本信息").rows)).cells
    assert client.get("/api/item-exchange/zip").status_code == 200
    assert client.get("/api/item-exports/pdf").status_code == 404


def test_columns_are_told_and_strangers_are_refused(client: Client) -> None:
    told = client.get("/api/item-imports/columns").json()
    assert {
        "key": "pace",
        "label": "办件类型",
        "national": "project_type",
        "kind": "规定的取值之一",
        "choices": ["即办件", "承诺件"],
    } in told["basic"]
    editor = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    assert editor.post("/api/item-imports", {"files": [SimpleUploadedFile("a.csv", b"a,b\n1,2\n")]}).status_code == 403
    bomb = client.post("/api/item-imports", {"files": [SimpleUploadedFile("a.xlsx", b"PK\x03\x04nothing")]})
    assert (bomb.status_code, bomb.json()["code"]) == (422, "sheet.damaged")
    run = client.post("/api/item-imports", {"files": [SimpleUploadedFile("a.csv", csv_of([HEAD, ONE]))]}).json()["id"]
    tag = client.get(f"/api/item-imports/{run}")["ETag"]
    assert send(client, "DELETE", f"/item-imports/{run}", None, **{"If-Match": tag}).status_code == 204
    assert client.get(f"/api/item-imports/{run}").json()["state"] == "dropped"
