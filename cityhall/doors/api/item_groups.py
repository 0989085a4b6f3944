"""事项组: which items a role given to somebody may be limited to."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import actions
from cityhall.organs import queries
from cityhall.organs.queries import ItemGroupRow

from .cases import DONE
from .door import COMMAND, actor_of, answers

router = Router()


class ItemGroupIn(Schema):
    name: str = Field(max_length=60)
    items: list[int] = Field(max_length=2_000)


class MadeGroup(Schema):
    id: int


@router.get("/item-groups", response=answers({200: list[ItemGroupRow]}))
def item_groups(request: HttpRequest) -> list[ItemGroupRow]:
    """事项组：其中事项的实施单位都归本人管理人员的"""
    return queries.item_groups(actor_of(request))


@router.post("/item-groups", response=answers({201: MadeGroup}), openapi_extra=COMMAND)
def make(request: HttpRequest, body: ItemGroupIn) -> tuple[int, MadeGroup]:
    """新的事项组"""
    return 201, MadeGroup(id=actions.save_item_group(actor_of(request), body.name, body.items))


@router.put("/item-groups/{int:group_id}", response=DONE, openapi_extra=COMMAND)
def change(request: HttpRequest, group_id: int, body: ItemGroupIn) -> tuple[int, None]:
    """修改事项组；限定于它的角色随即按新的范围"""
    actions.save_item_group(actor_of(request), body.name, body.items, group_id)
    return 204, None
