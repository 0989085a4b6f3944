"""发送情况: what left by SMS and e-mail, how far it came, and what waits for the morning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count

from cityhall.kernel.actor import Actor
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.prepared import Prepared
from cityhall.kernel.secrets import masking
from cityhall.messages.models import Message, QuietHours
from cityhall.messages.rules import quiet
from cityhall.messages.rules.citywide import require_citywide
from cityhall.messages.rules.delivery import AGAIN
from cityhall.messages.terms import Can, Channel, MessageState

LIMIT = 30


@dataclass(frozen=True)
class SentRow:
    """One message on its way: the address masked; the words are not shown, they are the applicant's."""

    id: int
    channel: Channel
    kind: str
    ref: str
    address: str
    subject: str
    state: MessageState
    reason: str
    attempts: int
    provider_id: str
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    leaves_at: datetime | None
    may_retry: bool


@dataclass(frozen=True)
class Told:
    """One message about her case as the applicant sees it: by which way, and whether it came."""

    channel: Channel
    subject: str
    address: str
    state: MessageState
    at: datetime


@dataclass(frozen=True)
class Hours:
    starts: time = quiet.STARTS
    ends: time = quiet.ENDS
    urgent: tuple[str, ...] = ()
    saved_at: datetime | None = None
    saved_by: str = ""


def sending(
    actor: Actor, *, state: str = "", channel: str = "", ref: str = "", after: str = "", limit: int = LIMIT
) -> Page[SentRow]:
    """消息发送: newest first; filtered by how far it came, by channel, by what it is about."""
    require_citywide(actor, Can.SEE_SENDING)
    rows = Message.objects.exclude(channel=Channel.IN_APP)
    rows = rows.filter(state=state) if state in list(MessageState) else rows
    rows = rows.filter(channel=channel) if channel in list(Channel) else rows
    rows = rows.filter(ref=ref) if ref else rows
    found = [_row(m) for m in keyset(rows, ["-id"], after, limit)]
    return page(found, limit, ["-id"], lambda row: [row.id])


def _row(m: Message) -> SentRow:
    state = MessageState(m.state)
    return SentRow(
        m.pk, Channel(m.channel), m.kind, m.ref, _masked(m), m.subject, state, m.reason, m.attempts, m.provider_id,
        m.created_at, m.sent_at, m.delivered_at, m.leaves_at, state in AGAIN,
    )  # fmt: skip


def _masked(m: Message) -> str:
    return masking.phone(m.address) if m.channel == Channel.SMS else masking.email(m.address)


def troubles(actor: Actor) -> Mapping[str, int]:
    """How many did not come, by state: what somebody should look at."""
    require_citywide(actor, Can.SEE_SENDING)
    rows = Message.objects.filter(state__in=AGAIN).order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)


def told_about(actor: Actor, ref: str) -> list[Told]:
    """What the actor herself was sent about this by SMS and e-mail, newest first."""
    if actor.account_id is None:
        return []
    own = Message.objects.filter(ref=ref, account_id=actor.account_id).exclude(channel=Channel.IN_APP)
    return [
        Told(Channel(m.channel), m.subject, _masked(m), MessageState(m.state), m.sent_at or m.created_at)
        for m in own.order_by("-id")[:LIMIT]
    ]


def quiet_hours() -> Hours:
    """静默时段 as last set; 21:00–08:00 until somebody sets it."""
    row = QUIET.first()
    return Hours(row.starts, row.ends, tuple(row.urgent), row.saved_at, row.saved_by) if row else Hours()


QUIET = Prepared(lambda: QuietHours.objects.order_by("-id")[:1])


def bodies_due(before: datetime, limit: int | None = None) -> list[str]:
    """The messages from before a moment that still have words or an address, oldest first; none that is still to leave."""
    rows = Message.objects.filter(created_at__lt=before).exclude(body="", address="")
    rows = rows.exclude(state=MessageState.QUEUED)
    return [str(pk) for pk in rows.order_by("id").values_list("pk", flat=True)[:limit]]
