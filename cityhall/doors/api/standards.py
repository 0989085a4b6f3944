"""标准事项: comparing the city's items, deciding groups, the register."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import GroupRow, GroupView, MappingRow, RunView, StandardRow
from cityhall.catalogue.terms import GroupState

from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST = 100


class Made(Schema):
    id: int


class MadeOrNot(Schema):
    id: int | None


class Groups(Schema):
    rows: list[GroupRow]
    next: str


class Standards(Schema):
    rows: list[StandardRow]
    next: str


class Mappings(Schema):
    rows: list[MappingRow]
    next: str


class Confirmation(Schema):
    name: str = Field(max_length=300)
    base_code: str = Field(max_length=12)
    items: list[int] | None = None


class Parting(Schema):
    items: list[int]


class Rejection(Schema):
    why: str = Field(max_length=300)


@router.post("/standard-runs", response=answers({201: Made}), openapi_extra=COMMAND)
def start(request: HttpRequest) -> tuple[int, Made]:
    """发起全市事项比对（后台进行）"""
    return 201, Made(id=actions.start_comparison(actor_of(request)))


@router.get("/standard-runs/latest", response=answers({200: RunView | None}))
def latest(request: HttpRequest) -> RunView | None:
    """最近一次比对的进度"""
    return queries.latest_run(actor_of(request))


@router.get("/standard-groups", response=answers({200: Groups}))
def groups(
    request: HttpRequest, state: GroupState = GroupState.OPEN, q: str = "", after: str = "", limit: int = 30
) -> Groups:
    """疑似同一事项的各组，附理由"""
    found = queries.groups(actor_of(request), state, text=q[:80], after=after, limit=min(max(limit, 1), MOST))
    return Groups(rows=list(found.rows), next=found.next)


@router.get("/standard-groups/{int:group_id}", response=answers({200: GroupView}))
def group(request: HttpRequest, response: HttpResponse, group_id: int) -> GroupView:
    """一组事项的逐项对照"""
    found = queries.group(actor_of(request), group_id)
    tagged(response, found.version)
    return found


@router.post("/standard-groups/{int:group_id}/confirmation", response=answers({200: Made}), openapi_extra=COMMAND)
def confirm(request: HttpRequest, group_id: int, body: Confirmation) -> Made:
    """确认为同一标准事项，成员改用统一编码"""
    return Made(id=actions.confirm_group(actor_of(request), group_id, body.name, body.base_code, body.items))


@router.post("/standard-groups/{int:group_id}/parts", response=answers({200: MadeOrNot}), openapi_extra=COMMAND)
def split(request: HttpRequest, group_id: int, body: Parting) -> MadeOrNot:
    """把部分事项拆成另一组"""
    return MadeOrNot(id=actions.split_group(actor_of(request), group_id, body.items))


@router.post("/standard-groups/{int:group_id}/rejection", response=answers({204: None}), openapi_extra=COMMAND)
def reject(request: HttpRequest, group_id: int, body: Rejection) -> tuple[int, None]:
    """说明不是同一事项"""
    actions.reject_group(actor_of(request), group_id, body.why)
    return 204, None


@router.get("/standards", response=answers({200: Standards}))
def standards(request: HttpRequest, q: str = "", after: str = "", limit: int = 30) -> Standards:
    """标准事项，可按现用或原用编码查找"""
    found = queries.standards(actor_of(request), text=q[:80], after=after, limit=min(max(limit, 1), MOST))
    return Standards(rows=list(found.rows), next=found.next)


@router.get("/standards/{int:standard_id}/mappings", response=answers({200: Mappings}))
def mappings(request: HttpRequest, standard_id: int, after: str = "") -> Mappings:
    """归入一个标准事项的各单位事项，编码从什么改为什么"""
    found = queries.mappings(actor_of(request), standard_id, after=after)
    return Mappings(rows=list(found.rows), next=found.next)
