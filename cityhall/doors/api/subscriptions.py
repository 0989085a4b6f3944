"""事件订阅: what a client is told, where; the log of every try; stopping, going on, telling again."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.exchange import actions, queries
from cityhall.exchange.queries import DeliveryRow, SubscriptionRow
from cityhall.exchange.terms import EventKind
from cityhall.kernel.call import calling

from .door import COMMAND, actor_of, answers
from .moments import Moment

router = Router()
HERE = "/clients/{key}/subscriptions/{int:subscription_id}"


class SubscriptionIn(Schema):
    url: str = Field(max_length=500, examples=["https://hook.example.gov.cn/cityhall"])
    kinds: list[EventKind] = Field(min_length=1, max_length=100, examples=[["case.accepted", "case.decided"]])


class Signing(Schema):
    """`secret` is told this once, and kept sealed because events are signed with it."""

    id: int
    secret: str


class Since(Schema):
    since: Moment = Field(examples=["2026-11-26T09:00:00+08:00"])


class Tried(Schema):
    """`status` is empty where no answer came; `reason` says why."""

    good: bool
    status: int | None
    reason: str


class Deliveries(Schema):
    rows: list[DeliveryRow]
    next: str


class KindRow(Schema):
    kind: EventKind
    label: str


@router.get("/event-kinds", response=answers({200: list[KindRow]}))
def event_kinds(request: HttpRequest) -> list[KindRow]:
    """可以订阅的事件"""
    return [KindRow(kind=kind, label=kind.label) for kind in EventKind]


@router.get("/clients/{key}/subscriptions", response=answers({200: list[SubscriptionRow]}))
def subscriptions(request: HttpRequest, key: str) -> list[SubscriptionRow]:
    """一个对接系统的事件订阅"""
    return list(queries.subscriptions(actor_of(request), key))


@router.post("/clients/{key}/subscriptions", response=answers({201: Signing}), openapi_extra=COMMAND)
def subscribe(request: HttpRequest, response: HttpResponse, key: str, body: SubscriptionIn) -> tuple[int, Signing]:
    """订阅事件；签名密钥只在这一次答复中给出"""
    secret = actions.fresh_signing_secret()
    made = actions.subscribe(actor_of(request), key, secret, **body.dict())
    response["Location"] = f"/api/clients/{key}/subscriptions/{made}"
    return 201, Signing(id=made, secret=secret)


@router.get(HERE, response=answers({200: SubscriptionRow}))
def subscription(request: HttpRequest, key: str, subscription_id: int) -> SubscriptionRow:
    """一个事件订阅：发到哪里、到没到、下次何时再试"""
    return queries.subscription(actor_of(request), key, subscription_id)


@router.put(HERE, response=answers({204: None}), openapi_extra=COMMAND)
def edit(request: HttpRequest, key: str, subscription_id: int, body: SubscriptionIn) -> tuple[int, None]:
    """修改订阅的地址和事件"""
    actions.edit_subscription(actor_of(request), key, subscription_id, **body.dict())
    return 204, None


@router.delete(HERE, response=answers({204: None}), openapi_extra=COMMAND)
def unsubscribe(request: HttpRequest, key: str, subscription_id: int) -> tuple[int, None]:
    """删除订阅"""
    actions.unsubscribe(actor_of(request), key, subscription_id)
    return 204, None


@router.get(f"{HERE}/deliveries", response=answers({200: Deliveries}))
def deliveries(
    request: HttpRequest, key: str, subscription_id: int, failed: bool = False, after: str = ""
) -> Deliveries:  # fmt: skip
    """推送记录，最近的在前；failed 只看没有送达的"""
    found = queries.deliveries(actor_of(request), key, subscription_id, after, failed=failed)
    return Deliveries(rows=list(found.rows), next=found.next)


@router.post(f"{HERE}/secrets", response=answers({201: Signing}), openapi_extra=COMMAND)
def rotate(request: HttpRequest, key: str, subscription_id: int) -> tuple[int, Signing]:
    """生成新的签名密钥；作废上一个之前，两个同时签名"""
    secret = actions.fresh_signing_secret()
    actions.rotate_signing(actor_of(request), key, subscription_id, secret)
    return 201, Signing(id=subscription_id, secret=secret)


@router.delete(f"{HERE}/secrets/former", response=answers({204: None}), openapi_extra=COMMAND)
def end_former(request: HttpRequest, key: str, subscription_id: int) -> tuple[int, None]:
    """作废上一个签名密钥"""
    actions.end_former_signing(actor_of(request), key, subscription_id)
    return 204, None


@router.post(f"{HERE}/suspension", response=answers({204: None}), openapi_extra=COMMAND)
def stop(request: HttpRequest, key: str, subscription_id: int) -> tuple[int, None]:
    """停用订阅，保留读到的位置"""
    actions.stop_subscription(actor_of(request), key, subscription_id)
    return 204, None


@router.delete(f"{HERE}/suspension", response=answers({204: None}), openapi_extra=COMMAND)
def resume(request: HttpRequest, key: str, subscription_id: int) -> tuple[int, None]:
    """恢复订阅，从停用处继续，不漏事件"""
    actions.resume_subscription(actor_of(request), key, subscription_id)
    return 204, None


@router.post(f"{HERE}/replay", response=answers({204: None}), openapi_extra=COMMAND)
def replay(request: HttpRequest, key: str, subscription_id: int, body: Since) -> tuple[int, None]:
    """从某一时刻起重发，事件编号不变；填现在则跳过积压"""
    since: datetime = body.since
    actions.replay_subscription(actor_of(request), key, subscription_id, since)
    return 204, None


@router.post(f"{HERE}/try", response=answers({200: Tried}))
def try_out(request: HttpRequest, key: str, subscription_id: int) -> Tried:
    """试发一个不含内容的事件，当场看结果"""
    with calling():  # each try is a new one
        told = actions.try_subscription(actor_of(request), key, subscription_id)
    return Tried(good=told.is_good, status=told.status, reason=told.reason)
