"""推送: events leave for those who subscribed, each in the order of the journal, at least once.

A teller takes a subscription by a lease and keeps it while it sends. The mark moves after the answer, and only for whoever
holds the lease: a teller that is killed in between leaves an event to be told once more, never one that was not told. No
transaction is open while a receiver is waited for."""

import random
import secrets as randomness
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connections
from django.db.models import F, Q

from cityhall.exchange import adapters, rules
from cityhall.exchange.models import Delivery, Subscription
from cityhall.exchange.queries.clients import actor_as
from cityhall.exchange.rules import Outcome
from cityhall.exchange.terms import PING, StopCause
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal import following, sealing
from cityhall.kernel.journal.following import Place
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from .hooks import give_up, unlocked

LEASE = timedelta(seconds=60)  # longer than one call may take; renewed with every event
AT_ONCE = 4
TURN = 40.0  # seconds one subscription may take before the next has its turn
STEPS = 50  # events read together

Seen = Callable[[Actor, Collection[str]], Collection[str]]
"""Of these refs those this actor may see: told by the room that knows."""


def tell_subscribers(seen: Seen, at_once: int = AT_ONCE) -> int:
    """Send everything that is due; answers how many events arrived. Several workers may do this together."""
    due = _due()
    if not due:
        return 0
    sealing.seal_settled()  # what was committed a moment ago need not wait for the next seal
    if at_once == 1:
        return sum(_serve(one, seen) for one in due)
    with ThreadPoolExecutor(at_once) as tellers:
        return sum(tellers.map(lambda one: _serve_apart(one, seen), due))


def _due() -> list[int]:
    now, today = clock.now(), clock.today()
    lasting = Q(client__expires_on=None) | Q(client__expires_on__gte=today)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = Subscription.objects.filter(lasting, free, stopped_at=None, client__suspended_at=None, next_at__lte=now)
    return list(rows.filter(client__organ__valid_until=None).order_by("next_at", "pk").values_list("pk", flat=True))


def _serve_apart(subscription_id: int, seen: Seen) -> int:
    try:
        return _serve(subscription_id, seen)
    finally:
        connections.close_all()


def _serve(subscription_id: int, seen: Seen) -> int:
    """One subscription's turn: what waits for it, until something fails or the turn is over."""
    lease = randomness.token_hex(16)
    turn = _Turn(subscription_id, lease, time.monotonic() + TURN)
    if not turn.take():
        return 0
    told = 0
    try:
        while True:
            count, more = _tell_stretch(turn, seen)
            told += count
            if not more:
                return told
    finally:
        turn.give_back()


@dataclass
class _Turn:
    """The lease on one subscription: who holds it may send, and move the mark."""

    subscription_id: int
    lease: str
    until: float

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def take(self) -> bool:
        now = clock.now()
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        rows = Subscription.objects.filter(free, pk=self.subscription_id, stopped_at=None, next_at__lte=now)
        return bool(rows.update(lease=self.lease, lease_until=now + LEASE))

    def note(self, **values: object) -> bool:
        """Write something down, and hold on. False: the lease is another's by now, and nothing was written."""
        rows = Subscription.objects.filter(pk=self.subscription_id, lease=self.lease)
        return bool(rows.update(lease_until=clock.now() + LEASE, **values))

    def give_back(self) -> None:
        rows = Subscription.objects.filter(pk=self.subscription_id, lease=self.lease)
        rows.update(lease="", lease_until=None)

    def held(self) -> Subscription | None:
        rows = Subscription.objects.select_related("client").filter(pk=self.subscription_id, lease=self.lease)
        return rows.first()


def _tell_stretch(turn: _Turn, seen: Seen) -> tuple[int, bool]:
    """The next lines of the journal: how many were told, and whether to go on. What the client may not see is passed by
    without a word."""
    held = turn.held()
    if held is None:
        return 0, False
    before = Place(held.batch, held.line)
    stretch = following.follow(before, held.kinds, STEPS)
    lines = [(place, line) for place, line in stretch.lines if held.since is None or line.at >= held.since]
    open_to_it = set(seen(actor_as(held.client), {line.ref for _, line in lines})) if lines else set()
    told = 0
    for place, line in lines:
        if line.ref not in open_to_it:
            continue
        if turn.is_over or not _tell(turn, held, place, line):
            return told, False
        told += 1
    go_on = stretch.reached != before and turn.note(batch=stretch.reached.batch, line=stretch.reached.line)
    return told, go_on and not turn.is_over


def _tell(turn: _Turn, held: Subscription, place: Place, line: Line) -> bool:
    """One event: sent, written into the log, and the mark moved. False: it did not arrive, or the lease was lost."""
    body = rules.body_of(
        str(line.id), line.event, line.ref, line.at, source=f"{settings.PUBLIC_URL}/api", organ_id=line.organ_id
    )  # fmt: skip
    outcome = _send(held, str(line.id), line.event, line.ref, body, held.failures + 1)
    if outcome.is_good:
        held.failures, held.failing_since = 0, None
        return turn.note(batch=place.batch, line=place.line, told_at=clock.now(), failures=0, failing_since=None)
    _fail(turn, held, outcome)
    return False


def _send(held: Subscription, event_id: str, kind: str, ref: str, body: bytes, attempt: int) -> Outcome:
    secrets = [one for one in (held.secret, held.former_secret) if one]
    now, began = clock.now(), time.monotonic()
    outcome = adapters.post(held.url, body, rules.headers_of(secrets, event_id, now, body))
    Delivery.objects.create(
        subscription=held, event_id=event_id, kind=kind, ref=ref, at=now, attempt=attempt, good=outcome.is_good,
        status=outcome.status, reason=outcome.reason, took=int((time.monotonic() - began) * 1000),
    )  # fmt: skip
    return outcome


def _fail(turn: _Turn, held: Subscription, outcome: Outcome) -> None:
    """Leave it alone for a while; after days of that, or when it says that nobody is there, for good."""
    now, failures = clock.now(), held.failures + 1
    since = held.failing_since or now
    wait = rules.wait_after(failures, random.random(), outcome.again_after)  # noqa: S311 - spreads load, guards nothing
    if not turn.note(failures=F("failures") + 1, failing_since=since, next_at=now + wait):
        return
    if outcome.is_gone:
        give_up(HOUSE, held.pk, StopCause.GONE)
    elif rules.is_hopeless(failures, since, now):
        give_up(HOUSE, held.pk, StopCause.FAILURES)


def try_subscription(actor: Actor, key: str, subscription_id: int) -> Outcome:
    """试发: an event that says nothing is sent at once, so that whoever set it up sees whether it arrives. The mark stays."""
    found = unlocked(actor, key, subscription_id)
    event_id = f"ping-{randomness.token_hex(8)}"
    source = f"{settings.PUBLIC_URL}/api"
    body = rules.body_of(event_id, PING, found.ref, clock.now(), source=source)
    outcome = _send(found, event_id, PING, found.ref, body, 1)
    _note_try(actor, found.ref, found.client.organ_id, outcome.status)
    return outcome


@action
def _note_try(actor: Actor, ref: str, organ_id: int, status: int | None) -> None:
    """试发: that it was tried, and what was answered."""
    record(actor, "subscription.tried", ref, organ_id=organ_id, status=status)


def forget_old_deliveries() -> int:
    """The log is kept for a month."""
    gone, _ = Delivery.objects.filter(at__lt=clock.now() - timedelta(days=rules.LOG_DAYS)).delete()
    return gone
