"""One project whole."""

from collections.abc import Sequence
from datetime import date

from cityhall.cases import queries as cases
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.workdays import WorkCalendar
from cityhall.organs import queries as organs
from cityhall.projects.models import (
    Consultation,
    Distinction,
    FollowUp,
    Milestone,
    Project,
    ProjectCase,
    ProjectDocument,
    ProjectLink,
    ProjectStage,
)
from cityhall.projects.rules.plan import Held, Span, behind, consult_due, held, pace
from cityhall.projects.rules.standing import Place, before
from cityhall.projects.terms import Can, Favour, ProjectState, StageState, WorkState

from .parts import (
    CaseView,
    ConsultationView,
    DocumentView,
    FavourView,
    LinkView,
    MilestoneView,
    ProjectPage,
    StageView,
    TaskView,
)
from .rulebook import rulebook
from .visible import visible

OURS = (Kind.NOTICE, Kind.COMPLETION, Kind.PROMISED)
Clocks = dict[str, list[ClockView]]


def project(actor: Actor, number: str) -> ProjectPage:
    """For the project unit, the organs that take part, and whoever may see key projects. The unit is not shown what is for the
    organs alone."""
    require_signed_in(actor)
    row = visible(actor).select_related("organ", "campaign").filter(number=number).first()
    if row is None:
        raise NotFoundError("projects.unknown", f"没有编号为 {number} 的项目，请核对编号")
    office = actor.is_house or actor.is_staff
    today, days = clock.today(), deadlines.calendar()
    known = list(ProjectCase.objects.filter(project=row).order_by("id"))
    clocks: Clocks = {}
    for one in deadlines.clocks_of([f"case:{c.number}" for c in known]):
        clocks.setdefault(one.ref.removeprefix("case:"), []).append(one)
    stages = list(ProjectStage.objects.filter(project=row).order_by("order"))
    links = list(ProjectLink.objects.filter(project=row).order_by("id"))
    favours = _favours(row, today)
    consultations = _consultations(actor, row, today, office=office)
    key = next((one for one in favours if one.kind is Favour.KEY and one.runs), None)
    last = consultations[0].held_on if consultations else None
    every = rulebook().consult_days
    return ProjectPage(
        number=row.number, code=row.code, name=row.name, place=row.place, profile=row.profile_name, organ=row.organ.name,
        organ_id=row.organ_id, applicant_name=row.applicant_name, state=ProjectState(row.state), state_why=row.state_why,
        registered_at=row.registered_at, ended_at=row.ended_at, agent=row.agent_name, agent_since=row.agent_since,
        campaign=row.campaign.name if row.campaign else "", favours=favours,
        stages=_stages(actor, stages, links, known, clocks), milestones=_milestones(row, today, days),
        documents=_documents(actor, row, office=office), consultations=consultations,
        consult_due=consult_due(last, key.first_on, every, today) if key and office else None,
        held=_held(row, stages, links, known, clocks, today, days), basis=row.basis, version=row.version,
        mine=not office, may=_may(actor, row),
    )  # fmt: skip


def _may(actor: Actor, row: Project) -> frozenset[str]:
    held_here = {str(can) for can in Can if actor.may(can, row.organ_id)}
    if any(actor.may(Can.KEEP, one) for one in row.organs):
        held_here.add("take_part")
    return frozenset(held_here)


def _stages(
    actor: Actor,
    stages: Sequence[ProjectStage],
    links: Sequence[ProjectLink],
    known: Sequence[ProjectCase],
    clocks: Clocks,
) -> tuple[StageView, ...]:
    seen = cases.numbers_seen(actor, [c.number for c in known])
    near = organs.organs_named({s.organ_id for s in stages} | {c.organ_id for c in known})
    places = [Place(s.key, s.name, s.waits, s.state == StageState.DONE) for s in stages]
    of_link: dict[int, list[CaseView]] = {}
    for c in known:
        of_link.setdefault(c.link_id, []).append(
            CaseView(
                c.number if c.number in seen else "", c.item_name, near.get(c.organ_id, ""), WorkState(c.state), c.received_on,
                c.ended_on, _shown(clocks.get(c.number, [])),
            )
        )  # fmt: skip
    return tuple(
        StageView(
            s.key, s.name, near.get(s.organ_id, ""), s.organ_id, StageState(s.state), s.begun_on, s.done_on, s.closed_why,
            tuple(before(places, s.key)),
            tuple(
                LinkView(one.ref, one.title, WorkState(one.state), one.linked_at, tuple(of_link.get(one.pk, ())))
                for one in links if one.stage_id == s.pk
            ),
        )
        for s in stages
    )  # fmt: skip


