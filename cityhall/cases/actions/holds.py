"""办理限制: a room above, or the organ itself, stops a case without touching its state."""

from cityhall.cases.models import Hold
from cityhall.cases.terms import Can, HoldKind, Status
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record

from .lock import Held, lock, settle


@action
def hold(actor: Actor, number: str, reason: str) -> None:
    """暂停办理 by the organ: acceptance and grant are refused until it is lifted; the clocks run on."""
    held = lock(number)
    require(actor, Can.HOLD, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    set_hold(actor, held, HoldKind.ORGAN, reason)


@step
def set_hold(actor: Actor, held: Held, kind: HoldKind, reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明限制办理的原因", field="reason")
    if held.case.status not in (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED):
        raise WrongStateError("case.too_late_to_hold", f"办件{Status(held.case.status).label}，不能再限制办理")
    Hold.objects.create(case=held.case, kind=kind, reason=reason.strip()[:200], set_by=actor.name, set_at=clock.now())
    settle(actor, held, Status(held.case.status))
    record(actor, "case.held", held.ref, organ_id=held.case.organ_id, kind=kind, reason=reason.strip()[:200])


@action
def lift_hold(actor: Actor, number: str, kind: str = HoldKind.ORGAN) -> None:
    """解除限制."""
    held = lock(number)
    require(actor, Can.HOLD, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    lift(actor, held, kind)


@step
def lift(actor: Actor, held: Held, kind: str) -> None:
    if not Hold.objects.filter(case=held.case, kind=kind, lifted_at=None).update(lifted_at=clock.now()):
        raise WrongStateError("case.not_held", "该办件目前没有办理限制")
    settle(actor, held, Status(held.case.status))
    record(actor, "case.hold_lifted", held.ref, organ_id=held.case.organ_id, kind=kind)
