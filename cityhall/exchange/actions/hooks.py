"""事件订阅: what a client is told, where; its signing secrets; stopping, going on, telling again."""

import base64
import secrets as randomness
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from cityhall.exchange import adapters, rules
from cityhall.exchange.models import Client, Delivery, Subscription
from cityhall.exchange.terms import Can, StopCause
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal import following
from cityhall.kernel.journal.record import record

from .clients import locked

MOST = 10  # subscriptions of one client


def fresh_signing_secret() -> str:
    """As Standard Webhooks writes them. Made by whoever shows it, like a client's."""
    return f"whsec_{base64.b64encode(randomness.token_bytes(32)).decode()}"


@action
def subscribe(actor: Actor, key: str, secret: str, *, url: str, kinds: Sequence[str]) -> int:
    """订阅事件: from now on this client is told of these events at this address. Answers the subscription's id."""
    adapters.check_url(url)
    rules.check_signing_secret(secret)
    kept = rules.check_kinds(kinds)
    client = locked(actor, key)
    if Subscription.objects.filter(client=client).count() >= MOST:
        raise WrongStateError("exchange.many_subscriptions", "一个系统最多十个订阅，请先删除不再使用的")
    now, here = clock.now(), following.end()
    made = Subscription(
        client=client, url=url, kinds=kept, secret=secret, secret_at=now, batch=here.batch, line=here.line, since=now,
        made_at=now, next_at=now,
    )  # fmt: skip
    made.save(force_insert=True)
    _next_version(client)
    record(actor, "subscription.made", made.ref, organ_id=client.organ_id, client=key, host=_host(url), kinds=kept)
    return made.pk


@action
def edit_subscription(actor: Actor, key: str, subscription_id: int, *, url: str, kinds: Sequence[str]) -> None:
    """修改订阅: holds with the next event; where it stands in the journal does not change."""
    adapters.check_url(url)
    kept = rules.check_kinds(kinds)
    client, found = _locked(actor, key, subscription_id)
    found.url, found.kinds = url, kept
    found.save(update_fields=["url", "kinds"])
    _next_version(client)
    record(actor, "subscription.edited", found.ref, organ_id=client.organ_id, host=_host(url), kinds=kept)


@action
def rotate_signing(actor: Actor, key: str, subscription_id: int, secret: str) -> None:
    """轮换签名密钥: events are signed with both until the former one is ended."""
    rules.check_signing_secret(secret)
    client, found = _locked(actor, key, subscription_id)
    if found.former_secret:
        raise WrongStateError("exchange.two_signing", "已有两个签名密钥在用，请先作废上一个，再生成新的")
    found.former_secret, found.secret, found.secret_at = found.secret, secret, clock.now()
    found.save(update_fields=["former_secret", "secret", "secret_at"])
    _next_version(client)
    record(actor, "subscription.secret_made", found.ref, organ_id=client.organ_id)


@action
def end_former_signing(actor: Actor, key: str, subscription_id: int) -> None:
    """作废上一个签名密钥: when the receiver knows the new one."""
    client, found = _locked(actor, key, subscription_id)
    if not found.former_secret:
        raise WrongStateError("exchange.one_signing", "只有一个签名密钥在用，没有可以作废的，请刷新页面")
    found.former_secret = ""
    found.save(update_fields=["former_secret"])
    _next_version(client)
    record(actor, "subscription.secret_ended", found.ref, organ_id=client.organ_id)


@action
def stop_subscription(actor: Actor, key: str, subscription_id: int) -> None:
    """停用订阅: nothing is sent, the place in the journal is kept."""
    client, found = _locked(actor, key, subscription_id)
    if found.stopped_at is not None:
        raise WrongStateError("exchange.subscription_stopped", "该订阅已经停用，请刷新页面")
    _stop(found, StopCause.PERSON)
    _next_version(client)
    record(actor, "subscription.stopped", found.ref, organ_id=client.organ_id, client=key, cause=StopCause.PERSON)


