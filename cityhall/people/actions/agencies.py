"""授权委托: given with consent, accepted by the agent, revoked or resigned at any time (民法典 第一百六十五条、第一百七十三条)."""

from collections.abc import Sequence
from datetime import date

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, TooManyError, WrongStateError
from cityhall.kernel.identifiers import check_mobile
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import blind
from cityhall.people import queries, rules
from cityhall.people.models import Agency, Person
from cityhall.people.terms import AgencyState, Verified


@action
def give_agency(
    actor: Actor, agent_name: str, agent_phone: str, matters: Sequence[tuple[int, str]], until_on: date, agreed: bool,
    from_on: date | None = None, credit_code: str = "",
) -> int:  # fmt: skip
    """授权他人代办: in one's own name, or (by `credit_code`) in that of an entity one stands for. `matters` are items (id and name);
    none means all. Nothing is lent before the agent accepts. Answers its id."""
    require_signed_in(actor)
    me, today = _myself(actor), clock.today()
    account = actor.account_id or 0
    begins = from_on or today
    rules.agency_span(begins, until_on, today)
    if len(matters) > rules.MOST_AGENCY_ITEMS:
        raise InvalidInputError(
            "people.agency_items",
            f"一份授权最多列 {rules.MOST_AGENCY_ITEMS} 个事项；更多时请授权全部事项",
            field="matters",
        )
    if not agreed:
        raise InvalidInputError("people.agency_consent", "请阅读授权内容并勾选同意", field="agreed")
    ref, name = me.ref, me.name
    if credit_code:
        ref = queries.acting_for(actor, credit_code).on_behalf
        name = next(row.name for row in queries.entities_of(actor) if row.ref == ref)
    agent = _agent(agent_name, agent_phone)
    if agent.pk == me.pk:
        raise InvalidInputError("people.agency_self", "不能授权给本人；请填写代办人的姓名和手机号", field="agent_phone")
    running = Agency.objects.filter(given_account=account, until_on__gte=today)
    if running.filter(state__in=[AgencyState.OFFERED, AgencyState.ACCEPTED]).count() >= rules.MOST_AGENCIES:
        raise TooManyError("people.agencies_many", f"有效的授权最多 {rules.MOST_AGENCIES} 份，请先撤销不再需要的")
    row = Agency.objects.create(
        principal_ref=ref, principal_name=name, given_account=account, agent=agent,
        items=[item_id for item_id, _ in matters], from_on=begins, until_on=until_on, given_at=clock.now(),
        text=rules.agency_text(name, agent.name, [title for _, title in matters], begins, until_on),
    )  # fmt: skip
    record(
        actor, "agency.given", row.ref, principal=ref, agent=agent.ref, items=len(matters), until=until_on.isoformat()
    )
    return int(row.pk)


@action
def answer_agency(actor: Actor, agency_id: int, accepts: bool) -> None:
    """接受或谢绝, once: by the agent alone; what a member of staff proposed, by the principal alone."""
    row = _locked(actor, agency_id)
    if row.state == AgencyState.PROPOSED:
        if not given_by(actor, row):
            raise NotAllowedError("people.agency_not_principal", "只有委托人本人可以确认或谢绝这份授权")
    elif row.agent_id is None or row.agent_id != actor.person_id:
        raise NotAllowedError("people.agency_not_agent", "只有代办人本人可以接受或谢绝授权")
    to = AgencyState.ACCEPTED if accepts else AgencyState.DECLINED
    rules.check_agency_move(AgencyState(row.state), to)
    if row.until_on < clock.today():
        raise WrongStateError("people.agency_over", "这份授权已经到期，请委托人重新授权")
    settle_agency(actor, row, to, "")


@action
def end_agency(actor: Actor, agency_id: int, reason: str = "") -> None:
    """撤销（委托人）或辞去（代办人）: at any time; from then on the agent can do nothing by it."""
    row = _locked(actor, agency_id)
    to = AgencyState.REVOKED if given_by(actor, row) else AgencyState.RESIGNED
    rules.check_agency_move(AgencyState(row.state), to)
    settle_agency(actor, row, to, reason.strip()[:200])


def given_by(actor: Actor, row: Agency) -> bool:
    """Is the actor the principal: whose account gave it, or the person it was signed by?"""
    if actor.account_id is None:
        return False
    return row.given_account == actor.account_id or (
        actor.person_id is not None and row.principal_ref == f"person:{actor.person_id}"
    )


@step
def settle_agency(actor: Actor, row: Agency, to: AgencyState, reason: str) -> None:
    row.state, row.reason, row.version = to, reason, row.version + 1
    if to in (AgencyState.ACCEPTED, AgencyState.DECLINED):
        row.answered_at = clock.now()
    if to is not AgencyState.ACCEPTED:
        row.ended_at = clock.now()
    row.save(update_fields=["state", "reason", "version", "answered_at", "ended_at"])
    agent = f"person:{row.agent_id}" if row.agent_id else f"account:{row.staff_account}"
    event = STAFF_EVENTS.get(to, to.value) if row.staff_account else to.value
    record(actor, f"agency.{event}", row.ref, principal=row.principal_ref, agent=agent)


STAFF_EVENTS = {AgencyState.ACCEPTED: "confirmed", AgencyState.DECLINED: "turned_down"}
"""What the principal answers, not the agent."""


def _locked(actor: Actor, agency_id: int) -> Agency:
    """The agency, for its principal and its agent; to others there is none."""
    require_signed_in(actor)
    row = Agency.objects.select_for_update().filter(pk=agency_id).first()
    if row is None or not (given_by(actor, row) or queries.is_agent(actor, row)):
        raise NotFoundError("people.no_agency", "没有找到这份授权，请到“授权委托”里查看")
    call.check_seen(row.version)
    return row


def _myself(actor: Actor) -> Person:
    me = Person.objects.filter(pk=actor.person_id or 0).first()
    if me is None:
        raise NotAllowedError("people.not_a_citizen", "请以申请人身份登录后再办理")
    if me.verified == Verified.NONE:
        raise WrongStateError("people.not_declared", "请先完成实名信息填写，再授权他人代办")
    return me


def _agent(name: str, phone: str) -> Person:
    """Who signs in with that phone and has that name: both must be right, and which is wrong is not told."""
    found = Person.objects.filter(
        phone_index=blind("phone", check_mobile(phone)), account__isnull=False, merged_into=None
    )
    agent = found.exclude(verified=Verified.NONE).filter(name=rules.check_name(name)).first()
    if agent is None:
        raise InvalidInputError(
            "people.no_agent",
            "没有找到这位代办人。请核对姓名和手机号；代办人须先登录并填写实名信息",
            field="agent_phone",
        )
    return agent
