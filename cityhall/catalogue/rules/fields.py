"""The form in the content of an item: the questions that come first, and the fields, each with the situations it is for."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from cityhall.catalogue.terms import Ask, FieldKind, FieldSpec, Origin, Reuse

from .conditions import read_asks, read_condition
from .reading import Reader, check_unique

ALWAYS_PERSONAL = frozenset({FieldKind.ID_NUMBER, FieldKind.PHONE, FieldKind.ADDRESS})
WITH_CHOICES = frozenset({FieldKind.CHOICE, FieldKind.MANY})
WORDED = frozenset({FieldKind.TEXT, FieldKind.LONG})
COMMA = "、"  # several answers are kept as one text, with this between them
LONGEST_PATTERN = 200
NESTED = re.compile(r"[*+}]\)?[*+{]|\([^)]*[*+{|][^)]*\)\s*[*+{]|\\\d|\(\?")
ENDLESS, MOST_ENDLESS = re.compile(r"(?<!\\)[*+]|\{\d*,\}"), 2


def read_questionnaire(reader: Reader) -> tuple[Ask, ...]:
    """情形: the questions of an item. One that leads back to itself is refused with the whole ring."""
    _refuse_ring(reader)
    asks = read_asks(reader, "asks", "问题")
    for n, ask in enumerate(asks):
        if ask.kind is FieldKind.MANY and any(COMMA in choice for choice in ask.choices):
            raise Reader({}, f"asks.{n}", f"第 {n + 1} 项问题的").refuse(
                "choices", "选项", "多选的选项里不能有顿号“、”"
            )
    check_unique(reader, "asks", "问题", (ask.label for ask in asks))
    return asks


def read_fields(reader: Reader, asks: tuple[Ask, ...]) -> tuple[FieldSpec, ...]:
    specs = tuple(_field(row, asks) for row in reader.rows("fields", "表单项"))
    check_unique(reader, "fields", "表单项标识", (*(ask.key for ask in asks), *(f.key for f in specs)))
    return specs


def _refuse_ring(reader: Reader) -> None:
    """A question may hang only on those before it; where the table goes round in a circle, say which."""
    rows = [row for row in reader.data.get("asks") or () if isinstance(row, Mapping)]
    names = {str(row.get("key")): str(row.get("label") or row.get("key")) for row in rows}
    hangs = {str(row.get("key")): _keys_of(row.get("when")) for row in rows}
    for key in hangs:
        if ring := _ring(key, hangs):
            told = "→".join(f"“{names[one]}”" for one in ring)
            raise reader.refuse("asks", "问题", f"互相依赖：{told}，请去掉其中一个的提问条件")


def _keys_of(when: object) -> list[str]:
    rows = when if isinstance(when, Sequence) and not isinstance(when, str) else ()
    clauses = [c for row in rows if isinstance(row, Sequence) and not isinstance(row, str) for c in row]
    return [str(c.get("key")) for c in clauses if isinstance(c, Mapping)]


def _ring(start: str, hangs: Mapping[str, list[str]]) -> list[str]:
    """The way from a question back to itself; empty where there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for key in hangs.get(way[-1], ()):
            if key == start:
                return [*way, start]
            if key in hangs and key not in seen:
                seen.add(key)
                ways.append([*way, key])
    return []


def _field(row: Reader, asks: tuple[Ask, ...]) -> FieldSpec:
    """Identity numbers, phones and addresses are personal whatever the editor ticked (个人信息保护法 第四条)."""
    kind = row.word("kind", "类型", FieldKind, FieldKind.TEXT)
    choices = row.texts("choices", "选项", longest=60)
    if kind in WITH_CHOICES and len(set(choices)) < 2:  # noqa: PLR2004
        raise row.refuse("choices", "选项", "至少要有两个不同的选项")
    least, most = bounds(row, kind)
    return FieldSpec(
        key=row.text("key", "标识", longest=40, needed=True),
        label=row.text("label", "名称", longest=60, needed=True),
        kind=kind,
        required=row.yes("required", "必填", default=True),
        personal=row.yes("personal", "个人信息", default=False) or kind in ALWAYS_PERSONAL,
        choices=choices if kind in WITH_CHOICES else (),
        hint=row.text("hint", "填写提示", longest=300),
        max_length=row.whole("max_length", "最多字数", 200, least=1, most=5000),
        group=row.text("group", "分组", longest=40),
        unit=row.text("unit", "单位", longest=10) if kind is FieldKind.NUMBER else "",
        pattern=pattern(row) if kind in WORDED else "",
        least=least,
        most=most,
        when=read_condition(row, "when", "适用情形", asks),
        standard=row.text("standard", "标准字段", longest=40),
        reuse=row.word("reuse", "复用规则", Reuse, Reuse.AUTO),
        origin=row.word("origin", "带出来源", Origin, Origin.LABEL),
    )


def pattern(row: Reader) -> str:
    """格式: a plain regular expression. One that could run away on a long value is refused (no repeated repeats, no
    references back)."""
    text = row.text("pattern", "格式", longest=LONGEST_PATTERN)
    if not text:
        return ""
    try:
        re.compile(text)
    except re.error:
        raise row.refuse("pattern", "格式", "不是有效的正则表达式，请改正或留空") from None
    if NESTED.search(text) or len(ENDLESS.findall(text)) > MOST_ENDLESS:
        raise row.refuse(
            "pattern",
            "格式",
            "过于复杂：不能重复已经重复的部分，不能引用前面的内容，不限次数的重复最多两处，请写得简单些",
        )
    return text


def bounds(row: Reader, kind: FieldKind) -> tuple[str, str]:
    """最小、最大: of a number or a day, kept as text."""
    if kind not in (FieldKind.NUMBER, FieldKind.DATE):
        return "", ""
    least, most = (_bound(row, key, label, kind) for key, label in (("least", "最小"), ("most", "最大")))
    if least and most and size(kind, least) > size(kind, most):
        raise row.refuse("most", "最大", f"比最小（{least}）还小，请改正")
    return least, most


def size(kind: FieldKind, text: str) -> Decimal:
    return Decimal(text) if kind is FieldKind.NUMBER else Decimal(date.fromisoformat(text).toordinal())


def _bound(row: Reader, key: str, label: str, kind: FieldKind) -> str:
    text = row.text(key, label, longest=30)
    if not text:
        return ""
    try:
        if not size(kind, text).is_finite():
            raise ValueError(text)
    except (InvalidOperation, ValueError):
        what = "数字" if kind is FieldKind.NUMBER else "日期，如 2026-01-31"
        raise row.refuse(key, label, f"应是{what}") from None
    return text
