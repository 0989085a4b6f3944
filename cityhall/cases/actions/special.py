"""特别程序: proposed by who reviews, approved by somebody else, told in writing, over by itself (行政许可法 第四十五条)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from cityhall.cases import rules
from cityhall.cases.models import ProceedingRow
from cityhall.cases.rules import handling
from cityhall.cases.rules.moves import check_allowed
from cityhall.cases.terms import Can, Move, Proceeding, Stage, Status, StepState
from cityhall.catalogue.terms import SpecialSpec
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind, Limit, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from . import clocks, pauses
from .beside import clock_of, close_beside, open_beside, proceeding, save_beside, stop_clock
from .deputy import for_whom, lenders, proposed_for
from .lock import Held, begin, lock, settle, steps_of
from .over import over


@action
def propose_stop(actor: Actor, number: str, cause: str, days: int, reason: str) -> int:
    """提出特别程序: a cause the item lists, the working days it needs, why; answers the proposal's key."""
    held = lock(number)
    status = begin(actor, Move.STOP, held)
    steps = [(StepState(s.state), s.organ_id, s.desk) for s in steps_of(held.case)]
    handling.check_open_desk(steps, actor.desks_in(held.case.item_id))
    spec = handling.check_special(held.terms.special(cause), held.terms.name)
    handling.check_days(days, settings.SPECIAL_DAYS, "特别程序所需时间")
    why = handling.check_words(reason, "case.no_reason", "请写明为什么需要这一程序", "reason")
    row = open_beside(
        actor, held, Proceeding.SPECIAL, stage=Stage.PROPOSED, key=spec.cause, reason=why, basis=spec.basis, amount=days,
        label=spec.cause.label, promised_only=not spec.statutory,
        **proposed_for(actor, Can.REVIEW, held.case.organ_id, item_id=held.case.item_id),
    )  # fmt: skip
    settle(actor, held, status)
    record(
        actor, "case.stop_proposed", held.ref, organ_id=held.case.organ_id, key=row.pk, cause=spec.cause.label, days=days,
        reason=why[:300],
    )  # fmt: skip
    return row.pk


@action
def approve_stop(actor: Actor, number: str, key: str | int, agrees: bool, note: str = "") -> None:
    """批准特别程序, by somebody other than who proposed it: the clocks stand still from today for the days told."""
    held, status, row = to_approve(actor, number, Move.STOP, Proceeding.SPECIAL, key, Can.APPROVE_TIME)
    if not agrees:
        reject(actor, held, status, row, "case.stop_rejected", handling.check_rejection(note), Can.APPROVE_TIME)
        return
    spec = handling.check_special(held.terms.special(row.key), held.terms.name)
    _begin(actor, held, status, row, spec)


@step
def _begin(actor: Actor, held: Held, status: Status, row: ProceedingRow, spec: SpecialSpec) -> None:
    approved = approval(actor, held, row, Can.APPROVE_TIME)
    today, days = clock.today(), int(row.amount or 0)
    last = handling.last_day(deadlines.calendar(held.edition), today, days)
    kinds = pauses.ALL if spec.statutory else (Kind.PROMISED,)
    pauses.stop_counting(actor, held, row, f"特别程序：{spec.cause.label}", kinds=kinds, last=last)
    save_beside(row, stage=Stage.OPEN, first_on=today, last_on=last, **approved.columns)
    clocks.start(actor, held, [clock_of(held, row, Kind.SPECIAL, Limit(days, Unit.WORKDAYS, spec.basis))])
    settle(actor, held, status)
    record(
        actor, "case.stopped", held.ref, organ_id=held.case.organ_id, key=row.pk, cause=spec.cause.label, days=days,
        first=today.isoformat(), last=last.isoformat() if last else "", basis=spec.basis[:300], statutory=spec.statutory,
        **approved.told,
    )  # fmt: skip


