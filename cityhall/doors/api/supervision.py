"""督办与红灯复核: orders read, issued, answered, reviewed; red lights contested and decided."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.doors.http import tidy_name
from cityhall.kernel.files import store
from cityhall.supervision import actions, queries
from cityhall.supervision.queries import AppealView, OrderView
from cityhall.supervision.terms import Level, State

from .door import COMMAND, actor_of, answers, tagged
from .drafts import FileMade
from .moments import Moment

router = Router()
MOST = 100


class OrdersOut(Schema):
    rows: list[OrderView]
    next: str


class AppealsOut(Schema):
    rows: list[AppealView]
    next: str


class RedsOut(Schema):
    organ_id: int
    reds: int


class OrderIn(Schema):
    organ_id: int
    ref: str = Field(max_length=80)
    level: Level
    content: str = Field(max_length=4000)
    reasons: str = Field(max_length=4000)
    days: int | None = None
    deadline_id: int | None = None
    person_id: int | None = None
    finding_id: int | None = None


class RaiseIn(Schema):
    content: str = Field(max_length=4000)
    reasons: str = Field(max_length=4000)
    days: int | None = None


class Said(Schema):
    text: str = Field(max_length=4000)


class AppealIn(Schema):
    ref: str = Field(max_length=80)
    deadline_id: int
    grounds: str = Field(max_length=4000)


class DecisionIn(Schema):
    struck: bool
    reason: str = Field(max_length=4000)


class NumberOut(Schema):
    number: str


class MadeAppeal(Schema):
    id: int


@router.get("/supervision/orders", response=answers({200: OrdersOut}))
def orders(
    request: HttpRequest, state: State | None = None, level: Level | None = None, organ_id: int | None = None,
    ref: str = "", after: str = "", limit: int = 30,
) -> OrdersOut:  # fmt: skip
    """督办清单：本人权限所及单位的，最近发出的在前"""
    found = queries.orders(
        actor_of(request), state=state, level=level, organ_id=organ_id, ref=ref[:80], after=after,
        limit=min(max(limit, 1), MOST),
    )  # fmt: skip
    return OrdersOut(rows=list(found.rows), next=found.next)


@router.get("/supervision/orders/{number}", response=answers({200: OrderView}))
def order(request: HttpRequest, response: HttpResponse, number: str) -> OrderView:
    """一张督办，连同历次回复"""
    found = queries.order(actor_of(request), number)
    tagged(response, found.version)
    return found


@router.post("/supervision/orders", response=answers({201: NumberOut}), openapi_extra=COMMAND)
def issue(request: HttpRequest, body: OrderIn) -> tuple[int, NumberOut]:
    """发出督办"""
    said = body.model_dump()
    return 201, NumberOut(number=actions.issue(actor_of(request), **said))


@router.post("/supervision/orders/{number}/raise", response=answers({201: NumberOut}), openapi_extra=COMMAND)
def raise_level(request: HttpRequest, number: str, body: RaiseIn) -> tuple[int, NumberOut]:
    """升级到上一级督办"""
    made = actions.raise_level(actor_of(request), number, body.content, body.reasons, days=body.days)
    return 201, NumberOut(number=made)


@router.post("/supervision/orders/{number}/answer", response=answers({204: None}), openapi_extra=COMMAND)
def answer(request: HttpRequest, number: str, body: Said) -> tuple[int, None]:
    """回复督办"""
    actions.answer(actor_of(request), number, body.text)
    return 204, None


@router.post("/supervision/orders/{number}/send-back", response=answers({204: None}), openapi_extra=COMMAND)
def send_back(request: HttpRequest, number: str, body: Said) -> tuple[int, None]:
    """退回重办，写明理由"""
    actions.send_back(actor_of(request), number, body.text)
    return 204, None


@router.post("/supervision/orders/{number}/close", response=answers({204: None}), openapi_extra=COMMAND)
def close(request: HttpRequest, number: str, body: Said) -> tuple[int, None]:
    """审核通过并办结，写明结果"""
    actions.close(actor_of(request), number, body.text)
    return 204, None


@router.post("/supervision/orders/{number}/withdraw", response=answers({204: None}), openapi_extra=COMMAND)
def withdraw(request: HttpRequest, number: str, body: Said) -> tuple[int, None]:
    """撤销督办，写明理由"""
    actions.withdraw(actor_of(request), number, body.text)
    return 204, None


@router.post("/supervision/orders/{number}/files", response=answers({201: FileMade}), openapi_extra=COMMAND)
def attach(request: HttpRequest, number: str, file: File[UploadedFile]) -> tuple[int, FileMade]:
    """上传督办附件"""
    actor = actor_of(request)
    queries.order(actor, number)
    stored = store.put(file.chunks())
    made = actions.attach(actor, number, stored, tidy_name(file.name or ""))
    return 201, FileMade(id=made, sha256=stored.sha256, size=stored.size, media_type=stored.media_type)


@router.get("/supervision/appeals", response=answers({200: AppealsOut}))
def appeals(request: HttpRequest, after: str = "", limit: int = 30) -> AppealsOut:
    """红灯复核清单"""
    found = queries.appeals(actor_of(request), after=after, limit=min(max(limit, 1), MOST))
    return AppealsOut(rows=list(found.rows), next=found.next)


@router.post("/supervision/appeals", response=answers({201: MadeAppeal}), openapi_extra=COMMAND)
def appeal(request: HttpRequest, body: AppealIn) -> tuple[int, MadeAppeal]:
    """申请红灯复核"""
    return 201, MadeAppeal(id=actions.appeal(actor_of(request), body.ref, body.deadline_id, body.grounds))


@router.post("/supervision/appeals/{int:appeal_id}/decide", response=answers({204: None}), openapi_extra=COMMAND)
def decide_appeal(request: HttpRequest, appeal_id: int, body: DecisionIn) -> tuple[int, None]:
    """决定红灯复核：维持，或撤销红灯"""
    actions.decide_appeal(actor_of(request), appeal_id, body.struck, body.reason)
    return 204, None


@router.get("/supervision/reds", response=answers({200: list[RedsOut]}))
def reds(request: HttpRequest, since: Moment, until: Moment) -> list[RedsOut]:
    """各单位计入考核的红灯数：复核撤销的不计"""
    found = queries.counted_reds(actor_of(request), since, until)
    return [RedsOut(organ_id=organ_id, reds=count) for organ_id, count in sorted(found.items())]
