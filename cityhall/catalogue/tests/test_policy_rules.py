"""Policies as data: reading, what stands in the way, where they stand on a day, conditions that can never hold."""

from datetime import date
from typing import Any

import pytest

from cityhall.catalogue.rules import conditions, conflicts, facts, policies
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.terms.policies import PolicyState
from cityhall.kernel.errors import InvalidInputError

ASKS = facts.read_library(row for row, _ in facts.library(["东栎区", "澜湖区"]))
TODAY = date(2026, 11, 26)
WHOLE: dict[str, Any] = {
    "title": "稳岗返还（样例）", "kind": "jobs", "document": "样例发〔2026〕1 号", "source_title": "关于稳岗的通知（样例）",
    "valid_from": "2026-01-01", "valid_to": "2027-12-31", "apply_to": "2026-12-31", "audience": "参保企业", "gives": "返还 60%",
    "most": "30.50", "summary": "不裁员少裁员的返还。", "item_id": 7,
    "condition": [[{"key": "layoffs", "op": "at_most", "values": ["5.5"]}, {"key": "credit", "values": ["没有失信记录"]}]],
}  # fmt: skip


def read(**changes: Any) -> Any:
    return policies.read_policy({**WHOLE, **changes}, ASKS)


def clauses(*rows: list[tuple[str, str, list[str]]]) -> Any:
    data = [[{"key": k, "op": op, "values": v} for k, op, v in row] for row in rows]
    return conditions.read_condition(Reader({"c": data}), "c", "条件", ASKS)


def test_a_policy_is_read_and_written_back_the_same() -> None:
    terms = read(asks=[{"key": "line", "label": "有自动化产线", "kind": "yes_no"}])
    assert policies.read_policy(policies.write_policy(terms), ASKS) == terms
    assert terms.most == "30.5"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "名称"),
        ({"valid_to": "明年"}, "不是日期"),
        ({"most": "很多"}, "应是数字"),
        ({"source_url": "javascript:alert(1)"}, "https"),
        ({"surprise": 1}, "不是政策的内容"),
        ({"asks": [{"key": "staff", "label": "人数", "kind": "number"}]}, "重名"),
        ({"condition": [[{"key": "nobody", "values": ["是"]}]]}, "不在问题之中"),
        ({"item_id": "7"}, "应是整数"),
    ],
)
def test_nonsense_is_refused_at_its_place(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        read(**changes)


@pytest.mark.parametrize(
    ("changes", "open_item", "says"),
    [
        ({}, True, []),
        ({}, False, ["申报事项没有开放办理"]),
        ({"item_id": 0}, False, ["没有指定申报事项"]),
        ({"item_id": 0, "automatic": True}, False, ["免申即享的政策要写明"]),
        ({"item_id": 0, "automatic": True, "contact": "0990-5551000"}, False, []),
        ({"document": "", "gives": ""}, True, ["文号没有填写", "给什么"]),
        ({"valid_to": "2025-01-01", "apply_to": ""}, True, ["早于施行日期"]),
        ({"apply_to": "2028-01-01"}, True, ["晚于政策失效"]),
        ({"apply_from": "2027-02-01"}, True, ["早于申报开始"]),
        ({"asks": [{"key": "line", "label": "有产线", "kind": "yes_no"}]}, True, ["没有用在条件里"]),
        ({"condition": [[{"key": "staff", "op": "at_least", "values": ["9"]},
                         {"key": "staff", "op": "at_most", "values": ["5"]}]]}, True, ["永远不会成立"]),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_named_at_once(changes: dict[str, Any], open_item: bool, says: list[str]) -> None:
    found = policies.policy_problems(read(**changes), ASKS, open_item=open_item)
    assert len(found) == len(says), found
    assert all(want in problem.sentence for want, problem in zip(says, found, strict=True))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, PolicyState.OPEN),
        ({"apply_to": ""}, PolicyState.OPEN),
        ({"apply_to": "2026-11-26"}, PolicyState.OPEN),
        ({"apply_to": "2026-11-25"}, PolicyState.CLOSED),
        ({"valid_to": "2026-11-25", "apply_to": ""}, PolicyState.EXPIRED),
        ({"valid_from": "2026-12-01"}, PolicyState.NOT_YET),
        ({"apply_from": "2026-11-27"}, PolicyState.NOT_YET),
    ],
)
def test_where_a_policy_stands_goes_by_its_dates(changes: dict[str, Any], state: PolicyState) -> None:
    assert policies.state_of(read(**changes), TODAY) is state


def test_own_questions_get_keys_nobody_else_has() -> None:
    own = [{"key": "line", "label": "有产线", "kind": "yes_no"},
           {"key": "lines", "label": "几条", "kind": "number", "when": [[{"key": "line", "values": ["是"]}]]}]  # fmt: skip
    asks, condition = policies.own_keys(
        read(asks=own, condition=[[{"key": "lines", "op": "at_least", "values": ["2"]}]]), 31
    )
    assert [a.key for a in asks] == ["p31-line", "p31-lines"]
    assert asks[1].when[0][0].key == "p31-line"
    assert condition[0][0].key == "p31-lines"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[("staff", "at_least", ["100"]), ("staff", "at_most", ["50"])]], ["“从业人数”不少于 100 人，又不超过 50 人"]),
        ([[("staff", "at_least", ["50"]), ("staff", "at_most", ["50"])]], []),
        ([[("registered_on", "at_least", ["2026-01-01"]), ("registered_on", "at_most", ["2025-12-31"])]], ["不早于 2026-01-01"]),
        ([[("size", "is", ["小型"]), ("size", "is", ["微型"])]], ["没有一个选项能同时符合"]),
        ([[("size", "is", ["小型", "微型"]), ("size", "lacks", ["微型"])]], []),
        ([[("size", "lacks", ["大型", "中型", "小型", "微型"])]], ["没有一个选项"]),
        ([[("high_tech", "is", ["是"]), ("high_tech", "is", ["否"])]], ["没有一个选项"]),
        ([[("exports", "is", ["否"]), ("export_value", "at_least", ["1"])]], ["只在有进出口实绩时才问"]),
        ([[("staff", "at_least", ["9"])], [("staff", "at_least", ["9"]), ("size", "is", ["小型"])]], ["第 2 行是多余的"]),
        ([[("staff", "at_least", ["9"])], [("size", "is", ["小型"])]], []),
        ([[("staff", "at_least", ["9"])], [("staff", "at_least", ["9"])]], ["第 2 行是多余的"]),
    ],
)  # fmt: skip
def test_conditions_that_can_never_hold_or_say_nothing_are_named(rows: list[Any], says: list[str]) -> None:
    found = conflicts.conflicts(clauses(*rows), ASKS)
    assert len(found) == len(says), found
    assert all(want in sentence for want, sentence in zip(says, found, strict=True))


def test_a_fact_in_use_keeps_what_is_used() -> None:
    old = next(a for a in ASKS if a.key == "size")
    used = [("样例政策", clauses([("size", "is", ["小型"])])[0][0])]
    row = {"key": "size", "label": "规模", "kind": "choice", "choices": ["大型", "小型"]}
    facts.check_change(old, facts.read_library([row])[0], used)
    for changed, says in (
        ({"choices": ["大型", "中型"]}, "选项“小型”"),
        ({"kind": "yes_no", "choices": []}, "类型和单位"),
    ):
        with pytest.raises(InvalidInputError, match=says):
            facts.check_change(old, facts.read_library([{**row, **changed}])[0], used)
    with pytest.raises(InvalidInputError, match="不能停用"):
        facts.check_retired(old, used)
