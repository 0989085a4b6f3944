"""Tables of items as rules: what a cell says, which column is meant, what a row makes of a content."""

from typing import Any

import pytest

from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.rules.tables import cells, guessing
from cityhall.catalogue.rules.tables.columns import BY_KEY, COLUMNS
from cityhall.catalogue.rules.tables.exchange import TABLES, fields_of
from cityhall.catalogue.rules.tables.filling import Filled, Line, fill, parted
from cityhall.catalogue.terms import Part, Weight

from . import given

BASIC = BY_KEY[Part.BASIC]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("statutory.amount", "20", (20, None)), ("statutory.amount", "20个工作日", (20, "workdays")),
        ("statutory.amount", "7 天", (7, "days")), ("statutory.amount", "即时", (0, "instant")), ("statutory.amount", "0", (0, "instant")),
        ("statutory.unit", "工作日", "workdays"), ("statutory.unit", "1", "workdays"), ("statutory.unit", "自然日", "days"),
        ("pace", "即办件", "instant"), ("pace", "1", "instant"), ("pace", "承诺", "promised"),
        ("online", "是", True), ("online", "0", False),
        ("visits", "1次", 1), ("visits", "2.0", 2), ("fee", "是", "charged"), ("fee", "不收费", "none"), ("standing.level", "3", "city"),
        ("standing.level", "县级", "county"), ("standing.level", "区县级", "county"), ("offer.served", "1,2", ["person", "company"]),
        ("offer.served", "自然人、企业法人", ["person", "company"]), ("offer.ways", "窗口办理^网上办理", ["window", "computer"]),
        ("offer.depth", "Ⅳ级", "whole"), ("offer.depth", "全程网办", "whole"), ("offer.area", "跨市", "cities"),
        ("scope.partners", "甲局；乙局、甲局", ["甲局", "乙局"]), ("scope.partners", "无", []),
        ("applicants", "个人，企业", ["person", "entity"]),
    ],
)  # fmt: skip
def test_a_cell_says_what_people_and_exchanges_write(key: str, text: str, value: Any) -> None:
    assert cells.read(BASIC[key], text) == value


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("statutory.amount", "尽快", "不是时限"), ("visits", "几次", "不是整数"), ("online", "也许", "看不出是"),
        ("pace", "特急", "不是规定的取值"), ("statutory.unit", "刻", "不是时限单位"),
    ],
)  # fmt: skip
def test_a_cell_that_says_nothing_is_told_what_to_write(key: str, text: str, told: str) -> None:
    with pytest.raises(cells.UnreadableError, match=told) as no:
        cells.read(BASIC[key], text)
    assert no.value.todo.startswith("请")


@pytest.mark.parametrize("part", list(COLUMNS))
def test_every_column_is_recognised_by_every_name_it_has(part: Part) -> None:
    for column in COLUMNS[part]:
        for name in filter(None, (column.label, column.national, f"{column.label}（必填）", f"* {column.label}")):
            found = guessing.table([name], [["x"]], {}, part=part).columns[name]
            assert found.key == column.key, (part, name, found)


@pytest.mark.parametrize("table", list(TABLES))
def test_the_tables_of_the_exchange_are_recognised_whole(table: str) -> None:
    part, columns = TABLES[table]
    headers = fields_of(table)
    found = guessing.table(headers, [["x"] * len(headers)], {}, f"{table}.csv")
    assert found.part is part
    told = {header: guess.key for header, guess in found.columns.items() if guess.key}
    for column in columns:
        assert told[column.national] == column.key
    assert not set(told) & {"row_guid", "cd_operation", "cd_time", "cd_batch", "data_source", "task_guid", "task_state"}


def test_what_stands_in_a_column_tells_what_it_is() -> None:
    headers = ["甲", "乙", "丙", "丁", "事项代码", "名称"]
    rows = [["行政许可", "0990-1234567", "990100000000", "随便", "A1", "某事项"]] * 3
    found = guessing.table(headers, rows, {}).columns
    assert [found[h].key for h in headers[:4]] == ["item.procedure", "phone", "item.division_code", ""]
    assert found["甲"].why == "按内容判断"


def filled(old: dict[str, Any], basic: dict[str, str], **children: list[dict[str, str]]) -> Filled:
    lines = {Part(p): [Line(Part(p), n, row) for n, row in enumerate(rows, 2)] for p, rows in children.items()}
    return fill(old, Line(Part.BASIC, 2, basic), lines)


def test_an_empty_row_says_nothing_and_changes_nothing() -> None:
    old = given.content()
    done = filled(old, {"item.name": "名称", "phone": ""})
    assert (done.told, done.content) == (False, old)


