"""情形: what applies to whom, and what is odd about a decision table."""

from typing import Any

import pytest

from cityhall.catalogue.rules import conditions, decisions, differences, inheritance, notation, situations
from cityhall.catalogue.rules.content import Parts, read_content, write_content
from cityhall.catalogue.rules.publishing import Head, publish_problems
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.terms import Procedure, Verdict
from cityhall.kernel.errors import InvalidInputError

from . import given

ASKS: list[dict[str, Any]] = [
    {"key": "way", "label": "经营方式", "choices": ["堂食", "外卖", "网店"]},
    {"key": "cold", "label": "做不做冷食", "kind": "yes_no", "when": [[{"key": "way", "values": ["堂食", "外卖"]}]]},
    {"key": "area", "label": "经营面积", "kind": "number", "unit": "平方米"},
]
ONLINE = [[{"key": "way", "values": ["网店"]}]]
COLD = [[{"key": "cold", "values": ["是"]}]]
LARGE = [[{"key": "way", "op": "lacks", "values": ["网店"]}, {"key": "area", "op": "at_least", "values": ["100"]}]]
MATERIALS: list[dict[str, Any]] = [
    {"key": "licence", "name": "营业执照"},
    {"key": "cold", "name": "冷食专间布局图", "when": COLD},
    {"key": "layout", "name": "场所布局图", "when": LARGE},
    {"key": "web", "name": "网站备案材料", "when": ONLINE},
]
FIELDS: list[dict[str, Any]] = [
    {"key": "shop", "label": "店铺名称"},
    {"key": "site", "label": "网址", "when": ONLINE},
    {"key": "head", "label": "冷食负责人", "when": COLD, "personal": True},
]


def parts(**changes: Any) -> Parts:
    return read_content(given.content(**({"asks": ASKS, "materials": MATERIALS, "fields": FIELDS} | changes)))


def judged(values: dict[str, Any]) -> situations.Situation:
    p = parts()
    return situations.situation(p.asks, p.materials, p.fields, values)


@pytest.mark.parametrize(
    ("values", "asked", "needed", "maybe"),
    [
        ({}, ["way", "area"], ["licence"], ["cold", "layout", "web"]),
        ({"way": "网店"}, ["way", "area"], ["licence", "web"], []),
        ({"way": "堂食"}, ["way", "cold", "area"], ["licence"], ["cold", "layout"]),
        ({"way": "堂食", "cold": "是", "area": "99.9"}, ["way", "cold", "area"], ["licence", "cold"], []),
        ({"way": "堂食", "cold": "否", "area": "100"}, ["way", "cold", "area"], ["licence", "layout"], []),
        ({"way": "网店", "cold": "是", "area": "500"}, ["way", "area"], ["licence", "web"], []),  # cold is not asked
        ({"way": "摆摊", "area": "许多"}, ["way", "area"], ["licence"], ["cold", "layout", "web"]),  # no answers yet
    ],
)
def test_answers_give_exactly_what_applies(
    values: dict[str, Any], asked: list[str], needed: list[str], maybe: list[str]
) -> None:
    told = judged(values)
    assert [ask.key for ask in told.asked] == asked
    assert [line.key for line in told.needed] == needed
    assert [line.key for line in told.maybe] == maybe


def test_it_says_why() -> None:
    told = judged({"way": "外卖", "cold": "否", "area": "20"})
    [cold] = [line for line in told.materials if line.key == "cold"]
    assert (cold.verdict, cold.when) == (Verdict.MISSED, "做不做冷食")
    assert cold.why == ("要求做不做冷食，现为否",)


def test_a_version_with_questions_comes_back_as_it_was_written() -> None:
    assert read_content(write_content(parts())) == parts()


