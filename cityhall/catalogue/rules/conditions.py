"""Conditions as data (决策表): read, judged with reasons, and put in words.

A condition is rows of clauses: it holds when all clauses of any one row hold. A clause on an answer that was not given is neither
met nor missed, and so is what hangs on it; nothing is guessed. A question that is not put at all has no answer that could meet anything."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.conditions import (
    ASKABLE,
    Alternative,
    Ask,
    Clause,
    Condition,
    Finding,
    Judgement,
    Op,
    Verdict,
)
from cityhall.kernel.errors import InvalidInputError

from .reading import Reader

YES, NO = "是", "否"
MEASURED = (FieldKind.NUMBER, FieldKind.DATE)
MOST_ASKED, MOST_ROWS = 30, 40
Answers = Mapping[str, tuple[str, ...]]
"""What was answered, by question; always a tuple, also where one value is allowed."""


def read_asks(reader: Reader, key: str, label: str) -> tuple[Ask, ...]:
    """The questions, in the order they are put. One may depend only on those before it, so no circle can arise."""
    asks: list[Ask] = []
    rows = reader.rows(key, label)
    if len(rows) > MOST_ASKED:
        raise reader.refuse(key, label, f"最多 {MOST_ASKED} 个问题，现有 {len(rows)} 个；问题太多没有人愿意答，请合并")
    for row in rows:
        ask = _ask(row, asks)
        if any(ask.key == before.key for before in asks):
            raise row.refuse("key", "标识", f"“{ask.key}”重复了，请改成不同的")
        asks.append(ask)
    return tuple(asks)


def read_condition(reader: Reader, key: str, label: str, asks: Sequence[Ask]) -> Condition:
    """The rows of a condition; each clause names a question there is and a value it can have."""
    rows = reader.data.get(key) or ()
    if isinstance(rows, str) or not isinstance(rows, Sequence) or len(rows) > MOST_ROWS:
        raise reader.refuse(key, label, f"应是一张条件表，最多 {MOST_ROWS} 行")
    by_key = {ask.key: ask for ask in asks}
    path = f"{reader.path}.{key}" if reader.path else key
    return tuple(_row(Reader({"clauses": row}, f"{path}.{n}", f"{reader.place}{label}第 {n + 1} 行的"), by_key)
                 for n, row in enumerate(rows))  # fmt: skip


def read_answers(asks: Sequence[Ask], raw: Mapping[str, Any], *, strict: bool = False) -> dict[str, tuple[str, ...]]:
    """What was answered to the questions that are really put: the others are dropped, whatever a browser sent.
    `strict`: a question that is put has to be answered."""
    answers: dict[str, tuple[str, ...]] = {}
    for ask in asks:
        if judge(ask.when, answers, asks).verdict is not Verdict.MET:
            continue
        given = _given(ask, _values(raw.get(ask.key)))
        if given:
            answers[ask.key] = given
        elif strict:
            raise _refuse(ask, "还没有回答，请选择或填写")
    return answers


def heard(asks: Sequence[Ask], raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The same of what is still being typed: an answer that does not fit is none yet."""
    answers: dict[str, tuple[str, ...]] = {}
    for ask in asks:
        if judge(ask.when, answers, asks).verdict is Verdict.MET:
            with suppress(InvalidInputError):
                if given := _given(ask, _values(raw.get(ask.key))):
                    answers[ask.key] = given
    return answers


def _given(ask: Ask, values: list[str]) -> tuple[str, ...]:
    given = tuple(_answer(ask, value) for value in values)
    if len(given) > 1 and ask.kind is not FieldKind.MANY:
        raise _refuse(ask, "只能选一个答案，请重新选择")
    return given


def asked(asks: Sequence[Ask], answers: Answers) -> list[Ask]:
    """The questions that are put, given what was answered so far."""
    return [ask for ask in asks if judge(ask.when, answers, asks).verdict is Verdict.MET]


