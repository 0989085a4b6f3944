"""更正, 撤销, 责令重新作出, 重新作出: a decision that has been made is never rewritten; a new version stands beside it,
with its cause, and is served anew (行政许可法 第六十九条; 行政复议、行政诉讼)."""

from cityhall.cases import rules
from cityhall.cases.models import Decision, Delivery
from cityhall.cases.terms import Again, Can, DeliveryMethod, DeliveryState, Move, Outcome, Proceeding, Stage, Status
from cityhall.deadlines.terms import Kind, Limit, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record

from . import clocks, licences
from .beside import clock_of, close_beside, open_beside, open_of, proceeding
from .decide import Grounds, decided
from .deputy import lenders
from .lock import Held, begin, facts_of, lock, ref_of, settle, steps_of

REVOKED = "撤销决定"


@action
def correct_decision(actor: Actor, number: str, text: str, reason: str) -> None:
    """更正: a slip of the pen or of the pencil; what was decided stays what it is."""
    held = lock(number)
    status = begin(actor, Move.CORRECT, held)
    rules.check_correction(text, reason)
    before = latest(held)
    _call_back(actor, held, Move.CORRECT)
    more = f"更正：{text.strip()}（{reason.strip()}）"
    Decision.objects.create(
        case=held.case, number=before.number + 1, outcome=before.outcome, words=before.words,
        reasons="\n".join(part for part in (before.reasons, more) if part), remedies=before.remedies,
        result_name=before.result_name, made_by=actor.name, made_by_account=actor.account_id, made_at=clock.now(),
        cause=Again.ERROR, conditions=before.conditions, partial=before.partial, result_number=before.result_number,
        valid_from=before.valid_from, valid_until=before.valid_until,
    )  # fmt: skip
    settle(actor, held, status, closed_at=None, chases=0, chased_at=None)
    clocks.start(actor, held, clocks.delivery(held))
    record(
        actor, "case.corrected_decision", held.ref, organ_id=held.case.organ_id, outcome=before.outcome,
        version=before.number + 1,
    )  # fmt: skip


@action
def revoke(actor: Actor, number: str, cause: str, reasons: str, basis: str, document: str = "") -> None:
    """撤销 what was granted (第六十九条; a pledge that proved untrue): with reasons, basis and remedies; its licence ends."""
    held = lock(number)
    status = begin(actor, Move.REVOKE, held)
    rules.check_revocation(held.case.outcome, cause_of(cause), reasons, basis, document)
    _check_other(actor, held)
    take_back(actor, held, status, cause_of(cause), reasons, basis, document)


@step
def take_back(
    actor: Actor, held: Held, status: Status, cause: Again, reasons: str, basis: str, document: str = ""
) -> None:
    """撤销, whoever has found that it must be."""
    version = held.decided + 1
    _call_back(actor, held, Move.REVOKE)
    settle(actor, held, status, outcome=Outcome.REVOKED, **_anew())
    licences.take_away(held, f"{REVOKED}：{held.case.number}")
    clocks.start(actor, held, clocks.delivery(held))
    decided(
        actor, held, Outcome.REVOKED, Grounds(reasons, cause=cause, document=document), number=version, words=REVOKED
    )
    record(
        actor, "case.revoked", held.ref, organ_id=held.case.organ_id, outcome=Outcome.REVOKED, cause=cause,
        basis=basis.strip()[:300], version=version, words=REVOKED,
    )  # fmt: skip