def test_limits_take_their_unit_from_their_own_cell_first() -> None:
    told = {
        "statutory.amount": "20",
        "statutory.unit": "自然日",
        "promised.amount": "5个工作日",
        "promised.unit": "自然日",
    }
    parts = read_content(filled({}, told).content)
    assert (str(parts.statutory), str(parts.promised)) == ("20 个自然日", "5 个工作日")
    bare = filled({}, {"statutory.basis": "某法"})
    assert [(r.key, r.weight) for r in bare.remarks] == [("statutory.amount", Weight.DOUBT)]
    kept = read_content(filled(given.content(), {"statutory.basis": "新法第三条"}).content)
    assert kept.statutory is not None
    assert (kept.statutory.amount, kept.statutory.basis) == (20, "新法第三条")


def test_a_table_of_steps_replaces_them_and_the_last_decides() -> None:
    done = filled(given.content(), {}, steps=[{"name": "审查", "limit.amount": "1"}, {"name": "办结"}])
    steps = read_content(done.content).steps
    assert [(s.key, s.name, s.desk, s.decides, s.checks != ()) for s in steps] == [
        ("review", "审查", "review", False, True), ("s1", "办结", "approve", True, False),
    ]  # fmt: skip
    assert [(r.weight, "决定" in r.wrong) for r in done.remarks] == [(Weight.HINT, True)]


def test_what_would_make_no_sense_is_refused_at_its_row() -> None:
    done = filled({}, {}, materials=[{"name": "申请表"}, {"name": "申请表"}])
    assert done.refused
    assert "重复" in done.remarks[-1].wrong
    assert filled({}, {}, charges=[{"standard": "10 元"}]).refused


@pytest.mark.parametrize(
    ("sentence", "halves"),
    [
        ("没有编码，请补充", ("没有编码", "请补充")), ("写错了。请更正。", ("写错了", "请更正")),
        ("超过 64 个字，无法导入", ("超过 64 个字，无法导入", "请更正后重新导入这一行")),
    ],
)  # fmt: skip
def test_a_sentence_is_parted_in_what_is_wrong_and_what_to_do(sentence: str, halves: tuple[str, str]) -> None:
    assert parted(sentence) == halves


def test_questions_forms_and_materials_hang_together_by_their_names() -> None:
    asks = [
        {"label": "经营方式", "choices": "堂食|外卖|预包装/散装"},
        {"label": "面积", "kind": "数字", "when": "经营方式=堂食|预包装/散装"},
        {"label": "是否租用"},
    ]
    done = filled({}, {}, asks=asks, materials=[{"name": "平面图", "when": "面积≥100 或 是否租用=是"}],
                  fields=[{"label": "座位数", "kind": "数字", "when": "经营方式≠外卖"}])  # fmt: skip
    assert done.remarks == []
    parts = read_content(done.content)
    assert [(a.key, a.kind) for a in parts.asks] == [("a1", "choice"), ("a2", "number"), ("a3", "yes_no")]
    assert parts.asks[1].when[0][0].values == ("堂食", "预包装/散装")
    assert [len(row) for row in parts.materials[0].when] == [1, 1]
    assert (parts.fields[0].key, parts.fields[0].when[0][0].op) == ("f1", "lacks")


@pytest.mark.parametrize(
    ("asks", "key"),
    [
        ([{"label": "甲", "when": "乙=是"}, {"label": "乙"}], "when"),  # hangs on a later one
        ([{"label": "甲", "when": "丙=是"}], "when"),
        ([{"label": "甲"}, {"label": "甲"}], ""),
        ([{"label": "甲", "kind": "电话"}], "kind"),
    ],
)  # fmt: skip
def test_questions_that_make_no_sense_keep_the_item_out(asks: list[dict[str, str]], key: str) -> None:
    done = filled({}, {}, asks=asks)
    assert done.refused
    assert [r.key for r in done.remarks] == [key]


def test_a_question_taken_away_that_something_hangs_on_is_refused() -> None:
    old = filled({}, {}, asks=[{"label": "甲"}, {"label": "乙"}], materials=[{"name": "图", "when": "乙=是"}]).content
    assert filled(old, {}, asks=[{"label": "甲"}]).refused


def test_a_row_of_a_form_keeps_its_key_by_it_or_by_its_name_and_group() -> None:
    old = filled(
        {}, {}, fields=[{"label": "姓名", "group": "甲", "key": "x"}, {"label": "姓名", "group": "乙", "key": "y"}]
    ).content
    told = [
        {"label": "姓名", "group": "乙", "hint": "新"},
        {"label": "姓名", "group": "甲"},
        {"label": "新名", "key": "x"},
    ]
    fields = read_content(filled(old, {}, fields=told[:2]).content).fields
    assert [(f.key, f.group, f.hint) for f in fields] == [("y", "乙", "新"), ("x", "甲", "")]
    [renamed] = read_content(filled(old, {}, fields=told[2:]).content).fields
    assert (renamed.key, renamed.label, renamed.group) == ("x", "新名", "甲")
