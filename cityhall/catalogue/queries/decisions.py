"""决策表 of a draft: as a table of cells people write in, tried out and checked before anything is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityhall.catalogue.rules import conditions, decisions, notation, situations
from cityhall.catalogue.rules.conditions import in_words
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.decisions import Flaw
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.rules.situations import Situation
from cityhall.catalogue.terms import Ask, Verdict
from cityhall.kernel.errors import InvalidInputError

TARGETS = ("materials", "fields")
Cells = Mapping[tuple[str, str], Sequence[Mapping[str, str]]]
"""What stands in the table: by kind and key of a target its rows, each with a text by question."""
Wrong = dict[tuple[str, str, int, str], str]


@dataclass(frozen=True)
class TableRow:
    """One row of the table: of a target the n-th alternative. `cells` are in the order of the questions."""

    part: str
    key: str
    name: str
    n: int
    cells: tuple[str, ...]
    words: str
    required: bool


def decision_table(parts: Parts) -> list[TableRow]:
    """Every material and field with its rows; one blank row where it is for everybody."""
    rows = []
    for part in TARGETS:
        for spec in getattr(parts, part):
            name, words = getattr(spec, "name", "") or spec.label, in_words(spec.when, parts.asks)
            for n, row in enumerate(spec.when or ((),)):
                cells = tuple(notation.cell_of([c for c in row if c.key == ask.key]) for ask in parts.asks)
                rows.append(TableRow(part, spec.key, name, n, cells, words, spec.required))
    return rows


def tabled(parts: Parts, content: Mapping[str, Any], cells: Cells) -> tuple[dict[str, Any], Wrong]:
    """The content with what stands in the table, and what of it makes no sense, by its cell. A row left blank falls away;
    where all are, the target is for everybody."""
    wrong: Wrong = {}
    made = dict(content)
    for part in TARGETS:
        made[part] = [dict(row) for row in content.get(part) or ()]
        for row in made[part]:
            if (part, row["key"]) in cells:
                row["when"] = _when(parts.asks, part, row["key"], cells[part, row["key"]], wrong)
    return made, wrong


def _when(
    asks: Sequence[Ask], part: str, key: str, rows: Sequence[Mapping[str, str]], wrong: Wrong
) -> list[list[dict[str, object]]]:  # fmt: skip
    found = []
    for n, row in enumerate(rows):
        clauses: list[dict[str, object]] = []
        for ask in asks:
            told = notation.read_cell(ask, row.get(ask.key, ""))
            try:
                conditions.read_condition(Reader({"when": [told] if told else []}), "when", "适用情形", asks)
            except InvalidInputError as no:
                wrong[part, key, n, ask.key] = no.message.partition("不对：")[2] or no.message.rpartition("的")[2]
                continue
            clauses += told
        if clauses:
            found.append(clauses)
    return found


@dataclass(frozen=True)
class Trial:
    """The table tried out: what these answers lead to, what is odd about it, and which answers lead to no material."""

    parts: Parts
    situation: Situation
    flaws: tuple[Flaw, ...]


def try_out(content: Mapping[str, Any], values: Mapping[str, Any]) -> Trial:
    parts = read_content(content)
    return Trial(
        parts, situations.situation(parts.asks, parts.materials, parts.fields, values), tuple(decisions.flaws(parts))
    )  # fmt: skip


def questions_of(parts: Parts, values: Mapping[str, Any]) -> tuple[list[Any], dict[str, str]]:
    """The questions put to somebody who answered so, as fields, with the answers as the form keeps them."""
    answers = situations.answers_of(parts.asks, values)
    return [situations.as_field(ask) for ask in conditions.asked(parts.asks, answers)], situations.as_values(answers)


def asks_written(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Questions whose condition is a line of words (`line`), with the condition itself in its place."""
    made: list[dict[str, Any]] = []
    for n, row in enumerate(rows):
        line = str(row.get("line") or "").strip()
        kept = {key: value for key, value in row.items() if key != "line"}
        try:
            before = conditions.read_asks(Reader({"asks": made}), "asks", "问题") if line else ()
            kept["when"] = notation.read_line(before, line) if line else []
        except InvalidInputError as no:
            raise InvalidInputError(no.code, no.message, f"asks.{n}.line") from None
        made.append(kept)
    return made


def line_of(when: Sequence[Any], asks: Sequence[Mapping[str, Any]]) -> str:
    """A condition of a content in one line of words."""
    read = conditions.read_asks(Reader({"asks": [dict(ask) for ask in asks]}), "asks", "问题")
    return notation.line_of(conditions.read_condition(Reader({"when": when}), "when", "提问条件", read), read)


def applying(content: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str], list[Any]]:
    """For these answers: the keys of the fields and of the materials that apply, and the questions still open, as fields."""
    parts = read_content(content)
    told = situations.situation(parts.asks, parts.materials, parts.fields, values)
    met = [frozenset(x.key for x in lines if x.verdict is Verdict.MET) for lines in (told.fields, told.materials)]
    return met[0], met[1], [situations.as_field(ask) for ask in told.open]