def judge(condition: Condition, answers: Answers, asks: Sequence[Ask]) -> Judgement:
    """Does it hold? With the findings of the row that holds, or else of the one with the fewest clauses missed."""
    if not condition:
        return Judgement(Verdict.MET)
    by_key = {ask.key: ask for ask in asks}
    rows = [_judge_row(row, answers, by_key) for row in condition]
    for verdict in (Verdict.MET, Verdict.UNKNOWN):
        held = [row for row in rows if row.verdict is verdict]
        if held:
            return min(held, key=_missing)
    return min(rows, key=_missing)


def in_words(condition: Condition, asks: Sequence[Ask]) -> str:
    """“经营方式是堂食，并且经营面积不超过 100 平方米；或者 …”."""
    by_key = {ask.key: ask for ask in asks}
    return "；或者".join("，并且".join(_claim(clause, by_key[clause.key]) for clause in row) for row in condition)


def written(condition: Condition) -> list[list[dict[str, Any]]]:
    """The condition as plain JSON."""
    return [[{"key": t.key, "op": t.op.value, "values": list(t.values)} for t in row] for row in condition]


def verdict_of(clause: Clause, answers: Answers, asks: Mapping[str, Ask]) -> Verdict:
    """One clause alone, without words: what a matcher asks thousands of times."""
    ask, given = asks[clause.key], answers.get(clause.key)
    if given:
        return Verdict.MET if _holds(clause, ask, given) else Verdict.MISSED
    if ask.when and judge(ask.when, answers, tuple(asks.values())).verdict is Verdict.MISSED:
        return Verdict.MISSED  # the question is not put at all
    return Verdict.UNKNOWN


def mentions(condition: Condition) -> frozenset[str]:
    """The questions it hangs on."""
    return frozenset(clause.key for row in condition for clause in row)


def _ask(row: Reader, before: Sequence[Ask]) -> Ask:
    kind = row.word("kind", "类型", FieldKind, FieldKind.CHOICE)
    if kind not in ASKABLE:
        known = "、".join(k.label for k in ASKABLE)
        raise row.refuse("kind", "类型", f"不能是“{kind.label}”：答案要能比较，请选{known}")
    choices = row.texts("choices", "选项", longest=60) if kind in (FieldKind.CHOICE, FieldKind.MANY) else ()
    if kind in (FieldKind.CHOICE, FieldKind.MANY) and len(set(choices)) < 2:  # noqa: PLR2004
        raise row.refuse("choices", "选项", "至少要有两个不同的选项")
    return Ask(
        key=row.text("key", "标识", longest=40, needed=True),
        label=row.text("label", "问题", longest=100, needed=True),
        kind=kind,
        choices=choices,
        unit=row.text("unit", "单位", longest=10) if kind is FieldKind.NUMBER else "",
        hint=row.text("hint", "说明", longest=300),
        when=read_condition(row, "when", "提问条件", before),
        personal=row.yes("personal", "个人信息", default=False),
    )


def _row(reader: Reader, asks: Mapping[str, Ask]) -> Alternative:
    clauses = tuple(_clause(row, asks) for row in reader.rows("clauses", "条件"))
    if not clauses:
        raise reader.refuse("clauses", "条件", "是空的，请填写至少一格，或者删去这一行")
    return clauses


def _clause(row: Reader, asks: Mapping[str, Ask]) -> Clause:
    key = row.text("key", "问题", longest=40, needed=True)
    ask = asks.get(key)
    if ask is None:
        raise row.refuse("key", "问题", f"“{key}”不在问题之中（提问条件只能用排在前面的问题），请改正或删去")
    op = row.word("op", "比较", Op, Op.IS)
    if (op in (Op.AT_LEAST, Op.AT_MOST)) != (ask.kind in MEASURED):
        raise row.refuse("op", "比较", f"“{op.label}”不能用于“{ask.label}”，它的类型是{ask.kind.label}")
    values = row.texts("values", "取值", longest=60)
    if not values or (ask.kind in MEASURED and len(values) != 1):
        raise row.refuse("values", "取值", "没有填写，请补充" if not values else "只能有一个")
    try:
        return Clause(key, op, tuple(_answer(ask, value) for value in values))
    except InvalidInputError as wrong:
        raise row.refuse("values", "取值", f"不对：{wrong.message}") from None


