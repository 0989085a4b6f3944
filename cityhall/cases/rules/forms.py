"""The applicant's form: what each field of the item accepts. Every wrong field is named, all at once."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.kernel.errors import DomainError, InvalidInputError
from cityhall.kernel.identifiers import check_credit_code, check_id_number, check_phone

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
YES_NO = ("是", "否")
ASKED = dict.fromkeys((FieldKind.CHOICE, FieldKind.MANY, FieldKind.YES_NO, FieldKind.DATE), "请选择")


def form_problems(fields: Sequence[FieldSpec], values: Mapping[str, str], *, partly: bool = False) -> dict[str, str]:
    """Field → sentence for everything wrong. `partly`: a draft may have gaps, but what is typed must fit."""
    problems: dict[str, str] = {}
    for field in fields:
        value = str(values.get(field.key, "")).strip()
        if not value:
            if field.required and not partly:
                problems[field.key] = f"{ASKED.get(field.kind, '请填写')}“{field.label}”"
            continue
        if sentence := _wrong(field, value):
            problems[field.key] = sentence
    return problems


def check_form(fields: Sequence[FieldSpec], values: Mapping[str, str], *, partly: bool = False) -> dict[str, str]:
    """The values as they are kept (trimmed, identifiers normalised); unknown keys are dropped."""
    problems = form_problems(fields, values, partly=partly)
    if problems:
        first = next(iter(problems))
        raise InvalidInputError("case.form", "；".join(problems.values()), field=first, errors=problems)
    kept = {field.key: str(values.get(field.key, "")).strip() for field in fields}
    return {field.key: _normal(field, kept[field.key]) for field in fields if kept[field.key]}


def split_form(fields: Sequence[FieldSpec], values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Clear values and personal ones, which are sealed."""
    personal = {f.key for f in fields if f.personal}
    clear = {k: v for k, v in values.items() if k not in personal}
    return clear, {k: v for k, v in values.items() if k in personal}


def _wrong(field: FieldSpec, value: str) -> str:
    if len(value) > field.max_length:
        return f"“{field.label}”最多 {field.max_length} 个字，现有 {len(value)} 个"
    if field.pattern and not re.fullmatch(field.pattern, value):
        return f"“{field.label}”的格式不对" + (f"：{field.hint}" if field.hint else "，请核对后重新填写")
    check = CHECKS.get(field.kind)
    return (check(field, value) if check else "") or _outside(field, value)


def _outside(field: FieldSpec, value: str) -> str:
    """Beyond the bounds of a number or a day (one that is known to be one)."""
    if not (field.least or field.most):
        return ""
    size = _day if field.kind is FieldKind.DATE else Decimal
    unit = f" {field.unit}" if field.unit else ""
    if field.least and size(value) < size(field.least):
        return f"“{field.label}”不能{'早于' if size is _day else '小于'} {field.least}{unit}"
    if field.most and size(value) > size(field.most):
        return f"“{field.label}”不能{'晚于' if size is _day else '大于'} {field.most}{unit}"
    return ""


def _day(value: str) -> Decimal:
    return Decimal(date.fromisoformat(value).toordinal())


def _number(field: FieldSpec, value: str) -> str:
    return "" if NUMBER.fullmatch(value) else f"“{field.label}”应为数字"


def _date(field: FieldSpec, value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"“{field.label}”应为日期，如 2026-11-22"
    return ""


def _choice(field: FieldSpec, value: str) -> str:
    picked = value.split("、") if field.kind is FieldKind.MANY else [value]
    choices = YES_NO if field.kind is FieldKind.YES_NO else field.choices
    return "" if all(p in choices for p in picked) else f"请从给出的选项中选择“{field.label}”"


def _identifier(field: FieldSpec, value: str) -> str:
    try:
        IDENTIFIERS[field.kind](value)
    except DomainError as no:
        return f"“{field.label}”：{no.message}"
    return ""


def _normal(field: FieldSpec, value: str) -> str:
    check = IDENTIFIERS.get(field.kind)
    return check(value) if check else value


IDENTIFIERS = {
    FieldKind.ID_NUMBER: check_id_number,
    FieldKind.CREDIT_CODE: check_credit_code,
    FieldKind.PHONE: check_phone,
}
CHECKS = {
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.MANY: _choice,
    FieldKind.YES_NO: _choice,
    **dict.fromkeys(IDENTIFIERS, _identifier),
}
