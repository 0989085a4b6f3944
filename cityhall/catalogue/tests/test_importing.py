"""A list taken in: matched, tried, done; whole or not at all; what is published stays."""

from pathlib import Path
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import ColumnMemory, ImportLine, Item, ItemImport, ItemVersion
from cityhall.catalogue.terms import Can, ImportState, Procedure, VersionStatus
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, StaleError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import queries as organ_queries
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given
from .lists import after, csv_of, matches, remarks, taken, tried, uploaded, xlsx_of
from .test_imports import DOUBTFUL, EXAMPLE, REAL

pytestmark = pytest.mark.django_db

HEAD = ["实施编码", "事项名称", "实施单位", "行政区划代码", "事项类型"]
A, B = "1199010090000123453990110001000", "1199010090000123453990110002000"
ONE = [A, "样例许可", "样例局", "990100000000", "行政许可"]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def importer() -> Actor:
    return organs.staff(organs.organ("样例导入局"), Can.IMPORT_ITEMS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def counts(run: ItemImport, *names: str) -> tuple[int, ...]:
    return tuple(run.counts[name] for name in names)


def test_the_local_list_comes_in_as_by_the_plain_import(importer: Actor) -> None:
    run = taken(importer, EXAMPLE)
    assert run.state == ImportState.DONE
    assert counts(run, "rows", "created", "updated", "unchanged", "flagged", "rejected") == (32, 32, 0, 0, 5, 0)
    assert sorted((column, number - 1) for number, column, _, _ in remarks(run)) == sorted(DOUBTFUL)
    assert Item.objects.count() == ItemVersion.objects.filter(status=VersionStatus.DRAFT).count() == 32
    found = organ_queries.organ_by_name("县民政局")
    assert found is not None
    assert found.credit_code
    assert not ImportLine.objects.exists()
    again = taken(importer, EXAMPLE)
    assert counts(again, "created", "updated", "unchanged") == (0, 0, 32)


def test_trying_says_the_same_and_changes_nothing(importer: Actor) -> None:
    run = tried(importer, EXAMPLE)
    assert run.state == ImportState.CHECKED
    told, said = run.counts, remarks(run)
    assert not Item.objects.exists()
    assert organ_queries.organ_by_name("县民政局") is None
    actions.start_import(importer, run.pk)
    done = after(run.pk, "imports.started", actions.carry_out_import)
    assert (done.counts, remarks(done)) == (told, said)


def test_what_is_not_new_any_more_when_its_time_comes_is_judged_again_and_said_once(importer: Actor) -> None:
    run = tried(importer, csv_of([[*HEAD, "承诺办结时限"], ["LOCAL1", *ONE[1:], "尽快"], [B, "另一项", *ONE[2:], "5"]]))
    actions.create_item(HOUSE, importer.organ_id or 0, "LOCAL1", "别人先建的", "licence")
    actions.start_import(importer, run.pk)
    done = after(run.pk, "imports.started", actions.carry_out_import)
    assert counts(done, "rows", "created", "updated") == (2, 1, 1)
    assert Item.objects.get(item_code="LOCAL1").name == ONE[1]
    assert [c for _, c, _, _ in remarks(done)].count("承诺办结时限") == 1


def test_a_second_row_of_a_new_code_is_kept_out_and_counted_both_times(importer: Actor) -> None:
    run = tried(importer, csv_of([HEAD, ONE, [A, "另一名称", *ONE[2:]]]))
    told, said = run.counts, remarks(run)
    assert counts(run, "rows", "created", "rejected") == (2, 1, 1)
    actions.start_import(importer, run.pk)
    done = after(run.pk, "imports.started", actions.carry_out_import)
    assert (done.counts, remarks(done)) == (told, said)


@pytest.mark.skipif(not REAL.exists(), reason="the list of a real district is not here")
def test_the_list_of_a_real_district_comes_in(importer: Actor) -> None:
    run = taken(importer, REAL.read_bytes())
    assert counts(run, "rows", "rejected") == (1135, 0)
    assert run.counts["created"] == 1135
    assert {column for _, column, _, _ in remarks(run)} == {"dept_uscc", "item_code"}
    assert counts(taken(importer, REAL.read_bytes()), "unchanged") == (1135,)


FULL = {
    "基本信息": [
        [
            *HEAD, "办件类型", "法定办结时限", "法定办结时限单位", "法定办结时限依据", "承诺办结时限", "服务对象", "是否收费",
            "咨询电话", "结果名称", "办理形式", "行使层级",
        ],
        [
            *ONE, "承诺件", "20", "工作日", "样例法第一条", "5个工作日", "自然人、企业法人", "是", "12345", "样例许可证",
            "窗口办理、网上办理", "县级",
        ],
        [B, "样例即办", "样例局", "990100000000", "其他行政权力", "即办件", "", "", "", "", "", "", "", "", "", ""],
    ],
    "材料": [
        ["实施编码", "材料名称", "是否必要", "材料形式", "份数", "可容缺"],
        [A, "申请表", "必要", "电子件", "1", "否"],
        [A, "身份证明", "非必要", "原件和复印件", "2份", "是"],
    ],
    "收费": [["实施编码", "收费项目名称", "收费标准", "收费依据"], [A, "工本费", "10 元", "样例收费规定第二条"]],
    "问答": [["实施编码", "问题", "解答"], [A, "要多久？", "五个工作日。"]],
    "环节": [["实施编码", "环节名称", "环节时限"], [A, "审查", "3"], [A, "决定", "2"]],
}  # fmt: skip


def test_every_part_of_a_list_comes_in_linked_by_the_code(importer: Actor) -> None:
    run = taken(importer, (xlsx_of(FULL), "清单.xlsx"))
    assert (run.state, remarks(run)) == (ImportState.DONE, [])
    assert counts(run, "rows", "created", "materials", "charges", "questions", "steps") == (2, 2, 2, 1, 1, 2)
    parts = queries.draft(importer, Item.objects.get(item_code=A).pk).parts
    assert (str(parts.statutory), str(parts.promised)) == ("20 个工作日", "5 个工作日")
    assert parts.statutory is not None
    assert parts.statutory.basis == "样例法第一条"
    assert [(m.name, m.required, m.form.label, m.copies, m.deferrable) for m in parts.materials] == [
        ("申请表", True, "电子件", 1, False), ("身份证明", False, "原件及复印件", 2, True),
    ]  # fmt: skip
    assert [(s.name, s.desk.label, s.decides) for s in parts.steps] == [
        ("审查", "审查岗", False),
        ("决定", "决定岗", True),
    ]
    assert parts.charges[0].basis == "样例收费规定第二条"
    assert parts.questions == (("要多久？", "五个工作日。"),)
    assert (parts.fee.label, parts.phone, [a.value for a in parts.applicants]) == (
        "收费",
        "12345",
        ["person", "entity"],
    )
    instant = queries.draft(importer, Item.objects.get(item_code=B).pk).parts
    assert (instant.pace.label, str(instant.promised)) == ("即办件", "即时")


def test_the_same_by_several_files_again_changes_nothing(importer: Actor) -> None:
    taken(importer, (xlsx_of(FULL), "清单.xlsx"))
    versions = list(Item.objects.order_by("id").values_list("version", flat=True))
    files = [(csv_of(rows), f"{name}.csv") for name, rows in FULL.items()]
    run = taken(importer, *files)
    assert counts(run, "created", "updated", "unchanged", "rejected") == (0, 0, 2, 0)
    assert list(Item.objects.order_by("id").values_list("version", flat=True)) == versions


def test_a_published_item_gets_its_next_version_and_keeps_what_the_table_does_not_tell(importer: Actor) -> None:
    item_id = given.published_item(organs.organ("样例局"))
    code = Item.objects.get(pk=item_id).item_code
    table = [["实施编码", "材料名称", "份数"], [code, "身份证明", "3"], [code, "新的材料", "1"]]
    run = taken(importer, csv_of([["实施编码", "承诺办结时限"], [code, "8"]]), (csv_of(table), "材料.csv"))
    assert counts(run, "updated", "drafts", "rejected") == (1, 1, 0)
    published = queries.published(item_id)
    assert published is not None
    assert published.promised.amount == 10
    draft = queries.draft(importer, item_id)
    assert (draft.number, draft.editing) == (2, True)
    assert draft.parts.promised is not None
    assert draft.parts.promised.amount == 8
    identity, new = draft.parts.materials
    assert (identity.key, identity.copies, identity.standard) == ("identity", 3, "与申请人一致，在有效期内")
    assert new.key not in {"form", "identity", "premises"}
    assert [s.key for s in draft.parts.steps] == ["review", "decide"]
    assert [(n, w) for n, _, _, w in remarks(run)] == [(2, "hint")]
    assert "申请表、经营场所使用证明" in run.remarks.get().wrong


def test_materials_alone_are_taken_in_and_strangers_are_named(importer: Actor) -> None:
    item_id = given.draft_item(organs.organ("样例局"))
    code = Item.objects.get(pk=item_id).item_code
    run = taken(
        importer, csv_of([["实施编码", "材料名称"], [code, "唯一的材料"], ["NOBODY", "谁的"], ["", "没有编码"]])
    )
    assert counts(run, "rows", "updated", "rejected") == (3, 1, 2)
    assert [m.name for m in queries.draft(importer, item_id).parts.materials] == ["唯一的材料"]
    assert sorted((n, w) for n, _, _, w in remarks(run)) == [(2, "hint"), (3, "fatal"), (4, "fatal")]


def test_a_cell_that_cannot_be_read_is_left_out_and_named(importer: Actor) -> None:
    rows = [[*HEAD, "承诺办结时限", "可网上办理", "行使层级"], [*ONE, "尽快", "可能", "镇级以上"]]
    run = taken(importer, csv_of(rows))
    assert counts(run, "created", "flagged", "rejected") == (1, 1, 0)
    told = [(c, v) for _, c, v, _ in remarks(run) if c in rows[0][5:]]
    assert told == [("承诺办结时限", "尽快"), ("可网上办理", "可能"), ("行使层级", "镇级以上")]
    assert "请填“是”或“否”" in run.remarks.get(column="可网上办理").todo
    assert {d["column"] for d in Item.objects.get().doubts} >= {"承诺办结时限", "可网上办理", "行使层级"}


def test_a_row_that_makes_no_sense_as_a_whole_is_kept_out_alone(importer: Actor) -> None:
    rows = {
        "基本信息": [HEAD, ONE, [B, "另一项", *ONE[2:]], [*ONE[:1], "重复的编码", *ONE[2:]]],
        "材料": [["实施编码", "材料名称"], [A, "申请表"], [A, "申请表"], [B, "申请表"]],
    }
    run = taken(importer, (xlsx_of(rows), "清单.xlsx"))
    assert counts(run, "created", "rejected") == (1, 2)
    assert Item.objects.get().item_code == B
    fatal = run.remarks.filter(weight="fatal").order_by("number")
    assert ["重复" in r.wrong for r in fatal] == [True, True]


def test_a_planned_draft_and_another_organs_item_stay(importer: Actor) -> None:
    from datetime import timedelta

    from cityhall.kernel import clock

    item_id = given.published_item(organs.organ("样例局"))
    actions.save_draft(HOUSE, item_id, given.content(summary="下一版"))
    actions.plan_publication(HOUSE, item_id, clock.today() + timedelta(days=3), "")
    code = Item.objects.get(pk=item_id).item_code
    table = csv_of([["实施编码", "承诺办结时限"], [code, "8"]])
    run = tried(importer, table)
    assert "定期发布" in run.remarks.get().wrong
    with pytest.raises(WrongStateError, match="没有可以导入的行"):
        actions.start_import(importer, run.pk)
    stranger = organs.staff(organs.organ("别的局"), Can.IMPORT_ITEMS)
    refused = tried(stranger, table)
    assert "属于“样例局”" in refused.remarks.get().wrong


def test_what_holds_for_all_rows_is_told_once_and_columns_are_remembered(importer: Actor) -> None:
    rows = [["编号列", "叫什么"], ["LOCAL1", "样例许可"]]
    import_id = uploaded(importer, csv_of(rows))
    assert matches(import_id)[0]["part"] == "skip"
    told = [{"part": "basic", "columns": {"编号列": "item.item_code", "叫什么": "item.name"}, "fixed": {
        "item.organ": "样例局", "item.division_code": "990100000000", "item.procedure": "行政许可"}}]  # fmt: skip
    actions.match_columns(importer, import_id, told)
    run = after(import_id, "imports.check_started", actions.check_import)
    actions.start_import(importer, run.pk)
    assert counts(after(run.pk, "imports.started", actions.carry_out_import), "created") == (1,)
    assert Item.objects.get().procedure == Procedure.LICENCE
    assert ColumnMemory.objects.filter(organ_id=importer.organ_id or 0).count() == 2
    again = uploaded(importer, csv_of(rows))
    assert matches(again)[0]["part"] == "basic"
    assert ItemImport.objects.get(pk=again).tables[0]["why"]["叫什么"] == "上次的对应"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([], "共有 1 张表"),
        ([{"part": "nothing"}], "请选择这张表是什么"),
        ([{"part": "skip"}], "没有一张表要导入"),
        ([{"part": "basic", "columns": {"事项名称": "item.name"}}], "没有哪一列对应“实施编码”"),
        ([{"part": "basic", "columns": {"没有的": "item.name"}}], "没有名为“没有的”的列"),
        ([{"part": "basic", "columns": {"事项名称": "item.item_code", "实施编码": "item.item_code"}}], "都对应“实施编码”"),
        ([{"part": "basic", "columns": {"事项名称": "nonsense", "实施编码": "item.item_code"}}], "不是基本信息里的项"),
        ([{"part": "basic", "columns": {"实施编码": "item.item_code"}, "fixed": {"item.procedure": "许可"}}], "事项类型“许可”不认识"),
    ],
)  # fmt: skip
def test_a_matching_that_will_not_do_is_refused(importer: Actor, told: Any, why: str) -> None:
    import_id = uploaded(importer, csv_of([HEAD, ONE]))
    with pytest.raises(InvalidInputError, match=why):
        actions.match_columns(importer, import_id, told)
    assert ItemImport.objects.get().state == ImportState.MAPPING


