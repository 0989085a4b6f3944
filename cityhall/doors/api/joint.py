"""一件事: one guide, one form and one set of materials for several items, handed in once; all its cases together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.cases.actions import Applicant
from cityhall.catalogue.terms import FieldKind
from cityhall.doors.http import tidy_name
from cityhall.joint import actions, queries
from cityhall.joint.queries import GuideRow, JointDraft, JointPage, Put, StageView
from cityhall.joint.terms import JointOutcome, JointState, Opinion, PartState, StageState
from cityhall.kernel.files import store

from .door import COMMAND, actor_of, answers, tagged
from .drafts import ApplicantIn, FileMade, Made, Received, Values, applicant_of

router = Router()


class FieldOut(Schema):
    key: str
    label: str
    kind: FieldKind
    required: bool
    choices: list[str]
    hint: str
    group: str
    items: list[str]


class SlotOut(Schema):
    key: str
    name: str
    required: bool
    items: list[str]
    files: int = 0


class ItemOut(Schema):
    part: str
    item_id: int
    name: str
    organ: str
    promised: str


class SavedOut(Schema):
    fields_before: int
    materials_before: int
    fields: int
    materials: int
    said: str


class PutOut(Schema):
    """The package as it is for these answers."""

    code: str
    name: str
    version: int
    promise: str
    items: list[ItemOut]
    fields: list[FieldOut]
    materials: list[SlotOut]
    saved: SavedOut


class JointDraftOut(PutOut):
    id: str
    applicant_name: str
    values: dict[str, str]
    problems: dict[str, str]
    missing: list[str]


class PartOut(Schema):
    part: str
    item_name: str
    organ: str
    state: PartState
    case: str
    held: bool
    opinion: Opinion | None
    opinion_note: str
    opened_at: datetime | None
    ended_at: datetime | None


class StageOut(Schema):
    name: str
    state: StageState
    joined_at: str
    parts: list[PartOut]


class JointOut(Schema):
    number: str
    name: str
    state: JointState
    outcome: JointOutcome | None
    halted: str
    submitted_at: datetime | None
    due: str
    stages: list[StageOut]
    at_window: bool
    access_code: str = Field(description="查询码；只给申请人和收件窗口")


class NewJoint(Schema):
    """Who applies is who signed in; with `credit_code`, an entity she stands for; with `agency_id`, whoever gave that 授权委托;
    with `applicant`, at the window, who stands there."""

    code: str = Field(max_length=30)
    credit_code: str = Field(default="", max_length=18)
    agency_id: int | None = None
    applicant: ApplicantIn | None = None
    answers: dict[str, str] = Field(default_factory=dict)


class Answers(Schema):
    answers: dict[str, str] = Field(default_factory=dict)


class Reason(Schema):
    reason: str = Field(default="", max_length=200)


class OpinionIn(Schema):
    opinion: Opinion
    note: str = Field(default="", max_length=500)


def _put(put: Put, files: dict[str, int] | None = None) -> dict[str, Any]:
    names = {key: one.name for key, one in put.items.items()}
    uses = {one.spec.key: [names[u.part] for u in one.uses if u.part in names] for one in put.form}
    return {
        "code": put.package.code, "name": put.package.name, "version": put.package.number, "promise": str(put.package.promise),
        "items": [
            ItemOut(part=p.key, item_id=p.item_id, name=t.name, organ=t.organ_name, promised=str(t.promised))
            for p in put.parts for t in (put.items[p.key],)
        ],
        "fields": [
            FieldOut(key=f.key, label=f.label, kind=f.kind, required=f.required, choices=list(f.choices), hint=f.hint,
                     group=f.group, items=uses.get(f.key, []))
            for f in put.fields
        ],
        "materials": [
            SlotOut(key=m.key, name=m.name, required=m.required, files=(files or {}).get(m.key, 0),
                    items=[names[u.part] for u in m.uses if u.part in names])
            for m in put.materials
        ],
        "saved": SavedOut(
            fields_before=put.saved.fields_before, materials_before=put.saved.materials_before, fields=put.saved.fields,
            materials=put.saved.materials, said=str(put.saved),
        ),
    }  # fmt: skip


def _draft(mine: JointDraft) -> JointDraftOut:
    files = {one.spec.key: len(one.files) for one in mine.slots}
    return JointDraftOut(
        **_put(mine.put, files), id=mine.id, applicant_name=mine.applicant_name, values=dict(mine.values),
        problems=dict(mine.problems), missing=[one.name for one in mine.missing],
    )  # fmt: skip


def stages_out(stages: Sequence[StageView]) -> list[StageOut]:
    return [
        StageOut(name=s.name, state=s.state, joined_at=s.joined_at, parts=[
            PartOut(part=p.key, item_name=p.item_name, organ=p.organ, state=p.state, case=p.number, held=p.held,
                    opinion=p.opinion, opinion_note=p.opinion_note, opened_at=p.opened_at, ended_at=p.ended_at)
            for p in s.parts
        ])
        for s in stages
    ]  # fmt: skip


def _page(page: JointPage) -> JointOut:
    return JointOut(
        number=page.number, name=page.name, state=page.state, outcome=page.outcome, halted=page.halted,
        submitted_at=page.submitted_at, due=page.clock.due_text if page.clock else "", stages=stages_out(page.stages),
        at_window=page.at_window, access_code=page.access_code,
    )  # fmt: skip


@router.get("/packages", response=answers({200: list[GuideRow]}), auth=None)
def packages(request: HttpRequest) -> list[GuideRow]:
    """可以一次办的一件事"""
    return queries.offered()


@router.get("/packages/{code}", response=answers({200: PutOut}), auth=None)
def package(request: HttpRequest, code: str) -> PutOut:
    """一件事的指南：还没有回答问题时的表单和材料"""
    return PutOut(**_put(queries.guide(code).put))


@router.post("/packages/{code}/situation", response=answers({200: PutOut}), auth=None)
def situation(request: HttpRequest, code: str, body: Answers) -> PutOut:
    """按这些回答，要办哪些事项、填什么、交什么"""
    return PutOut(**_put(queries.guide(code, body.answers).put))


@router.post("/joint-drafts", response=answers({201: Made}), openapi_extra=COMMAND)
def start(request: HttpRequest, response: HttpResponse, body: NewJoint) -> tuple[int, Made]:
    """开始申请一件事：本人或本人的单位、受委托代办，或在窗口为到场的人"""
    actor = actor_of(request)
    if body.applicant is not None:
        made = actions.start_joint_here(actor, body.code, body.applicant.value(actor), body.answers)
    else:
        lent = body.agency_id is not None and actor.is_staff  # a 代办员 has nothing of her own in it
        actor, who = (actor, Applicant("", "", "", "", "")) if lent else applicant_of(actor, body.credit_code)
        made = actions.start_joint(actor, body.code, who, body.answers, agency_id=body.agency_id)
    response["Location"] = f"/api/joint-drafts/{made}"
    return 201, Made(id=made)


@router.get("/joint-drafts/{draft_id}", response=answers({200: JointDraftOut}))
def draft(request: HttpRequest, response: HttpResponse, draft_id: str) -> JointDraftOut:
    """我的一件事草稿：一张表、一套材料"""
    found = queries.joint_draft(actor_of(request), draft_id)
    tagged(response, found.version)
    return _draft(found)


@router.put("/joint-drafts/{draft_id}", response=answers({200: JointDraftOut}), openapi_extra=COMMAND)
def save(request: HttpRequest, response: HttpResponse, draft_id: str, body: Values) -> JointDraftOut:
    """保存一张表"""
    said = {key: str(value) for key, value in body.answers.items()}
    actions.save_joint(actor_of(request), draft_id, {**body.values, **said}, body.contact_phone)
    return draft(request, response, draft_id)


@router.delete("/joint-drafts/{draft_id}", response=answers({204: None}), openapi_extra=COMMAND)
def delete(request: HttpRequest, draft_id: str) -> tuple[int, None]:
    """删除草稿"""
    actions.delete_joint(actor_of(request), draft_id)
    return 204, None


@router.post("/joint-drafts/{draft_id}/versions", response=answers({204: None}), openapi_extra=COMMAND)
def take_new(request: HttpRequest, draft_id: str) -> tuple[int, None]:
    """改按事项的新版填写"""
    actions.take_new_versions(actor_of(request), draft_id)
    return 204, None


@router.post(
    "/joint-drafts/{draft_id}/materials/{slot}/files", response=answers({201: FileMade}), openapi_extra=COMMAND
)
def attach(request: HttpRequest, draft_id: str, slot: str, file: File[UploadedFile]) -> tuple[int, FileMade]:
    """上传共用材料：一份给所有要它的事项"""
    stored = store.put(file.chunks())
    made = actions.attach_joint(actor_of(request), draft_id, slot, stored, tidy_name(file.name or ""))
    return 201, FileMade(id=made, sha256=stored.sha256, size=stored.size, media_type=stored.media_type)


@router.delete("/joint-drafts/{draft_id}/files/{int:file_id}", response=answers({204: None}), openapi_extra=COMMAND)
def remove(request: HttpRequest, draft_id: str, file_id: int) -> tuple[int, None]:
    """移除共用材料的文件"""
    actions.remove_joint_file(actor_of(request), draft_id, file_id)
    return 204, None


@router.post("/joint-drafts/{draft_id}/submission", response=answers({201: Received}), openapi_extra=COMMAND)
def submit(request: HttpRequest, response: HttpResponse, draft_id: str) -> tuple[int, Received]:
    """一次提交：能开始的办件随即分送各部门"""
    number = actions.submit_joint(actor_of(request), draft_id)
    response["Location"] = f"/api/joint-applications/{number}"
    return 201, Received(number=number)


@router.get("/joint-applications/{number}", response=answers({200: JointOut}))
def application(request: HttpRequest, response: HttpResponse, number: str) -> JointOut:
    """一件事的全部办件：申请人本人，或参与办理的单位"""
    page = queries.joint_page(actor_of(request), number)
    tagged(response, page.version)
    return _page(page)


@router.post("/joint-applications/{number}/withdrawal", response=answers({204: None}), openapi_extra=COMMAND)
def withdraw(request: HttpRequest, number: str, body: Reason) -> tuple[int, None]:
    """撤回整件事"""
    actions.withdraw_joint(actor_of(request), number, body.reason)
    return 204, None


@router.post("/joint-applications/{number}/continuation", response=answers({204: None}), openapi_extra=COMMAND)
def go_on(request: HttpRequest, number: str) -> tuple[int, None]:
    """整件停下之后，其余事项单独继续"""
    actions.continue_alone(actor_of(request), number)
    return 204, None


@router.post("/joint-applications/{number}/parts/{part}/opinion", response=answers({204: None}), openapi_extra=COMMAND)
def opinion(request: HttpRequest, number: str, part: str, body: OpinionIn) -> tuple[int, None]:
    """预审：还没轮到的单位先看材料"""
    actions.give_opinion(actor_of(request), number, part, body.opinion, body.note)
    return 204, None
