"""Who stands at the window: found by one number, or registered; and what is already known to fill the form with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cityhall.catalogue.terms import FieldKind, FieldSpec, Origin, Reuse
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.identifiers import check_credit_code, check_id_number, is_credit_code, plain
from cityhall.people import actions, queries
from cityhall.people.queries import EntityView, PersonView
from cityhall.people.terms import EntityKind, IdKind

PERSON, ENTITY = "person", "entity"
CODE_LENGTH = 18
ENTITY_NAME = re.compile(r"(单位|企业|公司|申请人|机构|组织|经营者|主体).{0,4}名称|名称$")
LEADER = re.compile(r"^(法定代表人|负责人|法定代表人（负责人）|法定代表人姓名)$")
SEAT = re.compile(r"住所|注册地址|登记地址|单位地址")
RECORDS = {
    Origin.PERSON_NAME: (PERSON, "name"), Origin.PERSON_NUMBER: (PERSON, "typed"), Origin.ENTITY_NAME: (ENTITY, "name"),
    Origin.ENTITY_CODE: (ENTITY, "mask"), Origin.ENTITY_HEAD: (ENTITY, "representative"), Origin.ENTITY_ADDRESS: (ENTITY, "address"),
}  # fmt: skip
OWN_NAME = re.compile(r"^(申请人|本人)?(姓名|名字)$|^申请人$")


@dataclass(frozen=True)
class Known:
    """An applicant the house knows, as a clerk may see her."""

    ref: str
    kind: str
    name: str
    mask: str
    verified: str
    facts: tuple[tuple[str, str], ...]
    representative: str = ""
    address: str = ""


def kind_of(number: str, id_kind: str) -> str:
    """A person's document or an entity's code? Both have 18 places; the check digits tell them apart."""
    if id_kind not in ("", IdKind.RESIDENT):
        return PERSON
    if is_credit_code(number):
        return ENTITY
    text = plain(number)
    return PERSON if len(text) != CODE_LENGTH or text[: CODE_LENGTH - 1].isdigit() else ENTITY


def find(actor: Actor, number: str, id_kind: str = "") -> Known | None:
    """Whoever the number names; wrong numbers are refused at the field they were typed in."""
    try:
        if kind_of(number, id_kind) == ENTITY:
            entity = queries.find_entity(actor, check_credit_code(number))
            return _entity(entity) if entity else None
        if id_kind in ("", IdKind.RESIDENT):
            check_id_number(number)
        person = queries.find_by_id_number(actor, number, IdKind(id_kind or IdKind.RESIDENT))
    except InvalidInputError as no:
        raise InvalidInputError(no.code, no.message, field="number") from no
    return _person(person) if person else None


def by_ref(actor: Actor, ref: str) -> Known | None:
    """The applicant the page already showed."""
    kind, _, key = ref.partition(":")
    try:
        if kind == PERSON and key.isdigit():
            return _person(queries.person(actor, int(key)))
        entity = queries.find_entity(actor, key) if kind == ENTITY else None
    except (InvalidInputError, NotFoundError):
        return None
    return _entity(entity) if entity else None


def register(actor: Actor, number: str, id_kind: str, values: Mapping[str, str]) -> str:
    """登记: the clerk has seen the document or the licence; answers the applicant's ref."""
    try:
        if kind_of(number, id_kind) == ENTITY:
            actions.register_entity(
                actor, values["new_name"], number, EntityKind(values["new_kind"]),
                values["new_representative"], "", values["new_address"], values["new_phone"],
            )  # fmt: skip
            return f"{ENTITY}:{check_credit_code(number)}"
        kind = IdKind(id_kind or IdKind.RESIDENT)
        person_id = actions.register_person(
            actor, values["new_name"], number, values["new_phone"], kind, values["new_address"]
        )
    except InvalidInputError as no:
        fields = {"name": "new_name", "phone": "new_phone", "legal_representative": "new_representative"}
        raise InvalidInputError(no.code, no.message, field=fields.get(no.field or "", no.field)) from no
    return f"{PERSON}:{person_id}"


def suggested(spec: FieldSpec, known: Known | None, typed: str, phone: str) -> tuple[str, str]:
    """What is known for one field of the form, and where it comes from; empty when nothing is."""
    if spec.reuse is Reuse.NEVER:
        return "", ""
    if spec.kind is FieldKind.PHONE and phone and "联系" in spec.label:
        return phone, "来自上面的联系电话"
    if known is None:
        return "", ""
    if spec.origin in RECORDS:
        return _of_record(spec, known, typed)
    return _of_person(spec, known, typed) if known.kind == PERSON else _of_entity(spec, known)


def _of_record(spec: FieldSpec, known: Known, typed: str) -> tuple[str, str]:
    """带出来源: what the standard field names, of whoever stands there."""
    kind, name = RECORDS[spec.origin]
    value = typed if name == "typed" else str(getattr(known, name))
    return (value, f"来自登记（{known.verified}）") if known.kind == kind and value else ("", "")


def _of_person(spec: FieldSpec, known: Known, typed: str) -> tuple[str, str]:
    if spec.kind is FieldKind.ID_NUMBER and typed:
        return typed, "来自本次录入的证件"
    if spec.kind is FieldKind.TEXT and OWN_NAME.search(spec.label):
        return known.name, f"来自申请人登记（{known.verified}）"
    return "", ""


def _of_entity(spec: FieldSpec, known: Known) -> tuple[str, str]:
    source = f"来自单位登记（{known.verified}）"
    if spec.kind is FieldKind.CREDIT_CODE:
        return known.mask, source
    if spec.kind in (FieldKind.TEXT, FieldKind.ADDRESS) and SEAT.search(spec.label):
        return known.address, source
    if spec.kind is FieldKind.TEXT and LEADER.search(spec.label):
        return known.representative, source
    if spec.kind is FieldKind.TEXT and ENTITY_NAME.search(spec.label):
        return known.name, source
    return "", ""


def _person(view: PersonView) -> Known:
    facts = ((view.id_kind.label, view.id_number), ("电话", view.phone), ("住址", view.address))
    return Known(view.ref, PERSON, view.name, view.id_number, view.verified.label, facts)


def _entity(view: EntityView) -> Known:
    facts = (
        ("信用代码", view.credit_code), ("类型", view.kind.label), ("法定代表人", view.legal_representative),
        ("住所", view.address), ("电话", view.phone),
    )  # fmt: skip
    return Known(
        view.ref, ENTITY, view.name, view.credit_code, view.verified.label, facts, view.legal_representative, view.address
    )  # fmt: skip
