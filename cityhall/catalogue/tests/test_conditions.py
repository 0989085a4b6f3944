"""Conditions as data: what is asked, what holds, and why."""

from typing import Any

import pytest

from cityhall.catalogue.rules import conditions
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.terms.conditions import Ask, Condition, Verdict
from cityhall.kernel.errors import InvalidInputError

ASKS: list[dict[str, Any]] = [
    {"key": "way", "label": "经营方式", "choices": ["堂食", "外卖", "都有"]},
    {"key": "seats", "label": "座位数", "kind": "number", "unit": "个",
     "when": [[{"key": "way", "values": ["堂食", "都有"]}]]},
    {"key": "extras", "label": "另外经营", "kind": "many", "choices": ["冷食", "生食", "糕点"]},
    {"key": "rented", "label": "场所是租来的", "kind": "yes_no"},
    {"key": "until", "label": "租期至", "kind": "date", "when": [[{"key": "rented", "values": ["是"]}]]},
]  # fmt: skip


def asks(rows: list[dict[str, Any]] | None = None) -> tuple[Ask, ...]:
    return conditions.read_asks(Reader({"asks": ASKS if rows is None else rows}), "asks", "问题")


def condition(*rows: list[tuple[str, str, list[str]]]) -> Condition:
    data = [[{"key": k, "op": op, "values": values} for k, op, values in row] for row in rows]
    return conditions.read_condition(Reader({"when": data}), "when", "适用条件", asks())


@pytest.mark.parametrize(
    ("rows", "answers", "verdict"),
    [
        ([], {}, Verdict.MET),
        ([[("way", "is", ["堂食", "都有"])]], {"way": "都有"}, Verdict.MET),
        ([[("way", "is", ["堂食", "都有"])]], {"way": "外卖"}, Verdict.MISSED),
        ([[("way", "is", ["堂食"])]], {}, Verdict.UNKNOWN),
        ([[("way", "lacks", ["外卖"])]], {"way": "堂食"}, Verdict.MET),
        ([[("extras", "is", ["冷食", "生食"])]], {"extras": ["糕点", "生食"]}, Verdict.MET),
        ([[("extras", "lacks", ["冷食", "生食"])]], {"extras": ["糕点", "生食"]}, Verdict.MISSED),
        ([[("seats", "at_least", ["75"])]], {"way": "堂食", "seats": "75"}, Verdict.MET),
        ([[("seats", "at_most", ["74.5"])]], {"way": "堂食", "seats": 75}, Verdict.MISSED),
        ([[("seats", "at_least", ["1"])]], {"way": "堂食"}, Verdict.UNKNOWN),
        ([[("seats", "at_least", ["1"])]], {"way": "外卖"}, Verdict.MISSED),  # is not asked at all
        ([[("until", "at_least", ["2027-01-01"])]], {"rented": True, "until": "2027-01-01"}, Verdict.MET),
        ([[("until", "at_least", ["2027-01-01"])]], {"rented": "是", "until": "2026-12-31"}, Verdict.MISSED),
        ([[("way", "is", ["外卖"]), ("rented", "is", ["是"])]], {"way": "外卖"}, Verdict.UNKNOWN),
        ([[("way", "is", ["外卖"]), ("rented", "is", ["是"])]], {"way": "堂食"}, Verdict.MISSED),
        ([[("way", "is", ["外卖"])], [("rented", "is", ["否"])]], {"way": "堂食", "rented": "否"}, Verdict.MET),
        ([[("way", "is", ["外卖"])], [("rented", "is", ["否"])]], {"way": "堂食"}, Verdict.UNKNOWN),
    ],
)
def test_a_condition_holds_misses_or_waits(
    rows: list[list[tuple[str, str, list[str]]]], answers: dict[str, Any], verdict: Verdict
) -> None:
    read = conditions.read_answers(asks(), answers)
    assert conditions.judge(condition(*rows), read, asks()).verdict is verdict


def test_each_finding_says_what_is_wanted_and_what_is() -> None:
    wanted = condition([("seats", "at_most", ["75"]), ("rented", "is", ["是"])])
    judged = conditions.judge(wanted, conditions.read_answers(asks(), {"way": "堂食", "seats": "90"}), asks())
    assert [f.text for f in judged.findings] == [
        "要求座位数不超过 75 个，现为 90 个", "要求场所是租来的，还没有回答",
    ]  # fmt: skip


def test_the_row_that_came_nearest_explains() -> None:
    wanted = condition(
        [("way", "is", ["外卖"]), ("rented", "is", ["是"])], [("way", "is", ["堂食"]), ("rented", "is", ["是"])]
    )
    judged = conditions.judge(wanted, conditions.read_answers(asks(), {"way": "堂食", "rented": "否"}), asks())
    assert [f.verdict for f in judged.findings] == [Verdict.MET, Verdict.MISSED]


def test_a_condition_in_words_and_back_in_json() -> None:
    wanted = condition(
        [("way", "is", ["堂食", "都有"]), ("seats", "at_most", ["75.0"])], [("until", "at_most", ["2027-01-01"])]
    )
    assert conditions.in_words(wanted, asks()) == (
        "经营方式是“堂食或都有”，并且座位数不超过 75 个；或者租期至不晚于 2027-01-01"
    )
    again = conditions.read_condition(Reader({"w": conditions.written(wanted)}), "w", "条件", asks())
    assert again == wanted
    assert conditions.mentions(wanted) == {"way", "seats", "until"}


def test_answers_to_questions_not_put_are_dropped() -> None:
    assert conditions.read_answers(asks(), {"way": "外卖", "seats": "40", "strange": "x"}) == {"way": ("外卖",)}
    assert [a.key for a in conditions.asked(asks(), {"way": ("堂食",)})] == ["way", "seats", "extras", "rented"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"way": "打包"}, "没有“打包”这个选项，可选：堂食、外卖、都有"),
        ({"way": ["堂食", "外卖"]}, "只能选一个"),
        ({"way": "堂食", "seats": "很多"}, "不是数字，请只填数字（单位：个）"),
        ({"way": "堂食", "seats": "NaN"}, "不是数字"),
        ({"way": "外卖", "extras": "冷食", "rented": "是", "until": "明年"}, "不是日期"),
        ({"way": "堂食"}, "“座位数”还没有回答"),
    ],
)
def test_a_bad_answer_gets_a_sentence(answers: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        conditions.read_answers(asks(), answers, strict=True)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"key": "a", "label": "问", "kind": "text"}, "答案要能比较"),
        ({"key": "a", "label": "问", "choices": ["一"]}, "至少要有两个不同的选项"),
        (
            {"key": "a", "label": "问", "kind": "yes_no", "when": [[{"key": "a", "values": ["是"]}]]},
            "只能用排在前面的问题",
        ),
        ({"key": "a", "label": "问", "kind": "yes_no", "when": [[]]}, "是空的"),
    ],
)
def test_a_bad_question_is_refused_at_its_place(row: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        asks([row])


def test_a_question_twice_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="重复"):
        asks([ASKS[0], ASKS[0]])


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        (("nobody", "is", ["是"]), "不在问题之中"),
        (("way", "at_least", ["堂食"]), "不能用于"),
        (("seats", "is", ["5"]), "不能用于"),
        (("seats", "at_least", ["5", "6"]), "只能有一个"),
        (("way", "is", []), "没有填写"),
        (("way", "is", ["打包"]), "没有“打包”这个选项"),
    ],
)
def test_a_bad_clause_is_refused_at_its_place(clause: tuple[str, str, list[str]], says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        condition([clause])
