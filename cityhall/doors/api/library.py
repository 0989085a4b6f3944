"""标准字段库、标准材料库: the shelves, their entries, what is to be replaced, and what an item takes from them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import LibraryRow, LibraryView, ToReplace
from cityhall.catalogue.terms import Shelf

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class LibraryEntryIn(Schema):
    name: str = Field(max_length=200)
    content: dict[str, Any] = Field(default_factory=dict)
    aliases: list[str] = Field(default_factory=list, max_length=20)
    organ_id: int | None = None
    why: str = Field(default="", max_length=300)


class RetireLibrary(Schema):
    reason: str = Field(max_length=300)
    instead: str = Field(default="", max_length=40)
    until: date | None = None


class Shelved(Schema):
    rows: list[LibraryRow]
    next: str


class Touched(Schema):
    """How many items are on the list of what is to be replaced."""

    items: int


class Swap(Schema):
    shelf: Shelf
    code: str = Field(max_length=40)


class Adopted(Schema):
    count: int


@router.get("/library/work", response=answers({200: list[ToReplace]}))
def to_replace(request: HttpRequest) -> list[ToReplace]:
    """待换清单：还引用着已停用条目的草稿和已发布版本"""
    return queries.to_replace(actor_of(request))


@router.get("/library/{shelf}", response=answers({200: Shelved}))
def shelf(request: HttpRequest, shelf: Shelf, q: str = "", only: str = "", after: str = "") -> Shelved:
    """标准字段库或标准材料库，各有多少事项使用"""
    found = queries.library(actor_of(request), shelf, text=q[:80], only=only, after=after)
    return Shelved(rows=list(found.rows), next=found.next)


@router.get("/library/{shelf}/{code}", response=answers({200: LibraryView}))
def entry(request: HttpRequest, response: HttpResponse, shelf: Shelf, code: str) -> LibraryView:
    """一个条目：规则、使用它的事项、历次修改"""
    found = queries.library_entry(actor_of(request), shelf, code)
    tagged(response, found.version)
    return found


@router.put("/library/{shelf}/{code}", response=answers({200: LibraryView}), openapi_extra=COMMAND)
def save_entry(
    request: HttpRequest, response: HttpResponse, shelf: Shelf, code: str, body: LibraryEntryIn
) -> LibraryView:
    """录入或修改标准字段、标准材料（材料的 pieces 即材料拆解）"""
    actions.save_library_entry(
        actor_of(request), shelf, code, body.name, body.content, aliases=body.aliases, organ_id=body.organ_id, why=body.why
    )  # fmt: skip
    return entry(request, response, shelf, code)


@router.post("/library/{shelf}/{code}/retirement", response=answers({200: Touched}), openapi_extra=COMMAND)
def retire_entry(request: HttpRequest, shelf: Shelf, code: str, body: RetireLibrary) -> Touched:
    """停用，并写明由谁替代；在用的事项列入待换清单"""
    return Touched(
        items=actions.retire_library_entry(actor_of(request), shelf, code, body.reason, body.instead, body.until)
    )


@router.post("/items/{int:item_id}/draft/swap", response=answers({204: None}), openapi_extra=COMMAND)
def swap(request: HttpRequest, item_id: int, body: Swap) -> tuple[int, None]:
    """草稿里把停用的条目换成替代的"""
    actions.swap_library_entry(actor_of(request), item_id, body.shelf, body.code)
    return 204, None


@router.post(
    "/items/{int:item_id}/draft/materials/{key}/decomposition", response=answers({204: None}), openapi_extra=COMMAND
)
def take_apart(request: HttpRequest, item_id: int, key: str) -> tuple[int, None]:
    """材料拆解：表单里问清这张纸的内容，不再要纸"""
    actions.take_material_apart(actor_of(request), item_id, key)
    return 204, None


@router.post("/items/{int:item_id}/draft/adoption/{shelf}", response=answers({200: Adopted}), openapi_extra=COMMAND)
def adopt(request: HttpRequest, item_id: int, shelf: Shelf) -> Adopted:
    """草稿里与标准库同名的填写项或材料改为引用标准库"""
    return Adopted(count=actions.adopt_standard(actor_of(request), item_id, shelf))
