"""发送: what is queued leaves by its channel's gateway, not at night; what became of it is noted when it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update_all
from cityhall.messages import queries
from cityhall.messages.adapters import gateways
from cityhall.messages.adapters.gateways import GatewayError, Letter
from cityhall.messages.models import Message, Paper, QuietHours
from cityhall.messages.rules import delivery, quiet
from cityhall.messages.rules.citywide import require_citywide
from cityhall.messages.rules.delivery import AGAIN, WAITING
from cityhall.messages.rules.signing import check_signed
from cityhall.messages.terms import Can, Channel, MessageState

from .papers import pdf_of

BATCH = 500


@dataclass(frozen=True)
class Receipt:
    """回执: what the provider says became of a message."""

    provider_id: str
    delivered: bool
    reason: str = ""


def deliver(line: Line) -> None:
    """After commit: hand what is queued to its gateway; at night it waits for the morning, unless it cannot. What fails
    is noted, then raised, so that the job queue tries again; what was refused for good is not tried again."""
    said = line.values["messages"]
    ids = [int(str(pk)) for pk in said] if isinstance(said, list) else []
    sent, failed, held, trouble = dict[int, str](), dict[int, str](), dict[int, datetime](), None
    hours, now = queries.quiet_hours(), clock.local(clock.now())
    for message in Message.objects.filter(pk__in=ids, state__in=WAITING).order_by("pk"):
        wakes = gateways.wakes(Channel(message.channel))
        if wakes and (later := quiet.leaves_at(now, hours.starts, hours.ends, message.kind, hours.urgent)):
            held[message.pk] = later
            continue
        try:
            sent[message.pk] = gateways.chosen(Channel(message.channel)).deliver(_letter(message))
        except GatewayError as wrong:
            failed[message.pk] = delivery.told(str(wrong))
            trouble = trouble if wrong.final else wrong
    if sent or failed or held:
        with calling():  # each attempt is its own act: the line's key was used by the first
            _settle(HOUSE, line.ref, sent, failed, held)
    if trouble is not None:
        raise trouble


def _letter(m: Message) -> Letter:
    reference = f"{settings.CITY}-{m.pk}"
    return Letter(Channel(m.channel), m.address, m.subject, m.body, reference, _files(m))


def _files(m: Message) -> tuple[tuple[str, bytes], ...]:
    """The paper an e-mail is about, where the city sends them along."""
    if m.channel != Channel.EMAIL or not settings.SMTP_ATTACH:
        return ()
    about = Paper.objects.filter(ref=m.ref, kind=m.kind).order_by("-id").values_list("number", "title").first()
    if about is None:
        return ()
    with store.reading(pdf_of(HOUSE, about[0])) as content:
        return ((f"{about[1]}.pdf", content.read()),)


@action
def _settle(actor: Actor, ref: str, sent: dict[int, str], failed: dict[int, str], held: dict[int, datetime]) -> None:
    """Note what left, what did not and what waits: one UPDATE for each."""
    rows = Message.objects.select_for_update().in_bulk([*sent, *failed, *held])
    changed = [row for row in rows.values() if row.state in WAITING]
    for row in changed:
        if row.pk in held:
            row.leaves_at = held[row.pk]
            continue
        row.attempts, row.leaves_at = row.attempts + 1, None
        row.provider_id, row.reason = sent.get(row.pk, row.provider_id), failed.get(row.pk, "")
        if row.pk in sent:
            row.state, row.sent_at = MessageState.SENT, clock.now()
        else:
            row.state = MessageState.FAILED
    update_all(changed, ["state", "sent_at", "attempts", "leaves_at", "provider_id", "reason"])
    for event, some in (("message.sent", sent), ("message.failed", failed), ("message.held", held)):
        if some:
            record(actor, event, ref, messages=list(some))


def release_held(actor: Actor) -> int:
    """The morning has come: what waited for it is queued again. Run by the clock; answers how many."""
    waits = Message.objects.filter(leaves_at__lte=clock.now(), state__in=WAITING).exists()
    return _release(actor) if waits else 0


@action
def _release(actor: Actor) -> int:
    due = Message.objects.select_for_update(skip_locked=True).filter(leaves_at__lte=clock.now(), state__in=WAITING)
    ids = list(due.order_by("leaves_at", "pk").values_list("pk", flat=True)[:BATCH])
    Message.objects.filter(pk__in=ids).update(leaves_at=None)
    record(actor, "message.queued" if ids else "message.none_held", "messages:morning", messages=ids)
    return len(ids)


@action
def retry_message(actor: Actor, message_id: int) -> None:
    """重发 by hand of a message that did not leave or did not arrive."""
    require_citywide(actor, Can.SEE_SENDING)
    row = Message.objects.select_for_update().filter(pk=message_id).exclude(channel=Channel.IN_APP).first()
    if row is None:
        raise NotFoundError("message.unknown", "没有找到这条消息，请刷新列表")
    if row.state not in AGAIN:
        label = MessageState(row.state).label
        raise WrongStateError("message.not_failed", f"这条消息{label}，不用重发；只有发送失败或未送达的可以重发")
    row.state, row.reason, row.leaves_at = MessageState.QUEUED, "", None
    row.save(update_fields=["state", "reason", "leaves_at"])
    record(actor, "message.queued", row.ref, kind=row.kind, messages=[row.pk])


def check_receipt_call(method: str, path: str, stamp: tuple[str, str, str], body: bytes) -> None:
    """A provider's call is signed with the secret we share, just now (`rules.signing`)."""
    check_signed(settings.SMS_SECRET, method, path, stamp, body, clock.now().timestamp())


@action
def note_receipts(actor: Actor, receipts: Sequence[Receipt]) -> dict[str, object]:
    """回执: only what was sent can arrive, once; the same receipt again changes nothing. Answers how many it changed,
    and the numbers we do not know (yet: a receipt may be quicker than our own note; it should be sent again)."""
    told = {r.provider_id: r for r in receipts if r.provider_id}
    known = Message.objects.select_for_update().filter(provider_id__in=list(told), channel=Channel.SMS)
    rows = list(known.order_by("pk"))
    fresh = [row for row in rows if row.state == MessageState.SENT]
    for row in fresh:
        receipt = told[row.provider_id]
        row.state = MessageState.DELIVERED if receipt.delivered else MessageState.UNDELIVERED
        row.delivered_at = clock.now() if receipt.delivered else None
        row.reason = "" if receipt.delivered else delivery.told(receipt.reason) or "服务商未说明原因"
    Message.objects.bulk_update(fresh, ["state", "delivered_at", "reason"])
    arrived = [row.pk for row in fresh if row.state == MessageState.DELIVERED]
    lost = [row.pk for row in fresh if row.state == MessageState.UNDELIVERED]
    record(actor, "message.receipts", "messages:receipts", delivered=arrived, undelivered=lost)
    return {"noted": len(fresh), "unknown": sorted(set(told) - {row.provider_id for row in rows})}


@action
def set_quiet_hours(actor: Actor, starts: time, ends: time, urgent: Sequence[str] = ()) -> None:
    """静默时段: from when to when nothing is sent, and which kinds do not wait."""
    require_citywide(actor, Can.SEE_SENDING)
    quiet.check_hours(starts, ends)
    kinds = sorted(set(urgent))
    QuietHours(starts=starts, ends=ends, urgent=kinds, saved_at=clock.now(), saved_by=actor.name).save(
        force_insert=True
    )
    hours = f"{starts:%H:%M}–{ends:%H:%M}"
    record(actor, "message.quiet_set", "messages:quiet", hours=hours, urgent=kinds)
