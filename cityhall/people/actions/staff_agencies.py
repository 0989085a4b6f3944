"""给代办员的授权: proposed by a member of staff and confirmed by the citizen's own account, or signed on paper before a witness;
narrow in matters and days, revocable at once, and noted when it runs out (民法典 第一百六十五条、第一百七十三条)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import Stored, note
from cityhall.kernel.journal.record import record
from cityhall.people import rules
from cityhall.people.models import Agency, Person
from cityhall.people.terms import AgencyState, Can, Consent, Verified

from .agencies import settle_agency

SWEPT = 500


@dataclass(frozen=True)
class Signed:
    """A paper the citizen signed: its scan, who was by, and when."""

    scan: Stored
    name: str
    witness: str
    signed_at: datetime


@step
def propose_agency(
    actor: Actor, person_id: int, matters: Sequence[tuple[int, str]], until_on: date, most_days: int, signed: Signed | None = None
) -> int:  # fmt: skip
    """A member of staff asks for a 授权 to act for this person in these matters, from today. With a paper she signed it runs
    at once; else it waits for her own account to confirm it. Answers its id. Three statements."""
    require(actor, Can.HELP)
    principal, today = _principal(person_id), clock.today()
    rules.check_staff_agency([name for _, name in matters], today, until_on, today, most_days)
    if signed is None and principal.account_id is None:
        raise WrongStateError(
            "people.agency_no_account", "申请人没有网上账号，不能网上确认授权；请她在纸质授权书上签字，扫描后登记"
        )
    if signed is not None:
        rules.check_signature(signed.witness, signed.signed_at, clock.now())
    agent = f"帮办代办员{actor.name}"
    row = Agency.objects.create(
        principal_ref=principal.ref, principal_name=principal.name, given_account=principal.account_id,
        staff_account=actor.account_id, staff_name=actor.name, items=[item_id for item_id, _ in matters], from_on=today,
        until_on=until_on, given_at=clock.now(),
        text=rules.agency_text(principal.name, agent, [title for _, title in matters], today, until_on),
        **(_on_paper(signed) if signed else {"state": AgencyState.PROPOSED}),
    )  # fmt: skip
    record(
        actor, f"agency.{'signed' if signed else 'proposed'}", row.ref, principal=row.principal_ref, items=len(matters),
        until=until_on.isoformat(), consent=row.consent,
    )  # fmt: skip
    return int(row.pk)


def _on_paper(signed: Signed) -> dict[str, object]:
    return {
        "state": AgencyState.ACCEPTED, "consent": Consent.PAPER, "paper_sha256": note(signed.scan),
        "paper_name": signed.name[-200:], "paper_type": signed.scan.media_type, "witness": signed.witness.strip()[:60],
        "signed_at": signed.signed_at, "answered_at": clock.now(),
    }  # fmt: skip


def _principal(person_id: int) -> Person:
    person = Person.objects.filter(pk=person_id, merged_into=None).first()
    if person is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    if person.verified == Verified.NONE:
        raise WrongStateError("people.principal_unnamed", "申请人还没有实名，请先核对证件、登记实名信息，再办理授权")
    return person


@action
def revoke_for(actor: Actor, agency_id: int, reason: str) -> None:
    """代为登记撤销: a principal without an account, or before a clerk, takes back what she gave a 代办员; holds at once."""
    require(actor, Can.REGISTER_PEOPLE)
    row = Agency.objects.select_for_update().filter(pk=agency_id, staff_account__isnull=False).first()
    if row is None:
        raise NotFoundError("people.no_agency", "没有找到这份给代办员的授权，请核对授权编号")
    call.check_seen(row.version)
    if not reason.strip():
        raise InvalidInputError(
            "people.no_reason", "请写明申请人怎样提出撤销，例如本人到窗口或电话提出", field="reason"
        )
    rules.check_agency_move(AgencyState(row.state), AgencyState.REVOKED)
    settle_agency(actor, row, AgencyState.REVOKED, reason.strip()[:200])


def end_expired(actor: Actor) -> int:
    """Every night: what ran to its last day is marked as over, and both sides are told. Answers how many."""
    due = Agency.objects.filter(state=AgencyState.ACCEPTED, until_on__lt=clock.today())
    ended = 0
    for pk in list(due.order_by("until_on", "pk").values_list("pk", flat=True)[:SWEPT]):
        with call.calling():
            ended += _expire(actor, pk) or 0
    return ended


@action
def _expire(actor: Actor, agency_id: int) -> int:
    row = Agency.objects.select_for_update().get(pk=agency_id)
    if row.state != AgencyState.ACCEPTED or row.until_on >= clock.today():
        record(actor, "agency.still_runs", row.ref)
        return 0
    settle_agency(actor, row, AgencyState.EXPIRED, "")
    return 1
