"""事项: search and guides for everyone; drafts and publication for those who keep them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Found, Guide, InVain, ItemRow, SayingView, Topic
from cityhall.catalogue.terms import Audience, Procedure

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class NewItem(Schema):
    organ_id: int
    item_code: str = Field(max_length=80)
    name: str = Field(max_length=200)
    procedure: Procedure
    short_code: str = Field(default="", max_length=40)
    base_code: str = Field(default="", max_length=40)
    handling_code: str = Field(default="", max_length=50)
    local_item_code: str = Field(default="", max_length=64)
    local_base_code: str = Field(default="", max_length=40)
    content: dict[str, Any] = Field(default_factory=dict)


class ItemMade(Schema):
    id: int


class NewSaying(Schema):
    said: list[str] = Field(max_length=40)
    meanings: list[str] = Field(default_factory=list, max_length=12)
    items: list[int] = Field(default_factory=list, max_length=12)
    audience: Audience = Audience.NONE
    active: bool = True


class Sayings(Schema):
    rows: list[SayingView]
    next: str


class DraftOut(Schema):
    item_id: int
    name: str
    content: dict[str, Any]
    version: int
    problems: list[str]


class Note(Schema):
    row: int
    column: str
    reason: str


class Report(Schema):
    rows: int
    created: int
    updated: int
    unchanged: int
    flagged: int
    rejected: int
    dry_run: bool
    notes: list[Note]


@router.get("/items", auth=None, response=answers({200: list[ItemRow]}))
def search(request: HttpRequest, q: str, limit: int = 20) -> list[ItemRow]:
    """按名称、拼音首字母、简码或日常说法查找已发布的事项"""
    return queries.search(q[:100], limit=min(max(limit, 1), 50))


@router.get("/questions/answer", auth=None, response=answers({200: Found}))
def answer(request: HttpRequest, q: str, organ_id: int | None = None, topic: str = "", limit: int = 20) -> Found:
    """按大家的说法找事项：每一项为什么符合，可能想找的词，可按部门和主题缩小"""
    return queries.find(q[:80], organ_id=organ_id, topic=topic[:30], limit=min(max(limit, 1), 50))


@router.get("/topics", auth=None, response=answers({200: list[Topic]}))
def topics(request: HttpRequest) -> list[Topic]:
    """个人和企业要办的事（人生事件主题）"""
    return queries.topics()


@router.get("/questions/in-vain", response=answers({200: list[InVain]}))
def in_vain(request: HttpRequest) -> list[InVain]:
    """近 30 天没搜到的话：按天计数，不含是谁问的"""
    return queries.asked_in_vain(actor_of(request))


@router.get("/sayings", response=answers({200: Sayings}))
def sayings(request: HttpRequest, q: str = "", after: str = "", limit: int = 30) -> Sayings:
    """说法，按名称；带 q 时只列说到或指到它的"""
    found = queries.sayings(actor_of(request), q[:30], after, min(max(limit, 1), 100))
    return Sayings(rows=list(found.rows), next=found.next)


@router.get("/sayings/{int:saying_id}", response=answers({200: SayingView}))
def saying(request: HttpRequest, response: HttpResponse, saying_id: int) -> SayingView:
    """一组说法，带版本"""
    found = queries.saying(actor_of(request), saying_id)
    tagged(response, found.version)
    return found


@router.post("/sayings", response=answers({201: ItemMade}), openapi_extra=COMMAND)
def add_saying(request: HttpRequest, body: NewSaying) -> tuple[int, ItemMade]:
    """新增说法：大家怎么说，要办的是什么"""
    made = actions.save_saying(
        actor_of(request), None, body.said, body.meanings, body.items, body.audience, body.active
    )  # fmt: skip
    return 201, ItemMade(id=made)


@router.put("/sayings/{int:saying_id}", response=answers({204: None}), openapi_extra=COMMAND)
def save_saying(request: HttpRequest, saying_id: int, body: NewSaying) -> tuple[int, None]:
    """修改说法"""
    actions.save_saying(
        actor_of(request), saying_id, body.said, body.meanings, body.items, body.audience, body.active
    )  # fmt: skip
    return 204, None


@router.get("/items/{int:item_id}", auth=None, response=answers({200: Guide}))
def guide(request: HttpRequest, item_id: int) -> Guide:
    """办事指南"""
    return queries.guide(item_id)


@router.post("/items", response=answers({201: ItemMade}), openapi_extra=COMMAND)
def create_item(request: HttpRequest, body: NewItem) -> tuple[int, ItemMade]:
    """新建事项草稿"""
    made = actions.create_item(
        actor_of(request), body.organ_id, body.item_code, body.name, body.procedure,
        short_code=body.short_code, base_code=body.base_code, handling_code=body.handling_code,
        local_item_code=body.local_item_code, local_base_code=body.local_base_code, content=body.content or None,
    )  # fmt: skip
    return 201, ItemMade(id=made)


@router.get("/items/{int:item_id}/draft", response=answers({200: DraftOut}))
def draft(request: HttpRequest, response: HttpResponse, item_id: int) -> DraftOut:
    """事项草稿，以及发布前还缺什么"""
    found = queries.draft(actor_of(request), item_id)
    tagged(response, found.version)
    return DraftOut(
        item_id=item_id, name=found.name, content=dict(found.content), version=found.version,
        problems=[p.sentence for p in found.problems],
    )  # fmt: skip


@router.put("/items/{int:item_id}/draft", response=answers({200: DraftOut}), openapi_extra=COMMAND)
def save_draft(request: HttpRequest, response: HttpResponse, item_id: int, body: Body[dict[str, Any]]) -> DraftOut:
    """保存事项草稿"""
    actions.save_draft(actor_of(request), item_id, body)
    return draft(request, response, item_id)


@router.post("/items/{int:item_id}/publication", response=answers({204: None}), openapi_extra=COMMAND)
def publish(request: HttpRequest, item_id: int) -> tuple[int, None]:
    """发布事项草稿为新版本"""
    actions.publish(actor_of(request), item_id)
    return 204, None


@router.post("/items/imports", response=answers({200: Report}), openapi_extra=COMMAND)
def import_items(request: HttpRequest, file: File[UploadedFile], dry_run: bool = False) -> Report:
    """导入事项清单（CSV）：存疑的行逐行说明，其余存为草稿"""
    report = actions.import_csv(actor_of(request), file.read(), dry_run=dry_run)
    return Report(**report.as_dict())  # type: ignore[arg-type]