def _shown(mine: Sequence[ClockView]) -> ClockView | None:
    """The clock that counts now: the promise, the legal limit, or that of acceptance."""
    for kind in (Kind.PROMISED, Kind.STATUTORY, Kind.NOTICE):
        found = [one for one in mine if one.kind is kind]
        if found:
            return found[-1]
    return None


def _held(
    row: Project, stages: Sequence[ProjectStage], links: Sequence[ProjectLink], known: Sequence[ProjectCase], clocks: Clocks,
    today: date, days: WorkCalendar,
) -> Held:  # fmt: skip
    """Of the cases in stages that count, the days on which an organ had them."""
    counting = {s.pk for s in stages if s.counts}
    inside = {one.pk for one in links if one.stage_id in counting}
    spans = [span_of(one, today) for c in known if c.link_id in inside for one in _of_organs(clocks.get(c.number, []))]
    return held(spans, row.promise, days)


def _of_organs(mine: Sequence[ClockView]) -> list[ClockView]:
    """The clocks that run while an organ has the case; a case without a promise has its legal limit."""
    kinds = OURS if any(one.kind is Kind.PROMISED for one in mine) else (*OURS, Kind.STATUTORY)
    return [one for one in mine if one.kind in kinds]


def span_of(one: ClockView, today: date) -> Span:
    return Span(
        one.start_on, one.stopped_on or today, tuple((p.first, p.last or date.max) for p in one.pauses)
    )  # fmt: skip


def _milestones(row: Project, today: date, days: WorkCalendar) -> tuple[MilestoneView, ...]:
    rows = Milestone.objects.filter(project=row).select_related("stage").order_by("starts_on", "due_on", "id")
    return tuple(
        MilestoneView(
            m.pk, m.name, m.stage.name if m.stage else "", m.item_id, m.starts_on, m.due_on, m.first_due_on, m.moved_why,
            m.begun_on, m.done_on, pace(m.starts_on, m.due_on, m.begun_on, m.done_on, today),
            behind(m.due_on, m.done_on or today, days),
        )
        for m in rows
    )  # fmt: skip


def _documents(actor: Actor, row: Project, *, office: bool) -> tuple[DocumentView, ...]:
    rows = ProjectDocument.objects.filter(project=row, removed_at=None).select_related("stage").order_by("id")
    if not office:
        rows = rows.filter(inside=False)
    return tuple(
        DocumentView(
            d.pk, d.name, d.document_no, d.stage.name if d.stage else "", d.inside, d.file_name, d.size, d.media_type,
            d.sha256, d.added_at, d.added_by if office else "", d.added_account == actor.account_id,
        )
        for d in rows
    )  # fmt: skip


def document(actor: Actor, number: str, document_id: int) -> DocumentView:
    """A document of a project she may see."""
    require_signed_in(actor)
    row = visible(actor).filter(number=number).first()
    found = _documents(actor, row, office=actor.is_house or actor.is_staff) if row else ()
    one = next((d for d in found if d.id == document_id), None)
    if one is None:
        raise NotFoundError("projects.no_document", "没有找到这份材料，可能已经移除")
    return one


def _consultations(actor: Actor, row: Project, today: date, *, office: bool) -> tuple[ConsultationView, ...]:
    rows = Consultation.objects.filter(project=row).order_by("-held_on", "-id")
    if not office:
        rows = rows.filter(shared=True)
    tasks: dict[int, list[TaskView]] = {}
    for t in FollowUp.objects.filter(project=row).select_related("organ", "project").order_by("due_on", "id"):
        tasks.setdefault(t.consultation_id, []).append(task_view(actor, t, today))
    return tuple(
        ConsultationView(
            c.pk, c.held_on, c.issues, c.conclusion if office else "", c.shared, c.noted_by if office else "",
            tuple(tasks.get(c.pk, ())),
        )
        for c in rows
    )  # fmt: skip


def task_view(actor: Actor, t: FollowUp, today: date) -> TaskView:
    named = t.account_id is not None and t.account_id == actor.account_id
    mine = named or actor.may(Can.KEEP, t.organ_id) or actor.may(Can.KEEP, t.project.organ_id)
    return TaskView(
        t.pk, t.project.name, t.project.number, t.what, t.organ.name, t.person, t.due_on, t.done_on, t.note,
        t.done_on is None and today > t.due_on, mine,
    )  # fmt: skip


def _favours(row: Project, today: date) -> tuple[FavourView, ...]:
    rows = Distinction.objects.filter(project=row).order_by("-given_at", "-id")
    return tuple(favour_view(d, today) for d in rows)


def favour_view(d: Distinction, today: date) -> FavourView:
    runs = d.ended_at is None and d.first_on <= today and (d.last_on is None or today <= d.last_on)
    return FavourView(
        Favour(d.kind), d.level, d.document, d.reason, d.first_on, d.last_on, d.given_by, d.ended_why, runs
    )  # fmt: skip