def test_a_file_that_cannot_be_taken_in_is_refused_when_it_is_uploaded(importer: Actor) -> None:
    with pytest.raises(InvalidInputError, match="：列名“编码”出现了两次"):
        uploaded(importer, "编码,编码\n1,2\n".encode())
    assert not ItemImport.objects.exists()


def test_who_may_not_import_neither_uploads_nor_goes_on(importer: Actor) -> None:
    editor = organs.staff(organs.organ("编辑局"), Can.EDIT_ITEMS)
    with pytest.raises(NotAllowedError):
        uploaded(editor, csv_of([HEAD, ONE]))
    run = tried(importer, csv_of([HEAD, ONE]))
    stranger = organs.staff(organs.organ("别的局"), Can.IMPORT_ITEMS)
    for act in (actions.start_import, actions.drop_import):
        with pytest.raises(NotAllowedError):
            act(stranger, run.pk)


def test_it_goes_step_by_step_and_a_stale_page_is_refused(importer: Actor) -> None:
    from cityhall.kernel.call import calling

    import_id = uploaded(importer, csv_of([HEAD, ONE]))
    with pytest.raises(WrongStateError, match="要先试导入"):
        actions.start_import(importer, import_id)
    actions.match_columns(importer, import_id, matches(import_id))
    with pytest.raises(WrongStateError, match="不能再改列的对应"):
        actions.match_columns(importer, import_id, matches(import_id))
    run = after(import_id, "imports.check_started", actions.check_import)
    with calling(seen=run.version - 1), pytest.raises(StaleError):
        actions.start_import(importer, import_id)
    actions.drop_import(importer, import_id)
    assert ItemImport.objects.get().state == ImportState.DROPPED
    assert not ImportLine.objects.exists()
    assert not Item.objects.exists()


def test_the_reaction_a_second_time_and_a_gone_uploader_change_nothing(importer: Actor) -> None:
    run = taken(importer, csv_of([HEAD, ONE]))
    lines = Entry.objects.count()
    after(run.pk, "imports.started", actions.carry_out_import)
    assert Entry.objects.count() == lines
    import_id = uploaded(importer, csv_of([HEAD, ["SAMPLE-Z", *ONE[1:]]]))
    actions.match_columns(importer, import_id, matches(import_id))
    ItemImport.objects.filter(pk=import_id).update(account_id=0)
    failed = after(import_id, "imports.check_started", actions.check_import)
    assert (failed.state, "账号已停用" in failed.why) == (ImportState.FAILED, True)
    assert Item.objects.count() == 1
