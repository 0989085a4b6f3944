"""Questions and conditions for rooms above that ask and decide in the same words as an item does (情形)."""

from collections.abc import Mapping, Sequence
from typing import Any

from cityhall.catalogue.rules import conditions, notation, situations
from cityhall.catalogue.rules.fields import read_questionnaire
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.rules.situations import FIRST
from cityhall.catalogue.terms import Ask, Condition, FieldSpec

__all__ = ["FIRST", "applies", "as_fields", "put_as_fields", "read_asks", "read_when", "when_in_words", "when_written"]


def read_asks(rows: Sequence[Any]) -> tuple[Ask, ...]:
    """Questions written as plain JSON; refused with the place where they make no sense."""
    return read_questionnaire(Reader({"asks": rows}))


def read_when(rows: Sequence[Any], asks: Sequence[Ask], place: str = "") -> Condition:
    """A condition written as plain JSON, on these questions."""
    return conditions.read_condition(Reader({"when": rows}, "", place), "when", "适用情形", asks)


def when_written(line: str, asks: Sequence[Ask]) -> list[list[dict[str, object]]]:
    """A condition somebody wrote in one line of words, as plain JSON (`line_of` is its way back)."""
    return notation.read_line(asks, line)


def put_as_fields(asks: Sequence[Ask], values: Mapping[str, Any]) -> tuple[FieldSpec, ...]:
    """The questions put to somebody who answered so, as fields of a form."""
    answers = situations.answers_of(asks, values)
    return tuple(situations.as_field(ask) for ask in conditions.asked(asks, answers))


def as_fields(asks: Sequence[Ask]) -> tuple[FieldSpec, ...]:
    """All questions as fields, whether they are put or not."""
    return tuple(situations.as_field(ask) for ask in asks)


def applies(when: Condition, asks: Sequence[Ask], values: Mapping[str, Any]) -> bool:
    """Does the condition hold for these answers? What hangs on an answer not given yet does not."""
    return situations.holds(when, situations.answers_of(asks, values), asks)


def when_in_words(when: Condition, asks: Sequence[Ask]) -> str:
    return conditions.in_words(when, asks)
