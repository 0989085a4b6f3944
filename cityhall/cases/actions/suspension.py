"""转报, 中止, 终止: up to another level, waiting by law, ended by law."""

from cityhall.cases import rules
from cityhall.cases.models import Step
from cityhall.cases.rules import handling
from cityhall.cases.terms import Can, Move, Proceeding, Stage, StepState
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs.terms import Desk

from . import clocks, pauses
from .beside import cancel_beside, close_beside, open_beside, open_of, proceeding
from .deputy import for_whom
from .lock import begin, lock, ref_of, settle


@action
def report_up(actor: Actor, number: str, to: str, text: str) -> int:
    """转报上级 (第三十五条): this organ has examined it first, within twenty working days of acceptance (第四十三条), and
    sends opinion and file up; the decision waits for the answer. Answers its key."""
    held = lock(number)
    status = begin(actor, Move.REPORT_UP, held)
    if open_of(held, Proceeding.REPORT):
        raise WrongStateError("case.reported_already", "本件已经转报，请等上级答复")
    upper = handling.check_words(to, "case.no_upper", "请写明转报的上级机关", "to", 120)
    said = handling.check_words(text, "case.no_opinion", "请写明初步审查意见", "text")
    names = {m.key: m.name for m in held.terms.materials}
    row = open_beside(
        actor, held, Proceeding.REPORT, reason=said, basis="《中华人民共和国行政许可法》第三十五条、第四十三条", to=upper,
        files=[names[key] for key in held.given if key in names],
    )  # fmt: skip
    first = clocks.of(
        held, Kind.REPORT, handling.FIRST_REVIEW, held.case.accepted_at or clock.now(), ref=ref_of(held, row.pk),
        desk=Desk.REVIEW,
    )  # fmt: skip
    clocks.start(actor, held, [first])
    clocks.stop(actor, [first.ref], [Kind.REPORT])  # it is met, or not, by the reporting itself
    settle(actor, held, status)
    record(actor, "case.reported_up", held.ref, organ_id=held.case.organ_id, key=row.pk, to=upper)
    return row.pk


@action
def note_report(actor: Actor, number: str, key: str | int, agrees: bool, text: str) -> None:
    """登记上级答复: what the upper organ decided; this case is then decided, or ended, with it."""
    held = lock(number)
    status = begin(actor, Move.REPORT_UP, held)
    row = proceeding(held, Proceeding.REPORT, key)
    said = handling.check_words(text, "case.no_text", "请写明上级机关的审查结果", "text")
    close_beside(actor, held, row, Stage.DONE, answer=said, facts={**row.facts, "agrees": agrees})
    settle(actor, held, status)
    record(actor, "case.report_answered", held.ref, organ_id=held.case.organ_id, key=row.pk, agrees=agrees)


@action
def suspend(actor: Actor, number: str, basis: str, reason: str) -> int:
    """中止: by a cited law, until the cause is gone; every clock of the case stands still. Answers its key."""
    held = lock(number)
    status = begin(actor, Move.SUSPEND_BY_LAW, held)
    if open_of(held, Proceeding.SUSPENSION):
        raise WrongStateError("case.suspended_already", "本件已经中止，恢复办理后才能再次中止")
    law = handling.check_words(basis, "case.no_basis", "请写明中止所依据的法律条款", "basis", 300)
    why = handling.check_words(reason, "case.no_reason", "请写明中止的原因", "reason")
    row = open_beside(
        actor, held, Proceeding.SUSPENSION, reason=why, basis=law, first_on=clock.today(), label="中止办理"
    )
    pauses.stop_counting(actor, held, row, f"中止办理：{law}"[:200], kinds=pauses.WAITING)
    settle(actor, held, status)
    record(
        actor, "case.suspended", held.ref, organ_id=held.case.organ_id, key=row.pk, basis=law, reason=why[:300],
        first=clock.today().isoformat(), **for_whom(actor, Can.DECIDE, held.case.organ_id, item_id=held.case.item_id),
    )  # fmt: skip
    return row.pk


@action
def lift_suspension(actor: Actor, number: str, key: str | int, reason: str) -> None:
    """恢复办理: the cause of the suspension is gone; counting goes on tomorrow."""
    held = lock(number)
    status = begin(actor, Move.SUSPEND_BY_LAW, held)
    row = proceeding(held, Proceeding.SUSPENSION, key)
    why = handling.check_words(reason, "case.no_reason", "请写明中止的原因已经消除的情况", "reason", 300)
    pauses.count_again(actor, held, row, clock.today())
    close_beside(actor, held, row, Stage.DONE, answer=why, last_on=clock.today())
    settle(actor, held, status)
    record(
        actor, "case.suspension_lifted", held.ref, organ_id=held.case.organ_id, key=row.pk, reason=why,
        last=clock.today().isoformat(), **for_whom(actor, Can.DECIDE, held.case.organ_id, item_id=held.case.item_id),
    )  # fmt: skip


@action
def terminate(actor: Actor, number: str, reasons: str, basis: str) -> None:
    """终止: by a cited law, with reasons and remedies; what is open beside the case falls away, all clocks stop."""
    held = lock(number)
    status = begin(actor, Move.TERMINATE, held)
    why = handling.check_words(reasons, "case.no_reasons", "请写明终止办理的理由，决定书将载明", "reasons", 1000)
    law = handling.check_words(basis, "case.no_basis", "请写明终止所依据的法律条款", "basis", 300)
    Step.objects.filter(case=held.case).exclude(state=StepState.DONE).update(state=StepState.CANCELLED)
    left_open = cancel_beside(actor, held)
    settle(actor, held, status, closed_at=clock.now())
    clocks.stop(actor, [*pauses.refs_of(held), *left_open], rules.MOVES[Move.TERMINATE].stops, met=False)
    clocks.start(actor, held, clocks.delivery(held))
    record(
        actor, "case.terminated", held.ref, organ_id=held.case.organ_id, reasons=why, basis=law,
        **for_whom(actor, Can.DECIDE, held.case.organ_id, item_id=held.case.item_id),
    )  # fmt: skip
