"""会商、联合勘验 seen from a case: what a room above lets its conclusion do, each step inside that room's own act."""

from datetime import date

from cityhall.cases.models import Hold
from cityhall.cases.rules import handling
from cityhall.cases.terms import HoldKind, Status
from cityhall.catalogue.terms import Cause
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as calendars
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record

from .holds import lift, set_hold
from .lock import lock

IN_HAND = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)


@step
def bind_case(actor: Actor, number: str, reason: str) -> bool:
    """会商限制: while there is a `reason` the case is not granted (it may be accepted, and refused); without one it goes on. Its
    clocks run on. Harmless the second time; one that has ended is left alone. Answers whether anything changed."""
    held = lock(number)
    standing = list(Hold.objects.filter(case=held.case, kind=HoldKind.MEETING, lifted_at=None).values_list("reason"))
    wanted = reason.strip()[:200] if held.case.status in IN_HAND else ""
    if [one for (one,) in standing] == ([wanted] if wanted else []):
        return False
    if standing:
        lift(actor, held, HoldKind.MEETING)
    if wanted:
        set_hold(actor, held, HoldKind.MEETING, wanted)
    return True


@step
def leave_out_visit(actor: Actor, number: str, key: str, visited_on: date, cause: str) -> bool:
    """现场踏勘 is none of the eight causes of 行政许可法 第四十五条: the days of a joint visit are left out of the promised time
    alone, only where the item lists it with its basis, and no longer than the item says. Answers whether they were."""
    held = lock(number)
    spec, accepted = held.terms.special(Cause.VISIT), held.case.accepted_at
    if spec is None or accepted is None or held.case.status != Status.ACCEPTED:
        return False
    today = clock.today()
    first = max(visited_on, clock.day_of(accepted))
    most = handling.last_day(calendars.calendar(held.edition), visited_on, spec.days)
    last = min(today, most) if most else today
    if last < first or not deadlines.pause(
        actor, held.ref, [Kind.PROMISED], first, last=last, key=key, cause=cause, edition=held.edition
    ):
        return False
    record(
        actor, "case.visit_left_out", held.ref, organ_id=held.case.organ_id, first=first.isoformat(), last=last.isoformat(),
        basis=spec.basis[:300], cause=cause,
    )  # fmt: skip
    return True
