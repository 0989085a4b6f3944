"""投资项目: the project with its stages, plan, applications, documents and consultations; every act on it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.doors.http import file_response, tidy_name
from cityhall.kernel.files import store
from cityhall.projects import actions, queries
from cityhall.projects.queries import LinkView, MilestoneView, ProjectPage, ProjectRow, TaskView
from cityhall.projects.terms import Favour, Pace, Planned, ProjectState, StageState, Task, WorkState

from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST = 100


class ProjectRowOut(Schema):
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
    late: int = Field(description="落后计划的节点数")
    late_tasks: int = Field(description="超期的交办事项数")
    consulted_on: date | None
    consult_due: date | None


class ProjectsOut(Schema):
    rows: list[ProjectRowOut]
    next: str


class ProjectCaseOut(Schema):
    number: str
    item_name: str
    organ: str
    state: WorkState
    received_on: date | None
    ended_on: date | None
    due: str


class ProjectLinkOut(Schema):
    application: str
    title: str
    state: WorkState
    cases: list[ProjectCaseOut]


class ProjectStageOut(Schema):
    key: str
    name: str
    organ: str
    state: StageState
    begun_on: date | None
    done_on: date | None
    waits_for: list[str]
    applications: list[ProjectLinkOut]


class MilestoneOut(Schema):
    id: int
    name: str
    stage: str
    item_id: int | None
    starts_on: date
    due_on: date
    first_due_on: date
    begun_on: date | None
    done_on: date | None
    pace: Pace
    behind: int = Field(description="落后的工作日")


class DocumentOut(Schema):
    id: int
    name: str
    document_no: str
    stage: str
    inside: bool
    sha256: str
    added_at: datetime


class TaskOut(Schema):
    id: int
    project: str
    what: str
    organ: str
    person: str
    due_on: date
    done_on: date | None
    note: str
    late: bool


class ConsultationOut(Schema):
    id: int
    held_on: date
    issues: str
    conclusion: str
    shared: bool
    tasks: list[TaskOut]


class FavourOut(Schema):
    kind: Favour
    level: str
    document: str
    reason: str
    first_on: date
    last_on: date | None
    runs: bool


class ProjectOut(Schema):
    number: str
    code: str
    name: str
    place: str
    profile: str
    organ: str
    applicant_name: str
    state: ProjectState
    agent: str
    campaign: str
    days_held: int = Field(description="部门已用的工作日")
    days_promised: int
    basis: str
    consult_due: date | None
    favours: list[FavourOut]
    stages: list[ProjectStageOut]
    milestones: list[MilestoneOut]
    documents: list[DocumentOut]
    consultations: list[ConsultationOut]


class TasksOut(Schema):
    rows: list[TaskOut]
    next: str


class NewProjectIn(Schema):
    """Registered for the unit of `credit_code`; by a citizen for one she stands for, or without it for herself."""

    code: str = Field(max_length=40)
    name: str = Field(max_length=120)
    profile: str = Field(default="four_stages", max_length=30)
    organ_id: int
    credit_code: str = Field(default="", max_length=18)
    place: str = Field(default="", max_length=200)


class ProjectMade(Schema):
    number: str


class PartMade(Schema):
    id: int


class MilestoneIn(Schema):
    name: str = Field(max_length=80)
    starts_on: date
    due_on: date
    stage: str = Field(default="", max_length=20)
    item_id: int | None = None


class MilestoneMoved(Schema):
    starts_on: date
    due_on: date
    reason: str = Field(max_length=300)


class Reached(Schema):
    on: date


class ProjectReason(Schema):
    reason: str = Field(max_length=300)


class LinkIn(Schema):
    application: str = Field(max_length=60, description="办件编号、联办编号，或草稿 draft:…、joint-draft:…")
    stage: str = Field(default="", max_length=20)


class Linked(Schema):
    stage: str


class TaskIn(Schema):
    what: str = Field(max_length=300)
    organ_id: int
    due_on: date
    account_id: int | None = None


class ConsultationIn(Schema):
    held_on: date
    issues: str = Field(max_length=4000)
    conclusion: str = Field(default="", max_length=4000)
    shared: bool = False
    tasks: list[TaskIn] = Field(default_factory=list, max_length=30)


class TaskDone(Schema):
    note: str = Field(max_length=500)


def _row(row: ProjectRow) -> ProjectRowOut:
    return ProjectRowOut(**{key: getattr(row, key) for key in ProjectRowOut.model_fields})


def _task(one: TaskView) -> TaskOut:
    return TaskOut(project=one.number, **_same(one, TaskOut, "project"))


def _same(one: object, kind: type[Schema], *but: str) -> dict[str, Any]:
    return {key: getattr(one, key) for key in kind.model_fields if key not in but}


def _link(one: LinkView) -> ProjectLinkOut:
    cases = [
        ProjectCaseOut(due=c.clock.due_text if c.clock else "", **_same(c, ProjectCaseOut, "due")) for c in one.cases
    ]
    return ProjectLinkOut(application=one.ref, title=one.title, state=one.state, cases=cases)


def _milestone(one: MilestoneView) -> MilestoneOut:
    return MilestoneOut(behind=one.behind.days if one.late else 0, **_same(one, MilestoneOut, "behind"))


def _out(page: ProjectPage) -> ProjectOut:
    return ProjectOut(
        days_held=page.held.days, days_promised=page.held.promise,
        favours=[FavourOut(**_same(f, FavourOut)) for f in page.favours],
        stages=[
            ProjectStageOut(
                waits_for=list(s.waits_for), applications=[_link(one) for one in s.links],
                **_same(s, ProjectStageOut, "waits_for", "applications"),
            )
            for s in page.stages
        ],
        milestones=[_milestone(m) for m in page.milestones],
        documents=[DocumentOut(**_same(d, DocumentOut)) for d in page.documents],
        consultations=[
            ConsultationOut(tasks=[_task(t) for t in c.tasks], **_same(c, ConsultationOut, "tasks")) for c in page.consultations
        ],
        **_same(
            page, ProjectOut, "days_held", "days_promised", "favours", "stages", "milestones", "documents", "consultations"
        ),
    )  # fmt: skip


@router.get("/projects", response=answers({200: ProjectsOut}))
def projects(request: HttpRequest, key: bool = False, q: str = "", after: str = "", limit: int = 30) -> ProjectsOut:
    """本单位参与的项目；key 为真时是重点项目清单"""
    found = queries.projects(actor_of(request), key=key, text=q[:60], after=after, limit=min(max(limit, 1), MOST))
    return ProjectsOut(rows=[_row(one) for one in found.rows], next=found.next)


@router.get("/me/projects", response=answers({200: list[ProjectRowOut]}))
def mine(request: HttpRequest) -> list[ProjectRowOut]:
    """我的项目"""
    return [_row(one) for one in queries.my_projects(actor_of(request))]


@router.get("/project-tasks", response=answers({200: TasksOut}))
def tasks(request: HttpRequest, after: str = "", limit: int = 30) -> TasksOut:
    """没有办结的会商交办事项，期限早的在前"""
    found = queries.tasks(actor_of(request), after, min(max(limit, 1), MOST))
    return TasksOut(rows=[_task(one) for one in found.rows], next=found.next)


@router.post("/projects", response=answers({201: ProjectMade}), openapi_extra=COMMAND)
def register(request: HttpRequest, response: HttpResponse, body: NewProjectIn) -> tuple[int, ProjectMade]:
    """登记项目"""
    number = actions.register_project(actor_of(request), actions.NewProject(**body.model_dump()))
    response["Location"] = f"/api/projects/{number}"
    return 201, ProjectMade(number=number)


@router.get("/projects/{number}", response=answers({200: ProjectOut}))
def project(request: HttpRequest, response: HttpResponse, number: str) -> ProjectOut:
    """一个项目：阶段、计划、申请、材料、会商"""
    page = queries.project(actor_of(request), number)
    tagged(response, page.version)
    return _out(page)


@router.post("/projects/{number}/milestones", response=answers({201: PartMade}), openapi_extra=COMMAND)
def plan(request: HttpRequest, number: str, body: MilestoneIn) -> tuple[int, PartMade]:
    """列入计划节点"""
    return 201, PartMade(id=actions.plan_milestone(actor_of(request), number, Planned(**body.model_dump())))


@router.put("/projects/{number}/milestones/{int:milestone}", response=answers({204: None}), openapi_extra=COMMAND)
def move(request: HttpRequest, number: str, milestone: int, body: MilestoneMoved) -> tuple[int, None]:
    """调整计划节点"""
    actions.move_milestone(actor_of(request), number, milestone, **body.model_dump())
    return 204, None


@router.post(
    "/projects/{number}/milestones/{int:milestone}/reached", response=answers({204: None}), openapi_extra=COMMAND
)
def reach(request: HttpRequest, number: str, milestone: int, body: Reached) -> tuple[int, None]:
    """登记节点完成"""
    actions.reach_milestone(actor_of(request), number, milestone, body.on)
    return 204, None


@router.post(
    "/projects/{number}/milestones/{int:milestone}/dropped", response=answers({204: None}), openapi_extra=COMMAND
)
def drop(request: HttpRequest, number: str, milestone: int, body: ProjectReason) -> tuple[int, None]:
    """取消计划节点"""
    actions.drop_milestone(actor_of(request), number, milestone, body.reason)
    return 204, None


@router.post("/projects/{number}/applications", response=answers({201: Linked}), openapi_extra=COMMAND)
def link(request: HttpRequest, number: str, body: LinkIn) -> tuple[int, Linked]:
    """关联申请：单个办件、一件事，或它们的草稿"""
    return 201, Linked(stage=actions.link_application(actor_of(request), number, body.application, body.stage))


@router.post(
    "/projects/{number}/applications/{application}/unlinked", response=answers({204: None}), openapi_extra=COMMAND
)
def unlink(request: HttpRequest, number: str, application: str, body: ProjectReason) -> tuple[int, None]:
    """解除关联"""
    actions.unlink_application(actor_of(request), number, application, body.reason)
    return 204, None


@router.post("/projects/{number}/documents", response=answers({201: PartMade}), openapi_extra=COMMAND)
def add_document(
    request: HttpRequest, number: str, file: File[UploadedFile], name: Form[str], document_no: Form[str] = "",
    stage: Form[str] = "", inside: Form[bool] = False,
) -> tuple[int, PartMade]:  # fmt: skip
    """加入项目材料"""
    stored = store.put(file.chunks())
    made = actions.add_document(
        actor_of(request), number, stored, tidy_name(file.name or ""), name, document_no=document_no, stage=stage,
        inside=inside,
    )  # fmt: skip
    return 201, PartMade(id=made)


@router.get("/projects/{number}/documents/{int:document}/file", include_in_schema=False)
def document_file(request: HttpRequest, number: str, document: int) -> HttpResponseBase:
    """项目材料的文件"""
    found = queries.document(actor_of(request), number, document)
    return file_response(found.sha256, found.file_name, found.media_type)


@router.post(
    "/projects/{number}/documents/{int:document}/removed", response=answers({204: None}), openapi_extra=COMMAND
)
def remove_document(request: HttpRequest, number: str, document: int, body: ProjectReason) -> tuple[int, None]:
    """移除项目材料"""
    actions.remove_document(actor_of(request), number, document, body.reason)
    return 204, None


@router.post("/projects/{number}/consultations", response=answers({201: PartMade}), openapi_extra=COMMAND)
def consult(request: HttpRequest, number: str, body: ConsultationIn) -> tuple[int, PartMade]:
    """登记会商和交办事项"""
    given = [Task(t.what, t.organ_id, t.due_on, t.account_id) for t in body.tasks]
    made = actions.note_consultation(
        actor_of(request), number, body.held_on, body.issues, body.conclusion, given, shared=body.shared
    )
    return 201, PartMade(id=made)


@router.post("/projects/{number}/tasks/{int:task}/done", response=answers({204: None}), openapi_extra=COMMAND)
def task_done(request: HttpRequest, number: str, task: int, body: TaskDone) -> tuple[int, None]:
    """登记交办事项办结"""
    actions.follow_up_done(actor_of(request), number, task, body.note)
    return 204, None
