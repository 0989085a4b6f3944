"""授权委托 as its two sides read it; what an agent may do today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.secrets import masking
from cityhall.people import rules
from cityhall.people.models import Agency, Entity, Person
from cityhall.people.terms import AgencyState, Can, Consent

MOST = 200


@dataclass(frozen=True)
class AgencyView:
    """One agency. `given`: by the reader; else she is the agent. Names are whole: both sides know each other."""

    id: int
    given: bool
    principal_ref: str
    principal: str
    agent: str
    items: tuple[int, ...]
    from_on: date
    until_on: date
    text: str
    state: AgencyState
    runs: bool
    over: bool
    given_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    reason: str
    version: int
    by_staff: bool = False  # the agent is a 代办员
    consent: Consent = Consent.PORTAL
    paper: str = ""  # the name of the scan, where it was signed on paper
    witness: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Represented:
    """Whom an agent applies for: as the city knows the principal, its number masked; the account that gave the agency, if
    she has one."""

    agency_id: int
    ref: str
    name: str
    mask: str
    account_id: int | None


def with_agencies(actor: Actor) -> Actor:
    """A member of staff with what citizens let her do for them today. One statement for whoever may help, else none."""
    if actor.account_id is None or not actor.may(Can.HELP):
        return actor
    today = clock.today()
    running = Agency.objects.filter(
        staff_account=actor.account_id, state=AgencyState.ACCEPTED, from_on__lte=today, until_on__gte=today
    )
    return replace(actor, agencies=frozenset(running.values_list("pk", flat=True)))


def is_agent(actor: Actor, row: Agency) -> bool:
    if row.staff_account is not None:
        return row.staff_account == actor.account_id
    return actor.person_id is not None and row.agent_id == actor.person_id


def _ones(actor: Actor) -> Q:
    """Those she gave, those she was given."""
    mine = Q(given_account=actor.account_id or 0) | Q(staff_account=actor.account_id or 0)
    if actor.person_id is not None:
        mine |= Q(agent_id=actor.person_id) | Q(principal_ref=f"person:{actor.person_id}")
    return mine


def agencies(actor: Actor) -> list[AgencyView]:
    """What one has given and what one was given, latest first."""
    require_signed_in(actor)
    rows = Agency.objects.filter(_ones(actor))
    return [_view(actor, row) for row in rows.select_related("agent").order_by("-id")[:MOST]]


def agency(actor: Actor, agency_id: int) -> AgencyView:
    """One of them; another's is not found."""
    require_signed_in(actor)
    rows = Agency.objects.filter(_ones(actor))
    row = rows.select_related("agent").filter(pk=agency_id).first()
    if row is None:
        raise NotFoundError("people.no_agency", "没有找到这份授权，请到“授权委托”里查看")
    return _view(actor, row)


def represented(actor: Actor, agency_id: int, *item_ids: int) -> Represented:
    """Whom the actor may apply for in all these items today by this agency, or a sentence why not."""
    require_signed_in(actor)
    row = Agency.objects.filter(pk=agency_id).first()
    if row is None or not is_agent(actor, row):
        raise NotFoundError("people.no_agency", "没有找到这份授权，请到“授权委托”里查看")
    if row.staff_account is not None:
        require(actor, Can.HELP)
    if not rules.agency_runs(AgencyState(row.state), row.from_on, row.until_on, clock.today()):
        raise agency_ended(actor, row.pk)
    if row.items and not set(item_ids) <= set(row.items):
        whole = "这件事的全部事项" if len(item_ids) > 1 else "这个事项"
        raise NotAllowedError("people.agency_scope", f"这份授权不包括{whole}，请委托人另行授权")
    kind, _, key = row.principal_ref.partition(":")
    if kind == "entity":
        entity = Entity.objects.get(credit_code=key)
        return Represented(row.pk, row.principal_ref, entity.name, entity.credit_code, row.given_account)
    person = Person.objects.get(pk=int(key))
    return Represented(row.pk, row.principal_ref, person.name, masking.id_number(person.id_number), row.given_account)


