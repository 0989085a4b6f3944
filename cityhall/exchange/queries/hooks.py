"""Subscriptions as the administrators of their client see them: where they stand, and every try of the last month."""

from dataclasses import dataclass
from datetime import datetime

from cityhall.exchange.models import Client, Delivery, Subscription
from cityhall.exchange.terms import Can, StopCause
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page


@dataclass(frozen=True)
class SubscriptionRow:
    """`failures` counts those since something last arrived; `two_secrets`: events are signed with both."""

    id: int
    url: str
    kinds: tuple[str, ...]
    made_at: datetime
    secret_at: datetime
    two_secrets: bool
    told_at: datetime | None
    failures: int
    failing_since: datetime | None
    next_at: datetime
    stopped_at: datetime | None
    cause: StopCause | None

    @property
    def ref(self) -> str:
        return f"subscription:{self.id}"


@dataclass(frozen=True)
class DeliveryRow:
    id: int
    event_id: str
    kind: str
    ref: str
    at: datetime
    attempt: int
    good: bool
    status: int | None
    reason: str
    took_ms: int


def subscriptions(actor: Actor, key: str) -> tuple[SubscriptionRow, ...]:
    """What this client is told of, oldest first. Two statements. Raises NotFoundError."""
    client = _client(actor, key)
    rows = Subscription.objects.filter(client=client).defer("secret").order_by("id")
    return tuple(_row(one) for one in rows)


def subscription(actor: Actor, key: str, subscription_id: int) -> SubscriptionRow:
    """One of them. Two statements. Raises NotFoundError."""
    found = Subscription.objects.filter(client=_client(actor, key), pk=subscription_id).defer("secret").first()
    if found is None:
        raise NotFoundError("exchange.unknown_subscription", "没有找到这个订阅，它可能已被删除，请刷新页面")
    return _row(found)


def deliveries(
    actor: Actor, key: str, subscription_id: int, after: str = "", limit: int = 50, *, failed: bool = False
) -> Page[DeliveryRow]:  # fmt: skip
    """推送记录, newest first; with `failed` only what did not arrive. Two statements."""
    rows = Delivery.objects.filter(subscription__client=_client(actor, key), subscription=subscription_id)
    if failed:
        rows = rows.filter(good=False)
    found = list(keyset(rows, ["-id"], after, limit))
    cut = page(found, limit, (), lambda d: (d.pk,), after)
    return Page([_delivery(d) for d in cut.rows], cut.next, cut.prev)


def _client(actor: Actor, key: str) -> Client:
    require(actor, Can.MANAGE_CLIENTS)
    reach = actor.reach(Can.MANAGE_CLIENTS)
    rows = Client.objects.filter(key=key)
    found = (rows if reach is None else rows.filter(organ_id__in=reach)).first()
    if found is None:
        raise NotFoundError("exchange.unknown_client", "没有找到这个对接系统，或不归您管理")
    return found


def _row(one: Subscription) -> SubscriptionRow:
    return SubscriptionRow(
        one.pk, one.url, tuple(one.kinds), one.made_at, one.secret_at, bool(one.former_secret), one.told_at, one.failures,
        one.failing_since, one.next_at, one.stopped_at, StopCause(one.cause) if one.cause else None,
    )  # fmt: skip


def _delivery(one: Delivery) -> DeliveryRow:
    return DeliveryRow(
        one.pk, one.event_id, one.kind, one.ref, one.at, one.attempt, one.good, one.status, one.reason, one.took
    )  # fmt: skip
