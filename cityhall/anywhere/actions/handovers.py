"""物料流转单: made, sent, signed for piece by piece, refused or lost, and brought to an end. The case's clocks know nothing of
it; how long the paper may take is a clock of its own."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from cityhall.anywhere import rules
from cityhall.anywhere.models import Handover, Intake
from cityhall.anywhere.queries.pieces import as_json, pieces_of
from cityhall.anywhere.queries.seeing import at_end
from cityhall.anywhere.terms import UNSETTLED, Act, Can, State, Way
from cityhall.cases import actions as cases
from cityhall.cases.terms import Status
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in

from .lock import check_receiver, check_sender, lock_handover, lock_intake

HANDLED = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)
RESULTS = (Status.DECIDED, Status.NOT_ACCEPTED, Status.TERMINATED, Status.DEEMED_WITHDRAWN)


@action
def make_handover(actor: Actor, number: str, way: str, pieces: Sequence[tuple[str, str, int]]) -> str:
    """制作流转单: what goes into the envelope, one way; answers its number. The first with materials lists every paper that was
    taken in."""
    require(actor, Can.CARRY)
    row = lock_intake(number)
    which = _way(way)
    _check_end(actor, row, which)
    packed = rules.packed(pieces)
    before = list(Handover.objects.filter(intake=row, way=which).exclude(state=State.CANCELLED))
    if any(State(one.state) in UNSETTLED for one in before):
        raise WrongStateError("anywhere.unsettled", "上一张流转单有差异、拒收或遗失还没有了结，请先了结再做新单")
    held = cases.lying(number)
    if held.status not in (HANDLED if which is Way.MATERIALS else RESULTS):
        raise WrongStateError("anywhere.no_need", f"办件{held.status.label}，现在不用流转{which.label}")
    if which is Way.MATERIALS and not before:
        rules.check_all_papers(packed, held.papers)
    made = _made(actor, row, which)
    made.pieces = [as_json(one) for one in packed]
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongStateError("anywhere.made_already", "这个方向已有一张没有完成的流转单，请先办完它") from twice
    limit = Limit(row.entry.carry_days, Unit.WORKDAYS, f"通办清单：{row.entry.document}"[:200])
    deadlines.start(
        actor,
        [Clock(made.ref, Kind.CARRIAGE, made.from_organ_id, clock.now(), limit, held.item_name, held.applicant_name)],
    )
    _told(actor, made, row, "carriage.made", made.from_organ_id, pieces=len(packed))
    return made.number


def _way(way: str) -> Way:
    if way not in list(Way):
        raise InvalidInputError("anywhere.unknown_way", "请选择流转的是材料还是结果", field="way")
    return Way(way)


def _check_end(actor: Actor, row: Intake, way: Way) -> None:
    """Materials leave the window that took them in, a result the organ that decided, for a window that hands it out."""
    mine = at_end(actor, row.window_id, row.receiving_organ_id)
    theirs = at_end(actor, None, row.deciding_organ_id)
    if not (mine or theirs):
        raise NotFoundError("anywhere.unknown_case", f"没有编号为 {row.case.number} 的异地件，或不在您的查看范围内")
    if not (mine if way is Way.MATERIALS else theirs):
        who = "收件窗口" if way is Way.MATERIALS else "办理机关"
        raise NotAllowedError("anywhere.not_this_end", f"{way.label}流转单由{who}制作")
    if way is Way.RESULT and row.issue_window_id is None:
        raise WrongStateError("anywhere.no_issue_window", "申请人没有选择取件窗口，结果由办理机关直接送达，不用流转")


def _made(actor: Actor, row: Intake, way: Way) -> Handover:
    to_decider = way is Way.MATERIALS
    place, year = str(row.case.number)[:6], clock.today().year
    return Handover(
        number=f"{place}-{year}-W{next_in(f'handover:{place}:{year}'):07d}", intake=row, way=way,
        from_organ_id=row.receiving_organ_id if to_decider else row.deciding_organ_id,
        from_window_id=row.window_id if to_decider else None,
        to_organ_id=row.deciding_organ_id if to_decider else row.issuing_organ_id or 0,
        to_window_id=None if to_decider else row.issue_window_id, made_at=clock.now(), made_by=actor.name[:80],
    )  # fmt: skip


@action
def send_handover(actor: Actor, code: str, carrier: str = "", waybill: str = "", courier: str = "") -> None:
    """交出: to a carrier with a waybill, or to a person by name."""
    row = lock_handover(actor, code)
    check_sender(actor, row)
    state = rules.next_state(State(row.state), Act.SEND)
    rules.check_carrier(carrier, waybill, courier)
    by_hand = bool(courier.strip())
    _set(
        row, state, courier=courier.strip()[:60], carrier="" if by_hand else carrier.strip()[:40],
        waybill="" if by_hand else waybill.strip()[:40], sent_at=clock.now(), sent_by=actor.name[:80],
    )  # fmt: skip
    _told(actor, row, row.intake, "carriage.sent", row.from_organ_id, carrier=row.carrier, waybill=row.waybill)


@action
def receive_handover(actor: Actor, code: str, found: Sequence[tuple[int, str]]) -> State:
    """签收: every piece counted; what differs is written down and stays open until the sender has settled it. Answers how it
    stands. A second receipt is refused, whoever comes second."""
    row = lock_handover(actor, code)
    check_receiver(actor, row)
    rules.next_state(State(row.state), Act.RECEIVE)
    pieces = rules.opened(pieces_of(row), found)
    wrong = [one for one in pieces if one.differs]
    state = rules.next_state(State(row.state), Act.DIFFER if wrong else Act.RECEIVE)
    now = clock.now()
    ended = {} if wrong else {"ended_at": now, "ended_by": actor.name[:80]}
    _set(
        row, state, pieces=[as_json(one) for one in pieces], received_at=now, received_by=actor.name[:80],
        reason="；".join(f"{one.name}：{one.told}" for one in wrong)[:300], **ended,
    )  # fmt: skip
    _stop(actor, row)
    event = "carriage.differs" if wrong else "carriage.received"
    _told(actor, row, row.intake, event, row.to_organ_id, differences=len(wrong))
    return state


@action
def refuse_handover(actor: Actor, code: str, reason: str) -> None:
    """拒收: not for us, broken open, not what it says; it goes back to whoever sent it."""
    row = lock_handover(actor, code)
    check_receiver(actor, row)
    state = rules.next_state(State(row.state), Act.REFUSE)
    _set(row, state, reason=_why(reason, "请写明拒收的原因（如送错、封口破损）"))
    _stop(actor, row, met=False)
    _told(actor, row, row.intake, "carriage.refused", row.to_organ_id, reason=row.reason)


@action
def lose_handover(actor: Actor, code: str, reason: str) -> None:
    """登记遗失: by whoever sent it, when the carrier cannot find it."""
    row = lock_handover(actor, code)
    check_sender(actor, row)
    state = rules.next_state(State(row.state), Act.LOSE)
    _set(row, state, reason=_why(reason, "请写明怎样确认遗失（如承运单位的答复）"))
    _stop(actor, row, met=False)
    _told(actor, row, row.intake, "carriage.lost", row.from_organ_id, reason=row.reason)


@action
def close_handover(actor: Actor, code: str, outcome: str) -> None:
    """了结: the sender says what became of a difference, a refusal or a loss; then paper may be sent anew."""
    row = lock_handover(actor, code)
    check_sender(actor, row)
    state = rules.next_state(State(row.state), Act.CLOSE)
    said = _why(outcome, "请写明怎样处理的（如已补寄、已更正清单、已请申请人补交）")
    _set(row, state, outcome=said, ended_at=clock.now(), ended_by=actor.name[:80])
    _told(actor, row, row.intake, "carriage.settled", row.from_organ_id, outcome=said)


@action
def cancel_handover(actor: Actor, code: str, reason: str) -> None:
    """作废: a 流转单 that was not yet handed over."""
    row = lock_handover(actor, code)
    check_sender(actor, row)
    state = rules.next_state(State(row.state), Act.CANCEL)
    _set(row, state, reason=_why(reason, "请写明作废的原因"), ended_at=clock.now(), ended_by=actor.name[:80])
    _stop(actor, row, met=False)
    _told(actor, row, row.intake, "carriage.cancelled", row.from_organ_id, reason=row.reason)


def _why(text: str, sentence: str) -> str:
    if not text.strip():
        raise InvalidInputError("anywhere.no_reason", f"{sentence}；这里不能空着", field="reason")
    return text.strip()[:300]


@step
def _set(row: Handover, state: State, **changes: object) -> None:
    row.state, row.version = state, row.version + 1
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "version", *changes])


@step
def _stop(actor: Actor, row: Handover, *, met: bool = True) -> None:
    deadlines.stop(actor, row.ref, [Kind.CARRIAGE], met=met)


@step
def _told(actor: Actor, row: Handover, intake: Intake, event: str, organ_id: int, **values: object) -> None:
    """In the journal of the case, where both sides read it."""
    record(
        actor, event, intake.case.ref, organ_id=organ_id, handover=row.number, way=row.way, from_organ=row.from_organ_id,
        to_organ=row.to_organ_id, **values,
    )  # fmt: skip
