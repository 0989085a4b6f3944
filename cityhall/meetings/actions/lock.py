"""Taking hold of a meeting. The order of locks in this room: meetings (by id), then their seats, then one case through the room
below, then counters. Nobody who decides a case takes a lock of this room."""

from collections.abc import Sequence

from cityhall.deadlines import queries as deadlines
from cityhall.kernel import call
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.meetings import rules
from cityhall.meetings.models import Meeting, Seat, Sitting
from cityhall.meetings.terms import Can, Move, State


def lock(number: str) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("organ").annotate(edition=deadlines.edition())
    row = rows.filter(number=number).first()
    if row is None:
        raise NotFoundError("meeting.unknown", f"没有编号为 {number} 的会商或踏勘，请核对编号")
    return row


def led(actor: Actor, number: str, move: Move, *, seen: bool = True) -> Meeting:
    """Locked for whoever leads it, as she saw it, and where it may still be done."""
    row = lock(number)
    require(actor, Can.CONVENE, row.organ_id)
    if seen:
        call.check_seen(row.version)
    rules.check_move(State(row.state), move)
    return row


def seats_of(row: Meeting) -> list[Seat]:
    """Those of the present round."""
    return list(Seat.objects.select_for_update().filter(meeting=row, round=row.round).order_by("id"))


def sitting_of(row: Meeting) -> Sitting:
    return Sitting.objects.get(meeting=row, round=row.round)


def seat_of(seats: Sequence[Seat], seat_id: int) -> Seat:
    found = next((one for one in seats if one.pk == int(seat_id)), None)
    if found is None:
        raise NotFoundError("meeting.no_seat", "本次会议没有这个席位，可能已经再次召集；请刷新页面")
    return found


def edition_of(row: Meeting) -> str:
    """The calendar's stamp, as it was when the meeting was locked."""
    return str(getattr(row, "edition", ""))
