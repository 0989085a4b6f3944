"""Taking hold, and who stands at which end. The order of locks, everywhere in this room: the intake's row, its 流转单, then the
case through the room below, then deadlines and counters. Whoever decides a case takes none of them."""

from dataclasses import replace
from datetime import datetime

from cityhall.anywhere.models import Handover, Intake
from cityhall.anywhere.queries.seeing import at_end, ends_of
from cityhall.anywhere.rules import read_code
from cityhall.anywhere.terms import Can
from cityhall.kernel import call
from cityhall.kernel.actor import Actor, Mandate, require
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.terms import Term


def lock_intake(number: str) -> Intake:
    """The intake of this case, locked, with case, list entry and windows. One statement."""
    rows = Intake.objects.select_for_update(of=("self",)).select_related(
        "case", "entry", "window__centre", "issue_window__centre", "deciding_organ"
    )
    row = rows.filter(case__number=number).first()
    if row is None:
        raise NotFoundError("anywhere.unknown_case", f"没有编号为 {number} 的异地件，或不在您的查看范围内")
    return row


def lock_handover(actor: Actor, text: str) -> Handover:
    """The 流转单 of a scanned or typed number, locked, for somebody who deals with such paper at all."""
    require(actor, Can.CARRY)
    code = read_code(text)
    rows = Handover.objects.select_for_update(of=("self",)).select_related(
        "intake__case", "from_window__centre", "to_window__centre", "from_organ", "to_organ"
    )
    row = rows.filter(number=code).first()
    if row is None:
        raise NotFoundError("anywhere.unknown_handover", f"没有编号为 {code} 的流转单，请核对后重扫")
    return row


def check_sender(actor: Actor, row: Handover) -> None:
    """The end the paper leaves."""
    if not at_end(actor, row.from_window_id, row.from_organ_id):
        sender, _ = ends_of(row)
        raise NotAllowedError("anywhere.not_sender", f"这张流转单由{sender}交出，请由其办理")
    call.check_seen(row.version)


def check_receiver(actor: Actor, row: Handover) -> None:
    """The end it is meant for. Whoever got it by mistake reads where it should go."""
    if not at_end(actor, row.to_window_id, row.to_organ_id):
        _, receiver = ends_of(row)
        raise NotAllowedError(
            "anywhere.wrong_receiver", f"这张流转单送往{receiver}，不是本单位；请不要拆封，退给承运人或者联系{receiver}"
        )
    call.check_seen(row.version)


def lent(actor: Actor, permission: Term, organ_id: int, item_id: int, label: str) -> Actor:
    """The same person with what the list lets this window do for that organ in this one act and item."""
    mandate = Mandate(0, organ_id, frozenset({item_id}), frozenset({str(permission)}), frozenset(), label, own=True)
    return replace(actor, mandates=(*actor.mandates, mandate))


def told(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""
