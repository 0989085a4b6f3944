"""指南体检: everything about a guide that stops publishing, should be mended, or could be better, in one list.

What stops publishing is asked of the rules of publishing and crossing themselves, so that it is refused in the same words;
what is added here only ever advises."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import (
    STANDARDS,
    Fee,
    GuideRule,
    HandlingWay,
    MaterialForm,
    Medium,
    ProcessStandards,
    Severity,
)
from cityhall.deadlines.terms import Unit

from . import crossing, process, publishing
from .content import Parts
from .publishing import Problem

LONGEST_SENTENCE = 80
MOST_LONG = 3
PHONE = re.compile(
    r"(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[-—－ ]?\d{7,8}|\d{7,8}|1\d{4}|[48]00[-—－ ]?\d{3}[-—－ ]?\d{4}|9[56]\d{3,6})"
)
BETWEEN = re.compile(r"[、，,；;/ \n]+|或|和")
AFTER = re.compile(r"[（(][^）)]*[）)]|转\d+|[^\d\s、，,；;/+—－-]+[:：]")
SENTENCE = re.compile(r"[。；！？\n]+")
VAGUE = {
    "等相关材料": "写明是哪些材料", "等有关材料": "写明是哪些材料", "等材料": "写明是哪些材料", "等资料": "写明是哪些资料",
    "其他材料": "写明是哪些材料", "相关材料": "写明是哪些材料", "相关手续": "写明是哪些手续", "有关规定": "写明规定的名称和条款",
    "按规定": "写明规定的名称和条款", "相关规定": "写明规定的名称和条款", "视情况": "写明什么情况怎么办",
    "视情": "写明什么情况怎么办", "根据实际情况": "写明什么情况怎么办", "必要时": "写明什么时候必要", "另行通知": "写明什么时候、怎样通知",
    "有关部门": "写明是哪个部门", "相关部门": "写明是哪个部门", "原则上": "写明例外有哪些", "一般情况下": "写明例外有哪些",
    "酌情": "写明按什么标准",
}  # fmt: skip
TEXTS = {"summary": "简介", "conditions": "受理条件", "address": "办理地点", "hours": "办理时间"}
FORM_WORDS = ("申请表", "申请书", "登记表", "备案表", "审批表")
RULE_OF = {  # whose place of the content a problem of publishing is about
    "statutory": GuideRule.LIMITS, "promised": GuideRule.LIMITS, "pace": GuideRule.LIMITS, "steps": GuideRule.STEPS,
    "materials": GuideRule.MATERIALS, "fee_note": GuideRule.FEES, "charges": GuideRule.FEES, "fee": GuideRule.FEES,
    "result": GuideRule.RESULT, "organ": GuideRule.BODY, "applicants": GuideRule.BODY, "standing": GuideRule.BODY,
    "visits": GuideRule.ONLINE, "offer": GuideRule.ONLINE, "upper": GuideRule.UPPER, "regime": GuideRule.PROMISES,
    "gaps": GuideRule.PROMISES, "pledge": GuideRule.PROMISES, "specials": GuideRule.PROMISES,
}  # fmt: skip
MILD = frozenset({"offer.pay_online", "steps"})  # of what local scripts ask for, what only could be better


@dataclass(frozen=True)
class Finding:
    """What is found: by which rule, how heavy, at which place of the content, and what to do about it."""

    rule: GuideRule
    severity: Severity
    place: str
    sentence: str


def findings(
    parts: Parts, head: publishing.Head, forbidden: Sequence[Problem] = (), doubts: Sequence[tuple[str, str]] = (),
    standards: ProcessStandards = STANDARDS,
) -> list[Finding]:  # fmt: skip
    """Everything, the heavy first. `forbidden`: what the list above does not let the item have; `doubts`: what its import left;
    `standards`: how many steps a process may have."""
    moves: Collection[str] = head.regime.moves if head.regime else frozenset()
    found = [_of(p, Severity.BLOCKS) for p in publishing.publish_problems(parts, head)]
    found += [Finding(GuideRule.UPPER, Severity.BLOCKS, p.field, p.sentence) for p in forbidden]
    found += [_of(Problem(*a), Severity.HINT if a[0] in MILD else Severity.MEND) for a in crossing.advice(parts)]
    found += [_of(p, Severity.HINT) for p in publishing.remarks(parts, moves)] if head.regime else []
    found += [Finding(GuideRule.IMPORTED, Severity.MEND, "doubts", f"{column}：{reason}") for column, reason in doubts]
    found += [Finding(GuideRule.STEPS, f.severity, f.place, f.sentence) for f in process.advice(parts, standards)]
    for look in LOOKS:
        found += look(parts)
    order = list(Severity)
    return sorted(found, key=lambda f: order.index(f.severity))


def _of(problem: Problem, severity: Severity) -> Finding:
    head = problem.field.partition(".")[0]
    rule = RULE_OF.get(head, GuideRule.TEXTS)
    if head == "materials" and problem.field.endswith(".name"):
        rule = GuideRule.VAGUE
    return Finding(rule, severity, problem.field, problem.sentence)


def _phones(parts: Parts) -> Iterator[Finding]:
    for place, label, severity in (
        ("phone", "咨询电话", Severity.MEND),
        ("supervise_phone", "监督投诉电话", Severity.MEND),
    ):
        text = getattr(parts, place)
        if not text:
            yield Finding(GuideRule.PHONES, severity, place, f"没有{label}，请填写打得通、有人接的电话")
        elif wrong := not_a_phone(text):
            sentence = f"{label}“{wrong[:20]}”不像电话号码，请核对区号和位数（如 0990-1234567、12345）"
            yield Finding(GuideRule.PHONES, severity, place, sentence)


def not_a_phone(text: str) -> str:
    """The first part of a text of phones that is none; words before a colon and in brackets, and extensions, may stand."""
    bare = AFTER.sub(" ", text)
    told = [t for t in BETWEEN.split(bare) if t.strip()]
    if not told:
        return text
    return next((t for t in told if not PHONE.fullmatch(t.strip())), "")


def _places(parts: Parts) -> Iterator[Finding]:
    """Whoever has to come must know where and when."""
    comes = not parts.online or parts.visits > 0 or HandlingWay.WINDOW in parts.offer.ways
    severity = Severity.MEND if comes else Severity.HINT
    if not parts.address:
        yield Finding(GuideRule.PLACE, severity, "address", "没有办理地点，请写到楼层和窗口")
    if not parts.hours:
        yield Finding(GuideRule.PLACE, severity, "hours", "没有办理时间，请写明星期几、几点到几点")
    elif not any(c.isdigit() for c in parts.hours):
        yield Finding(
            GuideRule.PLACE, Severity.MEND, "hours", f"办理时间“{parts.hours[:20]}”没有写几点，请写明几点到几点"
        )


def _steps(parts: Parts) -> Iterator[Finding]:
    if parts.promised is not None and parts.promised.unit is not Unit.INSTANT:
        bare = [s.name for s in parts.steps if s.limit is None]
        if bare and len(parts.steps) > 1:
            yield Finding(
                GuideRule.STEPS, Severity.HINT, "steps", f"环节“{bare[0]}”没有时限，超期时说不清是哪一步慢，请填写"
            )
    for n, step in enumerate(parts.steps):
        if not step.checks:
            yield Finding(
                GuideRule.STEPS,
                Severity.HINT,
                f"steps.{n}.checks",
                f"环节“{step.name}”没有审查要点，各人尺度会不一样，请填写",
            )


def _limits(parts: Parts) -> Iterator[Finding]:
    promised, statutory = parts.promised, parts.statutory
    if promised is None or statutory is None or promised.unit is Unit.INSTANT:
        return
    if (promised.unit, promised.amount) == (statutory.unit, statutory.amount):
        sentence = f"承诺办结时限与法定时限相同（{promised}），没有压缩，请核对能否缩短"
        yield Finding(GuideRule.LIMITS, Severity.HINT, "promised", sentence)


def _materials(parts: Parts) -> Iterator[Finding]:
    for n, material in enumerate(parts.materials):
        named = f"材料“{material.name[:30]}”"
        if not material.standard:
            sentence = f"{named}没有受理标准，窗口和申请人不知道怎样算合格，请填写"
            yield Finding(GuideRule.MATERIALS, Severity.MEND, f"materials.{n}.standard", sentence)
        if material.required and not material.basis:
            sentence = f"{named}没有要求提供的依据，没有依据的不得要求提供，请填写或去掉"
            yield Finding(GuideRule.MATERIALS, Severity.HINT, f"materials.{n}.basis", sentence)
        if any(word in material.name for word in FORM_WORDS) and not (
            material.blank or material.example or material.hint
        ):
            sentence = f"{named}没有空白表或样表，也没有说在哪里填，请补上"
            yield Finding(GuideRule.MATERIALS, Severity.HINT, f"materials.{n}.blank", sentence)
        if material.medium is Medium.FILE and material.form in {MaterialForm.ORIGINAL, MaterialForm.COPY}:
            sentence = f"{named}载体是电子，形式却是{material.form.label}，请更正其中之一"
            yield Finding(GuideRule.MATERIALS, Severity.MEND, f"materials.{n}.medium", sentence)


def _texts(parts: Parts) -> Iterator[Finding]:
    if not parts.conditions:
        yield Finding(GuideRule.TEXTS, Severity.MEND, "conditions", "没有受理条件，请写明什么人、什么情况可以办")
    if not parts.basis:
        yield Finding(GuideRule.TEXTS, Severity.MEND, "basis", "没有设定依据，请写明法律法规的名称和条款")
    if not parts.summary:
        yield Finding(
            GuideRule.TEXTS, Severity.HINT, "summary", "没有简介，请用一两句大白话写明这件事是做什么的、谁要办"
        )
    if not parts.keywords:
        yield Finding(GuideRule.TEXTS, Severity.HINT, "keywords", "没有俗称，按日常说法搜不到，请写几个大家怎么叫它")
    if parts.fee is Fee.CHARGED and not parts.charges:
        yield Finding(GuideRule.FEES, Severity.MEND, "charges", "收费事项没有逐项写收费项目，请填写名称、标准和依据")


def _wording(parts: Parts) -> Iterator[Finding]:
    """Words that leave to the reader what to bring or do, and sentences too long to follow."""
    for place, label, text in _said(parts):
        word = next((w for w in VAGUE if w in text), "")
        if word:
            sentence = f"{label}写了“{word}”，说不清楚，请{VAGUE[word]}"
            yield Finding(GuideRule.VAGUE, Severity.MEND, place, sentence)
    long = [
        (place, label, len(one))
        for place, label, text in _said(parts)
        for one in SENTENCE.split(text)
        if len(one) > LONGEST_SENTENCE
    ]
    for place, label, size in long[:MOST_LONG]:
        sentence = f"{label}里有一句长达 {size} 个字，请拆成短句（不超过 {LONGEST_SENTENCE} 个字）"
        yield Finding(GuideRule.WORDING, Severity.HINT, place, sentence)


def _said(parts: Parts) -> Iterator[tuple[str, str, str]]:
    """Every text an applicant reads: its place, what it is called, what it says."""
    for place, label in TEXTS.items():
        if text := getattr(parts, place):
            yield place, label, text
    for n, material in enumerate(parts.materials):
        if material.standard:
            yield f"materials.{n}.standard", f"材料“{material.name[:30]}”的受理标准", material.standard
        if material.hint:
            yield f"materials.{n}.hint", f"材料“{material.name[:30]}”的填报须知", material.hint
    for n, (question, answer) in enumerate(parts.questions):
        if answer:
            yield f"questions.{n}.answer", f"问题“{question[:20]}”的解答", answer


LOOKS: tuple[Callable[[Parts], Iterator[Finding]], ...] = (
    _limits, _steps, _materials, _phones, _places, _texts, _wording,
)  # fmt: skip
