"""Codes when an item joins a standard: the base code is the standard's, and the item's own code follows where it holds one."""

import re
from collections.abc import Iterable
from hashlib import sha256

from cityhall.kernel.errors import InvalidInputError

TASK = re.compile(r"(?P<head>[0-9A-HJ-NP-RTUWXY]{18}[1-9])(?P<base>[0-9A-Z]{12})(?P<tail>\d{2})?")
ANY_CODE = re.compile(r"[0-9A-Za-z-]{10,64}")
MOST_NAME = 300


def check_standard_name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > MOST_NAME:
        raise InvalidInputError("catalogue.standard_name_missing", "请填写标准名称，最多 300 个字", "name")
    return name


def recoded(item_code: str, base_code: str) -> str:
    """实施编码 (31 or 33) with the standard's base code in its place; a code of another shape stays as it is."""
    shape = TASK.fullmatch(item_code)
    return f"{shape['head']}{base_code}{shape['tail'] or ''}" if shape else item_code


def recode(items: Iterable[tuple[int, str]], base_code: str, taken: Iterable[str]) -> dict[int, str]:
    """The new item codes; one that somebody has already is not given a second time: that item keeps its own."""
    given, used = {}, set(taken)
    for item_id, old in items:
        new = recoded(old, base_code)
        given[item_id] = old if new in used else new
        used.add(given[item_id])
    return given


def is_code(text: str) -> bool:
    """Does somebody ask by a code, new or old?"""
    return bool(ANY_CODE.fullmatch(text.strip())) and any(c.isdigit() for c in text)


def key_of(item_ids: Iterable[int]) -> str:
    """The fingerprint of a set of items."""
    return sha256(",".join(str(n) for n in sorted(item_ids)).encode()).hexdigest()
