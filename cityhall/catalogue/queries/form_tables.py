"""A draft's form as a table, and a table tried out against the draft."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cityhall.catalogue.rules import form_tables as rules
from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.rules.form_tables import Fate, FormRow, FormTrial

from .library import standing_of

__all__ = ["FORM_COLUMNS", "Fate", "FormRow", "FormTrial", "form_table", "try_form"]
FORM_COLUMNS = tuple(rules.COLUMNS.values())


def form_table(content: Mapping[str, Any]) -> list[list[str]]:
    """The form as rows of texts, in the order of `FORM_COLUMNS`."""
    return rules.written(read_content(content))


def try_form(
    content: Mapping[str, Any], columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> FormTrial:
    """What would become of each row. At most one statement, for the standard fields it names."""
    told = list(rows)
    place = columns.index(rules.COLUMNS["standard"]) if rules.COLUMNS["standard"] in columns else -1
    codes = {cells[place].strip() for _, cells in told if 0 <= place < len(cells)} - {""}
    return rules.read(read_content(content), content, columns, told, standing_of(f"field:{code}" for code in codes))
