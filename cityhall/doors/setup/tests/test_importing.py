"""导入事项 on screen: files, columns, the trial, the deed, the report."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions
from cityhall.catalogue.models import Item, ItemImport
from cityhall.catalogue.terms import Can, ImportState
from cityhall.catalogue.tests.lists import after, csv_of, xlsx_of
from cityhall.catalogue.tests.test_importing import FULL, HEAD, ONE, A
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel.actor import Actor
from cityhall.kernel.sheets.reader import Book
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
URL = "/setup/items/import/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def importer() -> Actor:
    return given.staff(given.organ("样例导入局"), Can.IMPORT_ITEMS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def upload(client: Client, *files: tuple[str, bytes]) -> Any:
    return client.post(URL, {"file": [SimpleUploadedFile(name, data) for name, data in files]})


def typed(import_id: int, **changes: str) -> dict[str, str]:
    """The form of the columns as the page offers it."""
    from cityhall.catalogue import queries
    from cityhall.doors.setup.forms.matching import MatchForm
    from cityhall.kernel.actor import HOUSE

    form = MatchForm(None, queries.import_of(HOUSE, import_id))
    version = ItemImport.objects.get(pk=import_id).version
    return {name: str(form[name].value() or "") for name in form.fields} | {"_seen": str(version)} | changes


def test_a_list_goes_from_file_to_items_page_by_page(importer: Actor) -> None:
    client = at(importer)
    assert "还没有导入过" in page(client, URL)
    url = upload(client, ("清单.xlsx", xlsx_of(FULL)))["Location"]
    run = ItemImport.objects.get()
    shown = page(client, url)
    assert "名称相同" in shown
    assert "工本费" in shown
    assert client.post(url, typed(run.pk)).status_code == 302
    assert "排队中，马上开始" in page(client, url)
    progress = client.get(f"{url}progress/", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in text(progress)
    after(run.pk, "imports.check_started", actions.check_import)
    assert client.get(f"{url}progress/", headers={"HX-Request": "true"})["HX-Redirect"] == url
    shown = page(client, url)
    assert "什么都还没有改动" in shown
    assert "申请材料 2 条" in shown
    assert client.post(f"{url}start/", {"_seen": str(ItemImport.objects.get().version)}).status_code == 302
    after(run.pk, "imports.started", actions.carry_out_import)
    assert "每一行都没有问题" in page(client, url)
    assert Item.objects.filter(name="样例许可").exists()
    assert "清单.xlsx" in page(client, URL)


def test_what_is_wrong_is_shown_row_by_row_and_downloaded(importer: Actor) -> None:
    client = at(importer)
    rows = [[*HEAD, "承诺办结时限"], [*ONE, "尽快"], ["", "没有编码", *ONE[2:], "5"]]
    url = upload(client, ("清单.csv", csv_of(rows)))["Location"]
    run = ItemImport.objects.get()
    client.post(url, typed(run.pk))
    after(run.pk, "imports.check_started", actions.check_import)
    shown = page(client, url)
    assert "“尽快”不是时限" in shown
    assert "请每一行都填上实施编码" in shown
    assert "“尽快”不是时限" not in page(client, f"{url}?weight=fatal")
    for kind in ("csv", "xlsx"):
        answer = client.get(f"{url}report.{kind}")
        table = Book(io.BytesIO(b"".join(answer))).table()
        assert table.columns == ("工作表", "行", "列", "内容", "问题", "怎么办", "结果")
        told = [row.cells for row in table.rows]
        assert ("清单.csv", "2", "承诺办结时限", "尽快") in [cells[:4] for cells in told]


def test_columns_that_will_not_do_are_refused_where_they_stand(importer: Actor) -> None:
    client = at(importer)
    url = upload(client, ("清单.csv", csv_of([HEAD, ONE])))["Location"]
    run = ItemImport.objects.get()
    wrong = client.post(url, typed(run.pk, **{"t0-c1": "没有这一项", "t0-c2": "实施编码"}))
    assert wrong.status_code == 422
    assert "对应的“没有这一项”不是基本信息里的项" in text(wrong)
    assert "请只留一列" in text(wrong)
    assert ItemImport.objects.get().state == ImportState.MAPPING
    other = page(client, f"{url}?part0=materials")
    assert "材料名称" in other
    assert client.post(f"{url}drop/", {"_seen": str(run.version)}).status_code == 302
    assert "已放弃" in page(client, url)


def test_a_file_that_cannot_be_taken_in_is_refused_at_its_field(importer: Actor) -> None:
    client = at(importer)
    for name, data, why in (
        ("清单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "旧版 XLS"),
        ("清单.csv", "编码,编码\n1,2\n".encode(), "出现了两次"),
        ("清单.csv", b"", "空"),
    ):
        refused = upload(client, (name, data))
        assert refused.status_code == 422
        assert why in text(refused)
    assert client.post(URL, {}).status_code == 422
    assert not ItemImport.objects.exists()


def test_another_organs_import_is_not_found_and_who_may_not_import_is_kept_out(importer: Actor) -> None:
    upload(at(importer), ("清单.csv", csv_of([HEAD, ONE])))
    run = ItemImport.objects.get()
    stranger = at(given.staff(given.organ("别的局"), Can.IMPORT_ITEMS))
    page(stranger, f"{URL}{run.pk}/", 404)
    assert "清单.csv" not in page(stranger, URL)
    page(at(given.staff(given.organ("编辑局"), Can.EDIT_ITEMS)), URL, 403)
    assert stranger.post(f"{URL}{run.pk}/start/", {"_seen": "1"}).status_code == 403


def test_the_pages_ask_little_however_long_the_report(importer: Actor) -> None:
    client = at(importer)
    rows = [HEAD] + [["", f"没有编码{n}", *ONE[2:]] for n in range(100)] + [[A, *ONE[1:]]]
    url = upload(client, ("清单.csv", csv_of(rows)))["Location"]
    run = ItemImport.objects.get()
    client.post(url, typed(run.pk))
    after(run.pk, "imports.check_started", actions.check_import)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = page(client, url)
    assert len(asked) <= SIGNING_IN + 7
    assert len(shown) < 100_000
