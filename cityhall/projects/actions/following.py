"""项目随办件走: what follows for a project when one of its applications moves on. Level-triggered, under the lock of the project; a
reaction that comes twice, late, or never (the sweep comes by) ends the same."""

import logging
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from cityhall.cases import actions as case_actions
from cityhall.cases import queries as cases
from cityhall.cases.queries import CaseFacts
from cityhall.joint import queries as joint
from cityhall.joint.actions import FOLLOWED as OF_CASES
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import DomainError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update_all
from cityhall.projects.models import Milestone, Project, ProjectCase, ProjectLink, ProjectStage
from cityhall.projects.rules.standing import StageNow, of_case, of_joint, standing
from cityhall.projects.terms import IN_HAND, Can, ProjectState, StageState, WorkState

from .lock import touch

log = logging.getLogger("cityhall.projects")
NOTHING_NEW = "projects.nothing_new"
FOLLOWED = ("case.received", *OF_CASES)
FOLLOWED_JOINT = ("joint.submitted", "joint.part_opened", "joint.done", "joint.withdrawn")
FASTER = ("case.accepted", "case.deemed_accepted")
DONE_WITH = ("case.no_campaign", "case.not_running", "deadline.switched_already", "deadline.switch_unit")
SWEPT = 300


def follow_case(line: Line) -> None:
    """Reaction to what became of a case: only where it is of a project. One statement for those that are not, two where it was
    just received."""
    number = line.ref.removeprefix("case:")
    known = ProjectCase.objects.filter(number=number).values_list("project_id", flat=True).first()
    if known is None:
        known = _bound(line, number)
    if known is not None:
        follow(HOUSE, known)
        if line.event in FASTER:
            speed_up(HOUSE, known, [number])


def _bound(line: Line, number: str) -> int | None:
    """A draft that was linked is handed in; a case that was transferred goes on as another."""
    draft, old = str(line.values.get("draft", "")), str(line.values.get("from_number", ""))
    refs = {f"case:{number}"} | ({f"draft:{draft}"} if draft else set()) | ({f"case:{old}"} if old else set())
    link = ProjectLink.objects.filter(ref__in=refs).values_list("project_id", "ref").first()
    if link is None:
        return None
    project, ref = link
    if ref != f"case:{number}":
        with call.calling():
            rename_link(HOUSE, project, ref, f"case:{number}")
    return project


def follow_joint(line: Line) -> None:
    """Reaction to a joint application: handed in, another of its cases opened, over."""
    refs = {line.ref, f"joint-draft:{line.values.get('draft', '')}"}
    link = ProjectLink.objects.filter(ref__in=refs).values_list("project_id", "ref").first()
    if link is None:
        return
    if link[1] != line.ref:
        with call.calling():
            rename_link(HOUSE, link[0], link[1], line.ref)
    follow(HOUSE, link[0])


def follow_link(line: Line) -> None:
    """Reaction to an application linked or unlinked: the stages, and the campaign for what was accepted since."""
    project = int(str(line.values.get("project", 0)))
    follow(HOUSE, project)
    speed_up(HOUSE, project)


@action
def rename_link(actor: Actor, project_id: int, old: str, new: str) -> None:
    """The draft has a number now, or the case another."""
    row = Project.objects.select_for_update().get(pk=project_id)
    ProjectLink.objects.filter(project=row, ref=old).exclude(ref=new).update(ref=new)
    record(actor, "project.link_renamed", row.ref, organ_id=row.organ_id, was=old, application=new)


def follow(actor: Actor, project_id: int) -> bool:
    """Bring a project up to date with its applications; answers whether there was anything new."""
    try:
        with call.calling():
            advance(actor, project_id)
    except WrongStateError as no:
        if no.code != NOTHING_NEW:
            raise
        return False
    return True


