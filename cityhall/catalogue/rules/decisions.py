"""决策表 checked: materials nobody ever gets, questions nothing hangs on, rows that contradict themselves, answers that lead
to no material. Answers are tried by their kinds: each choice, and each stretch of a number or of time between the bounds that
are named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from cityhall.catalogue.terms import Ask, FieldKind, FieldSpec, MaterialSpec, Verdict
from cityhall.catalogue.terms.conditions import Alternative, Condition

from . import conditions
from .conditions import Answers
from .content import Parts

MOST_TRIED = 5_000
MOST_LISTED = 12
MOST_TICKED = 6  # choices of a 多选 that are told apart
NOTHING = ""  # a 多选 nobody ticked anything of


@dataclass(frozen=True)
class Flaw:
    """What is odd about a table: the place, the sentence, whether it keeps the item from being published."""

    field: str
    sentence: str
    grave: bool = False


def flaws(parts: Parts) -> list[Flaw]:
    """Everything that is odd, gravest first."""
    return list(_flaws(parts.asks, parts.materials, parts.fields)) if parts.asks else []


@lru_cache(maxsize=128)
def _flaws(
    asks: tuple[Ask, ...], materials: tuple[MaterialSpec, ...], fields: tuple[FieldSpec, ...]
) -> tuple[Flaw, ...]:  # fmt: skip
    """Remembered: a page looks at the same table more than once."""
    parts = Parts(asks=asks, materials=materials, fields=fields)
    found = [*_dead(parts), *_odd_rows(parts), *_idle(parts), *_empty(parts)]
    return tuple(sorted(found, key=lambda flaw: not flaw.grave))


def targets(parts: Parts) -> list[tuple[str, str, Condition]]:
    """Everything a condition stands on: where, what it is called, and the condition."""
    rows = [(f"asks.{n}", f"问题“{ask.label}”", ask.when) for n, ask in enumerate(parts.asks)]
    rows += [(f"materials.{n}", f"材料“{m.name}”", m.when) for n, m in enumerate(parts.materials)]
    return rows + [(f"fields.{n}", f"填写项“{f.label}”", f.when) for n, f in enumerate(parts.fields)]


def no_material(parts: Parts) -> tuple[list[str], bool]:
    """没有材料的组合: the answers that lead to no material at all, in words; and whether all were tried."""
    if not parts.materials or any(not m.when for m in parts.materials):
        return [], True
    conditions_ = [m.when for m in parts.materials]
    found: list[str] = []
    for tried, answers in enumerate(tries(parts.asks, conditions_)):
        if tried >= MOST_TRIED or len(found) > MOST_LISTED:
            return found[:MOST_LISTED], False
        if not any(_met(when, answers, parts.asks) for when in conditions_):
            found.append(in_words(answers, parts.asks))
    return found, True


def in_words(answers: Answers, asks: Sequence[Ask]) -> str:
    names = {ask.key: ask for ask in asks}
    told = [f"{names[key].label}：{'、'.join(v for v in values if v) or '都不选'}{names[key].unit}"
            for key, values in answers.items()]  # fmt: skip
    return "，".join(told)


def tries(asks: Sequence[Ask], wanted: Sequence[Condition]) -> Iterator[dict[str, tuple[str, ...]]]:
    """One answer of each kind to every question the conditions hang on, directly or through other questions."""
    needed = _closure(asks, wanted)
    kept = [ask for ask in asks if ask.key in needed]
    said = [clause for when in (*wanted, *(ask.when for ask in kept)) for row in when for clause in row]
    values = {ask.key: _kinds(ask, [v for c in said if c.key == ask.key for v in c.values]) for ask in kept}
    yield from _walk(asks, kept, values, {})


def _walk(
    asks: Sequence[Ask], left: Sequence[Ask], values: Mapping[str, list[tuple[str, ...]]],
    answers: dict[str, tuple[str, ...]],
) -> Iterator[dict[str, tuple[str, ...]]]:  # fmt: skip
    if not left:
        yield answers
        return
    ask, rest = left[0], left[1:]
    if not _met(ask.when, answers, asks):
        yield from _walk(asks, rest, values, answers)
        return
    for value in values[ask.key]:
        yield from _walk(asks, rest, values, {**answers, ask.key: value})


def _kinds(ask: Ask, named: Sequence[str]) -> list[tuple[str, ...]]:
    """The answers worth trying."""
    match ask.kind:
        case FieldKind.YES_NO:
            return [("是",), ("否",)]
        case FieldKind.CHOICE:
            return [(choice,) for choice in ask.choices]
        case FieldKind.MANY:
            told = [c for c in ask.choices if c in named][:MOST_TICKED]
            sets = [some for n in range(1, len(told) + 1) for some in combinations(told, n)]
            other = next((c for c in ask.choices if c not in named), NOTHING)
            return [*sets, (other,)]
        case FieldKind.DATE:
            days = sorted({date.fromisoformat(v).toordinal() for v in named})
            around = {d for day in days for d in (day - 1, day, day + 1) if d > 0} or {date(2026, 1, 1).toordinal()}
            return [(date.fromordinal(d).isoformat(),) for d in sorted(around)]
        case _:
            sizes = sorted({Decimal(v) for v in named})
            around_ = {n for size in sizes for n in (size - 1, size, size + 1)} or {Decimal(0)}
            return [(f"{n.normalize():f}" if n else "0",) for n in sorted(around_)]


def _closure(asks: Sequence[Ask], wanted: Sequence[Condition]) -> set[str]:
    by_key = {ask.key: ask for ask in asks}
    found: set[str] = set()
    new = {key for when in wanted for key in conditions.mentions(when)}
    while new:
        found |= new
        new = {k for key in new for k in conditions.mentions(by_key[key].when)} - found
    return found


def _met(when: Condition, answers: Answers, asks: Sequence[Ask]) -> bool:
    return conditions.judge(when, answers, asks).verdict is Verdict.MET


def possible(when: Condition, asks: Sequence[Ask]) -> bool | None:
    """Is there anybody it holds for? None where there are too many ways to try them all."""
    for n, answers in enumerate(tries(asks, [when])):
        if _met(when, answers, asks):
            return True
        if n > MOST_TRIED:
            return None
    return False


def _dead(parts: Parts) -> Iterator[Flaw]:
    for field, name, when in targets(parts):
        if when and possible(when, parts.asks) is False:
            yield Flaw(f"{field}.when", f"{name}的适用情形谁都不符合，永远不会出现，请改正条件或删去", grave=True)


def _odd_rows(parts: Parts) -> Iterator[Flaw]:
    """Of several rows one that never holds, or that says the same as another."""
    for field, name, when in targets(parts):
        if len(when) < 2:  # noqa: PLR2004
            continue
        seen: set[Alternative] = set()
        for n, row in enumerate(when):
            if row in seen:
                yield Flaw(f"{field}.when", f"{name}的第 {n + 1} 行条件与前面的重复，可以删去")
            elif possible((row,), parts.asks) is False:
                yield Flaw(f"{field}.when", f"{name}的第 {n + 1} 行条件自相矛盾，谁都不符合，请改正或删去", grave=True)
            seen.add(row)


def _idle(parts: Parts) -> Iterator[Flaw]:
    used = {key for _, _, when in targets(parts) for key in conditions.mentions(when)}
    for n, ask in enumerate(parts.asks):
        if ask.key not in used:
            yield Flaw(f"asks.{n}", f"问题“{ask.label}”的答案不影响任何材料和填写项，可以不问；只作了解的请改为填写项")


def _empty(parts: Parts) -> Iterator[Flaw]:
    found, whole = no_material(parts)
    for told in found:
        yield Flaw("materials", f"这样回答的人一份材料也没有：{told}。确实不需要的可以不管")
    if not whole:
        yield Flaw("materials", "回答的组合太多，没有逐一核对；请用预览抽查，或减少问题")
