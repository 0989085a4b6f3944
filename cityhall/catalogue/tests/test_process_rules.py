"""流程体检 as rules: what counts as an internal approval, what is too many, by what document."""

from dataclasses import replace
from typing import Any

import pytest

from cityhall.catalogue.rules import checkup, process, publishing
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.terms import MEASURES, Pace, ProcessRule, ProcessStandards, Severity, StepNature, StepSpec
from cityhall.organs.terms import Desk

from . import given

INSTANT = {"amount": 0, "unit": "instant"}


def step(name: str, desk: str = "review", order: int = 1, **more: Any) -> dict[str, Any]:
    return {"key": f"s{order}", "name": name, "desk": desk, "order": order, **more}


def way(*names: str | tuple[str, str]) -> list[dict[str, Any]]:
    """A way of so many steps, the last decides."""
    told = [(n, "review") if isinstance(n, str) else n for n in names]
    return [
        step(name, desk, n + 1, decides=n == len(told) - 1) for n, (name, desk) in enumerate(told)
    ]  # fmt: skip


def parts(**changes: Any) -> Parts:
    return read_content(given.content(**{"promised": {"amount": 10, "unit": "workdays"}, **changes}))


@pytest.mark.parametrize(
    ("name", "desk", "more", "nature"),
    [
        ("初审", Desk.REVIEW, {}, StepNature.APPROVAL),
        ("收件", Desk.INTAKE, {}, StepNature.APPROVAL),
        ("制证", Desk.ISSUE, {}, StepNature.APPROVAL),
        ("看现场", Desk.SURVEY, {}, StepNature.SURVEY),
        ("核对", Desk.REVIEW, {"visit": True}, StepNature.SURVEY),
        ("现场勘验", Desk.REVIEW, {}, StepNature.SURVEY),
        ("水质检测", Desk.REVIEW, {}, StepNature.TEST),
        ("设备检验", Desk.REVIEW, {}, StepNature.TEST),
        ("专家评审", Desk.REVIEW, {}, StepNature.EXPERTS),
        ("技术审查", Desk.REVIEW, {}, StepNature.EXPERTS),
        ("评审后决定", Desk.APPROVE, {"decides": True}, StepNature.APPROVAL),
    ],
)
def test_what_a_step_is(name: str, desk: Desk, more: dict[str, Any], nature: StepNature) -> None:
    assert process.nature_of(StepSpec("a", name, desk, 1, **more)) is nature


FOUR = ("收件核对", "初审", "复审", ("决定", "approve"))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"steps": way(*FOUR)}, []),
        ({"steps": way("收件核对", "初审", "现场勘验", "专家评审", "水质检测", "复审", ("决定", "approve"))}, []),
        ({"steps": way("法规审核", *FOUR)}, [("approvals", "mend")]),
        ({"pace": Pace.INSTANT, "promised": INSTANT, "steps": way("收件", "审查", ("决定", "approve"))}, []),
        ({"pace": Pace.INSTANT, "promised": INSTANT, "steps": way("收件", "审查", "现场勘验", ("决定", "approve"))},
         [("instant_steps", "mend")]),
        ({"steps": way("审查", ("科长审定", "approve"), ("局长决定", "approve"))}, [("approvers", "hint")]),
        ({"steps": way("审查", ("科长审定", "approve"), ("局长决定", "approve")), "hearing": "样例法第九条"},
         [("approvers", "mend")]),
        ({"steps": way("审查", ("局长决定", "approve")), "joint": True}, []),
        ({"steps": way("审查", ("决定", "approve")), "promised": {"amount": 21, "unit": "workdays"}},
         [("promised", "blocks")]),
    ],
)  # fmt: skip
def test_what_is_too_many(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    got = process.findings(parts(**changes))
    assert [(f.rule.value, f.severity.value) for f in got] == found
    assert all(f.source and f.sentence for f in got)


def test_a_sentence_names_the_steps_that_count_and_what_to_do() -> None:
    got = process.findings(parts(steps=way("法规审核", "现场勘验", *FOUR)))
    assert got[0].sentence == (
        "内部审批环节有 5 个（法规审核、收件核对、初审、复审、决定），勘察、检测、评审不计，一般不超过 4 个，请合并、取消或并行"
    )
    assert "徐州" in got[0].source


def test_side_by_side_counts_once() -> None:
    beside = [{**s, "order": 1} for s in way("甲审", "乙审", "丙审", "丁审")[:3]]
    beside += [step("丁审", order=2), step("决定", "approve", 3, decides=True)]
    for n, one in enumerate(beside):
        one["key"] = f"k{n}"
    assert process.shape(parts(steps=beside)).approvals == 3


def test_the_city_sets_its_own_measure_and_may_let_it_stop_publishing() -> None:
    measures = tuple(
        replace(m, most=2, severity=Severity.BLOCKS, source="样例办法第三条") if m.rule is ProcessRule.APPROVALS else m
        for m in MEASURES
    )
    own, long = ProcessStandards(measures), parts(steps=way("初审", "复审", ("决定", "approve")))
    assert process.problems(long) == []
    assert [p.field for p in process.problems(long, own)] == ["steps"]
    assert process.findings(long, own)[0].source == "样例办法第三条"
    silent = ProcessStandards(tuple(replace(m, severity=None) for m in measures))
    assert process.findings(parts(steps=way("法规审核", *FOUR)), silent) == []


def test_the_guide_check_says_the_same_and_the_law_only_once() -> None:
    late = parts(steps=way("法规审核", *FOUR), promised={"amount": 21, "unit": "workdays"})
    told = checkup.findings(late, publishing.Head("样例许可", 1, "样例局"))
    assert sum("比法定办结时限" in f.sentence for f in told) == 1
    assert [f.severity for f in told if "内部审批环节有 5 个" in f.sentence] == [Severity.MEND]
