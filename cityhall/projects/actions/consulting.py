"""每周会商: what stood in the way of a project, who does what until when, and that it was done."""

from collections.abc import Sequence
from datetime import date, datetime, time

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs
from cityhall.projects.models import Consultation, FollowUp, Project
from cityhall.projects.rules.plan import check_held_on, check_task_due
from cityhall.projects.terms import Can, Task

from .lock import for_staff, locked, touch

MOST_TASKS, TEXT = 30, 4000
NOON = time(12)


@action
def note_consultation(
    actor: Actor, number: str, held_on: date, issues: str, conclusion: str = "", tasks: Sequence[Task] = (), *,
    shared: bool = False,
) -> int:  # fmt: skip
    """登记会商: what was raised and found, and the tasks given out; each gets a clock in calendar days, and whoever is named is
    told. `shared`: the project unit sees what is being done. Answers its id."""
    row = for_staff(actor, number, Can.KEEP)
    check_held_on(held_on, clock.today())
    if not issues.strip():
        raise InvalidInputError("projects.no_issues", "请写明会商了什么问题", field="issues")
    people = _check_tasks(held_on, tasks)
    one = Consultation(
        project=row, held_on=held_on, issues=issues.strip()[:TEXT], conclusion=conclusion.strip()[:TEXT], shared=shared,
        noted_at=clock.now(), noted_by=actor.name,
    )  # fmt: skip
    insert([one])
    given = insert([
        FollowUp(
            project=row, consultation=one, what=t.what.strip()[:300], organ_id=t.organ_id, account_id=t.account_id,
            person=people.get(t.account_id or 0, ""), due_on=t.due_on,
        )
        for t in tasks
    ])  # fmt: skip
    _promise(actor, row, one, given)
    touch(actor, row, organs=[t.organ_id for t in tasks])
    record(
        actor, "project.consulted", row.ref, organ_id=row.organ_id, consultation=one.pk, held_on=held_on.isoformat(),
        tasks=[t.pk for t in given],
    )  # fmt: skip
    return int(one.pk)


def _check_tasks(held_on: date, tasks: Sequence[Task]) -> dict[int, str]:
    """Account → name of everybody named: a person who works in the organ the task is given to. Two statements."""
    if len(tasks) > MOST_TASKS:
        raise InvalidInputError("projects.too_many_tasks", f"一次会商最多交办 {MOST_TASKS} 件事", field="tasks")
    for one in tasks:
        if not one.what.strip():
            raise InvalidInputError("projects.no_task", "请写明交办什么事", field="tasks")
        check_task_due(held_on, one.due_on)
    named = organs.organs_named({one.organ_id for one in tasks}) if tasks else {}
    if {one.organ_id for one in tasks} - set(named):
        raise InvalidInputError("projects.unknown_organ", "交办的单位不在机构名录中，请重新选择", field="tasks")
    wanted = {one.account_id for one in tasks if one.account_id is not None}
    people = organs.officials(wanted) if wanted else {}
    for one in tasks:
        if one.account_id is not None and (
            one.account_id not in people or people[one.account_id].organ != named[one.organ_id]
        ):
            raise InvalidInputError("projects.not_of_organ", "责任人不是承办单位的工作人员，请重新选择", field="tasks")
    return {account: person.name for account, person in people.items()}


@step
def _promise(actor: Actor, row: Project, one: Consultation, given: Sequence[FollowUp]) -> None:
    start = datetime.combine(one.held_on, NOON, clock.ZONE)
    deadlines.start(
        actor,
        [
            Clock(t.ref, Kind.FOLLOW_UP, t.organ_id, start, Limit((t.due_on - one.held_on).days, Unit.DAYS, "会商交办"), t.what,
                  row.name, rolls=False)
            for t in given
        ],
    )  # fmt: skip
    told = {t.account_id for t in given if t.account_id is not None}
    messages.tell_staff(
        actor, ref=row.ref, kind="project.task", subject=f"会商交办：{row.name}",
        body="；".join(f"{t.what}（{t.person or '本单位'}，{t.due_on} 前）" for t in given)[:1000], accounts=sorted(told),
    )  # fmt: skip


@action
def follow_up_done(actor: Actor, number: str, task: int, note: str) -> None:
    """交办事项办结: by the person named, or by whoever keeps the project for that organ or for the whole."""
    require_signed_in(actor)
    row = locked(number)
    one = FollowUp.objects.filter(project=row, pk=task).first()
    if one is None:
        raise NotFoundError("projects.unknown_task", "这个项目没有这件交办事项，请刷新页面")
    named = one.account_id is not None and one.account_id == actor.account_id
    if not named and not actor.may(Can.KEEP, one.organ_id) and not actor.may(Can.KEEP, row.organ_id):
        raise NotAllowedError("projects.not_your_task", "这件事交办给别的单位，请由承办人或牵头单位登记")
    if one.done_on is not None:
        raise WrongStateError("projects.task_done", f"这件事已于 {one.done_on} 登记办结，不用再登记")
    if not note.strip():
        raise InvalidInputError("projects.no_note", "请写明办理情况", field="note")
    one.done_on, one.done_by, one.note = clock.today(), actor.name, note.strip()[:500]
    update(one, ["done_on", "done_by", "note"])
    deadlines.stop(actor, one.ref, [Kind.FOLLOW_UP])
    touch(actor, row)
    record(actor, "project.task_done", row.ref, organ_id=one.organ_id, task=one.pk)


def tell_of_task(line: Line) -> None:
    """Reaction to a clock that ran out: of a task, whose it is, and whoever keeps the project, are told once."""
    kind, _, key = line.ref.partition(":")
    if kind == "project_task" and key.isdecimal():
        _tell(HOUSE, int(key))


@action
def _tell(actor: Actor, task: int) -> None:
    one = FollowUp.objects.select_related("project").filter(pk=task).first()
    if one is None or one.done_on is not None:
        record(actor, "project.task_told_nobody", f"project_task:{task}")
        return
    row = one.project
    accounts = set(organs.entitled(one.organ_id, Can.KEEP)) | ({row.agent_id} if row.agent_id else set())
    if one.account_id is not None:
        accounts.add(one.account_id)
    messages.tell_staff(
        actor, ref=row.ref, kind="project.task_late", subject=f"会商交办超期：{row.name}",
        body=f"“{one.what}”应在 {one.due_on} 前办结，责任人：{one.person or '承办单位'}。请办结后登记，办不了的说明情况。",
        accounts=sorted(accounts),
    )  # fmt: skip
    record(actor, "project.task_late", row.ref, organ_id=one.organ_id, task=one.pk, people=len(accounts))
