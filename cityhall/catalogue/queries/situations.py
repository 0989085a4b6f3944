"""情形, asked of a version: what applies to whoever answered so, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cityhall.catalogue.rules import situations
from cityhall.catalogue.rules.conditions import in_words
from cityhall.catalogue.rules.situations import Situation
from cityhall.catalogue.terms import Ask, FieldSpec, ItemTerms

from .versions import guide, terms


@dataclass(frozen=True)
class Questionnaire:
    """The questions of a published item; `why` says of each when it is put."""

    item_id: int
    version: int
    asks: tuple[Ask, ...]
    why: Mapping[str, str]


def situated(of: ItemTerms, values: Mapping[str, Any]) -> ItemTerms:
    """The terms for these answers (among other values of the form). Terms that were narrowed before are taken whole
    again; an item without questions is the same for everybody. No statement."""
    return situations.situated(whole(of), values) if of.asks else of


def whole(of: ItemTerms) -> ItemTerms:
    """The version with everything in it, whatever it was narrowed to. No statement: it is in memory."""
    return terms(of.version_id) if of.asks and of.version_id else of


def all_fields(of: ItemTerms) -> tuple[FieldSpec, ...]:
    """Every question and field of the version, whether it applies or not."""
    return situations.all_fields(whole(of))


def as_values(of: ItemTerms, answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers as somebody gave them (one value, or a list) as the form keeps them; what does not fit is left out."""
    return situations.as_values(situations.answers_of(of.asks, answers))


def situation_of(of: ItemTerms, values: Mapping[str, Any]) -> Situation:
    """Every material and field of the version judged by these answers, with reasons."""
    every = whole(of)
    return situations.situation(every.asks, every.materials, every.fields, values)


def questionnaire(item_id: int) -> Questionnaire:
    """The questions of a published item, for whoever asks."""
    found = guide(item_id).terms
    return Questionnaire(
        item_id, found.version, found.asks, {ask.key: in_words(ask.when, found.asks) for ask in found.asks}
    )  # fmt: skip
