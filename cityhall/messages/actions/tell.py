"""消息: tell somebody something, by the channels that reach her."""

from collections.abc import Sequence

from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert
from cityhall.messages.adapters import gateways
from cityhall.messages.models import Message
from cityhall.messages.rules import delivery
from cityhall.messages.terms import Channel, MessageState
from cityhall.people import queries as people

EMPTIED = "（内容已到期销毁）"


@step
def send(
    actor: Actor,
    *,
    ref: str,
    kind: str,
    subject: str,
    body: str,
    account_id: int | None = None,
    phone: str = "",
    email: str = "",
    channels: Sequence[Channel] | None = None,
) -> list[int]:
    """发消息: one INSERT for all channels. Without `channels`, by every one that has somewhere to go; asked for one
    that has none, refused. In-app is there at once; the others leave after commit. Answers the messages' ids."""
    now, addresses = clock.now(), {Channel.SMS: phone, Channel.EMAIL: email, Channel.IN_APP: ""}
    rows = [
        Message(
            channel=channel, kind=kind, ref=ref, account_id=account_id, address=addresses[channel],
            subject=subject, body=body, created_at=now,
            state=MessageState.SENT if channel is Channel.IN_APP else MessageState.QUEUED,
            sent_at=now if channel is Channel.IN_APP else None,
        )
        for channel in delivery.channels_for(account_id, phone, email, channels, gateways.available())
    ]  # fmt: skip
    if not rows:
        return []
    ids = [row.pk for row in insert(rows)]
    leaving = [row.pk for row in rows if row.state == MessageState.QUEUED]
    if leaving:
        record(actor, "message.queued", ref, kind=kind, messages=leaving)
    return ids


@step
def tell_staff(actor: Actor, *, ref: str, kind: str, subject: str, body: str, accounts: Sequence[int]) -> None:
    """告知同事: the same in-app message to each of these accounts, in one INSERT."""
    now = clock.now()
    rows = [
        Message(
            channel=Channel.IN_APP, kind=kind, ref=ref, account_id=account, address="", subject=subject[:120], body=body,
            created_at=now, state=MessageState.SENT, sent_at=now,
        )
        for account in accounts
    ]  # fmt: skip
    if rows:
        insert(rows)


def send_code(line: Line) -> None:
    """After commit: text a citizen the code she asked for. One that has run out meanwhile is not sent."""
    if people.code_to_send(HOUSE, _code_id(line)) is not None:
        _text_code(HOUSE, _code_id(line))


@action
def _text_code(actor: Actor, code_id: int) -> None:
    """发送验证码."""
    ref = f"phone_code:{code_id}"
    waiting = people.code_to_send(actor, code_id)
    if waiting is None:
        record(actor, "message.code_expired", ref)
        return
    body = f"您的验证码是 {waiting.code}，{waiting.minutes} 分钟内有效。请勿告诉他人，工作人员不会向您索要验证码。"
    send(actor, ref=ref, kind="code", subject="登录验证码", body=body, phone=waiting.phone, channels=[Channel.SMS])


def _code_id(line: Line) -> int:
    return int(line.ref.removeprefix("phone_code:"))


@step
def empty_bodies(actor: Actor, message_ids: Sequence[int]) -> None:
    """到期销毁: words and addresses go; that something was sent, when and how, stays."""
    rows = Message.objects.filter(pk__in=message_ids)
    rows.update(body="", address="", subject=EMPTIED)
    record(actor, "message.emptied", "house:messages", count=len(message_ids))


@action
def mark_read(actor: Actor, message_id: int) -> str:
    """阅读: the owner has opened a message of her own inbox. Answers what it is about."""
    require_signed_in(actor)
    own = Message.objects.filter(pk=message_id, account_id=actor.account_id, channel=Channel.IN_APP)
    ref = own.values_list("ref", flat=True).first()
    if ref is None:
        raise NotFoundError("message.unknown", "没有找到这条消息，请回到消息列表重新打开")
    own.filter(read_at=None).update(read_at=clock.now())
    record(actor, "message.read", ref, message=message_id)
    return str(ref)


@action
def mark_all_read(actor: Actor) -> int:
    """全部已读: everything in one's own inbox; answers how many there were."""
    require_signed_in(actor)
    own = Message.objects.filter(account_id=actor.account_id, channel=Channel.IN_APP, read_at=None)
    count = own.update(read_at=clock.now())
    record(actor, "message.all_read", f"account:{actor.account_id}", count=count)
    return count
