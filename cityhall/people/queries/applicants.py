"""What can be asked about applicants. Personal values come out masked; whole ones only to acts of the house."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.transaction import get_connection

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.identifiers import check_credit_code, check_mobile
from cityhall.kernel.secrets import masking
from cityhall.kernel.secrets.keys import blind
from cityhall.people import rules
from cityhall.people.models import Agency, Entity, Link, Person, PhoneCode
from cityhall.people.terms import AgencyState, Can, EntityKind, IdKind, Tie, Verified


@dataclass(frozen=True)
class PersonView:
    """A person, masked except for the name."""

    id: int
    name: str
    id_kind: IdKind
    id_number: str
    phone: str
    address: str
    verified: Verified
    has_account: bool
    version: int

    @property
    def ref(self) -> str:
        return f"person:{self.id}"


@dataclass(frozen=True)
class Own:
    """What the signed-in citizen has told the house of herself, whole: shown to nobody but her."""

    name: str
    id_kind: IdKind
    id_number: str
    phone: str
    address: str


@dataclass(frozen=True)
class EntityView:
    """An entity; its phone masked."""

    id: int
    credit_code: str
    name: str
    kind: EntityKind
    legal_representative: str
    division_code: str
    address: str
    phone: str
    verified: Verified
    version: int

    @property
    def ref(self) -> str:
        return f"entity:{self.credit_code}"


@dataclass(frozen=True)
class EntityRow:
    """An entity somebody stands for, and how we know."""

    link_id: int
    credit_code: str
    name: str
    tie: Tie
    verified: Verified
    from_on: date

    @property
    def ref(self) -> str:
        return f"entity:{self.credit_code}"


@dataclass(frozen=True)
class ApplicantView:
    """Who applied, person or entity alike: `name` for papers and clerks, the rest masked."""

    ref: str
    kind: str
    name: str
    masked_name: str
    id_number: str
    phone: str
    address: str
    verified: Verified


@dataclass(frozen=True)
class CodeToSend:
    phone: str
    code: str
    minutes: int


def actor_for(account_id: int) -> Actor | None:
    """The citizen behind an account; None for others. One statement. Her name is masked, for it is written in the
    journal with everything she does; screens take it from `me`."""
    today = clock.today()
    running = Agency.objects.filter(
        agent=OuterRef("pk"), state=AgencyState.ACCEPTED, from_on__lte=today, until_on__gte=today
    )
    rows = Person.objects.filter(account_id=account_id)
    row = rows.values_list("pk", "name", ArraySubquery(running.values("pk"))).first()
    if row is None:
        return None
    name = masking.name(row[1]) or "申请人"
    return Actor(name, account_id=account_id, person_id=row[0], agencies=frozenset(row[2]))


def login_of(phone: str) -> str:
    """The login of the account that belongs to a phone: a blind index, for the phone itself is personal."""
    return f"phone:{blind('phone', check_mobile(phone))}"


def acting_for(actor: Actor, credit_code: str) -> Actor:
    """The same citizen on behalf of an entity she stands for today."""
    ref = f"entity:{check_credit_code(credit_code)}"
    if ref not in {row.ref for row in entities_of(actor)}:
        raise NotAllowedError("people.not_linked", "您尚未关联该单位，请先在“我的单位”中关联后再代其办理")
    return replace(actor, on_behalf=ref)


def me(actor: Actor) -> PersonView:
    """The signed-in citizen's own record."""
    require_signed_in(actor)
    if actor.person_id is None:
        raise NotAllowedError("people.not_a_citizen", "请以申请人身份登录后再办理")
    return person(actor, actor.person_id)


def own_phone(actor: Actor) -> str:
    """The signed-in citizen's own phone, whole: where the city reaches her about what she applies for."""
    require_signed_in(actor)
    return str(Person.objects.filter(pk=actor.person_id or 0).values_list("phone", flat=True).first() or "")


def own(actor: Actor) -> Own:
    """The signed-in citizen's own record, unmasked, for a form she fills in herself. One statement."""
    require_signed_in(actor)
    row = Person.objects.filter(pk=actor.person_id or 0).first()
    if row is None:
        raise NotAllowedError("people.not_a_citizen", "请以申请人身份登录后再办理")
    return Own(row.name, IdKind(row.id_kind), row.id_number, row.phone, row.address)


def own_refs(actor: Actor) -> list[str]:
    """The names the house keeps the signed-in citizen under: her own, and those merged into it. One statement."""
    rows = Person.objects.filter(Q(pk=actor.person_id or 0) | Q(merged_into=actor.person_id or 0))
    return [f"person:{pk}" for pk in rows.values_list("pk", flat=True)]


def person(actor: Actor, person_id: int) -> PersonView:
    """A person, to herself and to staff who may find people."""
    require_signed_in(actor)
    if actor.person_id != person_id:
        require(actor, Can.FIND_PEOPLE)
    row = Person.objects.filter(pk=person_id).first()
    if row is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    return _person_view(row)


