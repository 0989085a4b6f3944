"""视为准予延续: asked in time and not decided before the licence ran out (行政许可法 第五十条第二款)."""

import logging
from datetime import date, timedelta

from cityhall.cases import rules
from cityhall.cases.models import Case, Step
from cityhall.cases.terms import Move, Outcome, Status, StepState
from cityhall.catalogue.terms import LicenceAct
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Can as Time
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.workdays import UnpublishedYearError, WorkCalendar
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs

from . import clocks, licences
from .beside import cancel_beside
from .crossings import handlers_of
from .decide import Grounds, conclude
from .lock import begin, lock, settle

log = logging.getLogger(__name__)
WORDS = "视为准予延续"
AHEAD = timedelta(days=60)  # thirty working days lie within, whatever the holidays
REASON = "有效期届满前未作出是否准予延续的决定，依法视为准予延续（行政许可法第五十条第二款）。"


@action
def deem_renewed(actor: Actor, number: str) -> None:
    """The licence's own end came first: the renewal counts as granted; what was still being looked at falls away."""
    held = lock(number)
    status = begin(actor, Move.DEEM_RENEWED, held)
    until = held.case.application.licence_expires_on
    if held.terms.licence_act is not LicenceAct.RENEW or until is None or not licences.in_time(held):
        raise WrongStateError("case.no_deemed_renewal", "这件不是按期提出的延续申请，没有逾期视为准予延续的规定")
    if clock.today() <= until:
        raise WrongStateError("case.not_expired_yet", f"许可有效期至 {until}，届满前请依法作出决定")
    Step.objects.filter(case=held.case).exclude(state=StepState.DONE).update(state=StepState.CANCELLED)
    open_refs = cancel_beside(actor, held)
    settle(actor, held, status, decided_at=clock.now(), outcome=Outcome.GRANTED)
    refs = [held.ref, *(clocks.step_ref(held, s.key) for s in held.terms.steps), *open_refs]
    clocks.stop(actor, refs, (*rules.MOVES[Move.DEEM_RENEWED].stops, *rules.BESIDE_CLOCKS), met=False)
    conclude(actor, held, Outcome.GRANTED, Grounds(REASON), words=WORDS)


def deem_renewed_when_expired(line: Line) -> None:
    """Reaction to the licence's own clock running out: only while the renewal is still undecided."""
    number = line.ref.removeprefix("case:")
    case = Case.objects.filter(number=number, status=Status.ACCEPTED).select_related("application").first()
    if case is None or case.application.licence_expires_on is None:
        return
    if clock.today() > case.application.licence_expires_on:
        deem_renewed(HOUSE, number)


def warn_renewals(actor: Actor) -> int:
    """延续到期提醒: who has the renewal in hand is told 30, 10 and 3 working days before the licence ends, for undecided by then
    it counts as renewed (第五十条第二款); from ten days on the organ's head as well. Each an act of its own, once a threshold.
    Answers how many were told of."""
    done = 0
    for number in _ending_soon():
        try:
            with call.calling():
                done += _warn(actor, number)
        except DomainError as refusal:
            log.warning("renewal %s was not warned of: %s", number, refusal.code)
    return done


def _ending_soon() -> list[str]:
    today = clock.today()
    rows = Case.objects.filter(
        status=Status.ACCEPTED, application__licence_expires_on__gte=today,
        application__licence_expires_on__lte=today + AHEAD,
    ).order_by("application__licence_expires_on", "id")  # fmt: skip
    days = deadlines.calendar()
    found = rows.values_list("number", "renewal_warned", "application__licence_expires_on")
    return [
        str(number) for number, warned, until in found
        if rules.renewal_warning(_left(days, until), warned) is not None
    ]  # fmt: skip


def _left(days: WorkCalendar, until: date | None) -> int | None:
    try:
        return None if until is None else days.between(clock.today(), until)
    except UnpublishedYearError:  # the notice of that year is not published: nobody can count to it
        return None


@action
def _warn(actor: Actor, number: str) -> int:
    held = lock(number)
    case, until = held.case, held.case.application.licence_expires_on
    running = [c for c in deadlines.clocks_of([held.ref]) if c.kind is Kind.EXPIRY and c.stopped_on is None]
    left = _left(deadlines.calendar(), until)
    threshold = rules.renewal_warning(left, case.renewal_warned)
    if case.status != Status.ACCEPTED or not running or threshold is None or until is None:
        record(actor, "case.renewal_stood", held.ref, organ_id=case.organ_id)
        return 0
    people = handlers_of(case, running[0])
    if threshold <= rules.HEAD_FROM:
        people += organs.entitled(case.organ_id, Time.ANSWER_FOR_TIME)
    subject = f"延续申请还有 {left} 个工作日：{case.item_name}"[:120]
    body = (
        f"办件 {number} 申请延续的许可有效期至 {until}，还有 {left} 个工作日。"
        "届满前未作出决定的，依法视为准予延续（行政许可法第五十条第二款），请及时办理。"
    )
    accounts = sorted(set(people))
    messages.tell_staff(actor, ref=held.ref, kind="case.renewal_warned", subject=subject, body=body, accounts=accounts)
    case.renewal_warned = threshold
    case.save(update_fields=["renewal_warned"])
    record(
        actor, "case.renewal_warned", held.ref, organ_id=case.organ_id, workdays=left, threshold=threshold,
        people=len(accounts),
    )  # fmt: skip
    return 1
