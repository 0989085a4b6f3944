"""What may be seen without a purpose: masked forms of personal values. Pure."""

NAME_ENDS = 3
STREETS = ("街道", "镇", "乡", "苏木")


def name(plain: str) -> str:
    """姓名: the first character; of three or more, the last as well."""
    if len(plain) < NAME_ENDS:
        return plain[:1] + "*" * max(len(plain) - 1, 0)
    return plain[0] + "*" * (len(plain) - 2) + plain[-1]


def id_number(plain: str, *, public: bool = False) -> str:
    """身份证号: first six and last four inside the house, first and last one in public."""
    head, tail = (1, 1) if public else (6, 4)
    return plain if len(plain) <= head + tail else plain[:head] + "*" * (len(plain) - head - tail) + plain[-tail:]


def phone(plain: str) -> str:
    """手机: three and four."""
    return plain[:3] + "*" * max(len(plain) - 7, 0) + plain[-4:] if len(plain) > 7 else "*" * len(plain)  # noqa: PLR2004


def address(plain: str) -> str:
    """地址: down to the street office, town or township; where none is named, its first six characters."""
    ends = [plain.find(word) + len(word) for word in STREETS if word in plain]
    kept = plain[: min(ends)] if ends else plain[:6]
    return kept + "****" if len(kept) < len(plain) else plain
