"""留存、销毁、处理活动记录."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions as cases
from cityhall.cases import queries as due
from cityhall.cases.queries import DueRow
from cityhall.people import actions, queries
from cityhall.people.queries import DestructionView, ProcessingView
from cityhall.people.terms import Held

from .cases import DONE
from .door import COMMAND, actor_of, answers
from .moments import Day

router = Router()


class RetentionIn(Schema):
    months: int
    source: str = Field(max_length=300)


class Proposal(Schema):
    kind: Held
    reason: str = Field(max_length=300)


class Judgement(Schema):
    agree: bool
    opinion: str = Field(default="", max_length=300)


class ProcessingIn(Schema):
    name: str = Field(max_length=120)
    purpose: str = Field(max_length=300)
    ground: str = Field(max_length=300)
    what: str = Field(max_length=300)
    sensitive: bool = False
    given_to: str = Field(default="", max_length=300)
    kept: str = Field(max_length=120)
    measures: str = Field(max_length=500)
    assessed_on: date | None = None
    from_on: date


class Id(Schema):
    id: int


class Destructions(Schema):
    rows: list[DestructionView]
    next: str


class Processings(Schema):
    rows: list[ProcessingView]
    next: str


@router.get("/retention", response=answers({200: list[DueRow]}))
def retention(request: HttpRequest) -> list[DueRow]:
    """留存期限和已到期的数量"""
    return due.due(actor_of(request))


@router.put("/retention/{kind}", response=DONE, openapi_extra=COMMAND)
def set_retention(request: HttpRequest, kind: Held, body: RetentionIn) -> tuple[int, None]:
    """设定留存期限（须有依据）"""
    actions.set_retention(actor_of(request), kind.value, body.months, body.source)
    return 204, None


@router.get("/destructions", response=answers({200: Destructions}))
def destructions(request: HttpRequest, after: str = "") -> Destructions:
    """到期销毁"""
    found = queries.destructions(actor_of(request), after)
    return Destructions(rows=list(found.rows), next=found.next)


@router.post("/destructions", response=answers({201: Id}), openapi_extra=COMMAND)
def propose(request: HttpRequest, body: Proposal) -> tuple[int, Id]:
    """提出销毁全部已到期的一类内容"""
    return 201, Id(id=cases.propose_destruction(actor_of(request), body.kind.value, body.reason))


@router.post("/destructions/{int:destruction_id}/judgement", response=DONE, openapi_extra=COMMAND)
def judge(request: HttpRequest, destruction_id: int, body: Judgement) -> tuple[int, None]:
    """审批销毁（提出的人不能自己审批）"""
    actions.judge_destruction(actor_of(request), destruction_id, body.agree, body.opinion)
    return 204, None


@router.get("/processing", response=answers({200: Processings}))
def processings(request: HttpRequest, after: str = "") -> Processings:
    """个人信息处理活动记录"""
    found = queries.processings(actor_of(request), after)
    return Processings(rows=list(found.rows), next=found.next)


@router.post("/processing", response=answers({201: Id}), openapi_extra=COMMAND)
def save(request: HttpRequest, body: ProcessingIn) -> tuple[int, Id]:
    """登记处理活动"""
    return 201, Id(id=actions.save_processing(actor_of(request), body.dict()))


@router.put("/processing/{int:processing_id}", response=DONE, openapi_extra=COMMAND)
def change(request: HttpRequest, processing_id: int, body: ProcessingIn) -> tuple[int, None]:
    """修改处理活动"""
    actions.save_processing(actor_of(request), body.dict(), processing_id)
    return 204, None


@router.post("/processing/{int:processing_id}/end", response=DONE, openapi_extra=COMMAND)
def end(request: HttpRequest, processing_id: int, until_on: Day) -> tuple[int, None]:
    """结束处理活动（记录保留）"""
    actions.end_processing(actor_of(request), processing_id, until_on)
    return 204, None
