"""What may be seen of a personal value without a purpose: one table of kinds, and how each is masked. Pure.

No standard fixes these forms; they are what the field does, and stay on the safe side (个人信息保护法 第六条: no more
than the purpose needs). Every screen, list, paper and log goes by this table; nobody draws stars of her own."""

import re
from collections.abc import Callable, Mapping

from cityhall.kernel.terms import Term

NAME_ENDS = 3
SHORT = 4
STREETS = ("街道", "镇", "乡", "苏木")


class Kind(Term):
    """What sort of personal value it is, which says how it is masked."""

    NAME = "name", "姓名"
    ID_NUMBER = "id", "证件号码（内部）"
    ID_PUBLIC = "id_public", "证件号码（公开）"
    PHONE = "phone", "电话"
    ADDRESS = "address", "地址"
    EMAIL = "email", "电子邮箱"
    ACCOUNT = "account", "银行账号"
    TEXT = "text", "其他个人信息"


def mask(kind: Kind, plain: str) -> str:
    """A value as it may be seen without a purpose. Nothing stays nothing."""
    return TABLE[kind](plain)


def name(plain: str) -> str:
    """姓名: the first character; of three or more, the last as well."""
    if len(plain) < NAME_ENDS:
        return _between(plain, 1, 0)
    return _between(plain, 1, 1)


def id_number(plain: str) -> str:
    """证件号 inside the house: first six and last four; of a short number (passport) the first and last two."""
    return _between(plain, 6, 4) if len(plain) > 10 else _short(plain)  # noqa: PLR2004 - six and four


def id_public(plain: str) -> str:
    """证件号 in public: first and last one."""
    return _between(plain, 1, 1) if len(plain) > 2 else _stars(plain)  # noqa: PLR2004 - one and one


def phone(plain: str) -> str:
    """电话: three and four; what is no longer than that not at all."""
    return _between(plain, 3, 4) if len(plain) > 7 else _stars(plain)  # noqa: PLR2004 - three and four


def address(plain: str) -> str:
    """地址: down to the street office, town or township; where none is named, its first half and never more than six
    characters."""
    ends = [plain.find(word) + len(word) for word in STREETS if word in plain]
    kept = plain[: min(ends)] if ends else plain[: min(6, len(plain) // 2)]
    return f"{kept}****" if len(kept) < len(plain) else plain


def email(plain: str) -> str:
    """邮箱: the first character, and whose server it is."""
    if "@" not in plain:
        return text(plain)
    user, _, host = plain.partition("@")
    return f"{user[:1]}***@{host}"


def account(plain: str) -> str:
    """银行账号: the last four."""
    return _between(plain, 0, 4) if len(plain) > 2 * SHORT else _stars(plain)


def text(plain: str) -> str:
    """其他: the first half, and never more than six characters."""
    return _between(plain, min(6, len(plain) // 2), 0)


def _between(plain: str, head: int, tail: int) -> str:
    """Stars for everything but so many characters at either end."""
    hidden = max(len(plain) - head - tail, 0)
    return plain[:head] + "*" * hidden + (plain[len(plain) - tail :] if tail else "")


def _short(plain: str) -> str:
    return _between(plain, 2, 2) if len(plain) > SHORT else _stars(plain)


def _stars(plain: str) -> str:
    return "*" * len(plain)


TABLE: Mapping[Kind, Callable[[str], str]] = {
    Kind.NAME: name,
    Kind.ID_NUMBER: id_number,
    Kind.ID_PUBLIC: id_public,
    Kind.PHONE: phone,
    Kind.ADDRESS: address,
    Kind.EMAIL: email,
    Kind.ACCOUNT: account,
    Kind.TEXT: text,
}
FIELDS = {"id_number": Kind.ID_NUMBER, "phone": Kind.PHONE, "address": Kind.ADDRESS}
"""Kinds of form fields (`catalogue.FieldKind`) that have a mask of their own."""


def field(kind: str, plain: str) -> str:
    """A personal value of a form, by the kind of its field."""
    return mask(FIELDS.get(kind, Kind.TEXT), plain)


SHAPES = (
    (re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[0-9Xx])(?![0-9A-Za-z])"), r"\1********\2"),
    (re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])"), r"\1****\2"),
    (re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{8,11}(\d{4})(?![0-9A-Za-z])"), r"\1********\2"),
    (re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"), "***@***"),
)
"""How identity numbers, mobiles, account numbers and mail addresses look inside a text, and what stands there instead."""
NUMBERED = re.compile(r"[A-Z]?\d{6}-20[2-9]\d-\d{6,8}")  # the city's own numbers are nobody's
SPACED = re.compile(r"(?<=\d)[\s\-—·.]+(?=[\dXx])")


def redacted(plain: str) -> str:
    """A text of any sort with everything that looks personal made unreadable."""
    for shape, instead in SHAPES:
        plain = shape.sub(instead, plain)
    return plain


def betrays(plain: str) -> bool:
    """Does a text hold what looks like an identity number, a phone, an account number or a mail address, full-width and
    spaced digits counted in?"""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in plain)
    narrow = NUMBERED.sub("", narrow)
    return any(shape.search(text) for shape, _ in SHAPES for text in (narrow, SPACED.sub("", narrow)))
