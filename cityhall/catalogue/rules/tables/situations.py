"""情形 in tables: questions and fields with the keys they keep, and conditions as people write them in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from cityhall.catalogue.terms import Ask, FieldKind, Part

from .. import notation
from ..conditions import read_asks, read_condition
from ..reading import Reader
from .cells import NOTHING

KEYED = (Part.ASKS, Part.FIELDS)
"""Their rows have keys that others refer to; the two have one set of keys between them."""
SITUATED = (*KEYED, Part.MATERIALS)
EVERYBODY = NOTHING | {"所有情形", "全部", "都适用"}


def before(values: Mapping[str, Any], had: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Any:
    """The question or field there is that a row tells anew: by its key, or else by its name (of two with one name that in the
    same group), if no row before told it."""
    if values.get("key"):
        return next((one for one in had if one.get("key") == values["key"]), {})
    taken = {row.get("key") for row in rows}
    same = [one for one in had if one.get("label") == values["label"] and one.get("key") not in taken]
    return next((one for one in same if one.get("group", "") == values.get("group", "")), same[0] if same else {})


def kind_of(row: Mapping[str, Any]) -> str:
    """What kind of question it is, where the table does not say."""
    return (FieldKind.CHOICE if row.get("choices") else FieldKind.YES_NO).value


def keys_of(content: Mapping[str, Any]) -> set[str]:
    """Keys of questions and fields that are given already."""
    return {str(row.get("key")) for part in KEYED for row in content.get(part.value) or () if row.get("key")}


def condition_of(text: str, content: Mapping[str, Any]) -> list[list[dict[str, object]]]:
    """A line as a condition on the questions of this content; refused where it names none of them."""
    if text.strip() in EVERYBODY:
        return []
    asks = [
        Ask(str(row.get("key")), str(row.get("label")), FieldKind(row.get("kind")), tuple(row.get("choices") or ()))
        for row in content.get("asks") or ()
    ]
    return notation.read_line(asks, text)


def lines_of(rows: Sequence[Mapping[str, Any]], content: Mapping[str, Any]) -> list[str]:
    """The conditions of these rows as a table shows them."""
    if not any(row.get("when") for row in rows):
        return [""] * len(rows)
    asks = read_asks(Reader(content), "asks", "问题")
    return [notation.line_of(read_condition(Reader(row), "when", "适用情形", asks), asks) for row in rows]
