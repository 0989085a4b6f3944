"""内置的一件事: what comes with the program, what taking it in would do in this city, taking it in as drafts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.joint import actions, queries
from cityhall.joint.queries import ShippedPlan
from cityhall.joint.terms import PackageState

from .door import COMMAND, actor_of, answers

router = Router()


class SourceOut(Schema):
    document: str
    article: str
    taken: str
    seen: bool


class ShippedOut(Schema):
    code: str
    name: str
    summary: str
    lead: str
    promise: str
    items: int
    sources: list[SourceOut]
    state: PackageState | None


class RoleOut(Schema):
    key: str
    name: str
    organ_id: int | None
    organ: str
    wrong: str


class ItemOut(Schema):
    """`item_id`: the city's own that is taken; null: a draft is made under `item_code`."""

    key: str
    name: str
    role: str
    item_id: int | None
    item_code: str
    local: list[str]
    wrong: str


class PlanOut(Schema):
    code: str
    name: str
    state: PackageState | None
    roles: list[RoleOut]
    items: list[ItemOut]
    entries: int
    problems: list[str]


class Told(Schema):
    """对照表: organs by role, items of the city by key, codes for new ones; what is left out is suggested."""

    organs: dict[str, str] = Field(default_factory=dict)
    items: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    variant: str = Field(default="", max_length=30)


class LoadedOut(Schema):
    code: str
    created: list[str]
    taken: list[str]
    entries: int
    fresh: bool


def _told(body: Told) -> dict[str, Any]:
    return {"organs": body.organs, "items": body.items, "codes": body.codes, "variant": body.variant}


def _out(plan: ShippedPlan) -> PlanOut:
    return PlanOut(
        code=plan.shipped.code, name=plan.shipped.name, state=plan.state,
        roles=[
            RoleOut(key=r.key, name=r.name, organ_id=r.organ.id if r.organ else None, organ=r.organ.name if r.organ else "", wrong=r.wrong)
            for r in plan.roles
        ],
        items=[
            ItemOut(key=i.item.key, name=i.item.name, role=i.item.role, item_id=i.there.id if i.there else None,
                    item_code=i.there.item_code if i.there else i.code, local=list(i.item.local), wrong=i.wrong)
            for i in plan.items
        ],
        entries=len(plan.entries), problems=list(plan.problems),
    )  # fmt: skip


@router.get("/shipped-packages", response=answers({200: list[ShippedOut]}))
def shipped(request: HttpRequest) -> list[ShippedOut]:
    """内置的一件事：编排的人看"""
    return [
        ShippedOut(**{**vars(row), "sources": [vars(s) for s in row.sources]})
        for row in queries.shipped_packages(actor_of(request))
    ]


@router.post("/shipped-packages/{code}/plan", response=answers({200: PlanOut}))
def plan(request: HttpRequest, code: str, body: Told) -> PlanOut:
    """装入会新建什么、用哪些已有的，只看不写"""
    return _out(queries.shipped_plan(actor_of(request), code, _told(body)))


@router.post("/shipped-packages/{code}/loading", response=answers({201: LoadedOut}), openapi_extra=COMMAND)
def load(request: HttpRequest, response: HttpResponse, code: str, body: Told) -> tuple[int, LoadedOut]:
    """装入为草稿；本市已有的不改动"""
    made = actions.load_shipped(actor_of(request), code, _told(body))
    response["Location"] = f"/api/package-drafts/{code}"
    return 201, LoadedOut(**made)
