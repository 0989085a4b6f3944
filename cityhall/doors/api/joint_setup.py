"""编排一件事: drafts of packages, what stands in the way of publishing them, publishing and taking out of service."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.joint import actions, queries
from cityhall.joint.queries import PackageDraft, PackageRow
from cityhall.joint.terms import PackageState

from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST = 100


class PackagesOut(Schema):
    rows: list[PackageRow]
    next: str


class ProblemOut(Schema):
    code: str
    sentence: str
    place: str
    blocks: bool


class PackageOut(Schema):
    code: str
    name: str
    organ_id: int
    state: PackageState
    content: dict[str, Any]
    problems: list[ProblemOut]
    fields: int
    materials: int
    said: str


class NewPackage(Schema):
    code: str = Field(max_length=30)
    name: str = Field(max_length=80)
    organ_id: int
    content: dict[str, Any] = Field(default_factory=dict)


class PackageIn(Schema):
    name: str = Field(max_length=80)
    content: dict[str, Any]


class Note(Schema):
    note: str = Field(default="", max_length=300)


class Reason(Schema):
    reason: str = Field(max_length=300)


class Published(Schema):
    number: int


class MadePackage(Schema):
    code: str


def _out(draft: PackageDraft) -> PackageOut:
    seen = draft.checked
    problems = (
        [ProblemOut(code=p.code, sentence=p.sentence, place=p.place, blocks=p.blocks) for p in seen.problems]
        if seen
        else []
    )
    return PackageOut(
        code=draft.code, name=draft.name, organ_id=draft.organ_id, state=draft.state, content=dict(draft.content),
        problems=problems, fields=len(seen.form) if seen else 0, materials=len(seen.materials) if seen else 0,
        said=str(seen.saved) if seen else "",
    )  # fmt: skip


@router.get("/package-drafts", response=answers({200: PackagesOut}))
def drafts(request: HttpRequest, after: str = "", limit: int = 30) -> PackagesOut:
    """全部一件事：编排和发布的人看"""
    found = queries.packages(actor_of(request), after, min(max(limit, 1), MOST))
    return PackagesOut(rows=list(found.rows), next=found.next)


@router.post("/package-drafts", response=answers({201: MadePackage}), openapi_extra=COMMAND)
def create(request: HttpRequest, response: HttpResponse, body: NewPackage) -> tuple[int, MadePackage]:
    """新建一件事"""
    code = actions.create_package(actor_of(request), body.code, body.name, body.organ_id, body.content)
    response["Location"] = f"/api/package-drafts/{code}"
    return 201, MadePackage(code=code)


@router.get("/package-drafts/{code}", response=answers({200: PackageOut}))
def draft(request: HttpRequest, response: HttpResponse, code: str) -> PackageOut:
    """一件事的草稿和发布检查"""
    found = queries.package_draft(actor_of(request), code)
    tagged(response, found.version)
    return _out(found)


@router.put("/package-drafts/{code}", response=answers({200: PackageOut}), openapi_extra=COMMAND)
def save(request: HttpRequest, response: HttpResponse, code: str, body: PackageIn) -> PackageOut:
    """保存草稿"""
    actions.save_package(actor_of(request), code, body.name, body.content)
    return draft(request, response, code)


@router.post("/package-drafts/{code}/publication", response=answers({201: Published}), openapi_extra=COMMAND)
def publish(request: HttpRequest, code: str, body: Note) -> tuple[int, Published]:
    """发布：检查不通过的，逐条说明哪里要改"""
    return 201, Published(number=actions.publish_package(actor_of(request), code, body.note))


@router.post("/package-drafts/{code}/retirement", response=answers({204: None}), openapi_extra=COMMAND)
def retire(request: HttpRequest, code: str, body: Reason) -> tuple[int, None]:
    """停用"""
    actions.retire_package(actor_of(request), code, body.reason)
    return 204, None
