"""情形: what of an item applies to whoever answered its questions. Pure; the server decides by it, whatever a page sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cityhall.catalogue.terms import Ask, FieldKind, FieldSpec, ItemTerms, MaterialSpec, Verdict
from cityhall.catalogue.terms.conditions import Condition

from . import conditions
from .conditions import Answers
from .fields import COMMA

FIRST = "先回答几个问题"
OF_NUMBERS = 20  # characters of a number or a day


def situated(whole: ItemTerms, values: Mapping[str, Any]) -> ItemTerms:
    """The terms as they are for these answers: the questions that are put come first in the form, then the fields that
    apply; of the materials those that apply. What hangs on an answer not given yet is not there yet."""
    if not whole.asks:
        return whole
    answers = answers_of(whole.asks, values)
    put = tuple(as_field(ask) for ask in conditions.asked(whole.asks, answers))
    fields = tuple(f for f in whole.fields if holds(f.when, answers, whole.asks))
    return replace(whole, fields=(*put, *fields), materials=tuple(m for m in whole.materials
                                                                  if holds(m.when, answers, whole.asks)))  # fmt: skip


def all_fields(whole: ItemTerms) -> tuple[FieldSpec, ...]:
    """Every question and every field there is, whether it applies or not."""
    return (*(as_field(ask) for ask in whole.asks), *whole.fields)


def answers_of(asks: Sequence[Ask], values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The answers among the values of a form, which keeps several as one text."""
    return conditions.heard(asks, {ask.key: apart(ask, values.get(ask.key)) for ask in asks})


def apart(ask: Ask, value: Any) -> Any:
    return value.split(COMMA) if ask.kind is FieldKind.MANY and isinstance(value, str) and value else value


def as_values(answers: Answers) -> dict[str, str]:
    """Answers as the form keeps them."""
    return {key: COMMA.join(values) for key, values in answers.items()}


def as_field(ask: Ask) -> FieldSpec:
    """A question is a field of the form that has to be answered."""
    measured = ask.kind in conditions.MEASURED
    return FieldSpec(
        key=ask.key, label=ask.label, kind=ask.kind, required=True, personal=ask.personal, choices=ask.choices,
        hint=ask.hint, unit=ask.unit, group=FIRST, max_length=OF_NUMBERS if measured else 1000,
    )  # fmt: skip


def holds(when: Condition, answers: Answers, asks: Sequence[Ask]) -> bool:
    return conditions.judge(when, answers, asks).verdict is Verdict.MET


@dataclass(frozen=True)
class Line:
    """One material or field and what the answers make of it: `why` is what decided, `when` the rule in words."""

    key: str
    name: str
    verdict: Verdict
    when: str = ""
    why: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Situation:
    """What the answers given so far lead to."""

    asked: tuple[Ask, ...]
    answers: Mapping[str, tuple[str, ...]]
    materials: tuple[Line, ...]
    fields: tuple[Line, ...]

    @property
    def open(self) -> tuple[Ask, ...]:
        """What is still to be answered."""
        return tuple(ask for ask in self.asked if ask.key not in self.answers)

    @property
    def needed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.materials if line.verdict is Verdict.MET)

    @property
    def maybe(self) -> tuple[Line, ...]:
        return tuple(line for line in self.materials if line.verdict is Verdict.UNKNOWN)

    @property
    def spared(self) -> tuple[Line, ...]:
        return tuple(line for line in self.materials if line.verdict is Verdict.MISSED)


def situation(
    asks: Sequence[Ask], materials: Sequence[MaterialSpec], fields: Sequence[FieldSpec], values: Mapping[str, Any]
) -> Situation:
    """Every material and every field, judged with reasons."""
    answers = answers_of(asks, values)
    return Situation(
        tuple(conditions.asked(asks, answers)), answers,
        tuple(_line(m.key, m.name, m.when, answers, asks, required=m.required) for m in materials),
        tuple(_line(f.key, f.label, f.when, answers, asks, required=f.required) for f in fields),
    )  # fmt: skip


def _line(
    key: str, name: str, when: Condition, answers: Answers, asks: Sequence[Ask], *, required: bool
) -> Line:  # fmt: skip
    judged = conditions.judge(when, answers, asks)
    said = tuple(finding.text for finding in judged.findings)
    return Line(key, name, judged.verdict, conditions.in_words(when, asks), said, required)
