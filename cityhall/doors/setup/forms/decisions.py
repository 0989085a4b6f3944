"""决策表, as it is typed: a cell a question and row; and the questions of an item as rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from cityhall.catalogue import queries
from cityhall.catalogue.queries import TableRow
from cityhall.catalogue.terms import ASKABLE, Ask, FieldKind

PARTS_TOLD = {"materials": "材料", "fields": "填写项"}
NONE = "非 "


@dataclass(frozen=True)
class Cell:
    """One input of the table."""

    name: str
    ask: Ask
    value: str
    error: str = ""


@dataclass(frozen=True)
class Shown:
    """One row as the page draws it; `first`: the row that names its target."""

    row: TableRow
    cells: tuple[Cell, ...]
    first: bool
    kind: str


def cell_name(row: TableRow, ask: Ask) -> str:
    return f"c-{row.part}-{row.key}-{row.n}-{ask.key}"


def shown(rows: list[TableRow], asks: tuple[Ask, ...], data: QueryDict | None, wrong: Mapping[Any, str]) -> list[Shown]:
    """The rows with what was typed into them, and what is wrong with it."""
    made = []
    for row in rows:
        cells = tuple(
            Cell(name, ask, data.get(name, "") if data is not None else text, wrong.get((row.part, row.key, row.n, ask.key), ""))
            for ask, text in zip(asks, row.cells, strict=True)
            for name in [cell_name(row, ask)]
        )  # fmt: skip
        made.append(Shown(row, cells, row.n == 0, PARTS_TOLD[row.part]))
    return made


def typed(parts: Any, data: QueryDict) -> tuple[list[TableRow], dict[tuple[str, str], list[dict[str, str]]]]:
    """The table as it was sent: as many rows of each target as the page had, one more where it was asked for."""
    more = data.get("or", "")
    rows, cells = [], {}
    for part in queries.TARGETS:
        for spec in getattr(parts, part):
            count = data.get(f"n-{part}-{spec.key}", "")
            n = min(int(count), 20) if count.isdecimal() else 1
            n = max(n, 1) + (more == f"{part}:{spec.key}")
            name = getattr(spec, "name", "") or spec.label
            cells[part, spec.key] = [
                {ask.key: data.get(f"c-{part}-{spec.key}-{k}-{ask.key}", "").strip() for ask in parts.asks} for k in range(n)
            ]  # fmt: skip
            rows += [
                TableRow(part, spec.key, name, k, tuple(row.values()), "", spec.required)
                for k, row in enumerate(cells[part, spec.key])
            ]  # fmt: skip
    return rows, cells


def hints_of(ask: Ask) -> list[str]:
    """What may be written into the cells of a question."""
    if ask.kind is FieldKind.YES_NO:
        return ["是", "否"]
    if ask.kind in (FieldKind.CHOICE, FieldKind.MANY):
        return [*ask.choices, *(f"{NONE}{choice}" for choice in ask.choices)]
    return ["≥100", "≤50", "50~100"] if ask.kind is FieldKind.NUMBER else ["≥2026-01-01", "≤2026-12-31"]


ASK_KINDS = [(kind.value, kind.label) for kind in ASKABLE]
LINE_HINT = "只在这样的情况下才问，如：经营方式=堂食|外卖 且 面积≥100；不填即都问。只能用排在前面的问题"
