"""Conditions that can never hold: rows that contradict themselves, and rows that say nothing new."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.conditions import Alternative, Ask, Clause, Condition, Op

from .conditions import MEASURED, NO, YES, in_words


def conflicts(condition: Condition, asks: Sequence[Ask]) -> list[str]:
    """Each row that no answers could fulfil, and each that another row makes needless, in words."""
    by_key = {ask.key: ask for ask in asks}
    found, sound = [], []
    for n, row in enumerate(condition, 1):
        if why := _never(row, by_key):
            found.append(f"条件第 {n} 行永远不会成立：{why}")
        else:
            sound.append((n, row))
    for n, row in sound:
        wider = next((m for m, other in sound if m != n and _says_less(other, row) and (m < n or other != row)), None)
        if wider:
            found.append(f"条件第 {n} 行是多余的：符合它的都已符合第 {wider} 行")
    return found


def _never(row: Alternative, asks: Mapping[str, Ask]) -> str:
    """Why no answers fulfil this row; empty where some do."""
    for key in dict.fromkeys(clause.key for clause in row):
        mine = [clause for clause in row if clause.key == key]
        if why := _clash(mine, asks[key]):
            return why
    for clause in row:
        ask = asks[clause.key]
        if ask.when and all(_never((*row, *others), _without_when(asks)) for others in ask.when):
            return f"“{ask.label}”只在{in_words(ask.when, tuple(asks.values()))}时才问，与这一行的其他条件相反"
    return ""


def _clash(clauses: Sequence[Clause], ask: Ask) -> str:
    if ask.kind in MEASURED:
        return _of_sizes(clauses, ask)
    wanted = [set(c.values) for c in clauses if c.op is Op.IS]
    barred = set().union(*(c.values for c in clauses if c.op is Op.LACKS))
    if ask.kind is FieldKind.MANY:
        return next((_told(ask, "又要又不要", one) for one in wanted if one <= barred), "")
    known = {YES, NO} if ask.kind is FieldKind.YES_NO else set(ask.choices)
    left = known.intersection(*wanted) - barred
    return "" if left else _told(ask, "没有一个选项能同时符合", set().union(*wanted, barred))


def _of_sizes(clauses: Sequence[Clause], ask: Ask) -> str:
    least = [c.values[0] for c in clauses if c.op is Op.AT_LEAST]
    most = [c.values[0] for c in clauses if c.op is Op.AT_MOST]
    if not least or not most:
        return ""
    low, high = max(least, key=lambda v: _size(ask, v)), min(most, key=lambda v: _size(ask, v))
    if _size(ask, low) <= _size(ask, high):
        return ""
    words = ("不早于", "不晚于") if ask.kind is FieldKind.DATE else ("不少于", "不超过")
    unit = ask.unit and f" {ask.unit}"
    return f"“{ask.label}”{words[0]} {low}{unit}，又{words[1]} {high}{unit}"


def _size(ask: Ask, value: str) -> Decimal:
    return Decimal(value) if ask.kind is FieldKind.NUMBER else Decimal(date.fromisoformat(value).toordinal())


def _told(ask: Ask, what: str, values: Iterable[str]) -> str:
    return f"“{ask.label}”{what}（{'、'.join(sorted(values))}）"


def _without_when(asks: Mapping[str, Ask]) -> dict[str, Ask]:
    return {key: Ask(a.key, a.label, a.kind, a.choices, a.unit, a.hint) for key, a in asks.items()}


def _says_less(other: Alternative, row: Alternative) -> bool:
    """Does whoever fulfils `row` fulfil `other` too? Seen where its clauses are among those of `row`."""
    return set(other) <= set(row)
