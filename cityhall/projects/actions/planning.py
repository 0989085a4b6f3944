"""计划: milestones, and when they were really reached."""

from datetime import date

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.projects.models import Milestone, Project
from cityhall.projects.rules.plan import NAME, check_planned, check_reached
from cityhall.projects.terms import Can, Planned

from .lock import for_staff, stages_of, touch

MOST, WHY = 60, 300


@action
def plan_milestone(actor: Actor, number: str, planned: Planned) -> int:
    """列入计划: answers its id. With an item it is reached by itself when an application of that item is granted."""
    row = for_staff(actor, number, Can.KEEP)
    stages = {one.key: one for one in stages_of(row)}
    check_planned(planned, stages)
    if Milestone.objects.filter(project=row).count() >= MOST:
        raise WrongStateError("projects.plan_full", f"一个项目最多 {MOST} 个节点，请合并相近的节点")
    stage = stages.get(planned.stage)
    one = Milestone(
        project=row, stage=stage, name=planned.name.strip()[:NAME], item_id=planned.item_id, starts_on=planned.starts_on,
        due_on=planned.due_on, first_due_on=planned.due_on,
    )  # fmt: skip
    insert([one])
    touch(actor, row)
    record(
        actor, "project.milestone_planned", row.ref, organ_id=row.organ_id, milestone=one.pk, name=one.name,
        starts_on=one.starts_on.isoformat(), due_on=one.due_on.isoformat(),
    )  # fmt: skip
    return int(one.pk)


@action
def move_milestone(actor: Actor, number: str, milestone: int, starts_on: date, due_on: date, reason: str) -> None:
    """调整计划: with the reason; what was planned in the beginning stays on record."""
    row = for_staff(actor, number, Can.KEEP)
    one = _open(row, milestone)
    check_planned(Planned(one.name, starts_on, due_on), ())
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    was = one.due_on.isoformat()
    one.starts_on, one.due_on, one.moved_why = starts_on, due_on, reason.strip()[:WHY]
    update(one, ["starts_on", "due_on", "moved_why"])
    touch(actor, row)
    record(
        actor, "project.milestone_moved", row.ref, organ_id=row.organ_id, milestone=one.pk, was=was,
        due_on=due_on.isoformat(), reason=one.moved_why,
    )  # fmt: skip


@action
def reach_milestone(actor: Actor, number: str, milestone: int, on: date) -> None:
    """登记完成: by hand, on the day it really was."""
    row = for_staff(actor, number, Can.KEEP)
    one = _open(row, milestone)
    check_reached(on, clock.today(), one.begun_on)
    one.done_on, one.begun_on, one.set_by_hand = on, one.begun_on or min(on, one.starts_on), True
    update(one, ["done_on", "begun_on", "set_by_hand"])
    touch(actor, row)
    record(actor, "project.milestone_reached", row.ref, organ_id=row.organ_id, milestone=one.pk, on=on.isoformat())


@action
def drop_milestone(actor: Actor, number: str, milestone: int, reason: str) -> None:
    """取消节点: only one that was not reached; the journal keeps it."""
    row = for_staff(actor, number, Can.KEEP)
    one = _open(row, milestone)
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    Milestone.objects.filter(pk=one.pk).delete()
    touch(actor, row)
    record(
        actor, "project.milestone_dropped", row.ref, organ_id=row.organ_id, milestone=milestone, name=one.name,
        due_on=one.due_on.isoformat(), reason=reason.strip()[:WHY],
    )  # fmt: skip


def _open(row: Project, milestone: int) -> Milestone:
    one = Milestone.objects.filter(project=row, pk=milestone).first()
    if one is None:
        raise NotFoundError("projects.unknown_milestone", "这个项目没有这个节点，请刷新页面")
    if one.done_on is not None:
        raise WrongStateError("projects.milestone_done", f"“{one.name}”已于 {one.done_on} 完成，不能再变更")
    return one