def find_by_id_number(actor: Actor, id_number: str, id_kind: IdKind = IdKind.RESIDENT) -> PersonView | None:
    """The person with that document, if the house knows one."""
    require(actor, Can.FIND_PEOPLE)
    number = rules.check_number(IdKind(id_kind), id_number, clock.today())
    row = Person.objects.filter(id_index=blind(f"id:{IdKind(id_kind).value}", number)).first()
    return _person_view(row) if row else None


def find_entity(actor: Actor, credit_code: str) -> EntityView | None:
    """The entity with that code: names and codes of entities are public, so anybody signed in may look one up."""
    require_signed_in(actor)
    row = Entity.objects.filter(credit_code=check_credit_code(credit_code)).first()
    return _entity_view(row) if row else None


def entities_of(actor: Actor, person_id: int | None = None) -> list[EntityRow]:
    """The entities a person stands for today: one's own, or another's for staff who may find people."""
    require_signed_in(actor)
    if person_id is not None and person_id != actor.person_id:
        require(actor, Can.FIND_PEOPLE)
    today = clock.today()
    links = Link.objects.filter(Q(until_on=None) | Q(until_on__gt=today), person_id=person_id or actor.person_id or 0)
    fields = links.order_by("entity__name", "pk").values_list(
        "pk", "entity__credit_code", "entity__name", "tie", "verified", "from_on"
    )
    return [EntityRow(pk, code, name, Tie(tie), Verified(v), on) for pk, code, name, tie, v, on in fields]


def applicant_view(ref: str) -> ApplicantView:
    """Who applied. The caller has checked that the reader may see what she applied for."""
    found = applicants([ref])
    if ref not in found:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    return found[ref]


def applicants(refs: Iterable[str]) -> dict[str, ApplicantView]:
    """Many at once, for lists: two statements at most."""
    asked = set(refs)
    ids = {int(ref.removeprefix("person:")) for ref in asked if ref.startswith("person:")}
    codes = {ref.removeprefix("entity:") for ref in asked if ref.startswith("entity:")}
    people = Person.objects.filter(pk__in=ids) if ids else ()
    entities = Entity.objects.filter(credit_code__in=codes) if codes else ()
    views = [_applicant_person(row) for row in people] + [_applicant_entity(row) for row in entities]
    return {view.ref: view for view in views}


def contact_of(ref: str) -> str:
    """The whole phone of an applicant, for the step that sends her something: only inside an act."""
    if not get_connection().in_atomic_block:
        raise RuntimeError("contact_of is for steps and reactions: call it inside an action")
    kind, _, key = ref.partition(":")
    people = Person.objects.filter(pk=int(key) if kind == "person" and key.isdecimal() else 0)
    rows = Entity.objects.filter(credit_code=key) if kind == "entity" else people
    phone = rows.values_list("phone", flat=True).first()
    if phone is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    return str(phone)


def account_of(ref: str) -> int | None:
    """The account a message to this person goes to; None if she has none, or the ref is an entity."""
    if not ref.startswith("person:"):
        return None
    return Person.objects.filter(pk=int(ref.removeprefix("person:"))).values_list("account_id", flat=True).first()


def code_to_send(actor: Actor, code_id: int) -> CodeToSend | None:
    """The code a phone waits for, to the house that sends it; None once it is used or has run out."""
    if not actor.is_house:
        raise NotAllowedError("people.codes_are_secret", "验证码只发送到申请人的手机，不能查看")
    row = PhoneCode.objects.filter(pk=code_id, expires_at__gt=clock.now()).first()
    if row is None or not row.code:
        return None
    return CodeToSend(row.phone, row.code, rules.CODE_LIFE.seconds // 60)


def _person_view(row: Person) -> PersonView:
    return PersonView(
        row.pk, row.name, IdKind(row.id_kind), masking.id_number(row.id_number), masking.phone(row.phone),
        masking.address(row.address), Verified(row.verified), row.account_id is not None, row.version,
    )  # fmt: skip


def _entity_view(row: Entity) -> EntityView:
    return EntityView(
        row.pk, row.credit_code, row.name, EntityKind(row.kind), row.legal_representative, row.division_code,
        row.address, masking.phone(row.phone), Verified(row.verified), row.version,
    )  # fmt: skip


def _applicant_person(row: Person) -> ApplicantView:
    return ApplicantView(
        row.ref, "person", row.name, masking.name(row.name), masking.id_number(row.id_number),
        masking.phone(row.phone), masking.address(row.address), Verified(row.verified),
    )  # fmt: skip


def _applicant_entity(row: Entity) -> ApplicantView:
    return ApplicantView(
        row.ref, "entity", row.name, row.name, row.credit_code, masking.phone(row.phone), row.address,
        Verified(row.verified),
    )  # fmt: skip
