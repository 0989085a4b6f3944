"""Answers of a check-up carried into an application: only where a field asks the very same. Pure."""

from collections.abc import Mapping, Sequence

from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.catalogue.terms.conditions import Ask

LOOSE = (FieldKind.TEXT, FieldKind.LONG)


def carried(asks: Sequence[Ask], answers: Mapping[str, tuple[str, ...]], specs: Sequence[FieldSpec]) -> dict[str, str]:
    """Field → the answer to the question of the same name, where it fits."""
    said = {_name(ask.label): (ask, answers[ask.key]) for ask in asks if ask.key in answers}
    found = {}
    for spec in specs:
        ask, values = said.get(_name(spec.label), (None, ()))
        if ask is not None and _fits(ask, values, spec):
            found[spec.key] = "、".join(values)
    return found


def _fits(ask: Ask, values: tuple[str, ...], spec: FieldSpec) -> bool:
    if spec.kind in (FieldKind.CHOICE, FieldKind.MANY):
        return set(values) <= set(spec.choices) and (len(values) == 1 or spec.kind is FieldKind.MANY)
    return len("、".join(values)) <= spec.max_length and (spec.kind is ask.kind or spec.kind in LOOSE)


def _name(label: str) -> str:
    """“从业人数（人）” asks what “从业人数” does."""
    return label.partition("（")[0].strip()