@pytest.mark.parametrize(
    ("asks", "sentence"),
    [
        ([ASKS[0] | {"when": [[{"key": "cold", "values": ["是"]}]]}, ASKS[1]],
         "“问题”互相依赖：“经营方式”→“做不做冷食”→“经营方式”，请去掉其中一个的提问条件"),
        ([ASKS[0] | {"when": [[{"key": "way", "values": ["堂食"]}]]}], "“问题”互相依赖：“经营方式”→“经营方式”"),
        ([ASKS[1], ASKS[0]], "“way”不在问题之中（提问条件只能用排在前面的问题）"),
        ([ASKS[0] | {"kind": "many", "choices": ["冷、热", "生"]}], "多选的选项里不能有顿号"),
        ([ASKS[0], ASKS[2] | {"label": "经营方式"}], "“经营方式”重复了"),
    ],
)  # fmt: skip
def test_questions_that_make_no_sense_are_refused(asks: list[dict[str, Any]], sentence: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        parts(asks=asks, materials=MATERIALS[:1], fields=FIELDS[:1])
    assert sentence in no.value.message


def test_a_question_and_a_field_may_not_have_one_key() -> None:
    with pytest.raises(InvalidInputError, match="“way”重复了"):
        parts(fields=[{"key": "way", "label": "方式"}])


def test_a_sound_table_has_no_flaws() -> None:
    assert decisions.flaws(parts()) == []


@pytest.mark.parametrize(
    ("changes", "grave", "sentence"),
    [
        ({"materials": [*MATERIALS, {"key": "x", "name": "谁也不要的", "when": [
            [{"key": "way", "values": ["网店"]}, {"key": "cold", "values": ["是"]}]]}]}, True,
         "材料“谁也不要的”的适用情形谁都不符合，永远不会出现"),
        ({"materials": [*MATERIALS, {"key": "x", "name": "两头", "when": [
            [{"key": "area", "op": "at_least", "values": ["100"]}, {"key": "area", "op": "at_most", "values": ["50"]}],
            [{"key": "way", "values": ["堂食"]}]]}]}, True, "材料“两头”的第 1 行条件自相矛盾"),
        ({"materials": MATERIALS[:1], "fields": FIELDS[:2]}, False, "问题“做不做冷食”的答案不影响任何材料和填写项"),
        ({"materials": MATERIALS[1:]}, False, "这样回答的人一份材料也没有：经营方式：堂食，做不做冷食：否，经营面积：99平方米"),
        ({"materials": [*MATERIALS, {"key": "x", "name": "重复", "when": [*ONLINE, *ONLINE]}]}, False,
         "第 2 行条件与前面的重复"),
    ],
)  # fmt: skip
def test_odd_tables_are_told(changes: dict[str, Any], grave: bool, sentence: str) -> None:
    told = {flaw.sentence: flaw.grave for flaw in decisions.flaws(parts(**changes))}
    found = [s for s in told if sentence in s]
    assert found, told
    assert told[found[0]] is grave


def test_a_grave_flaw_keeps_an_item_from_being_published() -> None:
    never = [[{"key": "way", "values": ["网店"]}, {"key": "cold", "values": ["是"]}]]
    broken = parts(fields=[*FIELDS, {"key": "x", "label": "多余的", "when": never}])
    told = [p.sentence for p in publish_problems(broken, Head("样例", 1))]
    assert "填写项“多余的”的适用情形谁都不符合，永远不会出现，请改正条件或删去" in told


def test_very_many_combinations_are_not_tried_for_ever() -> None:
    asks = [{"key": f"q{n}", "label": f"问题{n}", "kind": "yes_no"} for n in range(30)]
    when = [[{"key": f"q{n}", "values": ["是"]} for n in range(30)]]
    told = [f.sentence for f in decisions.flaws(parts(asks=asks, materials=[{"key": "m", "name": "证明", "when": when}],
                                                      fields=FIELDS[:1]))]  # fmt: skip
    assert any("组合太多，没有逐一核对" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("cell", "key", "clauses"),
    [
        ("堂食", "way", [("is", ["堂食"])]),
        ("堂食|外卖", "way", [("is", ["堂食", "外卖"])]),
        ("堂食 ｜ 外卖", "way", [("is", ["堂食", "外卖"])]),
        ("非 网店", "way", [("lacks", ["网店"])]),
        ("≠网店", "way", [("lacks", ["网店"])]),
        ("是", "cold", [("is", ["是"])]),
        (">=100", "area", [("at_least", ["100"])]),
        ("不超过 50", "area", [("at_most", ["50"])]),
        ("10~20", "area", [("at_least", ["10"]), ("at_most", ["20"])]),
        ("≥10 且 ≤20", "area", [("at_least", ["10"]), ("at_most", ["20"])]),
        ("", "area", []),
    ],
)
def test_a_cell_is_read_as_people_write_it(cell: str, key: str, clauses: list[tuple[str, list[str]]]) -> None:
    ask = next(a for a in parts().asks if a.key == key)
    assert [(c["op"], c["values"]) for c in notation.read_cell(ask, cell)] == clauses


@pytest.mark.parametrize("when", [ONLINE, COLD, LARGE, [*ONLINE, *LARGE]])
def test_a_condition_written_in_one_line_comes_back(when: list[list[dict[str, Any]]]) -> None:
    p = parts(materials=[{"key": "m", "name": "证明", "when": when}])
    line = notation.line_of(p.materials[0].when, p.asks)
    again = parts(materials=[{"key": "m", "name": "证明", "when": notation.read_line(p.asks, line)}])
    assert again.materials[0].when == p.materials[0].when


def test_a_line_nobody_understands_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="没有“面积大小”这个问题"):
        notation.read_line(parts().asks, "面积大小=很大")


