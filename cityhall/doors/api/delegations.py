"""委托实施: what is entrusted to whom; an entrustment made, recalled."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import actions as catalogue
from cityhall.organs import actions, queries
from cityhall.organs.queries import DelegationRow
from cityhall.organs.terms import Power

from .door import COMMAND, actor_of, answers

router = Router()
MOST = 100


class DelegationIn(Schema):
    organ_id: int
    to_organ_id: int | None = None
    window_id: int | None = None
    powers: list[Power]
    items: list[int] = Field(max_length=2_000)
    document: str = Field(max_length=200)
    basis: str = Field(default="", max_length=300)
    from_on: date
    until_on: date | None = None


class DelegationsOut(Schema):
    rows: list[DelegationRow]
    next: str


class MadeDelegation(Schema):
    id: int


class Recall(Schema):
    why: str = Field(max_length=300)


@router.get("/delegations", auth=None, response=answers({200: DelegationsOut}))
def delegations(
    request: HttpRequest, past: bool = False, organ_id: int | None = None, after: str = "", limit: int = 30
) -> DelegationsOut:
    """委托实施公告：现行的（含尚未开始的），或已终止的"""
    found = queries.delegations(past=past, organ_id=organ_id, after=after, limit=min(max(limit, 1), MOST))
    return DelegationsOut(rows=list(found.rows), next=found.next)


@router.get("/delegations/{int:delegation_id}", auth=None, response=answers({200: DelegationRow}))
def delegation(request: HttpRequest, delegation_id: int) -> DelegationRow:
    """一份委托"""
    return queries.delegation(delegation_id)


@router.post("/delegations", response=answers({201: MadeDelegation}), openapi_extra=COMMAND)
def entrust(request: HttpRequest, body: DelegationIn) -> tuple[int, MadeDelegation]:
    """委托窗口受理，或委托行政机关办理本单位的事项；即时公开"""
    made = catalogue.entrust_items(
        actor_of(request), body.organ_id, body.items, [p.value for p in body.powers], to_organ_id=body.to_organ_id,
        window_id=body.window_id, document=body.document, basis=body.basis, from_on=body.from_on, until_on=body.until_on,
    )  # fmt: skip
    return 201, MadeDelegation(id=made)


@router.post("/delegations/{int:delegation_id}/recall", response=answers({204: None}), openapi_extra=COMMAND)
def recall(request: HttpRequest, delegation_id: int, body: Recall) -> tuple[int, None]:
    """收回委托，即刻生效"""
    actions.recall_delegation(actor_of(request), delegation_id, body.why)
    return 204, None
