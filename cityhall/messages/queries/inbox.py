"""Reading messages: an inbox shows only its owner's; the outbox is the demo's."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.messages.models import Message
from cityhall.messages.terms import Channel, MessageState

LIMIT = 20


@dataclass(frozen=True)
class MessageView:
    id: int
    kind: str
    ref: str
    subject: str
    body: str
    created_at: datetime
    read_at: datetime | None
    also: tuple[str, ...] = ()  # by which other ways the same was told, where to (masked), and what became of it


@dataclass(frozen=True)
class OutboxRow:
    """One line of the demo's outbox: the address masked, the body as it would have been sent."""

    id: int
    channel: Channel
    address: str
    subject: str
    body: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None


def inbox(actor: Actor, after: str = "", limit: int = LIMIT) -> Page[MessageView]:
    """The actor's own messages, newest first, each with what became of the text message beside it. Two statements."""
    require_signed_in(actor)
    own = Message.objects.filter(account_id=actor.account_id, channel=Channel.IN_APP)
    found = list(keyset(own, ["-id"], after, limit))
    beside: dict[tuple[str, str, datetime], list[str]] = {}
    others = Message.objects.filter(ref__in={m.ref for m in found}, account_id=actor.account_id)
    for m in others.exclude(channel=Channel.IN_APP).order_by("id") if found else ():
        beside.setdefault((m.ref, m.kind, m.created_at), []).append(_also(m))
    rows = [
        MessageView(
            m.pk, m.kind, m.ref, m.subject, m.body, m.created_at, m.read_at,
            tuple(beside.get((m.ref, m.kind, m.created_at), ())),
        )
        for m in found
    ]  # fmt: skip
    return page(rows, limit, ["-id"], lambda row: [row.id])


def _also(m: Message) -> str:
    """短信 139****0001：已发送"""
    where = masking.phone(m.address) if m.channel == Channel.SMS else masking.email(m.address)
    return f"{Channel(m.channel).label} {where}：{MessageState(m.state).label}"


def unread(actor: Actor) -> int:
    """How many of the actor's own messages have not been read."""
    if actor.account_id is None:
        return 0
    return Message.objects.filter(account_id=actor.account_id, channel=Channel.IN_APP, read_at=None).count()


def outbox(after: str = "", limit: int = LIMIT) -> Page[OutboxRow]:
    """What the demo city would have sent by SMS and e-mail, newest first. Absent (404) outside a demo."""
    if not settings.DEMO:
        raise NotFoundError("outbox.absent", "只有演示环境有发件箱；正式环境的短信和邮件请在收件人处查看")
    out = Message.objects.exclude(channel=Channel.IN_APP)
    rows = [_outbox_row(m) for m in keyset(out, ["-id"], after, limit)]
    return page(rows, limit, ["-id"], lambda row: [row.id])


def _outbox_row(m: Message) -> OutboxRow:
    address = masking.phone(m.address) if m.channel == Channel.SMS else masking.email(m.address)
    return OutboxRow(
        m.pk, Channel(m.channel), address, m.subject, m.body, MessageState(m.state), m.created_at, m.sent_at
    )
