"""代理: while somebody is away a colleague does her work, in her reach and at her desks."""

from datetime import date

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Deputy, Staff
from cityhall.organs.terms import Can


@action
def appoint_deputy(actor: Actor, staff_id: int, deputy_id: int, from_on: date, until_on: date, reason: str) -> int:
    """指定代理人: from a day until (not including) another; answers the appointment's id."""
    found = {s.pk: s for s in Staff.objects.select_for_update().filter(pk__in=[staff_id, deputy_id], left_on=None)}
    staff, deputy = found.get(staff_id), found.get(deputy_id)
    if staff is None:
        require(actor, Can.MANAGE_STAFF)
        raise NotFoundError("organs.no_staff", "没有找到这位工作人员，或已经离岗")
    require(actor, Can.MANAGE_STAFF, staff.organ_id)
    same = deputy is not None and deputy.organ_id == staff.organ_id
    rules.check_deputy(from_on, until_on, clock.today(), same_person=staff_id == deputy_id, same_organ=same)
    if not reason.strip():
        raise InvalidInputError("organs.deputy_reason", "请写明代理原因（如出差、休假、培训）", field="reason")
    during = Deputy.objects.filter(staff=staff, ended_at=None, from_on__lt=until_on, until_on__gt=from_on)
    if during.exists():
        raise WrongStateError("organs.deputised_already", "这段时间已有代理人，请先结束原来的代理或调整日期")
    row = Deputy.objects.create(
        staff=staff,
        deputy_id=deputy_id,
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip()[:200],
        made_by=actor.name,
    )
    record(
        actor, "staff.deputised", staff.ref, organ_id=staff.organ_id, deputy=deputy_id, from_on=from_on.isoformat(),
        until_on=until_on.isoformat(),
    )  # fmt: skip
    return row.pk


@action
def end_deputy(actor: Actor, appointment_id: int) -> None:
    """结束代理 before its time: with her next request the deputy no longer holds what was not hers."""
    row = Deputy.objects.select_related("staff").filter(pk=appointment_id).first()
    if row is None:
        require(actor, Can.MANAGE_STAFF)
        raise NotFoundError("organs.no_deputy", "没有找到这项代理，请刷新页面")
    require(actor, Can.MANAGE_STAFF, row.staff.organ_id)
    if not Deputy.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()):
        raise WrongStateError("organs.deputy_ended", "这项代理已经结束")
    record(actor, "staff.deputy_ended", row.staff.ref, organ_id=row.staff.organ_id, deputy=row.deputy_id)
