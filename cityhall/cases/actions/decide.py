"""决定: granted or refused by whoever holds the authority; or everything at once, on the spot (即办件)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases import rules
from cityhall.cases.models import Decision, Step
from cityhall.cases.terms import Advice, Can, Move, Outcome, Proceeding, Status, StepState
from cityhall.catalogue.terms import Pace
from cityhall.deadlines.terms import Clock, Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.messages import queries as messages
from cityhall.organs.terms import Desk

from . import clocks, licences
from .beside import cancel_beside, open_of
from .deputy import lenders
from .drafts import Applicant
from .entrusted import by_entrustment
from .hearing import check_heard
from .intake import Handed, give_number, taken_at_window
from .lock import Held, begin, facts_of, lock, ref_of, settle
from .promises import broken_keys
from .review import deputised, done, reviewed

OUTLIVING = (Proceeding.BACK_ENTRY, Proceeding.PLEDGE)  # a pledge only where something was granted on it
DONE = ["state", "done_at", "done_by", "holder", "holder_name", "advice", "opinion", "checked", "on_behalf"]


@dataclass(frozen=True)
class Grounds:
    """What a decision says besides its outcome: reasons, conditions, what part it grants; and, where it changes an
    earlier one, by which cause and on which document."""

    reasons: str = ""
    conditions: str = ""
    partial: str = ""
    cause: str = ""
    document: str = ""


@action
def grant(
    actor: Actor, number: str, key: str, opinion: str = "", conditions: str = "", partial: str = "",
    partial_reasons: str = "",
) -> None:  # fmt: skip
    """准予 (in the words of the regime): the deciding step `key` is done, the decision made, its delivery due. It may
    carry conditions; it may grant a part, with the reasons and the remedies for what is refused."""
    rules.check_partial(partial, partial_reasons)
    _decide(actor, number, key, Move.GRANT, Outcome.GRANTED, opinion, Grounds(partial_reasons, conditions, partial))


@action
def refuse(actor: Actor, number: str, key: str, reasons: str) -> None:
    """不予: with reasons and remedies (行政许可法 第三十八条第二款)."""
    _decide(actor, number, key, Move.REFUSE, Outcome.REFUSED, reasons, Grounds(rules.check_reasons(reasons)))


@step
def _decide(actor: Actor, number: str, key: str, move: Move, outcome: Outcome, opinion: str, grounds: Grounds) -> None:
    held, steps, mine = reviewed(actor, number, key)
    status = begin(actor, move, held)
    rules.check_settled(held.case.beside, move)
    if outcome is Outcome.GRANTED:
        rules.check_holds(held.holds)
        rules.check_owed(rules.owed(held.terms.materials, held.given, broken_keys(held)))
    check_heard(held)
    _check_ready(steps, mine, actor, held.case.item_id)
    agrees = Advice.AGREE if outcome is Outcome.GRANTED else Advice.DISAGREE
    done(actor, held, mine, advice=agrees, opinion=opinion.strip() or "同意。", checked=[])
    update(mine, DONE)
    left_open = cancel_beside(actor, held, OUTLIVING if outcome is Outcome.GRANTED else OUTLIVING[:1])
    settle(actor, held, status, decided_at=clock.now(), outcome=outcome)
    clocks.stop(
        actor, [held.ref, clocks.step_ref(held, key), *left_open], (*rules.MOVES[move].stops, *rules.BESIDE_CLOCKS)
    )
    conclude(actor, held, outcome, grounds, more={**deputised(mine), **by_entrustment(actor, Can.DECIDE, held.case)})


def _check_ready(steps: Sequence[Step], mine: Step, actor: Actor, item_id: int) -> None:
    facts = [facts_of(s) for s in steps]
    rules.check_may_work(facts_of(mine), mine.holder, actor.account_id, mine.holder_name)
    if not mine.decides:
        raise WrongStateError("case.not_deciding", f"“{mine.name}”不是决定环节，请先完成审查")
    left = [s.name for s in facts if not s.decides and s.state is not StepState.DONE]
    if left:
        raise WrongStateError("case.steps_left", f"还有环节没有完成：{'、'.join(left)}")
    rules.check_not_own_proposal(
        facts, actor.account_id, lenders(actor, Can.DECIDE, mine.organ_id, mine.desk, item_id=item_id)
    )


@step
def conclude(
    actor: Actor, held: Held, outcome: Outcome, grounds: Grounds | str = "", *, on_spot: bool = False, words: str = "",
    more: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """The decision itself, the clock of its delivery, the licence it gives, and the journal's line. `words` where the
    law has its own; `more` goes into the line."""
    said = Grounds(grounds) if isinstance(grounds, str) else grounds
    after = _after_check(held) if outcome is Outcome.GRANTED else []
    clocks.start(actor, held, [*clocks.delivery(held), *after])
    words = decided(actor, held, outcome, said, number=1, on_spot=on_spot, words=words)
    record(
        actor, "case.decided", held.ref, organ_id=held.case.organ_id, outcome=outcome, words=words, on_spot=on_spot,
        partial=bool(said.partial.strip()), **(more or {}),
    )  # fmt: skip


@step
def decided(
    actor: Actor, held: Held, outcome: Outcome, grounds: Grounds, *, number: int, on_spot: bool = False, words: str = "",
    regranted: bool = False,
) -> str:  # fmt: skip
    """One version of the decision, with the licence it gives; answers its words. The licence's counter stays locked
    until commit: only INSERTs follow."""
    regime, partial = held.terms.regime, grounds.partial.strip()
    granted = outcome is Outcome.GRANTED
    words = words or rules.outcome_words(outcome, regime.granted, regime.refused)
    words = rules.partial_words(words) if partial else words
    now = clock.now()
    given = licences.give(actor, held, again=regranted) if granted else {}
    insert([Decision(
        case=held.case, number=number, outcome=outcome, words=words, reasons=grounds.reasons.strip(),
        remedies="" if granted and not partial else _remedies(held, now), conditions=grounds.conditions.strip(), partial=partial,
        result_name=held.terms.result.name if granted else "", made_by=actor.name, made_by_account=actor.account_id,
        on_spot=on_spot, made_at=now, cause=grounds.cause, document=grounds.document.strip()[:200], **given,
    )])  # fmt: skip
    return words


def _remedies(held: Held, now: datetime) -> str:
    """救济告知 in force on the day of the decision (第三十八条第二款)."""
    return messages.remedies_in_force(held.terms.procedure, clock.day_of(now), held.terms.regime.remedies)


def _after_check(held: Held) -> list[Clock]:
    """事后核查 of a pledge begins with the decision that rests on it."""
    pledge = held.terms.pledge
    if pledge is None:
        return []
    return [
        clocks.of(held, Kind.AFTER_CHECK, pledge.after_check, clock.now(), ref=ref_of(held, pk), desk=Desk.REVIEW)
        for pk in open_of(held, Proceeding.PLEDGE)
    ]


@action
def decide_on_spot(actor: Actor, number: str) -> None:
    """当场办结 of a case already received: accepted and granted in one act, by who holds that authority at the window
    (第三十四条第二款; an explicit exception to 'nobody approves her own proposal')."""
    held = lock(number)
    status = begin(actor, Move.DECIDE_ON_SPOT, held)
    rules.check_complete(held.terms.materials, held.given, held.verdicts)
    licences.check_named(held)
    clocks.stop(actor, [held.ref], rules.MOVES[Move.DECIDE_ON_SPOT].stops)
    _on_spot(actor, held, status)


@action
def serve_on_spot(
    actor: Actor, item_id: int, applicant: Applicant, values: Mapping[str, str], handed: Sequence[Handed] = ()
) -> str:
    """当场办结 of a person present: received, accepted and granted in one act; answers the case number."""
    held = taken_at_window(actor, item_id, applicant, values, handed)
    rules.check_complete(held.terms.materials, held.given, {h.key: h.verdict for h in handed})
    licences.check_named(held)
    with calling():  # the case is new: there is no version anybody could have seen
        status = begin(actor, Move.DECIDE_ON_SPOT, held)
    now = clock.now()
    give_number(held, now)
    held.case.received_at, held.case.received_by, held.case.window_id = now, actor.account_id, actor.window_id
    record(
        actor, "case.received", held.ref, organ_id=held.case.organ_id, draft=str(held.case.application_id),
        item=held.terms.item_code, item_version=held.terms.version, channel=held.case.application.channel, on_spot=True,
        **by_entrustment(actor, Can.INTAKE, held.case),
    )  # fmt: skip
    _on_spot(actor, held, status, fields=("number", "received_at", "received_by", "window_id"))
    return str(held.case.number)


@step
def _on_spot(actor: Actor, held: Held, status: Status, fields: Sequence[str] = ()) -> None:
    if held.terms.pace is not Pace.INSTANT:
        raise WrongStateError("case.not_instant", f"“{held.terms.name}”不是即办件，不能当场办结；请按承诺件受理")
    rules.check_holds(held.holds)
    now = clock.now()
    given = {name: getattr(held.case, name) for name in fields}
    effective = held.case.completed_at or now
    settle(actor, held, status, accepted_at=effective, decided_at=now, outcome=Outcome.GRANTED, **given)
    record(actor, "case.accepted", held.ref, organ_id=held.case.organ_id, effective=effective.isoformat(), on_spot=True)
    by = by_entrustment(actor, Can.DECIDE_ON_SPOT, held.case)
    conclude(actor, held, Outcome.GRANTED, "", on_spot=True, more=by)