@action
def order_again(actor: Actor, number: str, cause: str, document: str, days: int) -> int:
    """责令重新作出决定: a review decision or a judgment sets a time of its own; the decision stands until it is made
    again, unless that document has undone it."""
    held = lock(number)
    require(actor, Can.DECIDE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    status = Status(held.case.status)
    rules.next_status(status, Move.DECIDE_AGAIN)
    why = cause_of(cause)
    rules.check_order(why, document, days, standing=bool(open_of(held, Proceeding.REDECISION)))
    row = open_beside(
        actor, held, Proceeding.REDECISION, key=why, reason=document[:200], basis=why.label, amount=days
    )  # fmt: skip
    settle(actor, held, status)
    limit = Limit(days, Unit.DAYS, f"{why.label}：{document.strip()[:150]}")
    clocks.start(actor, held, [clock_of(held, row, Kind.REDECISION, limit)])
    record(
        actor, "case.ordered_again", held.ref, organ_id=held.case.organ_id, cause=why, document=document.strip()[:200],
        days=days, key=row.pk,
    )  # fmt: skip
    return row.pk


@action
def decide_again(actor: Actor, number: str, key: str, outcome: str, reasons: str, conditions: str = "") -> None:
    """重新作出决定: what the review or the judgment asked for; granted or refused, with reasons."""
    held = lock(number)
    status = begin(actor, Move.DECIDE_AGAIN, held)
    row = proceeding(held, Proceeding.REDECISION, key)
    result = outcome_of(outcome)
    rules.check_again(result, reasons)
    _check_other(actor, held)
    version, before = held.decided + 1, held.case.outcome
    _call_back(actor, held, Move.DECIDE_AGAIN, ref_of(held, row.pk))
    close_beside(actor, held, row, Stage.DONE, answer=result.label)
    settle(actor, held, status, outcome=result, **_anew())
    if before == Outcome.GRANTED and result is Outcome.REFUSED:
        licences.take_away(held, f"重新作出决定：{held.case.number}")
    clocks.start(actor, held, clocks.delivery(held))
    grounds = Grounds(reasons, conditions, cause=row.key, document=row.reason)
    words = decided(actor, held, result, grounds, number=version, regranted=before == Outcome.GRANTED)
    record(
        actor, "case.decided_again", held.ref, organ_id=held.case.organ_id, outcome=result, words=words, cause=row.key,
        document=row.reason[:200], version=version,
    )  # fmt: skip


def latest(held: Held) -> Decision:
    """The decision in force; what ended without one has nothing to correct (WrongStateError)."""
    row = Decision.objects.filter(case=held.case).order_by("-number").first()
    if row is None:
        raise WrongStateError("case.no_decision", "这个办件没有作出过决定，没有可以更正、撤销或重新作出的内容")
    return row


def cause_of(text: str) -> Again:
    if text not in list(Again):
        raise InvalidInputError("case.unknown_cause", "请从给出的情形中选择原因", field="cause")
    return Again(text)


def outcome_of(text: str) -> Outcome:
    if text not in list(Outcome):
        raise InvalidInputError("case.again_outcome", "请选择准予或不予；撤销请用“撤销决定”", field="outcome")
    return Outcome(text)


def _anew() -> dict[str, object]:
    return {"decided_at": clock.now(), "closed_at": None, "chases": 0, "chased_at": None}


def _check_other(actor: Actor, held: Held) -> None:
    """Nobody undoes or redoes a decision on her own review of the case."""
    behind = lenders(actor, Can.DECIDE, held.case.organ_id, item_id=held.case.item_id)
    rules.check_not_own_proposal([facts_of(s) for s in steps_of(held.case)], actor.account_id, behind)


@step
def _call_back(actor: Actor, held: Held, move: Move, *refs: str) -> None:
    """What was still to be served is overtaken by the new version; what is in the post must first come to an end."""
    if held.sent == DeliveryMethod.MAIL:
        raise WrongStateError("case.on_its_way", "结果已经寄出，请先登记签收或者退回，再变更决定")
    if held.sent:
        Delivery.objects.filter(case=held.case, state=DeliveryState.SENT).update(
            state=DeliveryState.RETURNED, note="决定已变更，原公告不再作为送达依据"
        )
    if held.case.status != Status.DECIDED and not refs:
        return
    clocks.stop(actor, [held.ref, *refs], rules.MOVES[move].stops, met=bool(refs))
