"""Natural persons: what they declare of themselves, and what a window has seen."""

from django.db import IntegrityError, transaction

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import blind
from cityhall.people import rules
from cityhall.people.models import Person
from cityhall.people.terms import Can, IdKind, Verified


@action
def complete_profile(
    actor: Actor, name: str, id_number: str, id_kind: IdKind = IdKind.RESIDENT, address: str | None = None
) -> int:
    """实名申报: one number, one person. Answers the person's id, which changes if a window knew her already."""
    require_signed_in(actor)
    me = _locked(actor.person_id or 0)
    call.check_seen(me.version)
    if me.verified in {Verified.SEEN, Verified.PROVIDED}:
        raise WrongStateError("people.already_seen", "您的身份已经核验；如需更正，请携带证件到政务服务中心窗口办理")
    name, number = rules.check_name(name), rules.check_number(IdKind(id_kind), id_number, clock.today())
    index = index_of(id_kind, number)
    other = Person.objects.select_for_update().filter(id_index=index).exclude(pk=me.pk).first()
    if other is not None:
        rules.check_claim(_known(other), name, me.phone_index)
        return _merge(actor, me, other)
    me.name, me.id_kind, me.id_number, me.id_index = name, id_kind, number, index
    me.verified = Verified.DECLARED
    me.address = me.address if address is None else address.strip()
    _save(me, "name", "id_kind", "id_number", "id_index", "verified", "address")
    record(actor, "people.declared", me.ref, id_kind=IdKind(id_kind).value)
    return me.pk


def _merge(actor: Actor, me: Person, other: Person) -> int:
    """The account moves to the person the window knows; what was begun without a name is found from there."""
    account_id, me.account_id, me.merged_into = me.account_id, None, other
    _save(me, "account_id", "merged_into")
    other.account_id = account_id
    _save(other, "account_id")
    record(actor, "people.merged", other.ref, merged=me.ref)
    return other.pk


@action
def register_person(
    actor: Actor,
    name: str,
    id_number: str,
    phone: str = "",
    id_kind: IdKind = IdKind.RESIDENT,
    address: str = "",
) -> int:
    """登记申请人: a clerk has seen the document. Known already, the same person is answered."""
    require(actor, Can.REGISTER_PEOPLE)
    name, number = rules.check_name(name), rules.check_number(IdKind(id_kind), id_number, clock.today())
    phone = check_phone(phone) if phone.strip() else ""
    index, phone_index = index_of(id_kind, number), blind("phone", phone) if phone else ""
    known = Person.objects.select_for_update().filter(id_index=index).first()
    if known is not None and rules.outranked(_known(known), name, phone_index):
        take_number_away(actor, known)
        known = None
    if known is not None:
        return _seen_again(actor, known, name, phone, address)
    person = Person(
        name=name, id_kind=id_kind, id_number=number, id_index=index, phone=phone, phone_index=phone_index,
        address=address.strip(), verified=Verified.SEEN, created_at=clock.now(),
    )  # fmt: skip
    _save(person)
    record(actor, "people.registered", person.ref, id_kind=IdKind(id_kind).value)
    return person.pk


def _seen_again(actor: Actor, known: Person, name: str, phone: str, address: str) -> int:
    rules.check_same_name(known.name, name)
    known.verified = Verified.SEEN
    known.address = address.strip() or known.address
    if phone:
        known.phone, known.phone_index = phone, blind("phone", phone)
    _save(known, "verified", "address", "phone", "phone_index")
    record(actor, "people.seen_again", known.ref)
    return known.pk


def take_number_away(actor: Actor, declared: Person) -> None:
    """What was only declared gives way to what was proved: the account loses the number."""
    declared.id_number, declared.id_index, declared.verified = "", None, Verified.NONE
    _save(declared, "id_number", "id_index", "verified")
    record(actor, "people.claim_withdrawn", declared.ref)


@action
def correct_person(actor: Actor, person_id: int, name: str, phone: str, address: str) -> None:
    """更正登记信息: a clerk has seen what proves the change."""
    require(actor, Can.REGISTER_PEOPLE)
    person = _locked(person_id)
    call.check_seen(person.version)
    new = {"name": rules.check_name(name), "phone": check_phone(phone) if phone.strip() else "", "address": address}
    changed = sorted(field for field, value in new.items() if getattr(person, field) != value)
    person.name, person.phone, person.address = new["name"], new["phone"], new["address"].strip()
    person.phone_index = blind("phone", new["phone"]) if new["phone"] else ""
    _save(person, "name", "phone", "phone_index", "address")
    record(actor, "people.corrected", person.ref, fields=changed)


def index_of(kind: IdKind, number: str) -> str:
    """The blind index of a document: kind and number together name one person."""
    return blind(f"id:{IdKind(kind).value}", number)


def _known(person: Person) -> rules.Known:
    return rules.Known(person.name, person.phone_index, Verified(person.verified), person.account_id is not None)


def _locked(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id, merged_into=None).first()
    if person is None and not person_id:
        raise NotAllowedError("people.not_a_citizen", "请以申请人身份登录后再办理")
    if person is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    return person


def _save(person: Person, *fields: str) -> None:
    """Two who come with the same new number at the same moment: the database lets one through."""
    person.version += 1 if fields else 0
    try:
        with transaction.atomic():
            person.save(update_fields=[*fields, "version"] if fields else None, force_insert=not fields)
    except IntegrityError as clash:
        raise WrongStateError(
            "people.id_taken_now", "该证件号码刚刚已被登记，请刷新后重新查找", field="id_number"
        ) from clash
