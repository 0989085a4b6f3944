"""A condition as people write it in a table: one cell a question, or a whole condition in one line, and back again.

In a cell: `堂食|外卖` any of these, `非 自助` none of these, `≥100`, `≤50`, `10~20`; several joined by ` 且 `. In one line:
`经营方式=堂食|外卖 且 面积≥100 或 冷食=是`, the questions by their labels."""

import re
from collections.abc import Mapping, Sequence

from cityhall.catalogue.terms import Ask, Clause, FieldKind, Op
from cityhall.catalogue.terms.conditions import Condition
from cityhall.kernel.errors import InvalidInputError

from .conditions import MEASURED

OR = re.compile(r"\s+(?:或者?|OR|or)\s+|[\r\n]+|[；;]")
AND = re.compile(r"\s+(?:并且|且|AND|and)\s+|\s*[&＆]\s*")
BAR = re.compile(r"\s*[|｜]\s*")
ANY = re.compile(r"\s*[|｜/]\s*")
LEAST = ("≥", "》=", ">=", "＞＝", "不少于", "不早于", "至少")
MOST = ("≤", "《=", "<=", "＜＝", "不超过", "不晚于", "至多")
NOT = ("非", "≠", "!=", "不是", "!", "！")
SPAN = re.compile(r"^\s*(\S+?)\s*(?:~|～|至|到)\s*(\S+)\s*$")
LINE = re.compile(r"^\s*(.+?)\s*(≠|!=|不是|≥|>=|＞＝|不少于|不早于|≤|<=|＜＝|不超过|不晚于|[=＝:：]|是)\s*(.+?)\s*$")


def cell_of(clauses: Sequence[Clause]) -> str:
    """The clauses on one question, as a cell shows them."""
    bounds = {c.op: c.values[0] for c in clauses if c.op in (Op.AT_LEAST, Op.AT_MOST)}
    if len(clauses) == len(bounds) == 2:  # noqa: PLR2004
        return f"{bounds[Op.AT_LEAST]}~{bounds[Op.AT_MOST]}"
    return " 且 ".join(_said(clause) for clause in clauses)


def read_cell(ask: Ask, text: str) -> list[dict[str, object]]:
    """The clauses of one cell as plain JSON; whether the values fit is the condition's own rule."""
    return [clause for part in AND.split(text.strip()) if part.strip() for clause in _part(ask, part.strip())]


def line_of(condition: Condition, asks: Sequence[Ask]) -> str:
    """A whole condition in one line."""
    names = {ask.key: ask.label for ask in asks}
    return " 或 ".join(" 且 ".join(f"{names[c.key]}{_sign(c)}" for c in row) for row in condition)


def read_line(asks: Sequence[Ask], text: str) -> list[list[dict[str, object]]]:
    """A line as a condition in plain JSON; a refusal says which part is not understood."""
    by_label = {ask.label: ask for ask in asks}
    rows = [row.strip() for row in OR.split(text.strip()) if row.strip()]
    return [[_clause(by_label, part.strip()) for part in AND.split(row) if part.strip()] for row in rows]


def _clause(by_label: Mapping[str, Ask], part: str) -> dict[str, object]:
    for label in sorted(by_label, key=len, reverse=True):  # a label may itself hold a sign
        if part.startswith(label) and (found := _sized(by_label[label], part[len(label) :].strip())):
            return found
    found_ = LINE.match(part)
    what = f"没有“{found_[1]}”这个问题，可用：{'、'.join(by_label)}" if found_ else "看不懂，请写成“问题=答案”"
    raise InvalidInputError("catalogue.bad_condition", f"条件“{part[:60]}”{what}", "when")


def _sized(ask: Ask, rest: str) -> dict[str, object] | None:
    for signs, op in ((LEAST, Op.AT_LEAST), (MOST, Op.AT_MOST), (NOT, Op.LACKS), (("=", "＝", ":", "：", "是"), Op.IS)):
        sign = next((s for s in signs if rest.startswith(s)), "")
        if sign and rest[len(sign) :].strip():
            return {"key": ask.key, "op": op.value, "values": _values(rest[len(sign) :], ask)}
    return None


def _part(ask: Ask, part: str) -> list[dict[str, object]]:
    span = SPAN.match(part) if ask.kind in MEASURED else None
    if span:
        return [{"key": ask.key, "op": op.value, "values": [v]}
                for op, v in ((Op.AT_LEAST, span[1]), (Op.AT_MOST, span[2]))]  # fmt: skip
    if ask.kind in (FieldKind.CHOICE, FieldKind.MANY, FieldKind.YES_NO) and part in (*ask.choices, "是", "否"):
        return [{"key": ask.key, "op": Op.IS.value, "values": [part]}]
    return [_sized(ask, part) or {"key": ask.key, "op": Op.IS.value, "values": _values(part, ask)}]


def _values(text: str, ask: Ask) -> list[str]:
    """Several parted by a stroke; a slash may belong to a choice itself."""
    told: list[str] = []
    for sign in (BAR, ANY):
        told = [value for value in (v.strip().strip("“”\"'") for v in sign.split(text.strip())) if value]
        if ask.choices and set(told) <= set(ask.choices):
            return told
    return told


def _said(clause: Clause) -> str:
    sign = {Op.IS: "", Op.LACKS: "非 ", Op.AT_LEAST: "≥", Op.AT_MOST: "≤"}[clause.op]
    return f"{sign}{'|'.join(clause.values)}"


def _sign(clause: Clause) -> str:
    sign = {Op.IS: "=", Op.LACKS: "≠", Op.AT_LEAST: "≥", Op.AT_MOST: "≤"}[clause.op]
    return f"{sign}{'|'.join(clause.values)}"
