"""审查环节 and the decision."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.cases.queries import PhraseView
from cityhall.cases.terms import Advice
from cityhall.people.terms import Purpose

from .cases import DONE, Text
from .door import COMMAND, actor_of, answers

router = Router()


class Finish(Schema):
    advice: Advice
    opinion: str = Field(default="", max_length=4000)
    checked: list[str] = Field(default_factory=list)


class Return(Schema):
    back_to: str = Field(max_length=40)
    reason: str = Field(max_length=300)


class Grant(Text):
    """`partial`: what part is granted, with `partial_reasons` for what is not."""

    conditions: str = Field(default="", max_length=2000)
    partial: str = Field(default="", max_length=2000)
    partial_reasons: str = Field(default="", max_length=2000)


class HandOver(Schema):
    to_account: int


class PhraseIn(Schema):
    text: str = Field(max_length=2000)


class PhraseId(Schema):
    id: int


class Phrases(Schema):
    rows: list[PhraseView]


class Reveal(Schema):
    field: str = Field(max_length=40)
    purpose: Purpose
    note: str = Field(default="", max_length=100, description="事由为“其他”时必填；不得含个人信息")


class Revealed(Schema):
    value: str


@router.post("/cases/{number}/steps/{key}/claim", response=DONE, openapi_extra=COMMAND)
def claim_step(request: HttpRequest, number: str, key: str) -> tuple[int, None]:
    """领取环节"""
    actions.claim_step(actor_of(request), number, key)
    return 204, None


@router.post("/cases/{number}/steps/{key}/release", response=DONE, openapi_extra=COMMAND)
def release_step(request: HttpRequest, number: str, key: str) -> tuple[int, None]:
    """放回环节"""
    actions.release_step(actor_of(request), number, key)
    return 204, None


@router.post("/cases/{number}/steps/{key}/hand-over", response=DONE, openapi_extra=COMMAND)
def hand_over(request: HttpRequest, number: str, key: str, body: HandOver) -> tuple[int, None]:
    """转交同岗同事"""
    actions.hand_over(actor_of(request), number, key, body.to_account)
    return 204, None


@router.post("/cases/{number}/steps/{key}/completion", response=DONE, openapi_extra=COMMAND)
def finish_step(request: HttpRequest, number: str, key: str, body: Finish) -> tuple[int, None]:
    """完成审查"""
    actions.finish_step(actor_of(request), number, key, body.advice, body.opinion, body.checked)
    return 204, None


@router.post("/cases/{number}/steps/{key}/return", response=DONE, openapi_extra=COMMAND)
def return_step(request: HttpRequest, number: str, key: str, body: Return) -> tuple[int, None]:
    """退回前面的环节"""
    actions.return_step(actor_of(request), number, key, body.back_to, body.reason)
    return 204, None


@router.post("/cases/{number}/steps/{key}/grant", response=DONE, openapi_extra=COMMAND)
def grant(request: HttpRequest, number: str, key: str, body: Grant) -> tuple[int, None]:
    """准予（可附条件、部分准予）"""
    actions.grant(
        actor_of(request), number, key, body.text, body.conditions, body.partial, body.partial_reasons
    )  # fmt: skip
    return 204, None


@router.post("/cases/{number}/steps/{key}/refusal", response=DONE, openapi_extra=COMMAND)
def refuse(request: HttpRequest, number: str, key: str, body: Text) -> tuple[int, None]:
    """不予（须说明理由）"""
    actions.refuse(actor_of(request), number, key, body.text)
    return 204, None


@router.post("/cases/{number}/revelations", response=answers({200: Revealed}), openapi_extra=COMMAND)
def reveal(request: HttpRequest, number: str, body: Reveal) -> Revealed:
    """查看一项个人信息原文（须选明事由，记入日志，申请人可见；每小时次数有限）"""
    return Revealed(value=actions.reveal(actor_of(request), number, body.field, body.purpose, body.note))


@router.get("/phrases", response=answers({200: Phrases}))
def phrases(request: HttpRequest) -> Phrases:
    """我的意见常用语"""
    return Phrases(rows=queries.my_phrases(actor_of(request)))


@router.post("/phrases", response=answers({201: PhraseId}), openapi_extra=COMMAND)
def keep_phrase(request: HttpRequest, body: PhraseIn) -> tuple[int, PhraseId]:
    """存一条常用语：最多 30 条，每条 200 字以内"""
    return 201, PhraseId(id=actions.keep_phrase(actor_of(request), body.text))


@router.delete("/phrases/{int:phrase_id}", response=answers({204: None}), openapi_extra=COMMAND)
def drop_phrase(request: HttpRequest, phrase_id: int) -> tuple[int, None]:
    """删除自己的一条常用语"""
    actions.drop_phrase(actor_of(request), phrase_id)
    return 204, None
