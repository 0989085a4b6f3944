"""事项: search and guides for everyone; drafts and publication for those who keep them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Guide, ItemRow
from cityhall.catalogue.terms import Procedure

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
def save_draft(request: HttpRequest, response: HttpResponse, item_id: int, body: dict[str, Any]) -> DraftOut:
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
