"""基本目录 as a table: every row judged, rings named once, parents in any order; taken in whole or not at all."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import BaseEntry
from cityhall.catalogue.rules import entries as rules
from cityhall.catalogue.rules.entries import Entry, Trial
from cityhall.catalogue.rules.tables import entries as tables
from cityhall.catalogue.terms import Can
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.sheets.reader import Book
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "catalogue" / "base-list.csv"
HEAD = ("基本编码", "名称", "事项类型", "目录层级", "上级基本编码", "文件依据", "承诺时限", "受理条件")
A, B, C, D = "000122001000", "000122002000", "000122003000", "000122004000"
OLD = "XK00001001"
SOURCE = "样例目录（2026 年版）"


def row(
    code: str, name: str = "样例许可", parent: str = "", *more: str, kind: str = "行政许可", level: str = "国家级"
) -> list[str]:
    return [code, name, kind, level, parent, SOURCE, *more, *[""] * (2 - len(more))]


def judged(*rows: Sequence[str], known: Sequence[Entry] = (), head: Sequence[str] = HEAD) -> Trial:
    return rules.judge(tables.told(head, enumerate(rows, 2)), {e.base_code: e for e in known})


def stands(code: str, name: str = "样例许可", parent: str = "", **more: Any) -> Entry:
    return Entry(code, name, "licence", "state", parent, SOURCE, **more)


def notes(trial: Trial) -> list[tuple[int, str]]:
    return [(n.row, n.column) for n in trial.report.notes]


@pytest.mark.parametrize(
    ("rows", "where", "told"),
    [
        ([row("")], [(2, "基本编码")], "为空"),
        ([row("123")], [(2, "基本编码")], "应为 12 位"),
        ([row("000122000000")], [(2, "基本编码")], "主项"),
        ([row(A), row(A)], [(3, "基本编码")], "与第 2 行重复"),
        ([row(A, parent=D)], [(2, "上级基本编码")], "在这个文件和系统里都没有"),
        ([row(A, parent="随便写的")], [(2, "上级基本编码")], "在这个文件和系统里都没有"),
        ([row(A, kind="行政处罚")], [(2, "事项类型")], "不是依申请办理的类型"),
        ([row(A, level="街区级")], [(2, "目录层级")], "不是规定的取值"),
        ([row(A, "")], [(2, "名称")], "没有写名称"),
        ([row(A, "名" * 301)], [(2, "名称")], "最多 300 个字"),
        ([row(A, "样例许可", "", "尽快")], [(2, "承诺办结时限")], "不是时限"),
        ([row(A, "样例许可", "", "5"), row(B, "样例许可", A, "8")], [(3, "承诺办结时限")], "只能比上级承诺的更短"),
        ([row(B, "另一名称", A), row(A)], [(2, "名称")], "同一事项同一名称"),
        ([row(A, "样例许可", "", "", "甲条件"), row(B, "样例许可", A, "", "乙条件")], [(3, "受理条件")], "不得增设条件"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_row_and_column(rows: Any, where: Any, told: str) -> None:
    trial = judged(*rows)
    assert notes(trial) == where
    assert told in trial.report.notes[0].reason
    assert trial.report.rejected == 1


def test_rows_may_stand_in_any_order_and_codes_be_of_either_generation() -> None:
    trial = judged(row(OLD, parent=B), row(B, parent=A), row(A), row(C, parent="无"))
    assert trial.report.notes == []
    assert {e.base_code: e.parent for e in trial.fresh} == {OLD: B, B: A, A: "", C: ""}


def test_a_ring_is_said_once_with_its_members_in_order_and_their_rows() -> None:
    trial = judged(row(D, "丁", A), row(A, "甲", B), row(B, "乙", C), row(C, "丙", A))
    assert notes(trial) == [(3, "上级基本编码")]
    told = trial.report.notes[0].reason
    assert "“甲”（第 3 行）→“乙”（第 4 行）→“丙”（第 5 行）→“甲”（第 3 行）" in told
    assert (trial.report.rejected, trial.report.created) == (3, 1)
    two = judged(row(A, "甲", B), row(B, "乙", A), row(C, "丙", D), row(D, "丁", C))
    assert notes(two) == [(2, "上级基本编码"), (4, "上级基本编码")]
    assert [n.row for n in judged(row(A, "甲", A)).report.notes] == [2]


def test_a_ring_may_lead_through_what_stands() -> None:
    known = [stands(A, "甲"), stands(B, "乙", A), stands(C, "丙", B)]
    trial = judged(row(A, "甲", C), known=known)
    assert "“甲”（第 2 行）→“丙”（系统里已有）→“乙”（系统里已有）→“甲”（第 2 行）" in trial.report.notes[0].reason
    assert trial.report.rejected == 1


def test_there_are_at_most_five_levels_also_below_what_stands() -> None:
    codes = [f"00012200{n}000" for n in range(1, 8)]
    rows = [row(code, parent=above) for code, above in zip(codes[1:], codes, strict=False)]
    told = judged(row(codes[0]), *rows[:4])
    assert told.report.notes == []
    deep = judged(row(codes[0]), *rows[:5])
    assert notes(deep) == [(7, "上级基本编码")]
    assert "最多 5 层，现在有 6 层" in deep.report.notes[0].reason
    known = [stands(code, parent=above) for code, above in zip(codes[:4], ["", *codes], strict=False)]
    below = judged(row(codes[4]), row(codes[5], parent=codes[4]), row(codes[0], parent=codes[5]), known=known)
    assert notes(below) == [(4, "上级基本编码")]
    assert "它下面的“样例许可”：上级目录最多 5 层，现在有 6 层" in below.report.notes[0].reason


def test_a_level_above_that_of_its_parent_is_a_doubt() -> None:
    trial = judged(row(A, level="市级"), row(B, parent=A, level="省级"))
    assert (notes(trial), trial.report.flagged, trial.report.rejected) == ([(3, "目录层级")], 1, 0)


def test_what_stands_below_and_would_not_fit_any_more_is_a_doubt() -> None:
    limit = {"amount": 10, "unit": "workdays", "basis": ""}
    known = [stands(A), stands(B, parent=A, content={"promised": limit})]
    trial = judged(row(A, "样例许可", "", "5"), known=known)
    assert (trial.report.rejected, trial.report.flagged, trial.report.updated) == (0, 1, 1)
    assert f"（{B}）" in trial.report.notes[0].reason


def test_an_empty_cell_leaves_what_is_there_and_a_row_that_says_the_same_changes_nothing() -> None:
    before = stands(A, content={"conditions": "甲条件"}, law_changed_on=date(2026, 1, 31))
    assert judged(row(A), known=[before]).report.unchanged == 1
    [now] = judged([A, "5"], head=("catalog_code", "承诺时限"), known=[before]).changed
    assert now.content == {"conditions": "甲条件", "promised": {"amount": 5, "unit": "workdays", "basis": ""}}
    assert (now.name, now.law_changed_on) == (before.name, before.law_changed_on)


def test_what_is_repealed_is_not_written_on_nor_put_above() -> None:
    gone = stands(A, retired_on=date(2026, 1, 1))
    assert judged(row(A), known=[gone]).report.unchanged == 1
    assert notes(judged(row(A, "新名"), known=[gone])) == [(2, "基本编码")]
    assert notes(judged(row(B, parent=A), known=[gone])) == [(2, "上级基本编码")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("自然人、企业法人", ["person", "entity"]), ("1", ["person"]), ("法人或其他组织", ["entity"]), ("社会组织法人", ["entity"])],
)  # fmt: skip
def test_whom_it_serves_says_who_applies(text: str, kinds: list[str]) -> None:
    [entry] = judged([*row(A), text, "2026年1月5日"], head=(*HEAD, "server_type", "依据修订日")).fresh
    assert (entry.content["applicants"], entry.law_changed_on) == (kinds, date(2026, 1, 5))


def test_a_table_without_codes_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="基本编码"):
        tables.told(("名称", "文件依据"), [])


def test_the_example_shows_a_ring_and_what_contradicts() -> None:
    with EXAMPLE.open("rb") as file:
        table = Book(file).table()
        found = rules.judge(tables.told(table.columns, ((r.number, r.cells) for r in table.rows)), {}).report
    assert [(n.row, n.column) for n in found.notes] == [(4, "承诺办结时限"), (5, "上级基本编码")]
    assert (found.rows, found.created, found.rejected) == (6, 2, 4)


# Taken in


@pytest.fixture
def keeper() -> Actor:
    return organs.staff(organs.organ("样例局"), Can.KEEP_LISTS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def taken(actor: Actor, *rows: Sequence[str], dry_run: bool = False, head: Sequence[str] = HEAD) -> Any:
    return actions.import_entries(actor, head, enumerate(rows, 2), dry_run=dry_run)


@pytest.mark.django_db
def test_a_list_comes_in_whole_and_a_second_time_changes_nothing(keeper: Actor) -> None:
    rows = (row(C, parent=B, level="市级"), row(B, parent=A, level="省级"), row(A, "样例许可", "", "10"))
    assert taken(keeper, *rows, dry_run=True).created == 3
    assert not BaseEntry.objects.exists()
    assert taken(keeper, *rows).created == 3
    found = {e.base_code: e for e in BaseEntry.objects.select_related("parent")}
    assert [getattr(found[c].parent, "base_code", "") for c in (B, C)] == [A, B]
    assert [line.event for line in journal.lines_of([found[C].ref])] == ["entry.saved"]
    before = list(BaseEntry.objects.order_by("id").values())
    assert taken(keeper, *rows).unchanged == 3
    assert list(BaseEntry.objects.order_by("id").values()) == before


@pytest.mark.django_db
def test_what_changes_counts_its_edition_and_what_does_not_is_left_alone(keeper: Actor) -> None:
    taken(keeper, row(A), row(B))
    report = taken(keeper, row(A, "新名"), row(B))
    assert (report.updated, report.unchanged) == (1, 1)
    assert [(e.name, e.edition, e.version) for e in BaseEntry.objects.order_by("base_code")] == [
        ("新名", 2, 2), ("样例许可", 1, 1)
    ]  # fmt: skip
    taken(keeper, [A, "另一份文件"], head=("基本编码", "文件依据"))
    assert BaseEntry.objects.values_list("edition", "version", "source").get(base_code=A) == (2, 3, "另一份文件")


@pytest.mark.django_db
def test_one_ring_keeps_the_whole_list_out(keeper: Actor) -> None:
    with pytest.raises(InvalidInputError, match="有 2 行有误，一行也没有导入") as no:
        taken(keeper, row(D), row(A, "甲", B), row(B, "乙", A))
    assert "“甲”（第 3 行）→“乙”（第 4 行）→“甲”（第 3 行）" in no.value.errors["3"]
    assert not BaseEntry.objects.exists()
    assert not journal.lines_of(["entry:import"])


@pytest.mark.django_db
def test_who_comes_second_with_the_same_code_is_told(keeper: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(keeper, row(A))
    monkeypatch.setattr("cityhall.catalogue.actions.entries.standing_entries", lambda lock=False: {})
    with pytest.raises(WrongStateError, match="刚刚由别人录入"):
        taken(keeper, row(B), row(A))
    assert BaseEntry.objects.count() == 1


def test_a_chain_without_end_is_told_in_time() -> None:
    codes = [f"0001{n // 900:02d}{n % 900 + 100:03d}000" for n in range(18_000)]
    started = time.monotonic()
    report = judged(*[row(code, parent=above) for code, above in zip(codes, ["", *codes], strict=False)]).report
    assert (report.created, report.rejected) == (5, len(codes) - 5)
    assert time.monotonic() - started < 30


@pytest.mark.django_db
def test_only_who_keeps_the_lists_of_all_may() -> None:
    organ = organs.organ("一个局")
    for actor in (organs.staff(organ, Can.KEEP_LISTS), organs.staff(organ, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)):
        for dry_run in (True, False):
            with pytest.raises(NotAllowedError):
                taken(actor, row(A), dry_run=dry_run)
    assert not BaseEntry.objects.exists()
    with pytest.raises(NotAllowedError):
        queries.export_entries(organs.staff(organ, Can.IMPORT_ITEMS))


@pytest.mark.django_db
def test_statements_do_not_grow_with_rows() -> None:
    def counted(start: int, count: int) -> int:
        codes = [f"000122{n:03d}000" for n in range(start, start + count)]
        with CaptureQueriesContext(
            connection,
        ) as said:
            taken(HOUSE, *[row(code, parent=codes[0] if n else "") for n, code in enumerate(codes)])
            taken(HOUSE, *[row(code, "样例许可", "", "5") for code in codes[:1]])
        return len([q for q in said if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET "))])

    assert counted(100, 3) == counted(200, 300)
    with CaptureQueriesContext(connection) as said:
        taken(HOUSE, row(A), row("000122100000", "样例许可", "", "4"))
    told = [q["sql"] for q in said if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET "))]
    assert len(told) <= 8, told


@pytest.mark.django_db
def test_what_is_exported_comes_in_again_and_changes_nothing(keeper: Actor) -> None:
    content = {
        "basis": "某法第一条\n第二款", "statutory": {"amount": 20, "unit": "workdays", "basis": "某法"}, "visits": 0, "online": False,
        "promised": {"amount": 0, "unit": "instant"}, "applicants": ["person", "entity"], "fee": "none", "result": {"name": "证书"},
        "materials": [{"key": "m1", "name": "申请表"}],
    }  # fmt: skip
    actions.save_entry(
        keeper, A, "样例许可", "licence", "state", SOURCE, content=content, law_changed_on=date(2025, 5, 1)
    )
    actions.save_entry(keeper, OLD, "样例许可", "licence", "city", SOURCE, parent_code=A)
    table = queries.export_entries(keeper)
    rows = [[str(cell) for cell in told] for told in table.rows]
    report = actions.import_entries(keeper, table.columns, enumerate(rows, 2))
    assert (report.notes, report.unchanged, report.rows) == ([], 2, 2)
