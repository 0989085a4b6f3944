"""告知承诺: taken on the applicant's word, decided at once where the item says so; the word is looked at afterwards."""

from cityhall.cases import rules
from cityhall.cases.terms import Can, Move, Outcome, Proceeding, Stage, Status
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record

from . import clocks
from .accept import received, take_on
from .beside import close_beside, open_beside, proceeding, stop_clock
from .decide import conclude
from .licences import check_named
from .lock import begin, lock, settle
from .trust import check_trusted, note_broken


@action
def accept_on_pledge(actor: Actor, number: str) -> None:
    """告知承诺受理: what the pledge spares need not be there. Decided in the same act where the item says so and the actor
    holds that authority; otherwise it goes to review."""
    held = lock(number)
    status = begin(actor, Move.ACCEPT_ON_PLEDGE, held)
    now = clock.now()
    rules.check_not_silent(held.terms.regime.silence_accepts, held.notice_due, now)
    rules.check_holds(held.holds)
    check_named(held)
    pledge = rules.check_pledge(held.terms, held.given, held.verdicts, rules.open_points(held.points))
    check_trusted(held)
    spared = [m.name for m in held.terms.materials if m.key in pledge.spares]
    row = open_beside(
        actor, held, Proceeding.PLEDGE, organ_id=held.case.organ_id, reason=pledge.text, basis=pledge.basis,
        amount=pledge.after_check.amount, spares=list(pledge.spares), names=spared, check=str(pledge.after_check),
    )  # fmt: skip
    effective = rules.accepted_from(received(held.case), held.case.completed_at, now)
    at_once = pledge.at_once and actor.may(Can.DECIDE_ON_SPOT, held.case.organ_id, held.case.item_id)
    if not at_once:
        take_on(actor, held, status, Move.ACCEPT_ON_PLEDGE, effective)
    organ = held.case.organ_id
    told = {"effective": effective.isoformat(), "clicked": not held.case.completed_at, "pledge": True}
    record(actor, "case.accepted", held.ref, organ_id=organ, **told, **({"on_spot": True} if at_once else {}))
    record(actor, "case.pledged", held.ref, organ_id=organ, spared=list(pledge.spares), proceeding=row.pk)
    if at_once:
        settle(actor, held, Status.DECIDED, accepted_at=effective, decided_at=now, outcome=Outcome.GRANTED)
        clocks.stop(actor, [held.ref], rules.MOVES[Move.ACCEPT_ON_PLEDGE].stops)
        conclude(actor, held, Outcome.GRANTED, "", on_spot=True)


@action
def finish_after_check(actor: Actor, number: str, key: str, kept: bool, findings: str) -> None:
    """事后核查: was the pledge true? If not, it is noted against who gave it, and the revocation is proposed to whoever
    decides (告知承诺制; 行政许可法 第六十九条第二款)."""
    held = lock(number)
    require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    row = proceeding(held, Proceeding.PLEDGE, key)
    if held.case.decided_at is None:
        raise WrongStateError("case.not_decided_yet", "决定作出以后才进行事后核查；决定前的核实请在审查环节进行")
    found = rules.check_findings(findings)
    close_beside(actor, held, row, Stage.DONE if kept else Stage.BROKEN, answer=found)
    if not kept:
        note_broken(actor, held, "告知承诺经核查不实")
    settle(actor, held, Status(held.case.status))
    stop_clock(actor, held, row, [Kind.AFTER_CHECK])
    record(
        actor, "case.after_checked", held.ref, organ_id=held.case.organ_id, kept=kept, findings=found[:300],
        proceeding=row.pk,
    )  # fmt: skip
