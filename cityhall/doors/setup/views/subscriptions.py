"""事件订阅 of a client: where events go, what became of each, stopping, going on, telling again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, go, said, sent
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.clients import ReplayForm, SubscriptionForm
from cityhall.doors.setup.story import story
from cityhall.exchange import actions, queries
from cityhall.exchange.terms import EventKind
from cityhall.kernel.call import calling

from .clients import HERE, KINDS, TO, here, told_once


@setup("GET", "POST", to=TO)
def new(request: Request, key: str) -> HttpResponseBase:
    """订阅事件"""
    found, secret = queries.client(request.actor, key), actions.fresh_signing_secret()
    sheet = Sheet(
        f"订阅事件：{found.name}", HERE, "订阅", version=found.version,
        hint="从现在起发生的事件，按先后推送到这个地址，至少一次。登记后给出签名密钥，只显示一次，请交给对方验签。",
    )  # fmt: skip
    form = SubscriptionForm(sent(request), initial={"kinds": [EventKind.ACCEPTED, EventKind.DECIDED]})
    return told_once(
        request, form, actions.subscribe, key, secret, sheet=sheet, title="已订阅", told=(("签名密钥", secret),),
        onto=lambda made: _there(key, made),
    )  # fmt: skip


@setup("GET", to=TO)
def subscription(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """一个订阅，和它的推送记录"""
    client = queries.client(request.actor, key)
    found = queries.subscription(request.actor, key, subscription_id)
    failed = request.GET.get("failed") == "1"
    log = queries.deliveries(request.actor, key, subscription_id, cursor(request), ROWS, failed=failed)
    return page(request, "setup/subscription.html", {
        "c": client, "s": found, "page": log, "failed": failed, "kinds": KINDS | {"ping": "试发"}, "story": story(found.ref),
    })  # fmt: skip


@setup("GET", "POST", to=TO)
def edit(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """修改订阅"""
    found = queries.subscription(request.actor, key, subscription_id)
    form = SubscriptionForm(sent(request), initial={"url": found.url, "kinds": found.kinds})
    return _act(
        request, key, subscription_id, form, actions.edit_subscription, "修改订阅", "保存",
        "从下一个事件起按新的地址和事件推送；读到的位置不变。",
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def rotate(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """生成新的签名密钥"""
    client, secret = queries.client(request.actor, key), actions.fresh_signing_secret()
    queries.subscription(request.actor, key, subscription_id)
    sheet = Sheet(
        "生成新的签名密钥", HERE, "生成", version=client.version,
        hint="此后每个事件用新旧两个密钥签名，对方验过任何一个即可。对方换上新密钥后，再作废上一个。",
    )  # fmt: skip
    return told_once(
        request, Blank(sent(request)), actions.rotate_signing, key, subscription_id, secret, sheet=sheet,
        title="已生成新的签名密钥", told=(("签名密钥", secret),), onto=_there(key, subscription_id),
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def end_former(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """作废上一个签名密钥"""
    return _act(
        request, key, subscription_id, Blank(sent(request)), actions.end_former_signing, "作废上一个签名密钥", "作废",
        "此后只用新密钥签名。请确认对方已经换上。", danger=True,
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def stop(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """停用订阅"""
    return _act(
        request, key, subscription_id, Blank(sent(request)), actions.stop_subscription, "停用订阅", "停用",
        "不再推送；读到的位置保留，恢复后接着推送，不漏事件。", danger=True,
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def resume(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """恢复订阅"""
    return _act(
        request, key, subscription_id, Blank(sent(request)), actions.resume_subscription, "恢复订阅", "恢复",
        "从停用处继续，停用期间的事件随即补发。",
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def replay(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """重发"""
    return _act(
        request, key, subscription_id, ReplayForm(sent(request)), actions.replay_subscription, "从某时起重发", "重发",
        "从这一时刻起的事件全部再推送一遍；停用的订阅随之恢复。",
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def drop(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """删除订阅"""
    return _act(
        request, key, subscription_id, Blank(sent(request)), actions.unsubscribe, "删除订阅", "删除",
        "连同推送记录一并删除，不能恢复；只想暂停，请用“停用”。", danger=True, onto=here(key),
    )  # fmt: skip


@setup("POST", to=TO)
def try_out(request: Request, key: str, subscription_id: int) -> HttpResponseBase:
    """试发"""
    with calling():
        told = actions.try_subscription(request.actor, key, subscription_id)
    if told.is_good:
        said(request, f"试发成功，对方答复 {told.status}")
    else:
        messages.error(request, f"试发没有送达：{told.reason}")
    return go(request, _there(key, subscription_id))


def _act(
    request: Request, key: str, subscription_id: int, form: BaseForm, act: Callable[..., Any], title: str, button: str,
    hint: str, *, danger: bool = False, onto: str = "",
) -> HttpResponse:  # fmt: skip
    client = queries.client(request.actor, key)
    queries.subscription(request.actor, key, subscription_id)
    sheet = Sheet(f"{title}：{client.name}", HERE, button, hint=hint, version=client.version, danger=danger)
    return filled(
        request, form, act, key, subscription_id, sheet=sheet, done=f"已{button}",
        onto=lambda _: onto or _there(key, subscription_id),
    )  # fmt: skip


def _there(key: str, subscription_id: int) -> str:
    return reverse("setup_subscription", args=[key, subscription_id])