def agency_ended(actor: Actor, agency_id: int) -> NotAllowedError:
    """What an agent is told whose agency does not run. That a member of staff tried is on record."""
    no = NotAllowedError(
        "people.agency_ended",
        "委托人的授权已经到期、撤销或尚未生效，不能继续代办；请联系委托人重新授权，或由委托人本人继续办理",
    )
    no.line = ("agency.act_refused", f"agency:{agency_id}") if actor.is_staff else None
    return no


def _view(actor: Actor, row: Agency) -> AgencyView:
    state, today = AgencyState(row.state), clock.today()
    open_ = state in (AgencyState.OFFERED, AgencyState.PROPOSED, AgencyState.ACCEPTED)
    return AgencyView(
        row.pk, not is_agent(actor, row), row.principal_ref, row.principal_name, _name(row),
        tuple(row.items), row.from_on, row.until_on, row.text, state,
        rules.agency_runs(state, row.from_on, row.until_on, today), open_ and row.until_on < today, row.given_at,
        row.answered_at, row.ended_at, row.reason, row.version, row.staff_account is not None, Consent(row.consent),
        row.paper_name, row.witness, row.signed_at,
    )  # fmt: skip


def _name(row: Agency) -> str:
    return row.agent.name if row.agent else f"代办员{row.staff_name}"


def agent_names(agency_ids: set[int]) -> dict[int, str]:
    """Who acts by each agency, for the desk that has the case in hand."""
    rows = Agency.objects.filter(pk__in=agency_ids).select_related("agent")
    return {row.pk: f"{_name(row)}（授权至 {row.until_on:%Y-%m-%d}）" for row in rows}


@dataclass(frozen=True)
class Sides:
    """The two sides of an agency, for a message: accounts, and names as they may be written. `ref`: the principal's, for
    whoever has no account and is reached by phone."""

    principal: str
    principal_account: int | None
    agent: str
    agent_account: int | None
    ref: str = ""


def sides_of(agency_id: int) -> Sides:
    """For the house that tells them."""
    row = Agency.objects.select_related("agent").get(pk=agency_id)
    name = row.principal_name if row.principal_ref.startswith("entity:") else masking.name(row.principal_name)
    if row.agent is None:
        return Sides(name, row.given_account, _name(row), row.staff_account, row.principal_ref)
    return Sides(name, row.given_account, masking.name(row.agent.name), row.agent.account_id, row.principal_ref)


@dataclass(frozen=True)
class Mandated:
    """How a 授权 given to a 代办员 stands, for the room that watches over helpers."""

    id: int
    principal_ref: str
    state: AgencyState
    runs: bool
    items: tuple[int, ...]
    from_on: date
    until_on: date
    consent: Consent
    version: int


def mandated(ids: Collection[int]) -> dict[int, Mandated]:
    """Of these, in one statement; without names. What may be seen of them is for the caller to say."""
    today = clock.today()
    return {
        row.pk: Mandated(
            row.pk, row.principal_ref, AgencyState(row.state),
            rules.agency_runs(AgencyState(row.state), row.from_on, row.until_on, today), tuple(row.items), row.from_on,
            row.until_on, Consent(row.consent), row.version,
        )
        for row in Agency.objects.filter(pk__in=ids)
    }  # fmt: skip


def agency_scan(actor: Actor, agency_id: int) -> tuple[str, str, str]:
    """SHA-256, name and type of the signed paper, for its two sides."""
    require_signed_in(actor)
    row = Agency.objects.filter(_ones(actor), pk=agency_id).exclude(paper_sha256="").first()
    if row is None:
        raise NotFoundError("people.no_agency_paper", "这份授权没有纸质授权书的扫描件，或不在您的查看范围内")
    return row.paper_sha256, row.paper_name, row.paper_type


def papers_in_use(asked: Sequence[str]) -> set[str]:
    """Those of these contents (SHA-256) that are a signed 授权书."""
    return set(Agency.objects.filter(paper_sha256__in=asked).values_list("paper_sha256", flat=True))
