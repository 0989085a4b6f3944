"""Lists of projects: one's own, an organ's, the key ones; tasks given out; cases on the fast lane; what a case is told of its project."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from cityhall.cases import queries as cases
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page
from cityhall.projects.models import (
    Consultation,
    Distinction,
    FollowUp,
    Milestone,
    Project,
    ProjectCase,
    ProjectDocument,
    ProjectStage,
)
from cityhall.projects.terms import IN_HAND, Can, Favour, ProjectState, StageState, WorkState

from .pages import favour_view, task_view
from .parts import FavourView, TaskView
from .rulebook import rulebook
from .visible import by_office, own, visible

FEW = 200
FAR = datetime.max.replace(tzinfo=clock.ZONE)


@dataclass(frozen=True)
class ProjectRow:
    id: int
    number: str
    code: str
    name: str
    applicant_name: str
    organ: str
    state: ProjectState
    stage: str
    key: str
    lane: bool
    agent: str
    late: int
    late_tasks: int
    consulted_on: date | None
    consult_due: date | None


def _dressed(rows: QuerySet[Project]) -> QuerySet[Project]:
    """With what a list shows, in the same statement."""
    today = clock.today()
    here = OuterRef("pk")
    favours = Distinction.objects.filter(project=here, ended_at=None, first_on__lte=today)
    running = favours.filter(Q(last_on=None) | Q(last_on__gte=today))
    late = Milestone.objects.filter(project=here, done_on=None, due_on__lt=today).order_by()
    tasks = FollowUp.objects.filter(project=here, done_on=None, due_on__lt=today).order_by()
    held = Consultation.objects.filter(project=here).order_by()
    stage = ProjectStage.objects.filter(project=here).exclude(state=StageState.DONE).order_by("order")
    return rows.select_related("organ").annotate(
        shown_stage=Subquery(stage.values("name")[:1]),
        shown_level=Subquery(running.filter(kind=Favour.KEY).values("level")[:1]),
        listed_on=Subquery(running.filter(kind=Favour.KEY).values("first_on")[:1]),
        on_lane=Exists(running.filter(kind=Favour.LANE)),
        late_count=Subquery(late.values("project").annotate(n=Count("pk")).values("n")),
        task_count=Subquery(tasks.values("project").annotate(n=Count("pk")).values("n")),
        consulted=Subquery(held.values("project").annotate(last=Max("held_on")).values("last")),
    )


def _row(row: Project, every: int) -> ProjectRow:
    told = row.__dict__
    level, listed = told["shown_level"] or "", told["listed_on"]
    due = (told["consulted"] or listed) + timedelta(days=every) if listed else None
    return ProjectRow(
        row.pk, row.number, row.code, row.name, row.applicant_name, row.organ.name, ProjectState(row.state),
        told["shown_stage"] or "", level, told["on_lane"], row.agent_name, told["late_count"] or 0, told["task_count"] or 0,
        told["consulted"], due if due is not None and clock.today() > due else None,
    )  # fmt: skip


def my_projects(actor: Actor, limit: int = 50) -> list[ProjectRow]:
    """Of the project unit, latest first. Two statements, or three."""
    rows = Project.objects.filter(own(actor)).order_by("-registered_at", "-id")[:limit]
    return [_row(one, 0) for one in _dressed(rows)]


def running_projects(actor: Actor) -> list[tuple[str, str]]:
    """Those of hers an application may be linked to: number and name. One statement, or two."""
    rows = Project.objects.filter(own(actor), state=ProjectState.RUNNING).order_by("-registered_at", "-id")[:FEW]
    return list(rows.values_list("number", "name"))


def projects(actor: Actor, *, key: bool = False, text: str = "", after: str = "", limit: int = 30) -> Page[ProjectRow]:
    """Of the organs within reach, latest first; `key`: the list of key projects. Two statements."""
    if not actor.may(Can.SEE):
        require(actor, Can.SEE_KEY)
    rows = Project.objects.all() if actor.is_house else Project.objects.filter(by_office(actor))
    if key:
        rows = rows.filter(distinctions__kind=Favour.KEY, distinctions__ended_at=None)
    if word := text.strip():
        rows = rows.filter(Q(name__icontains=word) | Q(code__startswith=word.upper()) | Q(number__startswith=word) |
                           Q(applicant_name__icontains=word))  # fmt: skip
    every = rulebook().consult_days
    found = list(keyset(_dressed(rows), ["-registered_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.registered_at, r.pk), after)
    return Page([_row(one, every) for one in cut.rows], cut.next, cut.prev)


def tasks(actor: Actor, after: str = "", limit: int = 30) -> Page[TaskView]:
    """交办事项 still open of the organs within reach and of oneself, the most overdue first. One statement."""
    require(actor, Can.SEE)
    reach = actor.reach(Can.SEE)
    rows = FollowUp.objects.filter(done_on=None).select_related("organ", "project")
    if reach is not None:
        near = Q(organ_id__in=reach) | Q(project__organ_id__in=reach) | Q(account_id=actor.account_id or 0)
        rows = rows.filter(near)
    found = list(keyset(rows, ["due_on", "id"], after, limit))
    cut = page(found, limit, (), lambda t: (t.due_on, t.pk), after)
    return Page([task_view(actor, t, clock.today()) for t in cut.rows], cut.next, cut.prev)


@dataclass(frozen=True)
class FastRow:
    """A case in hand of a key project or one on the fast lane."""

    number: str
    item_name: str
    project: str
    project_number: str
    lane: bool
    key: bool
    state: WorkState
    clock: ClockView | None


def fast_cases(actor: Actor, limit: int = FEW) -> list[FastRow]:
    """绿色通道和重点项目的在办办件 the actor may see: the fast lane first, then by what falls due first. Four statements."""
    require(actor, Can.SEE)
    today = clock.today()
    favours = Distinction.objects.filter(project=OuterRef("project"), ended_at=None, first_on__lte=today).filter(
        Q(last_on=None) | Q(last_on__gte=today)
    )
    rows = ProjectCase.objects.filter(state__in=IN_HAND).select_related("project").annotate(
        lane=Exists(favours.filter(kind=Favour.LANE)), key=Exists(favours.filter(kind=Favour.KEY)),
    )  # fmt: skip
    rows = rows.filter(Q(lane=True) | Q(key=True)).order_by(
        Case(When(lane=True, then=Value(0)), default=Value(1)), F("id")
    )
    reach = actor.reach(Can.SEE)
    if reach is not None:
        rows = rows.filter(organ_id__in=reach)
    found = list(rows[:limit])
    seen = cases.numbers_seen(actor, [c.number for c in found])
    clocks = _promised([c.number for c in found if c.number in seen])
    made = [
        FastRow(
            c.number, c.item_name, c.project.name, c.project.number, c.__dict__["lane"], c.__dict__["key"], WorkState(c.state),
            clocks.get(c.number),
        )
        for c in found if c.number in seen
    ]  # fmt: skip
    return sorted(made, key=lambda one: (not one.lane, one.clock.due_at if one.clock else FAR))


def _promised(numbers: Sequence[str]) -> dict[str, ClockView]:
    found: dict[str, ClockView] = {}
    for one in deadlines.clocks_of([f"case:{n}" for n in numbers]) if numbers else ():
        number = one.ref.removeprefix("case:")
        if one.stopped_on is None and (one.kind is Kind.PROMISED or number not in found):
            found[number] = one
    return found


@dataclass(frozen=True)
class Mark:
    """What somebody who has a case in hand is told of its project."""

    number: str
    name: str
    code: str
    stage: str
    key: str
    lane: FavourView | None
    agent: str
    campaign: str
    opens: bool


def mark_of(actor: Actor, case_number: str) -> Mark | None:
    """The project of a case she may see; `opens`: whether she may see the project too. One statement where there is none."""
    row = (
        ProjectCase.objects.filter(number=case_number)
        .select_related("project__campaign", "link__stage").first()
    )  # fmt: skip
    if row is None or case_number not in cases.numbers_seen(actor, [case_number]):
        return None
    one, today = row.project, clock.today()
    favours = [favour_view(d, today) for d in Distinction.objects.filter(project=one, ended_at=None)]
    running = {f.kind: f for f in favours if f.runs}
    key = running.get(Favour.KEY)
    return Mark(
        one.number, one.name, one.code, row.link.stage.name, key.level if key else "", running.get(Favour.LANE),
        one.agent_name, one.campaign.name if one.campaign else "", visible(actor).filter(pk=one.pk).exists(),
    )  # fmt: skip


def contents_in_use(asked: Collection[str]) -> set[str]:
    """Those of these contents (SHA-256) that a document of a project still names."""
    rows = ProjectDocument.objects.filter(sha256__in=list(asked), removed_at=None)
    return set(rows.values_list("sha256", flat=True))
