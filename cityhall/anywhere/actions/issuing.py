"""异地出件: the result is handed out at the window it was sent to."""

from cityhall.anywhere import rules
from cityhall.anywhere.models import Handover
from cityhall.anywhere.queries.seeing import at_end
from cityhall.anywhere.terms import Can, State, Way
from cityhall.cases import actions as cases
from cityhall.cases.terms import Can as Case
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from .handovers import RESULTS
from .lock import lent, lock_intake


@action
def hand_out(
    actor: Actor, number: str, receiver: str, relation: str = "本人", receiver_id: str = "", note: str = ""
) -> None:
    """出件: signed for by the applicant (or for her) here; the clocks of serving stop and the case ends, as at the organ's own
    window."""
    require(actor, Can.ISSUE)
    row = lock_intake(number)
    if row.issue_window is None or not at_end(actor, row.issue_window_id, row.issuing_organ_id or 0, Can.ISSUE):
        raise NotFoundError("anywhere.not_issued_here", f"没有编号为 {number} 的结果要在本窗口发放；请核对取件窗口")
    call.check_seen(row.version)
    if row.issued_at is not None:
        raise WrongStateError("anywhere.issued_already", "结果已经交给申请人，不用再出件")
    last = Handover.objects.filter(intake=row, way=Way.RESULT).exclude(state=State.CANCELLED).order_by("-id").first()
    why = rules.why_not_issue(
        State(last.state) if last else None, arrived=bool(last and last.received_at), decided=row.case.status in RESULTS
    )
    if why:
        raise WrongStateError("anywhere.not_issued", f"{why}（出件前先看流转单）")
    label = f"{row.issue_window.centre.name} {row.issue_window.number} 号窗口"
    able = lent(actor, Case.DELIVER, row.deciding_organ_id, row.case.item_id, label)
    with call.calling():
        cases.hand_out_elsewhere(able, number, receiver, relation, receiver_id, note.strip() or f"在{label}出件")
    row.issued_at, row.issued_by, row.version = clock.now(), actor.name[:80], row.version + 1
    row.save(update_fields=["issued_at", "issued_by", "version"])
    record(
        actor, "anywhere.issued", row.case.ref, organ_id=row.issuing_organ_id, window=row.issue_window_id, at=label,
        own=relation.strip() in ("", "本人"),
    )  # fmt: skip
