"""What differs between two contents or two regimes, entry by entry, in words people read before they publish."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityhall.catalogue.terms import (
    Ask,
    FeeSpec,
    FieldSpec,
    ItemTerms,
    RegimeTerms,
    SpecialSpec,
)
from cityhall.deadlines.terms import Limit
from cityhall.kernel.terms import Term

from . import conditions, extents, levels, regimes
from .content import TEXTS, Parts
from .reading import Reader

Words = Mapping[str, str]
Telling = Mapping[str, Callable[[Any], str]]


@dataclass(frozen=True)
class Change:
    """One entry that differs: where it stands, what it said, what it says. Empty: it was not there, or it is gone."""

    place: str
    before: str
    after: str


MATERIAL = {
    "name": "名称", "required": "必须提交", "form": "形式", "copies": "份数", "source": "来源", "standard": "受理标准",
    "hint": "填报须知", "basis": "依据", "deferrable": "可容缺", "original_later": "出件时核验原件", "medium": "载体", "size": "规格",
    "source_kind": "来源类别", "blank": "空白表", "example": "样表", "when": "适用情形", "standard_code": "标准材料",
}  # fmt: skip
FIELD = {
    "label": "名称", "kind": "类型", "required": "必填", "personal": "个人信息", "choices": "选项", "hint": "填写提示",
    "max_length": "最多字数", "group": "分组", "unit": "单位", "pattern": "格式", "least": "最小", "most": "最大",
    "when": "适用情形", "standard": "标准字段", "reuse": "复用规则", "origin": "带出来源",
}  # fmt: skip
ASK = {
    "label": "问题", "kind": "类型", "choices": "选项", "unit": "单位", "hint": "说明", "when": "提问条件", "personal": "个人信息",
}  # fmt: skip
STEP = {
    "name": "名称", "desk": "岗位", "order": "第几步", "limit": "时限", "organ_id": "承办单位编号", "checks": "审查要点",
    "decides": "作出决定", "visit": "现场核查",
}  # fmt: skip
SPECIAL = {"basis": "依据", "days": "所需工作日", "statutory": "停止法定时限"}
RESULT = {
    "name": "名称", "kind": "类型", "sample": "样本", "validity": "有效期", "months": "有效期月数", "mark": "证号前缀",
    "retention": "保管期限", "renewal": "延续要求", "area": "适用地域范围",
}  # fmt: skip
PLEDGE = {
    "text": "承诺内容", "spares": "免交材料", "at_once": "当场决定", "after_check": "事后核查期限", "basis": "依据",
    "scope": "适用范围的依据",
}  # fmt: skip
FACTS = {
    "pace": "办件类型", "statutory": "法定办结时限", "promised": "承诺办结时限", "applicants": "服务对象", "fee": "收费",
    "online": "网上办理", "visits": "到现场次数", "keywords": "俗称", "gaps": "容缺补正期限", "pre_review": "预审时限",
    "licence_act": "对已有证照", "joint": "联合办理", **TEXTS,
}  # fmt: skip
REGIME = {
    **regimes.LIMITS, "silence_accepts": "逾期不告知视为受理", "silence_basis": "视为受理的依据", **regimes.TEXTS,
    "form_only": "只作形式审查", "moves": "办理环节", "also": "增加的环节", "without": "不设的环节", "basis": "依据",
}  # fmt: skip
OF_DESKS = frozenset(
    {
        "keywords",
        "joint",
        "hearing",
        "pre_review",
        "personal",
        "max_length",
        "standard",
        "source_kind",
        "standard_code",
        "pattern",
        "reuse",
        "origin",
        "group",
    }
)
OF_MOVES = frozenset({"moves", "also", "without"})


def of_contents(old: Parts, new: Parts, called: Words) -> list[Change]:
    """Every entry in which two contents differ. `called` gives the moves their names."""
    found = list(_fields("", FACTS, old, new))
    found += _fields("由谁行使", extents.STANDING, old.standing, new.standing)
    found += _fields("怎样提供", extents.OFFER, old.offer, new.offer)
    found += _fields("涉及范围", extents.SCOPE, old.scope, new.scope)
    found += _fields("改革要求", levels.REFORMED, old.reformed, new.reformed)
    found += _rows("收费项目", extents.CHARGE, old.charges, new.charges)
    names = {"when": _worded(old.asks, new.asks)}
    found += _rows("情形问题", ASK, old.asks, new.asks, names)
    found += _rows("材料", MATERIAL, old.materials, new.materials, names)
    found += _rows("填写项", FIELD, old.fields, new.fields, names)
    found += _rows("环节", STEP, old.steps, new.steps)
    found += _rows("特别程序", SPECIAL, old.specials, new.specials)
    found += _fields("结果", RESULT, old.result, new.result)
    named = {m.key: m.name for m in (*old.materials, *new.materials)}
    found += _fields("告知承诺", PLEDGE, old.pledge, new.pledge, named)
    found += _mapping("本事项另有规定", old.regime or {}, new.regime or {}, called)
    asked, asks = dict(old.questions), dict(new.questions)
    found += [Change(f"常见问题“{q}”", asked.get(q, ""), asks.get(q, "")) for q in {**asked, **asks}
              if asked.get(q) != asks.get(q)]  # fmt: skip
    return found


def for_applicants(old: ItemTerms, new: ItemTerms) -> list[Change]:
    """What of two published versions differs for who applies: not how the desks work, nor what search goes by."""
    found = [Change("事项名称", old.name, new.name)] if old.name != new.name else []
    facts = {key: label for key, label in FACTS.items() if key not in OF_DESKS}
    found += _fields("", facts, old, new)
    found += _fields("怎样提供", extents.OFFER, old.offer, new.offer)
    found += _rows("收费项目", extents.CHARGE, old.charges, new.charges)
    shown = {key: label for key, label in MATERIAL.items() if key not in OF_DESKS}
    names = {"when": _worded(old.asks, new.asks)}
    put = {key: label for key, label in ASK.items() if key not in OF_DESKS}
    found += _rows("情形问题", put, old.asks, new.asks, names)
    found += _rows("材料", shown, old.materials, new.materials, names)
    asked = {key: label for key, label in FIELD.items() if key not in OF_DESKS}
    found += _rows("填写项", asked, old.fields, new.fields, names)
    return found + list(_fields("结果", {"name": "名称", "validity": "有效期"}, old.result, new.result))


def of_regimes(old: RegimeTerms, new: RegimeTerms, called: Words) -> list[Change]:
    """Every entry in which two regimes differ."""
    before, after = ({key: getattr(r, key) for key in REGIME if hasattr(r, key)} for r in (old, new))
    return list(_mapping("", before, after, called))


def _fields(
    place: str, words: Words, old: Any, new: Any, named: Words | None = None, telling: Telling | None = None
) -> Iterable[Change]:
    for key, label in words.items():
        before, after = getattr(old, key, None), getattr(new, key, None)
        if before != after:
            tell = (telling or {}).get(key) or (lambda value: said(value, named))
            yield Change(f"{place} · {label}" if place else label, tell(before), tell(after))


def _rows(
    kind: str, words: Words, old: Sequence[Any], new: Sequence[Any], telling: Telling | None = None
) -> Iterable[Change]:
    """Rows are the same row when their key is; what kept its key is compared field by field."""
    had, has = {_key(row): row for row in old}, {_key(row): row for row in new}
    for key in {**had, **has}:
        before, after = had.get(key), has.get(key)
        if before is None or after is None:
            place = f"{kind}“{_name(after or before)}”"
            yield Change(place, row_said(words, before, telling), row_said(words, after, telling))
        else:
            yield from _fields(f"{kind}“{_name(before)}”", words, before, after, telling=telling)
    kept = [key for key in had if key in has]
    if kept != [key for key in has if key in had]:
        yield Change(f"{kind}的次序", _names(had[k] for k in kept), _names(has[k] for k in has if k in had))


def _worded(old: Sequence[Ask], new: Sequence[Ask]) -> Callable[[Any], str]:
    """A condition in words, by the questions of either side."""
    asks = list({ask.key: ask for ask in (*old, *new)}.values())
    return lambda when: conditions.in_words(when, asks) if when else "" if when is None else "都适用"


def _mapping(place: str, old: Mapping[str, Any], new: Mapping[str, Any], called: Words) -> Iterable[Change]:
    for key, label in REGIME.items():
        before, after = old.get(key), new.get(key)
        if before != after:
            where = f"{place} · {label}" if place else label
            if key in OF_MOVES:
                yield _moves(where, frozenset(before or ()), frozenset(after or ()), called)
            else:
                yield Change(where, said(before), said(after))


def _moves(place: str, old: frozenset[str], new: frozenset[str], called: Words) -> Change:
    """Only what goes and what comes: a list of thirty moves twice is read by nobody."""
    before, after = (
        [n for m, n in called.items() if m in few] + sorted(few - set(called)) for few in (old - new, new - old)
    )
    return Change(place, f"不再有：{'、'.join(before)}" if before else "", f"新增：{'、'.join(after)}" if after else "")


def _key(row: Any) -> str:
    if isinstance(row, FeeSpec):
        return row.name
    return str(row.cause if isinstance(row, SpecialSpec) else row.key)


def _name(row: Any) -> str:
    if isinstance(row, SpecialSpec):
        return row.cause.label
    return str(row.label if isinstance(row, FieldSpec | Ask) else row.name)


def _names(rows: Iterable[Any]) -> str:
    return "、".join(_name(row) for row in rows)


def row_said(words: Words, row: Any, telling: Telling | None = None) -> str:
    """A whole row in one line, without its name, which stands before it, and without what it leaves empty."""
    told = ((key, label, getattr(row, key)) for key, label in words.items() if key not in ("name", "label"))
    lines = ((label, (telling or {}).get(key, said)(value)) for key, label, value in told if value) if row else ()
    return "；".join(f"{label}：{text}" for label, text in lines)


def said(value: Any, named: Words | None = None) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return _limit_of(value)
    if isinstance(value, Limit):
        return f"{value}（{value.basis}）" if value.basis else str(value)
    if isinstance(value, Term):
        return value.label
    if isinstance(value, tuple | list | frozenset):
        return "、".join((named or {}).get(str(v), said(v)) for v in value)
    return "" if value is None else str(value)


def _limit_of(value: Mapping[str, Any]) -> str:
    reader = Reader({"limit": value})
    limit = reader.limit("limit", "时限")
    return said(limit) if limit else ""
