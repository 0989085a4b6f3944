"""Keyset pages: a list of ten thousand rows costs the same as one of ten."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from .errors import InvalidInputError
from .legible import is_legible

T = TypeVar("T")
M = TypeVar("M", bound=Model)
BEFORE = "~"


@dataclass(frozen=True)
class Page(Generic[T]):
    """`rows` in order; `next` is the cursor of the following page, empty on the last; `prev` that of the page before,
    empty on the first (and in lists that only go on)."""

    rows: Sequence[T]
    next: str = ""
    prev: str = ""


def keyset(rows: QuerySet[M, Any], keys: Sequence[str], after: str, limit: int) -> QuerySet[M, Any]:
    """The rows after the cursor, in the order of `keys` (a leading `-` counts down; the last key must be unique).
    One row more than `limit` is asked for, so that `page` knows whether another page follows. A cursor of `prev` asks
    for the rows before, nearest first: `page` turns them round."""
    if backwards(after):
        keys, after = [key[1:] if key.startswith("-") else f"-{key}" for key in keys], after.removeprefix(BEFORE)
    if after:
        try:
            rows = rows.filter(_after(keys, _decode(after, len(keys))))
        except (TypeError, ValueError, OverflowError, ValidationError) as wrong:  # a value that is no date, no number
            raise _bad_cursor() from wrong
    return rows.order_by(*keys)[: limit + 1]


def backwards(after: str) -> bool:
    """Is this the cursor of a page before?"""
    return after.startswith(BEFORE)


def page(rows: Sequence[T], limit: int, cursor: Sequence[str], key_of: Any, after: str = "") -> Page[T]:
    """Cut the extra row off and remember where the page ended; `key_of(row)` gives the values of the keys. With the
    cursor the rows were asked with (`after`), the page also knows its way back."""
    kept, more = rows[:limit], len(rows) > limit
    if not kept:
        return Page(kept, "", BEFORE + after if after and not backwards(after) else "")
    first, last = _encode(list(key_of(kept[0]))), _encode(list(key_of(kept[-1])))
    if backwards(after):
        return Page(kept[::-1], first, BEFORE + last if more else "")
    return Page(kept, last if more else "", BEFORE + first if after else "")


def _after(keys: Sequence[str], values: Sequence[object]) -> Q:
    """(a, b, c) > (x, y, z), spelled out so that mixed directions work."""
    condition = Q()
    for n, key in enumerate(keys):
        down = key.startswith("-")
        step = Q(**{f"{key.lstrip('-')}__{'lt' if down else 'gt'}": values[n]})
        same = Q(**{k.lstrip("-"): v for k, v in zip(keys[:n], values[:n], strict=True)})
        condition |= same & step
    return condition


def _encode(values: list[object]) -> str:
    plain = [v.isoformat() if isinstance(v, (date, datetime)) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def _decode(cursor: str, count: int) -> list[object]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != count or not is_legible(values):
        raise _bad_cursor()
    return values


def _bad_cursor() -> InvalidInputError:
    return InvalidInputError("page.bad_cursor", "翻页位置无效，请从第一页重新查看", field="after")
