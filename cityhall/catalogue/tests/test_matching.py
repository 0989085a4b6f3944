"""The matcher: what is hit, missed, open; which question comes next; and that each clause is compared once."""

import random
from typing import Any

import pytest

from cityhall.catalogue.rules import conditions, facts, matching
from cityhall.catalogue.rules.matching import Measure
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.conditions import Ask, Condition, Verdict

ASKS = facts.read_library(row for row, _ in facts.library(["东栎区", "澜湖区"]))
BY_KEY = {ask.key: ask for ask in ASKS}


def wanting(*rows: dict[str, Any]) -> Condition:
    """`{"size": "小型|微型", "staff": ">=10"}` a row."""
    return conditions.read_condition(
        Reader({"c": [[_clause(key, told) for key, told in row.items()] for row in rows]}), "c", "条件", ASKS
    )


def _clause(key: str, told: str) -> dict[str, Any]:
    op = {">=": "at_least", "<=": "at_most", "!=": "lacks"}.get(told[:2], "is")
    return {"key": key, "op": op, "values": (told if op == "is" else told[2:]).split("|")}


def said(**answers: str) -> dict[str, tuple[str, ...]]:
    return conditions.read_answers(ASKS, answers)


MEASURES = [
    Measure(1, wanting({"industry": "制造业", "research_rate": ">=3"})),
    Measure(2, wanting({"industry": "制造业", "investment": ">=500"}, {"high_tech": "是"})),
    Measure(3, wanting({"size": "小型|微型", "layoffs": "<=5"})),
    Measure(4, ()),
    Measure(5, wanting({"export_value": ">=100"})),
]


@pytest.mark.parametrize(
    ("answers", "met", "missed"),
    [
        ({}, [4], []),
        ({"industry": "农业"}, [4], [1]),
        ({"industry": "农业", "high_tech": "是"}, [2, 4], [1]),
        ({"size": "小型", "layoffs": "5"}, [3, 4], []),
        ({"size": "大型"}, [4], [3]),
        ({"exports": "否"}, [4], [5]),
        ({"exports": "是", "export_value": "100"}, [4, 5], []),
    ],
)
def test_each_policy_is_hit_missed_or_open(answers: dict[str, str], met: list[int], missed: list[int]) -> None:
    found = matching.match(MEASURES, ASKS, said(**answers))
    assert (found.of(Verdict.MET), found.of(Verdict.MISSED)) == (met, missed)
    for measure in MEASURES:
        assert found.why(measure).verdict is found.verdicts[measure.id]


def test_the_next_question_settles_most() -> None:
    first = matching.match(MEASURES, ASKS, {})
    assert first.next is not None
    assert (first.next.ask.key, first.next.settles) == ("industry", 1)  # measure 1 alone; 2 has another way
    only = matching.match(MEASURES[2:3], ASKS, said(size="小型"))
    assert only.next is not None
    assert (only.next.ask.key, only.left) == ("layoffs", 1)


def test_a_question_that_hangs_on_another_comes_after_it() -> None:
    found = matching.match(MEASURES[4:], ASKS, {})
    assert found.next is not None
    assert (found.next.ask.key, found.next.settles) == ("exports", 1)
    after = matching.match(MEASURES[4:], ASKS, said(exports="是"))
    assert after.next is not None
    assert after.next.ask.key == "export_value"


def test_what_was_passed_over_is_not_asked_again_and_nothing_is_asked_once_all_is_settled() -> None:
    found = matching.match(MEASURES[2:3], ASKS, {}, skipped=["size", "layoffs"])
    assert (found.next, found.of(Verdict.UNKNOWN)) == (None, [3])
    assert matching.match(MEASURES[2:3], ASKS, said(size="大型")).next is None


def test_each_finding_says_what_is_wanted_and_what_would_be_missing() -> None:
    found = matching.match(MEASURES, ASKS, said(industry="制造业", investment="320", high_tech="否"))
    told = [f.text for f in found.why(MEASURES[1]).findings]
    assert told == ["主要行业：制造业", "要求今年设备投资额不少于 500 万元，现为 320 万元"]


def _many(count: int) -> list[Measure]:
    """As many policies of one to five clauses, drawn from all facts."""
    draw, kinds = random.Random(20_261_126), list(ASKS)
    return [
        Measure(n, (tuple(_drawn(draw, ask) for ask in draw.sample(kinds, draw.randint(1, 5))),)) for n in range(count)
    ]


def _drawn(draw: random.Random, ask: Ask) -> Any:
    from cityhall.catalogue.terms.conditions import Clause, Op

    if ask.kind is FieldKind.NUMBER:
        return Clause(ask.key, draw.choice((Op.AT_LEAST, Op.AT_MOST)), (str(draw.choice((1, 10, 100))),))
    if ask.kind is FieldKind.DATE:
        return Clause(ask.key, Op.AT_LEAST, (f"{draw.randint(2015, 2026)}-01-01",))
    values = ask.choices or ("是", "否")
    return Clause(ask.key, Op.IS, tuple(draw.sample(values, draw.randint(1, len(values) - 1))))


def test_five_hundred_policies_compare_each_clause_once_whatever_the_answers() -> None:
    measures = _many(500)
    distinct = {clause for m in measures for row in m.condition for clause in row}
    total = sum(len(row) for m in measures for row in m.condition)
    profile = facts.PROFILES[2].answers
    for count in (0, 5, 15, 30):
        found = matching.match(measures, ASKS, dict(list(profile.items())[:count]))
        assert found.compared == len(distinct) < total
        assert len(found.verdicts) == 500


def test_asking_what_settles_most_needs_fewer_questions_than_asking_in_order() -> None:
    measures, answers = _many(60), facts.PROFILES[1].answers

    def asked(greedy: bool) -> int:
        given: dict[str, tuple[str, ...]] = {}
        passed: set[str] = set()
        count = 0
        while True:
            found = matching.match(measures, ASKS, given, passed)
            if found.next is None:
                return count
            open_keys = {
                k for m in measures if found.verdicts[m.id] is Verdict.UNKNOWN for k in conditions.mentions(m.condition)
            }
            first = (
                next(
                    a.key
                    for a in conditions.asked(ASKS, given)
                    if a.key not in (*given, *passed) and a.key in open_keys
                )
                if not greedy
                else ""
            )
            key = found.next.ask.key if greedy else first
            count += 1
            if key in answers:
                given[key] = answers[key]
            else:
                passed.add(key)

    assert asked(greedy=True) <= asked(greedy=False)


@pytest.mark.parametrize("profile", facts.PROFILES, ids=lambda p: p.name)
def test_the_sample_enterprises_answer_what_is_asked(profile: Any) -> None:
    raw = {key: list(values) for key, values in profile.answers.items()}
    assert conditions.read_answers(ASKS, raw) == profile.answers
