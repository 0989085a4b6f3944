"""认领: lists sent down, an organ's answers, progress by organ, review rounds."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import ClaimRow, ClaimView, OrganProgress, UpperListRow
from cityhall.catalogue.terms import ClaimState

from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST = 100


class Made(Schema):
    id: int


class Claims(Schema):
    rows: list[ClaimRow]
    next: str


class UpperLists(Schema):
    rows: list[UpperListRow]
    next: str


class Progress(Schema):
    rows: list[OrganProgress]
    next: str


class Sending(Schema):
    """`lines`: one item a line (基本编码 名称 事项类型); `contents` by base code is where local drafts begin."""

    title: str = Field(max_length=200)
    document: str = Field(max_length=100)
    issued_on: date
    due_on: date
    lines: str
    organ_ids: list[int]
    contents: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Adapting(Schema):
    changes: dict[str, Any]
    reason: str = Field(max_length=300)


class Refusing(Schema):
    reason: str = Field(max_length=300)


class Amending(Schema):
    name: str = Field(default="", max_length=300)
    law_changed_on: date | None = None
    content: dict[str, Any] | None = None


class Reviewing(Schema):
    due_on: date
    quiet_months: int = 12
    reviewed_months: int = 12


class Reopened(Schema):
    reopened: int


@router.get("/claims", response=answers({200: Claims}))
def claims(
    request: HttpRequest, state: ClaimState = ClaimState.OPEN, q: str = "", after: str = "", limit: int = 30
) -> Claims:
    """本单位的认领，按期限先后"""
    found = queries.claims(actor_of(request), state, text=q[:80], after=after, limit=min(max(limit, 1), MOST))
    return Claims(rows=list(found.rows), next=found.next)


@router.get("/claims/{int:claim_id}", response=answers({200: ClaimView}))
def claim(request: HttpRequest, response: HttpResponse, claim_id: int) -> ClaimView:
    """一项认领和清单的内容"""
    found = queries.claim(actor_of(request), claim_id)
    tagged(response, found.version)
    return found


@router.post("/claims/{int:claim_id}/acceptance", response=answers({200: Made}), openapi_extra=COMMAND)
def take(request: HttpRequest, claim_id: int) -> Made:
    """认领，答复本地事项的编号"""
    return Made(id=actions.claim(actor_of(request), claim_id))


@router.post("/claims/{int:claim_id}/adaptation", response=answers({200: Made}), openapi_extra=COMMAND)
def adapt(request: HttpRequest, claim_id: int, body: Adapting) -> Made:
    """认领并在允许范围内调整"""
    return Made(id=actions.adapt(actor_of(request), claim_id, body.changes, body.reason))


@router.post("/claims/{int:claim_id}/refusal", response=answers({204: None}), openapi_extra=COMMAND)
def refuse(request: HttpRequest, claim_id: int, body: Refusing) -> tuple[int, None]:
    """不认领并说明理由"""
    actions.refuse_claim(actor_of(request), claim_id, body.reason)
    return 204, None


@router.get("/upper-lists", response=answers({200: UpperLists}))
def upper_lists(request: HttpRequest, after: str = "", limit: int = 30) -> UpperLists:
    """下发的清单"""
    found = queries.upper_lists(actor_of(request), after=after, limit=min(max(limit, 1), MOST))
    return UpperLists(rows=list(found.rows), next=found.next)


@router.post("/upper-lists", response=answers({201: Made}), openapi_extra=COMMAND)
def send_down(request: HttpRequest, body: Sending) -> tuple[int, Made]:
    """下发清单给各单位认领"""
    return 201, Made(id=actions.send_down(actor_of(request), **body.dict()))


@router.get("/upper-lists/{int:list_id}/progress", response=answers({200: Progress}))
def progress(request: HttpRequest, list_id: int, after: str = "", limit: int = 30) -> Progress:
    """各单位的认领进度"""
    found = queries.progress(actor_of(request), list_id, after=after, limit=min(max(limit, 1), MOST))
    return Progress(rows=list(found.rows), next=found.next)


@router.post("/upper-lists/{int:list_id}/reviews", response=answers({200: Reopened}), openapi_extra=COMMAND)
def review(request: HttpRequest, list_id: int, body: Reviewing) -> Reopened:
    """回头看：重新打开已经过时的答复，并说明原因"""
    actor = actor_of(request)
    last = cases.last_cases(queries.taken_items(actor, list_id))
    done = actions.review(actor, list_id, body.due_on, body.quiet_months, body.reviewed_months, last)
    return Reopened(reopened=done)


@router.post("/upper-items/{int:upper_id}/amendments", response=answers({204: None}), openapi_extra=COMMAND)
def amend(request: HttpRequest, upper_id: int, body: Amending) -> tuple[int, None]:
    """调整清单里的一项，或者注明依据已修订"""
    actions.amend_upper(actor_of(request), upper_id, body.name, body.law_changed_on, body.content)
    return 204, None
