"""旗舰店和专题: pages for everyone; drafts and publication for those who compose them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router, Schema
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Column, FrontPage, FrontRow
from cityhall.catalogue.terms.fronts import FrontKind
from cityhall.organs import queries as organs

from .door import COMMAND, actor_of, answers, tagged
from .policies import EditionOut, MadeOut, NumberOut, PublishIn, ReasonIn

router = Router()


class NewColumn(Schema):
    saying: str = Field(max_length=30)
    title: str = Field(default="", max_length=60)
    content: dict[str, Any] | None = None


class NewFlagship(Schema):
    organ_id: int


class Fronts(Schema):
    rows: list[FrontRow]
    next: str


class FrontDraftOut(Schema):
    id: int
    kind: FrontKind
    name: str
    content: dict[str, Any]
    problems: list[str]
    retired_items: list[str]
    editions: list[EditionOut]
    withdrawn_on: date | None
    version: int


@router.get("/organs/{int:organ_id}/front", auth=None, response=answers({200: FrontPage}))
def flagship(request: HttpRequest, organ_id: int) -> FrontPage:
    """部门旗舰店：编排的版面；没有编排的为自动生成"""
    return queries.flagship(organ_id, organs.organ(organ_id).name)


@router.get("/columns", auth=None, response=answers({200: list[Column]}))
def columns(request: HttpRequest) -> list[Column]:
    """个人和企业的大事，以及各自的专题"""
    return queries.columns()


@router.get("/columns/{int:front_id}", auth=None, response=answers({200: FrontPage}))
def column(request: HttpRequest, front_id: int) -> FrontPage:
    """一个专题"""
    return queries.column(front_id)


@router.get("/fronts", response=answers({200: Fronts}))
def index(request: HttpRequest, q: str = "", after: str = "") -> Fronts:
    """自己编排的版面，有停用事项的标出"""
    found = queries.fronts_for_setup(actor_of(request), q[:60], after[:500])
    return Fronts(rows=list(found.rows), next=found.next)


@router.post("/fronts/flagships", response=answers({201: MadeOut}), openapi_extra=COMMAND)
def create_flagship(request: HttpRequest, body: NewFlagship) -> tuple[int, MadeOut]:
    """开设旗舰店"""
    return 201, MadeOut(id=actions.create_flagship(actor_of(request), body.organ_id))


@router.post("/fronts/columns", response=answers({201: MadeOut}), openapi_extra=COMMAND)
def create_column(request: HttpRequest, body: NewColumn) -> tuple[int, MadeOut]:
    """开设专题"""
    return 201, MadeOut(id=actions.create_column(actor_of(request), body.saying, body.title, body.content))


@router.get("/fronts/{int:front_id}/draft", response=answers({200: FrontDraftOut}))
def draft(request: HttpRequest, response: HttpResponse, front_id: int) -> FrontDraftOut:
    """版面草稿、发布前要解决的问题和各版"""
    found = queries.front_draft(actor_of(request), front_id)
    tagged(response, found.version)
    return FrontDraftOut(
        id=found.id, kind=found.kind, name=found.name, content=dict(found.content),
        problems=[p.sentence for p in found.problems], retired_items=list(found.gone),
        editions=[
            EditionOut(number=e.number, from_on=e.from_on, published_by=e.published_by, note=e.note, state=e.state)
            for e in found.editions
        ],
        withdrawn_on=found.withdrawn_on, version=found.version,
    )  # fmt: skip


@router.put("/fronts/{int:front_id}/draft", response=answers({200: FrontDraftOut}), openapi_extra=COMMAND)
def save(request: HttpRequest, response: HttpResponse, front_id: int, body: Body[dict[str, Any]]) -> FrontDraftOut:
    """保存版面草稿"""
    actions.save_front(actor_of(request), front_id, body)
    return draft(request, response, front_id)


@router.get("/fronts/{int:front_id}/preview", response=answers({200: FrontPage}))
def preview(request: HttpRequest, front_id: int, number: int | None = None) -> FrontPage:
    """草稿或某一版今天看起来的样子"""
    return queries.front_preview(actor_of(request), front_id, number)


@router.post("/fronts/{int:front_id}/publication", response=answers({200: NumberOut}), openapi_extra=COMMAND)
def publish(request: HttpRequest, front_id: int, body: PublishIn) -> NumberOut:
    """发布版面，今天或定期"""
    return NumberOut(number=actions.publish_front(actor_of(request), front_id, body.on, body.note))


@router.post(
    "/fronts/{int:front_id}/editions/{int:number}/restoration", response=answers({200: NumberOut}), openapi_extra=COMMAND
)  # fmt: skip
def revert(request: HttpRequest, front_id: int, number: int) -> NumberOut:
    """恢复以前的一版"""
    return NumberOut(number=actions.revert_front(actor_of(request), front_id, number))


@router.delete("/fronts/{int:front_id}/editions/{int:number}", response=answers({204: None}), openapi_extra=COMMAND)
def drop(request: HttpRequest, front_id: int, number: int) -> tuple[int, None]:
    """取消待生效的一版"""
    actions.drop_front_edition(actor_of(request), front_id, number)
    return 204, None


@router.post("/fronts/{int:front_id}/withdrawal", response=answers({204: None}), openapi_extra=COMMAND)
def withdraw(request: HttpRequest, front_id: int, body: ReasonIn) -> tuple[int, None]:
    """撤下版面"""
    actions.withdraw_front(actor_of(request), front_id, body.reason)
    return 204, None
