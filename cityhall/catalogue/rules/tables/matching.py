"""How the columns of a table were matched by a person, and whether that will do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cityhall.catalogue.terms import Part
from cityhall.kernel.errors import InvalidInputError

from ..rows import BY_NAME, DIVISION
from .columns import BY_KEY, BY_LABEL, CODE, NEEDED

FIXED = {"item.organ": "实施单位", "item.division_code": "行政区划代码", "item.procedure": "事项类型"}


@dataclass(frozen=True)
class Matching:
    """`columns`: header → key, empty for a column that is left out. `fixed`: what holds for every row that does not say it."""

    part: Part
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Matching":
        try:
            part = Part(told.get("part", ""))
        except ValueError:
            known = "、".join(p.label for p in Part)
            raise InvalidInputError("imports.part", f"请选择这张表是什么：{known}", "part") from None
        columns, fixed = told.get("columns") or {}, told.get("fixed") or {}
        if not isinstance(columns, Mapping) or not isinstance(fixed, Mapping):
            raise InvalidInputError("imports.shape", "列的对应应是一组“列名：对应项”，请核对后重新提交", "columns")
        return cls(
            part,
            {str(k): key_named(part, str(v or "")) for k, v in columns.items()},
            {str(k): str(v).strip() for k, v in fixed.items() if v},
        )


def key_named(part: Part, said: str) -> str:
    """The key of a column by its label, its key or its name in the exchange; the text itself where nothing is called so."""
    said = said.strip()
    if not said or part is Part.SKIP or said in BY_KEY[part]:
        return said
    if said in BY_LABEL[part]:
        return BY_LABEL[part][said].key
    return next((c.key for c in BY_KEY[part].values() if c.national and c.national == said), said)


def check_matchings(told: Sequence[Matching], headers: Sequence[Sequence[str]]) -> None:
    """Every table is told, its columns are its own, each means one thing, and what it cannot do without is there."""
    if len(told) != len(headers):
        raise InvalidInputError("imports.tables_told", f"共有 {len(headers)} 张表，请逐张核对后一起提交", "tables")
    errors: dict[str, str] = {}
    for n, (match, columns) in enumerate(zip(told, headers, strict=True)):
        if match.part is not Part.SKIP:
            errors |= {f"{n}.{field_name}": why for field_name, why in _wrong(match, columns).items()}
    if errors:
        first = next(iter(errors))
        raise InvalidInputError("imports.match", f"列的对应还有 {len(errors)} 处要改：{errors[first]}", first, errors)
    if all(match.part is Part.SKIP for match in told):
        raise InvalidInputError("imports.nothing", "没有一张表要导入，请至少选一张", "0.part")


def _wrong(match: Matching, columns: Sequence[str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    known = BY_KEY[match.part]
    place = {header: n for n, header in enumerate(columns)}
    taken: dict[str, str] = {}
    for header, key in match.columns.items():
        if header not in place:
            errors["part"] = f"文件里没有名为“{header[:30]}”的列，请刷新页面后重新核对"
        elif key and key not in known:
            errors[f"{place[header]}"] = (
                f"“{header[:30]}”对应的“{key[:30]}”不是{match.part.label}里的项，请从列表中选择，或留空不导入"
            )
        elif key in taken:
            errors[f"{place[header]}"] = f"“{header[:30]}”和“{taken[key][:30]}”都对应“{known[key].label}”，请只留一列"
        elif key:
            taken[key] = header
    missing = [key for key in (CODE, NEEDED[match.part]) if key not in taken]
    if missing:
        label = known[missing[0]].label
        errors.setdefault("part", f"{match.part.label}没有哪一列对应“{label}”，没有它就对不上事项，请选出来")
    return errors | _wrong_fixed(match)


def _wrong_fixed(match: Matching) -> dict[str, str]:
    errors = {}
    for key, value in match.fixed.items():
        if key not in FIXED:
            errors["part"] = f"“{key[:30]}”不能统一填写，请删去"
        elif key == "item.procedure" and value not in BY_NAME:
            errors[key] = f"事项类型“{value[:20]}”不认识，请从列表中选择"
        elif key == "item.division_code" and not DIVISION.fullmatch(value):
            errors[key] = "行政区划代码应为 12 位数字"
    return errors
