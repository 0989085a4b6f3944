from typing import Any

import pytest

from cityhall.catalogue.queries import read_asks, read_when
from cityhall.joint.rules.reading import read_package
from cityhall.joint.terms import Join, Need, OnRefusal
from cityhall.kernel.errors import InvalidInputError


def package(**changes: Any) -> dict[str, Any]:
    return {
        "promise": {"amount": 3, "unit": "workdays"},
        "stages": [{"key": "all", "name": "联合审批", "lead_organ_id": 1}],
        "parts": [
            {"key": "a", "item_id": 1, "stage": "all"},
            {"key": "b", "item_id": 2, "stage": "all", "after": [{"part": "a", "need": "result"}]},
        ],
    } | changes


def read(content: object) -> Any:
    return read_package(content, read_asks, read_when)


def test_what_is_not_said_has_its_usual_meaning() -> None:
    terms = read(package())

    assert terms.stages[0].join is Join.ALL
    assert terms.stages[0].waits
    assert terms.parts[0].on_refusal is OnRefusal.STOP_DEPENDANTS
    assert terms.parts[1].after[0].need is Need.RESULT


@pytest.mark.parametrize(("content", "sentence", "field"), [
    ([], "格式不对", None),
    (package(stages="x"), "应是一个列表", "stages"),
    (package(promise={"amount": 0, "unit": "workdays"}), "应在 1 到", "promise.amount"),
    (package(promise={"amount": 3, "unit": "hours"}), "只能是工作日或自然日", "promise.unit"),
    (package(promise={"amount": True, "unit": "days"}), "不是整数", "promise.amount"),
    (package(stages=[{"key": "all", "name": "", "lead_organ_id": 1}]), "没有填写", "stages.0.name"),
    (package(stages=[{"key": "A b", "name": "甲", "lead_organ_id": 1}]), "小写字母", "stages.0.key"),
    (package(parts=[{"key": "a", "item_id": 1, "stage": "none"}]), "不在阶段之中", "parts.0.stage"),
    (package(parts=[{"key": "a", "item_id": 1, "stage": "all"}] * 2), "重复了", "parts"),
    (package(parts=[{"key": "a", "item_id": 1, "stage": "all", "after": [{"part": "z", "need": "result"}]}]),
     "不在事项之中", "parts.0.after"),
    (package(parts=[{"key": "a", "item_id": 1, "stage": "all", "on_refusal": "x"}]), "取值不认识", "parts.0.on_refusal"),
    (package(feeds=[{"part": "b", "material": "m", "source": "z"}]), "不在事项之中", "feeds.0"),
    (package(asks=[{"key": "Q-1", "label": "问", "kind": "yes_no"}]), "小写字母", "asks.0.key"),
    (package(parts=[{"key": f"p{n}", "item_id": n, "stage": "all"} for n in range(61)]), "最多 60 项", "parts"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_in_its_place(content: Any, sentence: str, field: str | None) -> None:
    with pytest.raises(InvalidInputError, match=sentence) as no:
        read(content)
    assert no.value.field == field


def test_a_condition_hangs_on_a_question_there_is() -> None:
    asks = [{"key": "staff", "label": "要雇人吗", "kind": "yes_no"}]
    when = [[{"key": "staff", "op": "is", "values": ["是"]}]]
    parts = [{"key": "a", "item_id": 1, "stage": "all", "when": when}, {"key": "b", "item_id": 2, "stage": "all"}]

    assert read(package(asks=asks, parts=parts)).parts[0].when
    with pytest.raises(InvalidInputError, match="不在问题之中"):
        read(package(parts=parts))