@action
def resume(actor: Actor, number: str, key: str | int, result: str) -> None:
    """恢复计时 before the told days are over, with what the procedure found."""
    held = lock(number)
    status = begin(actor, Move.RESUME, held)
    row = proceeding(held, Proceeding.SPECIAL, key)
    handling.check_opened(Stage(row.stage), Proceeding.SPECIAL)
    found = handling.check_words(result, "case.no_result", "请写明特别程序的结果", "result")
    _end(actor, held, status, row, pauses.ends_on(row), found)


@action
def _end_special(actor: Actor, number: str, key: str | int, last: str) -> None:
    """特别程序时间届满: counting goes on by itself the day after `last`, whether or not a result came."""
    held = lock(number)
    status = begin(actor, Move.RESUME, held)
    row = proceeding(held, Proceeding.SPECIAL, key)
    handling.check_opened(Stage(row.stage), Proceeding.SPECIAL)
    _end(actor, held, status, row, date.fromisoformat(last), "告知的时间届满，自动恢复计时", ran_out=True)


@step
def _end(
    actor: Actor, held: Held, status: Status, row: ProceedingRow, last: date, found: str, *, ran_out: bool = False
) -> None:
    pauses.count_again(actor, held, row, last)
    stop_clock(actor, held, row, [Kind.SPECIAL])
    close_beside(actor, held, row, Stage.EXPIRED if ran_out else Stage.DONE, answer=found, last_on=last)
    settle(actor, held, status)
    record(
        actor, "case.resumed", held.ref, organ_id=held.case.organ_id, key=row.pk, cause=row.facts.get("label", ""),
        last=last.isoformat(), result=found[:300], ran_out=ran_out,
    )  # fmt: skip


def special_over(line: Line) -> None:
    """The told days have gone: the case is handled on. Through the day the clock itself reached, which a calendar
    entered since may have moved."""
    if (place := over(line, Proceeding.SPECIAL, Kind.SPECIAL)) is not None:
        _end_special(HOUSE, place.number, place.key, place.due_on.isoformat())


# Approving, for whatever is proposed first


def to_approve(
    actor: Actor, number: str, move: Move, kind: Proceeding, key: str | int, permission: Can | None
) -> tuple[Held, Status, ProceedingRow]:
    """A proposal, with its case locked, and somebody who may approve it and did not make it. Without a `permission`: who
    approves extensions of this item."""
    held = lock(number)
    needed = permission or handling.extension_approver(held.terms)
    require(actor, needed, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    check_allowed(move, held.terms.regime.moves, held.terms.procedure.label)
    status = rules.next_status(Status(held.case.status), move)
    row = proceeding(held, kind, key)
    handling.check_proposed(Stage(row.stage), kind)
    proposed_by = handling.proposers(row.opened_account, row.facts)
    handling.check_not_proposer(
        proposed_by, actor.account_id, lenders(actor, needed, held.case.organ_id, item_id=held.case.item_id)
    )
    return held, status, row


@dataclass(frozen=True)
class Approval:
    """Who approved, or did not, and in whose place: for the proceeding's row, and for the journal's line."""

    columns: dict[str, Any]
    told: dict[str, str]


def approval(actor: Actor, held: Held, row: ProceedingRow, permission: Can | None = None) -> Approval:
    """Without a `permission`: who approves extensions of this item."""
    needed = permission or handling.extension_approver(held.terms)
    told = for_whom(
        actor, needed, held.case.organ_id, handling.proposers(row.opened_account, row.facts), item_id=held.case.item_id
    )
    by = f"{actor.name}（代{told['for']}）"[:80] if told else actor.name
    return Approval({"approved_by": by, "approved_at": clock.now()}, told)


@step
def reject(
    actor: Actor, held: Held, status: Status, row: ProceedingRow, event: str, note: str, permission: Can | None = None
) -> None:
    """不批准, with the reason."""
    approved = approval(actor, held, row, permission)
    close_beside(actor, held, row, Stage.REJECTED, answer=note, **approved.columns)
    settle(actor, held, status)
    record(actor, event, held.ref, organ_id=held.case.organ_id, key=row.pk, note=note[:300], **approved.told)
