"""A package as plain JSON, read into its terms: every refusal names the place in Chinese."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from cityhall.catalogue.terms import Ask, Condition
from cityhall.deadlines.terms import Limit, Unit
from cityhall.joint.terms import After, Feed, Join, Need, OnRefusal, PackageTerms, PartSpec, Slot, StageSpec, Use
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.terms import Term

T = TypeVar("T", bound=Term)
MOST_PARTS, MOST_STAGES, MOST_ROWS, MOST_AMOUNT = 60, 12, 200, 3650
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
ReadAsks = Callable[[Sequence[Any]], tuple[Ask, ...]]
ReadWhen = Callable[[Sequence[Any], Sequence[Ask], str], Condition]


def read_package(
    content: object, read_asks: ReadAsks, read_when: ReadWhen, *, version_id: str = "", number: int = 0,
    package_id: int = 0, code: str = "", name: str = "", organ_id: int = 0,
) -> PackageTerms:  # fmt: skip
    """The terms; what refers to a stage or part that is not there is refused. Whether it can work is `verifying`'s."""
    data = _mapping(content, "一件事的内容", "")
    asks = read_asks(_rows(data, "asks", "问题"))
    stages = tuple(_stage(row, n) for n, row in enumerate(_rows(data, "stages", "阶段", MOST_STAGES)))
    parts = tuple(_part(row, n, asks, read_when) for n, row in enumerate(_rows(data, "parts", "事项", MOST_PARTS)))
    for n, ask in enumerate(asks):
        if not KEY.fullmatch(ask.key):
            raise _refuse(f"asks.{n}.key", f"第 {n + 1} 项问题的“标识”只能用小写字母、数字和下划线，以字母开头")
    _unique("stages", "阶段", (s.key for s in stages))
    _unique("parts", "事项", (p.key for p in parts))
    known = {p.key for p in parts}
    terms = PackageTerms(
        version_id=version_id, number=number, package_id=package_id, code=code, name=name, organ_id=organ_id,
        promise=_limit(data), stages=stages, parts=parts, summary=_text(data, "summary", "说明", "", longest=500),
        asks=asks, slots=tuple(_slot(row, n) for n, row in enumerate(_rows(data, "slots", "共用材料"))),
        feeds=tuple(_feed(row, n) for n, row in enumerate(_rows(data, "feeds", "内部流转材料"))),
        apart=tuple(_use(row, f"apart.{n}", f"第 {n + 1} 项分开填的") for n, row in enumerate(_rows(data, "apart", "分开填"))),
        pauses=bool(data.get("pauses", True)),
    )  # fmt: skip
    _refuse_strangers(terms, {s.key for s in stages}, known)
    return terms


def _refuse_strangers(terms: PackageTerms, stages: set[str], parts: set[str]) -> None:
    for n, part in enumerate(terms.parts):
        if part.stage not in stages:
            raise _refuse(f"parts.{n}.stage", f"第 {n + 1} 项事项的阶段“{part.stage}”不在阶段之中，请改正")
        for one in part.after:
            if one.part not in parts:
                raise _refuse(f"parts.{n}.after", f"第 {n + 1} 项事项依赖的“{one.part}”不在事项之中，请改正或删去")
    for n, feed in enumerate(terms.feeds):
        if missing := {feed.part, feed.source} - parts:
            raise _refuse(f"feeds.{n}", f"第 {n + 1} 项内部流转材料里的“{min(missing)}”不在事项之中，请改正或删去")


def _stage(row: object, n: int) -> StageSpec:
    place, path = f"第 {n + 1} 项阶段的", f"stages.{n}"
    data = _mapping(row, place, path)
    return StageSpec(
        key=_key(data, path, place), name=_text(data, "name", "名称", path, place, longest=40, needed=True),
        lead_organ_id=_whole(data, "lead_organ_id", "牵头单位", path, place),
        join=_word(data, "join", "汇合规则", Join, Join.ALL, path, place),
        waits=bool(data.get("waits", True)),
    )  # fmt: skip


def _part(row: object, n: int, asks: Sequence[Ask], read_when: ReadWhen) -> PartSpec:
    place, path = f"第 {n + 1} 项事项的", f"parts.{n}"
    data = _mapping(row, place, path)
    after = []
    for m, one in enumerate(_rows(data, "after", "依赖")):
        inner, where = _mapping(one, f"{place}依赖", f"{path}.after.{m}"), f"{path}.after.{m}"
        after.append(After(_text(inner, "part", "事项", where, place, longest=30, needed=True),
                           _word(inner, "need", "依赖什么", Need, Need.RESULT, where, place)))  # fmt: skip
    return PartSpec(
        key=_key(data, path, place), item_id=_whole(data, "item_id", "事项", path, place),
        stage=_text(data, "stage", "阶段", path, place, longest=30, needed=True), after=tuple(after),
        on_refusal=_word(data, "on_refusal", "未办成时", OnRefusal, OnRefusal.STOP_DEPENDANTS, path, place),
        when=read_when(_rows(data, "when", "适用情形"), asks, place), organ_id=int(data.get("organ_id") or 0),
    )  # fmt: skip


