"""Legal entities, and the persons who stand for them."""

from datetime import date

from django.db.models import Q

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.identifiers import check_credit_code, check_division_code, check_phone
from cityhall.kernel.journal.record import record
from cityhall.people import rules
from cityhall.people.models import Entity, Link, Person
from cityhall.people.terms import Can, EntityKind, Tie, Verified


@action
def register_entity(
    actor: Actor,
    name: str,
    credit_code: str,
    kind: EntityKind = EntityKind.COMPANY,
    legal_representative: str = "",
    division_code: str = "",
    address: str = "",
    phone: str = "",
) -> int:
    """登记单位: by a window that saw the licence, or by a citizen who names it; she cannot change what is known."""
    require_signed_in(actor)
    seen = actor.may(Can.REGISTER_PEOPLE)
    level = Verified.SEEN if seen else Verified.DECLARED
    values = {
        "name": rules.check_entity_name(name),
        "kind": EntityKind(kind),
        "legal_representative": rules.check_name(legal_representative) if legal_representative.strip() else "",
        "division_code": check_division_code(division_code) if division_code.strip() else "",
        "address": address.strip(),
        "phone": check_phone(phone) if phone.strip() else "",
        "verified": level,
    }
    code = check_credit_code(credit_code)
    row, new = Entity.objects.select_for_update().get_or_create(
        credit_code=code, defaults={**values, "created_at": clock.now()}
    )
    if not new and seen:
        call.check_seen(row.version)
        Entity.objects.filter(pk=row.pk).update(**values, version=row.version + 1)
    if not new and not seen and row.name != values["name"]:
        raise InvalidInputError(
            "people.entity_name_differs",
            "该统一社会信用代码登记的名称与所填不一致，请对照执照核对；执照无误的，请携带执照到窗口更正",
            field="name",
        )
    record(actor, "people.entity_registered", row.ref, new=new, verified=level.value)
    return row.pk


@action
def link_entity(actor: Actor, credit_code: str, tie: Tie, person_id: int | None = None) -> int:
    """关联单位: a citizen declares herself; a window that saw the papers verifies anybody."""
    require_signed_in(actor)
    person = _person_to_link(actor, person_id)
    entity = _entity(credit_code)
    rules.check_tie(Tie(tie), person.name, entity.legal_representative)
    level = Verified.SEEN if actor.may(Can.REGISTER_PEOPLE) else Verified.DECLARED
    link, new = Link.objects.get_or_create(
        person=person, entity=entity, tie=tie, until_on=None, defaults={"verified": level, "from_on": clock.today()}
    )
    if not new and level is Verified.SEEN:
        Link.objects.filter(pk=link.pk).update(verified=level)
    record(actor, "people.linked", entity.ref, person=person.ref, tie=Tie(tie).value, verified=level.value)
    return link.pk


def _person_to_link(actor: Actor, person_id: int | None) -> Person:
    if person_id is not None and person_id != actor.person_id:
        require(actor, Can.REGISTER_PEOPLE)
    person = Person.objects.filter(pk=person_id or actor.person_id or 0, merged_into=None).first()
    if person is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    if person.verified == Verified.NONE:
        raise WrongStateError("people.not_declared", "请先完成实名信息填写，再关联单位")
    return person


def _entity(credit_code: str) -> Entity:
    entity = Entity.objects.filter(credit_code=check_credit_code(credit_code)).first()
    if entity is None:
        raise NotFoundError("people.entity_unknown", "没有找到这个单位，请先登记单位信息", field="credit_code")
    return entity


@action
def end_link(actor: Actor, link_id: int, until_on: date | None = None) -> None:
    """解除关联: by the person herself or a window; the past stays."""
    require_signed_in(actor)
    day = until_on or clock.today()
    link = Link.objects.select_for_update().select_related("entity").filter(Q(until_on=None), pk=link_id).first()
    if link is None:
        raise NotFoundError("people.link_unknown", "没有找到这条关联，可能已经解除")
    if link.person_id != actor.person_id and not actor.may(Can.REGISTER_PEOPLE):
        raise NotAllowedError("people.link_not_yours", "只能解除本人与单位的关联")
    if day < link.from_on:
        raise InvalidInputError("people.link_ends_before", "解除日期不能早于关联日期", field="until_on")
    Link.objects.filter(pk=link.pk).update(until_on=day)
    record(actor, "people.unlinked", link.entity.ref, person=f"person:{link.person_id}", tie=link.tie)