@action
def advance(actor: Actor, project_id: int) -> None:
    """推进: its cases as they are, what they make of the applications, the plan and the stages; each written down once."""
    row = Project.objects.select_for_update().filter(pk=project_id).first()
    if row is None:
        raise NotFoundError("projects.unknown_id", "没有这个项目，请回到列表重新选择")
    links = list(ProjectLink.objects.filter(project=row).order_by("id"))
    known = list(ProjectCase.objects.filter(project=row).order_by("id"))
    facts, fresh = _cases(row, links, known)
    moved = _move_cases(known, facts)
    insert(fresh)
    links_moved = _move_links(links, [*known, *fresh])
    plan_moved = _move_plan(row, facts)
    stages_moved = _move_stages(row, links)
    if not (moved or fresh or links_moved or plan_moved or stages_moved):
        raise WrongStateError(NOTHING_NEW, "没有新的进展，不需要推进；请刷新页面查看最新进度")
    update_all(moved, ["state", "received_on", "ended_on"])
    update_all(links_moved, ["state"])
    update_all(stages_moved, ["state", "begun_on", "done_on"])
    touch(actor, row, organs=[one.organ_id for one in fresh])
    record(
        actor, "project.advanced", row.ref, organ_id=row.organ_id, cases={c.number: str(c.state) for c in [*moved, *fresh]},
        milestones=[m.pk for m in plan_moved],
    )  # fmt: skip
    for one in stages_moved:
        record(actor, "project.stage_moved", row.ref, organ_id=one.organ_id, stage=one.key, state=str(one.state))


def _cases(
    row: Project, links: Sequence[ProjectLink], known: Sequence[ProjectCase]
) -> tuple[dict[str, CaseFacts], list[ProjectCase]]:
    """Facts of every case of its applications, and rows for those not known yet."""
    owners = {ref.ref.removeprefix("case:"): ref for ref in links if ref.ref.startswith("case:")}
    wholes = joint.wholes_of([one.ref.removeprefix("joint:") for one in links if one.ref.startswith("joint:")])
    for link in links:
        whole = wholes.get(link.ref.removeprefix("joint:"))
        if whole is not None:
            owners |= dict.fromkeys(whole.cases, link)
            link.__dict__["whole"] = whole
    numbers = {one.number for one in known}
    facts = cases.facts_of([*owners, *numbers]) if owners or numbers else {}
    fresh = [
        ProjectCase(
            project=row, link=owners[number], number=number, item_id=one.item_id, item_name=one.item_name,
            organ_id=one.organ_id, state=of_case(one.status, one.outcome), **_days(one),
        )
        for number, one in facts.items() if number not in numbers
    ]  # fmt: skip
    return facts, fresh


def _days(one: CaseFacts) -> dict[str, date | None]:
    ended = of_case(one.status, one.outcome) in (WorkState.GRANTED, WorkState.FAILED)
    return {
        "received_on": clock.day_of(one.received_at) if one.received_at else None,
        "ended_on": clock.day_of(one.ended_at or clock.now()) if ended else None,
    }


def _move_cases(known: Sequence[ProjectCase], facts: dict[str, CaseFacts]) -> list[ProjectCase]:
    moved = []
    for one in known:
        now = facts.get(one.number)
        if now is not None and of_case(now.status, now.outcome) != one.state:
            one.state = of_case(now.status, now.outcome)
            for name, day in _days(now).items():
                setattr(one, name, day)
            moved.append(one)
    return moved


def _move_links(links: Sequence[ProjectLink], cases_now: Sequence[ProjectCase]) -> list[ProjectLink]:
    moved = []
    for link in links:
        mine = [WorkState(one.state) for one in cases_now if one.link_id == link.pk]
        whole: joint.WholeFacts | None = link.__dict__.get("whole")
        latest = mine[-1] if mine else WorkState(link.state)  # a case that was transferred goes on as another
        now = of_joint(whole.state, whole.outcome, mine) if whole is not None else latest
        if now != link.state:
            link.state = now
            moved.append(link)
    return moved


