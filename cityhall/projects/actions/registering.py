"""登记、停止、办结: the project itself."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.writing import insert, update
from cityhall.organs import queries as organs
from cityhall.people import queries as people
from cityhall.projects import queries
from cityhall.projects.models import Project, ProjectStage
from cityhall.projects.rules.codes import check_code
from cityhall.projects.rules.standing import next_state
from cityhall.projects.terms import Can, ProjectState, StageState

from .lock import check_running, for_staff, locked, stages_of, touch

NAME, PLACE, WHY = 120, 200, 300


@dataclass(frozen=True)
class NewProject:
    """What is told when a project is registered. `credit_code`: the project unit; empty for a citizen who applies herself."""

    code: str
    name: str
    profile: str
    organ_id: int
    credit_code: str = ""
    place: str = ""


@dataclass(frozen=True)
class Unit:
    """项目单位."""

    ref: str
    name: str
    account_id: int | None


@action
def register_project(actor: Actor, told: NewProject) -> str:
    """登记: by the applicant herself for a unit she stands for, or by staff of the organ that looks after it. Stages and promise
    are written down as the profile has them today. Answers the number."""
    require_signed_in(actor)
    unit = _unit(actor, told)
    profile = queries.profile(told.profile)
    code = check_code(told.code, queries.rulebook().picture)
    name = told.name.strip()[:NAME]
    if not name:
        raise InvalidInputError("projects.no_name", "请填写项目名称", field="name")
    place, now = organs.organ(told.organ_id).division_code[:6], clock.now()
    leads = {told.organ_id, *(s.organ_id for s in profile.stages if s.organ_id)}
    row = Project(
        number=f"{place}-{clock.local(now).year}-P{next_in(f'project:{place}:{clock.local(now).year}'):07d}", code=code, name=name,
        place=told.place.strip()[:PLACE], profile_name=profile.name, organ_id=told.organ_id, organs=sorted(leads),
        account_id=unit.account_id, applicant_ref=unit.ref, applicant_name=unit.name[:NAME], promise=profile.promise,
        basis=profile.basis, registered_at=now, registered_by=actor.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            insert([row])
    except IntegrityError as taken:
        raise WrongStateError(
            "projects.code_taken", f"项目代码 {code} 已经登记过；请核对代码，或请登记单位查找原来的项目"
        ) from taken
    insert([
        ProjectStage(
            project=row, key=s.key, name=s.name, order=n, organ_id=s.organ_id or told.organ_id, waits=s.waits, counts=s.counts,
        )
        for n, s in enumerate(profile.stages)
    ])  # fmt: skip
    record(actor, "project.registered", row.ref, organ_id=told.organ_id, profile=profile.code, code=code)
    return row.number


def _unit(actor: Actor, told: NewProject) -> Unit:
    """Whose project it is. Staff name a unit the city knows; a citizen one she stands for, or herself."""
    if actor.is_staff or actor.is_house:
        require(actor, Can.REGISTER, told.organ_id)
        if not told.credit_code.strip():
            raise InvalidInputError("projects.no_unit", "请填写项目单位的统一社会信用代码", field="credit_code")
        entity = people.find_entity(actor, told.credit_code)
        if entity is None:
            raise NotFoundError(
                "projects.unknown_unit", "本市还没有登记这个单位，请核对代码，或请单位先在网上关联、到窗口登记"
            )
        return Unit(entity.ref, entity.name, None)
    if not told.credit_code.strip():
        me = people.me(actor)
        return Unit(me.ref, me.name, actor.account_id)
    mine = {one.credit_code: one for one in people.entities_of(actor)}
    found = mine.get(told.credit_code.strip().upper())
    if found is None:
        raise NotAllowedError("projects.not_your_unit", "您尚未关联该单位，请先在“我的单位”中关联后再登记项目")
    return Unit(found.ref, found.name, actor.account_id)


@action
def complete_project(actor: Actor, number: str) -> None:
    """项目办结: every stage is done."""
    row = for_staff(actor, number, Can.REGISTER, running=False)
    target = next_state(ProjectState(row.state), "complete")
    left = [s.name for s in stages_of(row) if s.state != StageState.DONE]
    if left:
        raise WrongStateError("projects.stages_left", f"还有阶段没有完成：{'、'.join(left)}；都完成以后再办结项目")
    row.state, row.ended_at = target, clock.now()
    touch(actor, row, "state", "ended_at")
    record(actor, "project.completed", row.ref, organ_id=row.organ_id)


@action
def stop_project(actor: Actor, number: str, reason: str) -> None:
    """停止: nothing more is linked or planned; applications in hand go on by their own rules."""
    row = for_staff(actor, number, Can.REGISTER, running=False)
    target = next_state(ProjectState(row.state), "stop")
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    row.state, row.state_why, row.ended_at = target, reason.strip()[:WHY], clock.now()
    touch(actor, row, "state", "state_why", "ended_at")
    record(actor, "project.stopped", row.ref, organ_id=row.organ_id, reason=row.state_why)


@action
def resume_project(actor: Actor, number: str, reason: str) -> None:
    """恢复推进."""
    row = for_staff(actor, number, Can.REGISTER, running=False)
    target = next_state(ProjectState(row.state), "resume")
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    row.state, row.state_why, row.ended_at = target, "", None
    touch(actor, row, "state", "state_why", "ended_at")
    record(actor, "project.resumed", row.ref, organ_id=row.organ_id, reason=reason.strip()[:WHY])


@action
def close_stage(actor: Actor, number: str, stage: str, reason: str) -> None:
    """人工完成阶段: its approvals were given elsewhere (on the national platform, before this system). By the organ that leads
    the stage, with what it rests on."""
    row = _led(actor, number, stage)
    one = ProjectStage.objects.filter(project=row, key=stage).first()
    if one is None:
        raise InvalidInputError("projects.unknown_stage", "这个项目没有这个阶段，请刷新页面重新选择", field="stage")
    if one.state == StageState.DONE:
        raise WrongStateError("projects.stage_done", f"“{one.name}”已经完成，不用再登记")
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    one.state, one.done_on, one.closed_why = StageState.DONE, clock.today(), reason.strip()[:WHY]
    one.begun_on = one.begun_on or one.done_on
    update(one, ["state", "done_on", "closed_why", "begun_on"])
    touch(actor, row)
    record(actor, "project.stage_closed", row.ref, organ_id=one.organ_id, stage=stage, reason=one.closed_why)


def _led(actor: Actor, number: str, stage: str) -> Project:
    """The project, for the organ that leads this stage or looks after the whole."""
    row = locked(number)
    lead = ProjectStage.objects.filter(project=row, key=stage).values_list("organ_id", flat=True).first()
    if lead is None or not actor.may(Can.KEEP, lead):
        require(actor, Can.KEEP, row.organ_id)
    call.check_seen(row.version)
    check_running(row)
    return row
