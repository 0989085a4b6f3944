"""授权委托 as its two sides read it; what an agent may do today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.secrets import masking
from cityhall.people import rules
from cityhall.people.models import Agency, Entity, Person
from cityhall.people.terms import AgencyState

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


@dataclass(frozen=True)
class Represented:
    """Whom an agent applies for: as the city knows the principal, its number masked; the account that gave the agency."""

    agency_id: int
    ref: str
    name: str
    mask: str
    account_id: int


def agencies(actor: Actor) -> list[AgencyView]:
    """What one has given and what one was given, latest first."""
    require_signed_in(actor)
    rows = Agency.objects.filter(Q(given_account=actor.account_id or 0) | Q(agent_id=actor.person_id or 0))
    return [_view(actor, row) for row in rows.select_related("agent").order_by("-id")[:MOST]]


def agency(actor: Actor, agency_id: int) -> AgencyView:
    """One of them; another's is not found."""
    require_signed_in(actor)
    rows = Agency.objects.filter(Q(given_account=actor.account_id or 0) | Q(agent_id=actor.person_id or 0))
    row = rows.select_related("agent").filter(pk=agency_id).first()
    if row is None:
        raise NotFoundError("people.no_agency", "没有找到这份授权，请到“授权委托”里查看")
    return _view(actor, row)


def represented(actor: Actor, agency_id: int, item_id: int) -> Represented:
    """Whom the actor may apply for in this item today by this agency, or a sentence why not."""
    require_signed_in(actor)
    row = Agency.objects.filter(pk=agency_id, agent_id=actor.person_id or 0).first()
    if row is None:
        raise NotFoundError("people.no_agency", "没有找到这份授权，请到“授权委托”里查看")
    if not rules.agency_runs(AgencyState(row.state), row.from_on, row.until_on, clock.today()):
        raise agency_ended()
    if row.items and item_id not in row.items:
        raise NotAllowedError("people.agency_scope", "这份授权不包括这个事项，请委托人另行授权")
    kind, _, key = row.principal_ref.partition(":")
    if kind == "entity":
        entity = Entity.objects.get(credit_code=key)
        return Represented(row.pk, row.principal_ref, entity.name, entity.credit_code, row.given_account)
    person = Person.objects.get(pk=int(key))
    return Represented(row.pk, row.principal_ref, person.name, masking.id_number(person.id_number), row.given_account)


def agency_ended() -> NotAllowedError:
    """What an agent is told whose agency does not run."""
    return NotAllowedError(
        "people.agency_ended",
        "委托人的授权已经到期、撤销或尚未生效，不能继续代办；请联系委托人重新授权，或由委托人本人继续办理",
    )


def _view(actor: Actor, row: Agency) -> AgencyView:
    state, today = AgencyState(row.state), clock.today()
    open_ = state in (AgencyState.OFFERED, AgencyState.ACCEPTED)
    return AgencyView(
        row.pk, row.given_account == actor.account_id, row.principal_ref, row.principal_name, row.agent.name,
        tuple(row.items), row.from_on, row.until_on, row.text, state,
        rules.agency_runs(state, row.from_on, row.until_on, today), open_ and row.until_on < today, row.given_at,
        row.answered_at, row.ended_at, row.reason, row.version,
    )  # fmt: skip


def agent_names(agency_ids: set[int]) -> dict[int, str]:
    """Who acts by each agency, for the desk that has the case in hand."""
    rows = Agency.objects.filter(pk__in=agency_ids).select_related("agent")
    return {row.pk: f"{row.agent.name}（授权至 {row.until_on:%Y-%m-%d}）" for row in rows}


@dataclass(frozen=True)
class Sides:
    """The two sides of an agency, for a message: accounts, and names as they may be written."""

    principal: str
    principal_account: int
    agent: str
    agent_account: int | None


def sides_of(agency_id: int) -> Sides:
    """For the house that tells them."""
    row = Agency.objects.select_related("agent").get(pk=agency_id)
    name = row.principal_name if row.principal_ref.startswith("entity:") else masking.name(row.principal_name)
    return Sides(name, row.given_account, masking.name(row.agent.name), row.agent.account_id)