@action
def resume_subscription(actor: Actor, key: str, subscription_id: int) -> None:
    """恢复订阅: goes on where it stopped; nothing that happened meanwhile is left out."""
    client, found = _locked(actor, key, subscription_id)
    if found.stopped_at is None:
        raise WrongStateError("exchange.subscription_running", "该订阅没有停用，请刷新页面")
    _go_on(found, "stopped_at", "cause")
    _next_version(client)
    record(actor, "subscription.resumed", found.ref, organ_id=client.organ_id, client=key)


@action
def replay_subscription(actor: Actor, key: str, subscription_id: int, since: datetime) -> None:
    """从某时重发: everything from that moment on is told again, under the same event numbers; a moment that is now skips
    what waits. A stopped one goes on with it."""
    client, found = _locked(actor, key, subscription_id)
    if since > clock.now():
        raise InvalidInputError("exchange.replay_ahead", "重发的起点不能晚于现在，请选择过去的时间", field="since")
    was_stopped, place = found.stopped_at is not None, following.place_at(since)
    found.batch, found.line, found.since = place.batch, place.line, since
    _go_on(found, "stopped_at", "cause", "batch", "line", "since")
    _next_version(client)
    values = {"client": key, "since": since.isoformat()}
    record(actor, "subscription.replayed", found.ref, organ_id=client.organ_id, **values)
    if was_stopped:
        record(actor, "subscription.resumed", found.ref, organ_id=client.organ_id, client=key)


@action
def unsubscribe(actor: Actor, key: str, subscription_id: int) -> None:
    """删除订阅: with its log; that it was there stays in the journal."""
    client, found = _locked(actor, key, subscription_id)
    ref = found.ref
    Delivery.objects.filter(subscription=found).delete()
    found.delete()
    _next_version(client)
    record(actor, "subscription.ended", ref, organ_id=client.organ_id, client=key)


@action
def give_up(actor: Actor, subscription_id: int, cause: StopCause) -> bool:
    """自动停用, by the house: the receiver has failed for days, or said that it is gone. Whoever keeps the client is told."""
    found = Subscription.objects.select_for_update().select_related("client").get(pk=subscription_id)
    client = found.client
    new = found.stopped_at is None
    if new:
        _stop(found, cause)
    record(
        actor, "subscription.gave_up" if new else "subscription.stopped_already", found.ref, organ_id=client.organ_id,
        client=client.key, name=client.name, cause=cause, failures=found.failures,
    )  # fmt: skip
    return new


def _stop(found: Subscription, cause: StopCause) -> None:
    found.stopped_at, found.cause, found.lease, found.lease_until = clock.now(), cause, "", None
    found.save(update_fields=["stopped_at", "cause", "lease", "lease_until"])


def _go_on(found: Subscription, *fields: str) -> None:
    """Forget the failures and send at once. Whoever is sending at this moment loses the lease, and with it the mark."""
    found.stopped_at, found.cause, found.failures, found.failing_since = None, "", 0, None
    found.next_at, found.lease, found.lease_until = clock.now(), "", None
    found.save(update_fields=[*fields, "failures", "failing_since", "next_at", "lease", "lease_until"])


def _locked(actor: Actor, key: str, subscription_id: int) -> tuple[Client, Subscription]:
    """The client first, then its subscription. Raises as `locked`, or NotFoundError."""
    client = locked(actor, key)
    found = Subscription.objects.select_for_update().filter(client=client, pk=subscription_id).first()
    if found is None:
        raise NotFoundError("exchange.unknown_subscription", "没有找到这个订阅，它可能已被删除，请刷新页面")
    return client, found


def unlocked(actor: Actor, key: str, subscription_id: int) -> Subscription:
    """One subscription, for whoever manages its client, to be used and not changed."""
    found = Subscription.objects.select_related("client").filter(client__key=key, pk=subscription_id).first()
    if found is None:
        raise NotFoundError("exchange.unknown_subscription", "没有找到这个订阅，它可能已被删除，请刷新页面")
    require(actor, Can.MANAGE_CLIENTS, found.client.organ_id)
    return found


def _next_version(client: Client) -> None:
    client.version += 1
    client.save(update_fields=["version"])


def _host(url: str) -> str:
    """Where, without what may be secret in an address."""
    return urlsplit(url).hostname or ""