def _slot(row: object, n: int) -> Slot:
    place, path = f"第 {n + 1} 项共用材料的", f"slots.{n}"
    data = _mapping(row, place, path)
    uses = tuple(_use(one, f"{path}.uses.{m}", place) for m, one in enumerate(_rows(data, "uses", "用于")))
    return Slot(_text(data, "name", "名称", path, place, longest=100, needed=True), uses)


def _feed(row: object, n: int) -> Feed:
    place, path = f"第 {n + 1} 项内部流转材料的", f"feeds.{n}"
    data = _mapping(row, place, path)
    names = (("part", "用于哪个事项"), ("material", "材料"), ("source", "来自哪个事项"))
    return Feed(*(_text(data, key, label, path, place, longest=40, needed=True) for key, label in names))


def _use(row: object, path: str, place: str) -> Use:
    data = _mapping(row, place, path)
    return Use(_text(data, "part", "事项", path, place, longest=40, needed=True),
               _text(data, "key", "标识", path, place, longest=40, needed=True))  # fmt: skip


def _limit(data: Mapping[str, Any]) -> Limit:
    inner = _mapping(data.get("promise") or {}, "整件事承诺", "promise")
    unit = _word(inner, "unit", "单位", Unit, Unit.WORKDAYS, "promise", "整件事承诺的")
    if unit not in (Unit.WORKDAYS, Unit.DAYS):
        raise _refuse("promise.unit", "整件事承诺的单位只能是工作日或自然日")
    amount = _whole(inner, "amount", "数量", "promise", "整件事承诺的")
    if not 1 <= amount <= MOST_AMOUNT:
        raise _refuse("promise.amount", f"整件事承诺的数量应在 1 到 {MOST_AMOUNT} 之间，现为 {amount}")
    return Limit(amount, unit, _text(inner, "basis", "依据", "promise", "整件事承诺的", longest=300))


def _refuse(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError("joint.bad_content", sentence, field or None)


def _mapping(row: object, place: str, path: str) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise _refuse(path, f"{place}格式不对，应是一组填写项")
    return row


def _rows(data: Mapping[str, Any], key: str, label: str, most: int = MOST_ROWS) -> Sequence[Any]:
    rows = data.get(key) or ()
    if isinstance(rows, str) or not isinstance(rows, Sequence):
        raise _refuse(key, f"“{label}”应是一个列表")
    if len(rows) > most:
        raise _refuse(key, f"“{label}”最多 {most} 项，现有 {len(rows)} 项，请拆成两件事或合并")
    return rows


def _text(
    data: Mapping[str, Any], key: str, label: str, path: str, place: str = "", *, longest: int, needed: bool = False
) -> str:  # fmt: skip
    value = data.get(key) or ""
    field = f"{path}.{key}" if path else key
    if not isinstance(value, str):
        raise _refuse(field, f"{place}“{label}”应是文字")
    value = value.strip()
    if needed and not value:
        raise _refuse(field, f"{place}“{label}”没有填写，请补充")
    if len(value) > longest:
        raise _refuse(field, f"{place}“{label}”最多 {longest} 个字，现有 {len(value)} 个")
    return value


def _key(data: Mapping[str, Any], path: str, place: str) -> str:
    key = _text(data, "key", "标识", path, place, longest=30, needed=True)
    if not KEY.fullmatch(key):
        raise _refuse(f"{path}.key", f"{place}“标识”只能用小写字母、数字和下划线，以字母开头")
    return key


def _whole(data: Mapping[str, Any], key: str, label: str, path: str, place: str) -> int:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _refuse(f"{path}.{key}", f"{place}“{label}”没有填写，或者不是整数")
    return value


def _word(
    data: Mapping[str, Any], key: str, label: str, words: type[T], default: T, path: str, place: str
) -> T:  # fmt: skip
    try:
        return words(data.get(key) or default)
    except ValueError:
        known = "、".join(w.label for w in words)
        raise _refuse(f"{path}.{key}", f"{place}“{label}”的取值不认识，可选：{known}") from None


def _unique(path: str, label: str, keys: Iterable[str]) -> None:
    twice = next((key for key, n in Counter(keys).items() if n > 1), None)
    if twice is not None:
        raise _refuse(path, f"“{label}”的标识“{twice}”重复了，请改成不同的")