def _values(raw: object) -> list[str]:
    if raw is None or raw == "":
        return []
    if isinstance(raw, bool):
        return [YES if raw else NO]
    if isinstance(raw, (list, tuple)):
        return [str(value).strip() for value in raw if str(value).strip()]
    return [str(raw).strip()] if str(raw).strip() else []


def _answer(ask: Ask, value: str) -> str:
    """The value in its one form; refused where the question cannot have it."""
    match ask.kind:
        case FieldKind.NUMBER:
            return _number(ask, value)
        case FieldKind.DATE:
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                raise _refuse(ask, f"“{value[:20]}”不是日期，请按 2026-01-31 的样子填写") from None
        case FieldKind.YES_NO:
            known: Iterable[str] = (YES, NO)
        case _:
            known = ask.choices
    if value not in known:
        raise _refuse(ask, f"没有“{value[:20]}”这个选项，可选：{'、'.join(known)}")
    return value


def _number(ask: Ask, value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise _refuse(ask, f"“{value[:20]}”不是数字，请只填数字" + (f"（单位：{ask.unit}）" if ask.unit else ""))
    return f"{number.normalize():f}" if number else "0"


def _refuse(ask: Ask, why: str) -> InvalidInputError:
    return InvalidInputError("catalogue.bad_answer", f"“{ask.label}”{why}", ask.key)


def _judge_row(row: Alternative, answers: Answers, asks: Mapping[str, Ask]) -> Judgement:
    findings = tuple(_find(clause, asks, answers) for clause in row)
    verdicts = {finding.verdict for finding in findings}
    for verdict in (Verdict.MISSED, Verdict.UNKNOWN):
        if verdict in verdicts:
            return Judgement(verdict, findings)
    return Judgement(Verdict.MET, findings)


def _find(clause: Clause, asks: Mapping[str, Ask], answers: Answers) -> Finding:
    ask, given, verdict = asks[clause.key], answers.get(clause.key), verdict_of(clause, answers, asks)
    claim = _claim(clause, ask)
    if not given:
        why = "还没有回答" if verdict is Verdict.UNKNOWN else "这个问题与您的情况无关"
        return Finding(clause, verdict, f"要求{claim}，{why}")
    said = "、".join(f"{value}{ask.unit and ' ' + ask.unit}" for value in given)
    if verdict is Verdict.MET:
        return Finding(clause, verdict, f"{ask.label}：{said}")
    return Finding(clause, verdict, f"要求{claim}，现为{' ' * said[0].isascii()}{said}")


def _holds(clause: Clause, ask: Ask, given: tuple[str, ...]) -> bool:
    if clause.op in (Op.AT_LEAST, Op.AT_MOST):
        have, bound = _size(ask, given[0]), _size(ask, clause.values[0])
        return have >= bound if clause.op is Op.AT_LEAST else have <= bound
    return bool(set(given) & set(clause.values)) is (clause.op is Op.IS)


def _size(ask: Ask, value: str) -> Decimal:
    return Decimal(value) if ask.kind is FieldKind.NUMBER else Decimal(date.fromisoformat(value).toordinal())


def _claim(clause: Clause, ask: Ask) -> str:
    values = "或".join(clause.values)
    if ask.kind is FieldKind.YES_NO and len(clause.values) == 1:
        wanted = (values == YES) is (clause.op is Op.IS)
        return ask.label if wanted else f"“{ask.label}”为否"
    if clause.op in (Op.AT_LEAST, Op.AT_MOST) and ask.kind is FieldKind.DATE:
        return f"{ask.label}{'不早于' if clause.op is Op.AT_LEAST else '不晚于'} {values}"
    spaced = f" {values}" if ask.kind in MEASURED else f"“{values}”"
    return f"{ask.label}{clause.op.label}{spaced}{ask.unit and ' ' + ask.unit}"


def _missing(judgement: Judgement) -> tuple[int, int]:
    verdicts = [finding.verdict for finding in judgement.findings]
    return verdicts.count(Verdict.MISSED), verdicts.count(Verdict.UNKNOWN)