def _move_plan(row: Project, facts: dict[str, CaseFacts]) -> list[Milestone]:
    """A milestone of an item begins with the first application of it and is reached when one is granted. What a person wrote
    stays; what rested on a decision that fell is open again."""
    moved = []
    for one in Milestone.objects.filter(project=row, item_id__isnull=False, set_by_hand=False).order_by("id"):
        mine = [f for f in facts.values() if f.item_id == one.item_id]
        begun = min((clock.day_of(f.received_at) for f in mine if f.received_at), default=None)
        granted = [f for f in mine if of_case(f.status, f.outcome) is WorkState.GRANTED and f.ended_at]
        done = min((clock.day_of(f.ended_at) for f in granted if f.ended_at), default=None)
        if (one.begun_on, one.done_on) != (begun, done):
            one.begun_on, one.done_on = begun, done
            moved.append(one)
    update_all(moved, ["begun_on", "done_on"])
    return moved


def _move_stages(row: Project, links: Sequence[ProjectLink]) -> list[ProjectStage]:
    stages = list(ProjectStage.objects.filter(project=row).order_by("order"))
    missing: dict[int | None, int] = {}
    for stage_id in Milestone.objects.filter(project=row, item_id__isnull=False, done_on=None).values_list(
        "stage_id", flat=True
    ):
        missing[stage_id] = missing.get(stage_id, 0) + 1
    after = standing([
        StageNow(
            s.key, s.name, s.waits, tuple(WorkState(one.state) for one in links if one.stage_id == s.pk),
            missing.get(s.pk, 0), bool(s.closed_why),
        )
        for s in stages
    ])  # fmt: skip
    moved = [s for s in stages if after[s.key] != s.state]
    today = clock.today()
    for one in moved:
        one.state = after[one.key]
        one.begun_on = None if one.state == StageState.WAITING else one.begun_on or today
        one.done_on = today if one.state == StageState.DONE else None
    return moved


def speed_up(actor: Actor, project_id: int, numbers: Sequence[str] = ()) -> int:
    """专项行动: the promises of cases accepted since the project was put under its campaign go on by the campaign's unit; each in
    an act of the room below, which refuses the second time. Answers how many."""
    row = Project.objects.filter(pk=project_id, campaign__isnull=False).first()
    if row is None or row.campaign_from is None:
        return 0
    rows = ProjectCase.objects.filter(project=row, state=WorkState.ACCEPTED)
    wanted = [n for n in rows.values_list("number", flat=True) if not numbers or n in numbers]
    facts, joined = cases.facts_of(wanted), 0
    for number in wanted:
        one = facts.get(number)
        if one is not None and one.accepted_at is not None and one.accepted_at >= row.campaign_from:
            joined += _join(actor, number, int(row.campaign_id or 0))
    return joined


def _join(actor: Actor, number: str, campaign: int) -> bool:
    try:
        with call.calling():
            case_actions.join_campaign(actor, number, campaign)
    except DomainError as no:
        if no.code not in DONE_WITH:
            raise
        return False
    return True


def sweep_projects(actor: Actor, most: int = SWEPT) -> int:
    """Those that a lost reaction left behind: applications in hand compared with how they stand. Answers how many moved on."""
    require(actor, Can.SWEEP)
    in_hand = Q(links__state__in=[*IN_HAND, WorkState.DRAFT])
    ids = (
        Project.objects.filter(in_hand, state=ProjectState.RUNNING)
        .order_by("id")
        .values_list("pk", flat=True)
        .distinct()
    )
    moved = 0
    for pk in ids[:most]:
        try:
            moved += follow(actor, pk)
        except DomainError as no:
            log.warning("project %s was not moved on: %s", pk, no.code)
    return moved


def follow_person(line: Line) -> None:
    """Reaction to two files of one person becoming one: her projects follow the file that stays."""
    old = str(line.values.get("merged", ""))
    if old and Project.objects.filter(applicant_ref=old).exists():
        _follow_person(HOUSE, old, line.ref)


@action
def _follow_person(actor: Actor, old: str, new: str) -> None:
    moved = Project.objects.filter(applicant_ref=old).update(applicant_ref=new)
    record(actor, "project.followed_person", new, merged=old, moved=moved)
