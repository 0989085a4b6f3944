"""停下、撤回、单独继续: one part came to nothing, or the applicant wants it back."""

from collections.abc import Callable

from cityhall.cases import actions as cases
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.joint import queries
from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.terms import FINAL, IN_HAND, WITHOUT_CASE, JointState, PartState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update, update_all

from .lock import lock, own_open, parts_of


def hold_rest(line: Line) -> None:
    """Reaction to a halt: the cases still in hand are held, each in an act of its own; a second run finds none."""
    _each(line, hold_part, JointPart.objects.filter(held=False, state__in=IN_HAND))


def lift_rest(line: Line) -> None:
    """Reaction to the applicant's wish to go on with the rest."""
    _each(line, free_part, JointPart.objects.filter(held=True))


def take_back_rest(line: Line) -> None:
    """Reaction to a withdrawal: the cases still in hand are taken back."""
    _each(line, take_back_part, JointPart.objects.filter(state__in=IN_HAND))


def _each(line: Line, act: Callable[[Actor, int], object], parts) -> None:  # type: ignore[no-untyped-def]
    number = line.ref.removeprefix("joint:")
    for pk in parts.filter(application__number=number).order_by("id").values_list("pk", flat=True):
        with call.calling():  # an act of its own, which its state keeps from running twice
            act(HOUSE, pk)


@action
def hold_part(actor: Actor, part_id: int) -> None:
    """并联限制 of one case: because another part of the whole came to nothing."""
    row, part = _taken(part_id)
    names = dict(JointPart.objects.filter(application=row).values_list("key", "item_name"))
    if row.halted and not part.held and part.state in IN_HAND:
        reason = f"同一申请的“{names.get(row.halted, row.halted)}”没有办成，按一件事的规则整件停下"
        cases.hold_case(actor, str(part.case_number), reason)
        part.held = True
        update(part, ["held"])
    record(actor, "joint.part_held", row.ref, part=part.key, held=part.held)


@action
def free_part(actor: Actor, part_id: int) -> None:
    """解除并联限制 of one case."""
    row, part = _taken(part_id)
    if part.held:
        part.held = False
        update(part, ["held"])
        if part.state in IN_HAND:
            cases.lift_case(actor, str(part.case_number))
    record(actor, "joint.part_freed", row.ref, part=part.key)


@action
def take_back_part(actor: Actor, part_id: int) -> None:
    """撤回 of one case with the whole; what was decided in the meantime stays decided."""
    row, part = _taken(part_id)
    back = row.state == JointState.WITHDRAWN and cases.take_case_back(actor, str(part.case_number), "申请人撤回整件事")
    if back:
        part.state, part.ended_at = PartState.ENDED, clock.now()
        update(part, ["state", "ended_at"])
    record(actor, "joint.part_taken_back", row.ref, part=part.key, taken_back=back)


def _taken(part_id: int) -> tuple[JointApplication, JointPart]:
    row = lock(JointApplication.objects.filter(parts__pk=part_id))
    part = JointPart.objects.select_for_update().filter(pk=part_id).first()
    if row is None or part is None:
        raise NotFoundError("joint.unknown_part", "没有这一项，请刷新页面")
    return row, part


@action
def withdraw_joint(actor: Actor, number: str, reason: str = "") -> None:
    """撤回整件事: nothing more is opened from this moment, and the cases in hand are taken back; what is decided stays."""
    row = own_open(actor, number)
    parts = parts_of(row)
    waiting = [p for p in parts if p.state in WITHOUT_CASE and p.state not in FINAL]
    now = clock.now()
    for part in waiting:
        part.state, part.ended_at = PartState.STOPPED, now
    update_all(waiting, ["state", "ended_at"])
    row.state, row.ended_at, row.version = JointState.WITHDRAWN, now, row.version + 1
    row.save(update_fields=["state", "ended_at", "version"])
    deadlines.stop(actor, row.ref, [Kind.GROUP], met=False)
    organ = queries.terms(str(row.package_version_id)).organ_id
    record(actor, "joint.withdrawn", row.ref, organ_id=organ, reason=reason.strip()[:200])


@action
def continue_alone(actor: Actor, number: str) -> None:
    """其余单独继续: the cases that were held go on, each for itself."""
    row = own_open(actor, number)
    if not any(p.held for p in parts_of(row)):
        raise WrongStateError("joint.nothing_held", "没有被限制办理的事项，不需要解除")
    row.version += 1
    row.save(update_fields=["version"])
    organ = queries.terms(str(row.package_version_id)).organ_id
    record(actor, "joint.continued", row.ref, organ_id=organ)