def test_versions_differ_in_words() -> None:
    now = parts(
        materials=[MATERIALS[0] | {"when": ONLINE}, *MATERIALS[1:]], asks=[ASKS[0], ASKS[1] | {"hint": "凉菜"}, ASKS[2]]
    )
    told = {c.place: (c.before, c.after) for c in differences.of_contents(parts(), now, {})}
    assert told["材料“营业执照” · 适用情形"] == ("都适用", "经营方式是“网店”")
    assert told["情形问题“做不做冷食” · 说明"] == ("", "凉菜")


@pytest.mark.parametrize(
    ("when", "more"),
    [
        (COLD, False),
        ([[*COLD[0], {"key": "area", "op": "at_least", "values": ["10"]}]], False),
        ([], True),
        (ONLINE, True),
    ],
)
def test_a_material_may_be_asked_of_fewer_but_not_of_more_than_the_list_above_says(when: Any, more: bool) -> None:
    above = inheritance.said_above("样例", "", Procedure.LICENCE, [{"asks": ASKS, "materials": MATERIALS[1:2]}])
    here = inheritance.Said("样例", "", Procedure.LICENCE, parts(materials=[MATERIALS[1] | {"when": when}]))
    told = [p.sentence for p in inheritance.problems(above, here)]
    assert any("要交的人比上级多" in sentence for sentence in told) is more


def test_what_comes_down_brings_its_questions() -> None:
    above = {"asks": ASKS, "materials": MATERIALS}
    own = {"asks": [{"key": "mine", "label": "本地问题", "kind": "yes_no"}]}
    carried = inheritance.carried_down(above, own)
    assert [ask.key for ask in read_content(carried).asks] == ["mine", "way", "cold", "area"]


def test_answers_are_kept_as_the_form_keeps_them() -> None:
    asks = conditions.read_asks(
        Reader({"asks": [{"key": "e", "label": "项目", "kind": "many", "choices": ["甲", "乙", "丙"]}]}),
        "asks", "问题",
    )  # fmt: skip
    assert situations.as_values(situations.answers_of(asks, {"e": ["甲", "丙"]})) == {"e": "甲、丙"}
    assert situations.answers_of(asks, {"e": "甲、丙"}) == {"e": ("甲", "丙")}
