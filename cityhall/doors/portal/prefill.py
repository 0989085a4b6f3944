"""What the city knows already is not asked again: which value goes into which field, and where it comes from. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cityhall.cases.queries import Said
from cityhall.catalogue.terms import FieldKind, FieldSpec, Origin, Reuse
from cityhall.doors.components import words
from cityhall.people.queries import EntityView, Own

NAMES = ("姓名", "申请人", "申请人姓名", "本人姓名", "联系人", "联系人姓名")
NUMBERS = ("身份证号", "身份证号码", "公民身份号码", "申请人身份证号", "申请人身份证号码", "证件号码")
HOMES = ("地址", "住址", "联系地址", "通讯地址", "现住址", "居住地址", "家庭住址", "申请人住址")
PHONES = ("电话", "手机", "联系电话", "联系手机", "手机号码", "联系人电话", "申请人电话")
ENTITY_NAMES = ("单位名称", "企业名称", "申请单位", "申请单位名称", "申请人名称", "机构名称", "主体名称", "经营者名称")
ENTITY_CODES = ("统一社会信用代码", "信用代码", "社会信用代码")
ENTITY_HEADS = ("法定代表人", "法定代表人姓名", "法定代表人（负责人）", "法定代表人或负责人", "负责人", "单位负责人")
ENTITY_HOMES = ("住所", "单位地址", "单位住所", "注册地址", "企业住所", "企业地址")
REAL_NAME, PHONE, REGISTER = "您的实名信息", "您登录用的手机", "单位登记信息"


@dataclass(frozen=True)
class Known:
    value: str
    source: str


def known(
    specs: Sequence[FieldSpec], own: Own, entity: EntityView | None, before: Mapping[str, Said]
) -> dict[str, Known]:
    """Field → what is known for it: what the registers say first, then what she wrote last time."""
    found = {}
    for spec in specs:
        if spec.reuse is Reuse.NEVER:
            continue
        value = _of_record(spec, own, entity)
        if spec.origin is Origin.LABEL:
            value = _of_entity(spec, entity) if entity else None
            value = value or _of_person(spec, own, for_entity=entity is not None)
        if value is None and spec.key in before:
            said = before[spec.key]
            value = Known(said.value, f"您 {words.day(said.at, weekday=False)}的申请")
        if value is not None and value.value and len(value.value) <= spec.max_length:
            found[spec.key] = value
    return found


def _of_record(spec: FieldSpec, own: Own, entity: EntityView | None) -> Known | None:
    """带出来源: from the record the standard field names."""
    source, _, name = spec.origin.value.partition(".")
    if source == "person":
        value = str(getattr(own, name, "") or "")
        return Known(value, PHONE if name == "phone" else REAL_NAME) if value else None
    value = str(getattr(entity, name, "") or "") if source == "entity" and entity else ""
    return Known(value, REGISTER) if value else None


def automatic(specs: Sequence[FieldSpec], found: Mapping[str, Known]) -> dict[str, Known]:
    """Of what is known that which is filled in unasked (自动带出); the rest is offered with one tap (询问后带出)."""
    asked = {spec.key for spec in specs if spec.reuse is Reuse.ASK}
    return {key: one for key, one in found.items() if key not in asked}


def _of_person(spec: FieldSpec, own: Own, *, for_entity: bool) -> Known | None:
    label = spec.label.strip()
    if spec.kind is FieldKind.PHONE and label in PHONES:
        return Known(own.phone, PHONE) if own.phone else None
    if spec.kind is FieldKind.TEXT and label in (NAMES[-2:] if for_entity else NAMES):
        return Known(own.name, REAL_NAME) if own.name else None
    if for_entity:  # the number and the home of who fills it in are not those of the entity
        return None
    if spec.kind is FieldKind.ID_NUMBER and label in NUMBERS:
        return Known(own.id_number, REAL_NAME) if own.id_number else None
    if spec.kind is FieldKind.ADDRESS and label in HOMES:
        return Known(own.address, REAL_NAME) if own.address else None
    return None


def _of_entity(spec: FieldSpec, entity: EntityView) -> Known | None:
    label = spec.label.strip()
    if spec.kind is FieldKind.CREDIT_CODE or label in ENTITY_CODES:
        return Known(entity.credit_code, REGISTER) if label in ENTITY_CODES else None
    if spec.kind is FieldKind.TEXT and label in ENTITY_NAMES:
        return Known(entity.name, REGISTER)
    if spec.kind is FieldKind.TEXT and label in ENTITY_HEADS:
        return Known(entity.legal_representative, REGISTER) if entity.legal_representative else None
    if spec.kind in (FieldKind.ADDRESS, FieldKind.TEXT) and label in ENTITY_HOMES:
        return Known(entity.address, REGISTER) if entity.address else None
    return None


def sources(values: Mapping[str, str], found: Mapping[str, Known], filled: Mapping[str, str]) -> dict[str, str]:
    """Field → where what stands in it comes from, as long as it is still that."""
    now = {**filled, **{key: value for key, value in values.items() if value}}
    return {key: f"来自{one.source}" for key, one in found.items() if now.get(key) == one.value}
