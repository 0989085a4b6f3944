"""机构与行政区划."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.organs import actions, queries
from cityhall.organs.queries import DivisionRow, OrganView, StaffRow
from cityhall.organs.terms import OrganKind, Succession

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class OrganIn(Schema):
    name: str = Field(max_length=120)
    short_name: str = Field(default="", max_length=40)
    credit_code: str = Field(default="", max_length=18)
    mark: str = Field(default="", max_length=20)
    phone: str = Field(default="", max_length=40)
    address: str = Field(default="", max_length=200)


class NewOrgan(OrganIn):
    division_code: str = Field(max_length=12)
    kind: OrganKind = OrganKind.DEPARTMENT
    parent_id: int | None = None


class Organs(Schema):
    rows: list[OrganView]
    next: str


class Divisions(Schema):
    rows: list[DivisionRow]
    next: str


class StaffPage(Schema):
    rows: list[StaffRow]
    next: str


class Succeeded(Schema):
    kind: Succession
    successors: list[int]
    document: str = Field(max_length=200)


@router.get("/divisions", auth=None, response=answers({200: Divisions}))
def divisions(request: HttpRequest, parent: str = "", q: str = "", after: str = "", limit: int = 100) -> Divisions:
    """下级行政区划；带 q 时不分上级，按名称或代码的开头找"""
    found = queries.divisions_page(parent, q[:40], after, min(max(limit, 1), 500))
    return Divisions(rows=list(found.rows), next=found.next)


@router.get("/organs", auth=None, response=answers({200: Organs}))
def organs(request: HttpRequest, q: str = "", after: str = "", limit: int = 50) -> Organs:
    """机构清单"""
    found = queries.organs(actor_of(request), text=q, after=after, limit=min(max(limit, 1), 200))
    return Organs(rows=list(found.rows), next=found.next)


@router.get("/organs/{int:organ_id}", auth=None, response=answers({200: OrganView}))
def organ(request: HttpRequest, response: HttpResponse, organ_id: int) -> OrganView:
    """一个机构"""
    found = queries.organ(organ_id)
    tagged(response, found.version)
    return found


@router.post("/organs", response=answers({201: OrganView}), openapi_extra=COMMAND)
def create_organ(request: HttpRequest, response: HttpResponse, body: NewOrgan) -> tuple[int, OrganView]:
    """设立机构"""
    made = actions.create_organ(actor_of(request), **{**body.dict(), "kind": body.kind.value})
    found = queries.organ(made)
    tagged(response, found.version)
    response["Location"] = f"/api/organs/{made}"
    return 201, found


@router.put("/organs/{int:organ_id}", response=answers({200: OrganView}), openapi_extra=COMMAND)
def update_organ(request: HttpRequest, response: HttpResponse, organ_id: int, body: OrganIn) -> OrganView:
    """更正机构信息"""
    actions.update_organ(actor_of(request), organ_id, **body.dict())
    return organ(request, response, organ_id)


@router.post("/organs/{int:organ_id}/succession", response=answers({204: None}), openapi_extra=COMMAND)
def succeed_organ(request: HttpRequest, organ_id: int, body: Succeeded) -> tuple[int, None]:
    """机构改革：终止并指明承接机构"""
    actions.succeed_organ(actor_of(request), organ_id, body.kind, body.successors, body.document)
    return 204, None


@router.get("/staff", response=answers({200: StaffPage}))
def staff(request: HttpRequest, q: str = "", after: str = "") -> StaffPage:
    """本单位人员与角色"""
    found = queries.staff_list(actor_of(request), text=q, after=after)
    return StaffPage(rows=list(found.rows), next=found.next)
