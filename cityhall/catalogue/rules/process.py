"""流程体检: has an item more steps, approvals and signatures than the reform allows. Pure; the measures are handed in.

Counted are the review steps of a version. Side by side they count once: the same source tells of a licensing of four organs
made parallel that “由目前的5个审批环节压减至1个”. Signatures count each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import STANDARDS, Pace, ProcessRule, ProcessStandards, Severity, StepNature, StepSpec
from cityhall.organs.terms import Desk

from .content import Parts
from .publishing import Problem, compare

SHOWN = 6


@dataclass(frozen=True)
class ProcessFinding:
    """What is found: by which rule, how heavy, what to do about it, by what document, at which place of the content."""

    rule: ProcessRule
    severity: Severity
    sentence: str
    source: str
    place: str


@dataclass(frozen=True)
class Shape:
    """How many steps a version has one after another, how many of them are internal approvals, how many sign."""

    steps: int
    approvals: int
    approvers: int


def nature_of(step: StepSpec, standards: ProcessStandards = STANDARDS) -> StepNature:
    """By its desk, by the visit it needs, or by the words of its name. What decides is an approval whatever it is called."""
    if step.decides:
        return StepNature.APPROVAL
    if step.visit or step.desk is Desk.SURVEY:
        return StepNature.SURVEY
    for words, nature in (
        (standards.surveys, StepNature.SURVEY), (standards.tests, StepNature.TEST), (standards.experts, StepNature.EXPERTS),
    ):  # fmt: skip
        if any(word in step.name for word in words):
            return nature
    return StepNature.APPROVAL


def approvals(steps: Sequence[StepSpec], standards: ProcessStandards = STANDARDS) -> list[StepSpec]:
    """The internal approvals among them (除勘察、检测、评审环节外)."""
    return [s for s in steps if nature_of(s, standards) is StepNature.APPROVAL]


def approvers(steps: Sequence[StepSpec]) -> list[StepSpec]:
    """Those at which somebody signs: the desk of approval, and whatever decides."""
    return [s for s in steps if s.decides or s.desk is Desk.APPROVE]


def shape(parts: Parts, standards: ProcessStandards = STANDARDS) -> Shape:
    steps = parts.steps
    return Shape(_links(steps), _links(approvals(steps, standards)), len(approvers(steps)))


def links(steps: Sequence[StepSpec], standards: ProcessStandards = STANDARDS) -> int:
    """How many internal approvals there are one after another."""
    return _links(approvals(steps, standards))


def _links(steps: Sequence[StepSpec]) -> int:
    return len({s.order for s in steps})


def is_special(parts: Parts) -> bool:
    """特殊事项: what may need a special procedure, must be heard, or is handled jointly; a chief representative at a window
    does not sign it alone."""
    return bool(parts.specials or parts.hearing or parts.joint)


def findings(parts: Parts, standards: ProcessStandards = STANDARDS) -> list[ProcessFinding]:
    """Everything, the heavy first."""
    order = list(Severity)
    return sorted(_found(parts, standards), key=lambda f: order.index(f.severity))


def advice(parts: Parts, standards: ProcessStandards = STANDARDS) -> list[ProcessFinding]:
    """All but what publishing asks by itself already (承诺不超过法定)."""
    return [f for f in findings(parts, standards) if f.rule is not ProcessRule.PROMISED]


def problems(parts: Parts, standards: ProcessStandards = STANDARDS) -> list[Problem]:
    """What the city has set to stop publishing, besides what stops it anyway."""
    return [Problem(f.place, f.sentence) for f in advice(parts, standards) if f.severity is Severity.BLOCKS]


def _found(parts: Parts, standards: ProcessStandards) -> Iterator[ProcessFinding]:
    if parts.pace is Pace.INSTANT:
        sentence = "即办件有 {n} 个环节（{names}），一般不超过 {most} 个，请合并、取消或并行"
        yield from _too_many(standards, ProcessRule.INSTANT_STEPS, parts.steps, sentence, _links(parts.steps))
    else:
        counted = approvals(parts.steps, standards)
        sentence = "内部审批环节有 {n} 个（{names}），勘察、检测、评审不计，一般不超过 {most} 个，请合并、取消或并行"
        yield from _too_many(standards, ProcessRule.APPROVALS, counted, sentence, _links(counted))
    yield from _signatures(parts, standards)
    if parts.promised is not None and parts.statutory is not None:
        measure = standards.measure(ProcessRule.PROMISED)
        if told := compare(parts.promised, parts.statutory):
            yield ProcessFinding(measure.rule, Severity.BLOCKS, told, measure.source, "promised")


def _signatures(parts: Parts, standards: ProcessStandards) -> Iterator[ProcessFinding]:
    """A special matter is signed by one leader alone; any other by who is authorised at the window: more is a hint."""
    sign = approvers(parts.steps)
    if is_special(parts):
        sentence = "特殊事项有 {n} 个签批环节（{names}），只由 {most} 位分管负责人签批，请合并"
        yield from _too_many(standards, ProcessRule.APPROVERS, sign, sentence, len(sign))
        return
    sentence = "有 {n} 个签批环节（{names}），一般事项授权窗口首席代表签批即可，请合并"
    for found in _too_many(standards, ProcessRule.APPROVERS, sign, sentence, len(sign)):
        yield ProcessFinding(found.rule, Severity.HINT, found.sentence, found.source, found.place)


def _too_many(
    standards: ProcessStandards, rule: ProcessRule, steps: Sequence[StepSpec], sentence: str, count: int
) -> Iterator[ProcessFinding]:
    measure = standards.measure(rule)
    if measure.severity is None or count <= measure.most:
        return
    names = "、".join(s.name for s in steps[:SHOWN]) + ("……" if len(steps) > SHOWN else "")
    told = sentence.format(n=count, names=names, most=measure.most)
    yield ProcessFinding(rule, measure.severity, told, measure.source, "steps")
