import os
import time
from pathlib import Path

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.terms import Can, Procedure, VersionStatus
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotSignedInError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import queries as organ_queries
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = (ROOT / "examples" / "catalogue" / "items.csv").read_bytes()
REAL = Path(os.environ.get("CITYHALL_SHARED", str(ROOT.parent / "shared"))) / "data" / "guangan_items" / "items.csv"
DOUBTFUL = [("task_type_name", 4), ("dept_uscc", 5), ("dept_uscc", 14), ("item_code", 22), ("item_code", 30)]


def counts(**changed: int) -> dict[str, int]:
    return {"rows": 32, "created": 0, "updated": 0, "unchanged": 0, "flagged": 5, "rejected": 0} | changed


def test_the_example_comes_in_whole_with_every_doubt_named() -> None:
    report = actions.import_csv(HOUSE, EXAMPLE)
    assert report.counts() == counts(created=32)
    assert sorted({(note.column, note.row) for note in report.notes}) == sorted(DOUBTFUL)
    assert ItemVersion.objects.filter(status=VersionStatus.DRAFT).count() == 32
    assert queries.search("食品经营许可") == []
    assert len({i.organ_id for i in Item.objects.all()}) == 8
    found = organ_queries.organ_by_name("县民政局")
    assert found is not None
    assert found.credit_code


def test_a_second_import_changes_nothing_and_a_changed_row_is_updated() -> None:
    actions.import_csv(HOUSE, EXAMPLE)
    before = set(Item.objects.values_list("id", "version"))
    assert actions.import_csv(HOUSE, EXAMPLE).counts() == counts(unchanged=32)
    assert set(Item.objects.values_list("id", "version")) == before
    renamed = EXAMPLE.decode().replace("公共场所卫生许可", "公共场所卫生许可（新办）").encode()
    assert actions.import_csv(HOUSE, renamed).counts() == counts(unchanged=31, updated=1)
    item = Item.objects.get(name="公共场所卫生许可（新办）")
    assert item.version == 2
    assert item.initials == "ggcswsxkxb"
    assert Item.objects.count() == ItemVersion.objects.count() == 32


def test_an_import_leaves_drafts_and_publications_of_people_alone() -> None:
    actions.import_csv(HOUSE, EXAMPLE)
    item = Item.objects.get(name="公共场所卫生许可")
    actions.save_draft(HOUSE, item.pk, given.content(summary="人工填写", keywords=["开澡堂"]))
    actions.publish(HOUSE, item.pk)
    renamed = EXAMPLE.decode().replace("公共场所卫生许可", "公共场所卫生许可（新办）").encode()
    actions.import_csv(HOUSE, renamed)
    found = queries.published(item.pk)
    assert found is not None
    assert (found.name, found.summary) == ("公共场所卫生许可", "人工填写")
    assert [row.id for row in queries.search("开澡堂")] == [item.pk]


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    lines = Entry.objects.count()
    dry = actions.import_csv(HOUSE, EXAMPLE, dry_run=True)
    assert dry.dry_run
    assert dry.counts() == counts(created=32)
    assert not Item.objects.exists()
    assert organ_queries.organ_by_name("县民政局") is None
    assert Entry.objects.count() == lines
    real = actions.import_csv(HOUSE, EXAMPLE)
    assert (real.counts(), real.notes) == (dry.counts(), dry.notes)
    assert actions.import_csv(HOUSE, EXAMPLE, dry_run=True).counts() == counts(unchanged=32)


def test_the_same_request_sent_again_answers_the_same() -> None:
    with calling(key="import-1"):
        first = actions.import_csv(HOUSE, EXAMPLE)
        again = actions.import_csv(HOUSE, EXAMPLE)
    assert first == again
    assert again.created == 32


def test_rows_nobody_can_use_are_rejected_with_reasons_and_the_rest_is_kept() -> None:
    good = {
        "department": "县民政局", "main_item": "未分类", "sub_item": "样例", "task_type_name": "公共服务",
        "task_type": "20", "area_code": "990102000000", "item_code": "SAMPLE-1",
    }  # fmt: skip
    rows = [
        good,
        good,
        good | {"item_code": "", "sub_item": ""},
        good | {"item_code": "SAMPLE-2", "task_type": "2", "task_type_name": "行政处罚"},
        good | {"item_code": "SAMPLE-3", "area_code": "9901"},
        good | {"item_code": "X" * 90, "department": ""},
        good | {"item_code": "SAMPLE-4", "task_type": "10", "task_type_name": "行政备案"},
    ]
    report = actions.import_items(HOUSE, rows)
    assert (report.created, report.rejected) == (2, 5)
    rejected = {(n.row, n.column) for n in report.notes}
    assert {(2, "item_code"), (3, "item_code"), (3, "sub_item"), (4, "task_type"), (5, "area_code")} <= rejected
    assert {(6, "item_code"), (6, "department")} <= rejected
    assert Item.objects.get(item_code="SAMPLE-4").procedure == Procedure.FILING


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,2\n", "catalogue.file_columns"),
        (b"", "catalogue.file_columns"),
        (b"PK\x03\x04\x00\x00", "catalogue.file_kind"),
        (b"\xff\xff\xff\xff", "catalogue.file_encoding"),
        (b'department,task_type_name,area_code,item_code\n"open,1,2', "catalogue.file_shape"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        actions.import_csv(HOUSE, data)
    assert refused.value.code == code


def test_a_file_in_the_spreadsheets_own_encoding_is_read() -> None:
    report = actions.import_csv(HOUSE, EXAMPLE.decode().encode("gb18030"))
    assert report.created == 32


def test_an_organ_imports_its_own_rows_only_and_a_stranger_none() -> None:
    organ_id = organs.organ("县民政局", division="990102000000")
    importer = organs.staff(organ_id, Can.IMPORT_ITEMS)
    report = actions.import_csv(importer, EXAMPLE)
    assert (report.created, report.rejected) == (4, 28)
    assert {i.organ_id for i in Item.objects.all()} == {organ_id}
    with pytest.raises(NotAllowedError):
        actions.import_csv(organs.staff(organ_id), EXAMPLE)
    with pytest.raises(NotSignedInError):
        actions.import_csv(Actor("访客"), EXAMPLE, dry_run=True)


def test_an_import_costs_the_same_statements_however_many_rows(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(11):  # type: ignore[operator]  # nine, and the transaction's two
        actions.import_csv(HOUSE, EXAMPLE)


@pytest.mark.skipif(not REAL.exists(), reason="the shared list of real items is not on this machine")
def test_a_real_catalogue_of_1135_items_comes_in_whole() -> None:
    began = time.perf_counter()
    report = actions.import_csv(HOUSE, REAL.read_bytes())
    took = time.perf_counter() - began
    wanted = {"rows": 1135, "created": 1135, "updated": 0, "unchanged": 0, "flagged": 154, "rejected": 0}
    assert report.counts() == wanted
    assert len({n.row for n in report.notes}) == 154
    assert len({n.row for n in report.notes if n.column == "dept_uscc" and "没有" in n.reason}) == 147
    assert any(n.column == "item_code" and "占位" in n.reason for n in report.notes)
    assert Item.objects.exclude(doubts=[]).count() == 154
    assert len({i.organ_id for i in Item.objects.all()}) == 34
    again = actions.import_csv(HOUSE, REAL.read_bytes())
    assert (again.created, again.unchanged, Item.objects.count()) == (0, 1135, 1135)
    assert took < 6  # under one second on an idle machine
