"""网上预审: the applicant asks about her draft, the intake desk answers everything at once. It has no legal effect: the
draft stays hers, may be edited meanwhile, and neither act changes the version she is typing on."""

from collections.abc import Sequence
from dataclasses import asdict

from cityhall.cases import rules
from cityhall.cases.terms import Move, Proceeding, Stage
from cityhall.deadlines.terms import Kind
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.organs.terms import Desk

from . import clocks
from .beside import clock_of, close_beside, open_beside, open_of, proceeding, stop_clock
from .lock import Held, begin, lock_draft


@action
def ask_pre_review(actor: Actor, draft: str, note: str = "") -> None:
    """申请预审: one at a time; the promise to answer starts now."""
    held = lock_draft(draft)
    begin(actor, Move.ASK_PRE_REVIEW, held)
    if open_of(held, Proceeding.PRE_REVIEW):
        raise WrongStateError("case.pre_review_open", "预审已经申请过，正在等窗口答复；答复前可以继续修改草稿")
    limit = held.terms.pre_review
    row = open_beside(
        actor,
        held,
        Proceeding.PRE_REVIEW,
        organ_id=held.case.organ_id,
        reason=note[:500],
        basis=limit.basis,
        limit=str(limit),
    )
    _note_beside(held)
    clocks.start(actor, held, [clock_of(held, row, Kind.PRE_REVIEW, limit, desk=Desk.INTAKE)])
    record(actor, "case.pre_review_asked", held.ref, organ_id=held.case.organ_id, proceeding=row.pk)


@action
def answer_pre_review(actor: Actor, draft: str, ready: bool, text: str, points: Sequence[rules.Point] = ()) -> None:
    """答复预审: ready to be handed in, or everything that should be mended first; nothing is refused by it."""
    held = lock_draft(draft)
    with calling():  # the applicant may go on typing meanwhile: the opinion is about what was read
        begin(actor, Move.ANSWER_PRE_REVIEW, held)
    found = open_of(held, Proceeding.PRE_REVIEW)
    if not found:
        raise WrongStateError("case.no_pre_review", "申请人没有申请预审，或预审已经答复；请刷新列表")
    said = rules.check_opinion(ready, text, points, held.terms.materials)
    row = proceeding(held, Proceeding.PRE_REVIEW, found[0])
    told = [asdict(_with_name(held, point)) for point in points]
    close_beside(actor, held, row, Stage.DONE, answer=said[:2000], facts={**row.facts, "ready": ready, "points": told})
    _note_beside(held)
    stop_clock(actor, held, row, [Kind.PRE_REVIEW])
    record(
        actor, "case.pre_review_answered", held.ref, organ_id=held.case.organ_id, ready=ready, points=len(told),
        proceeding=row.pk,
    )  # fmt: skip


def _with_name(held: Held, point: rules.Point) -> rules.Point:
    spec = held.terms.material(point.key)
    name = spec.name if spec else point.name or "申请表"
    return rules.Point(point.key, name, point.problem.strip(), point.how.strip())


@step
def _note_beside(held: Held) -> None:
    update(held.case, ["beside"])
