"""Reading messages and papers. An inbox shows only its owner's; papers are seen through the case they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking

from .models import Message, Paper, Scan
from .rules.wording import SEALS
from .terms import Channel, MessageState, PaperKind, Service

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


@dataclass(frozen=True)
class PaperView:
    """`sha256` is empty until the PDF is made (`actions.pdf_of` makes it); `seal` is empty where none is due."""

    number: str
    kind: PaperKind
    title: str
    ref: str
    organ_id: int
    issued_on: date
    issued_by: str
    seal: str
    sha256: str
    printed_at: datetime | None
    stamped_sha256: str
    stamped_at: datetime | None
    stamped_by: str
    served_at: datetime | None
    served_by: str
    service: Service | None
    version: int


def inbox(actor: Actor, after: str = "", limit: int = LIMIT) -> Page[MessageView]:
    """The actor's own messages, newest first."""
    require_signed_in(actor)
    own = Message.objects.filter(account_id=actor.account_id, channel=Channel.IN_APP)
    rows = [
        MessageView(m.pk, m.kind, m.ref, m.subject, m.body, m.created_at, m.read_at)
        for m in keyset(own, ["-id"], after, limit)
    ]
    return page(rows, limit, ["-id"], lambda row: [row.id])


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
    address = masking.phone(m.address) if m.channel == Channel.SMS else _mask_email(m.address)
    return OutboxRow(
        m.pk, Channel(m.channel), address, m.subject, m.body, MessageState(m.state), m.created_at, m.sent_at
    )


def _mask_email(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def papers_of(refs: Iterable[str]) -> list[PaperView]:
    """The papers of these refs, oldest first. The caller has already checked that the reader may see the refs."""
    rows = Paper.objects.filter(ref__in=list(refs)).defer("facts").order_by("id")
    return [_view(row) for row in rows]


def paper(number: str) -> PaperView:
    """One paper. The caller must check that the reader may see its `ref` before showing anything of it."""
    row = Paper.objects.filter(number=number).defer("facts").first()
    if row is None:
        raise NotFoundError("paper.unknown", f"没有找到文书“{number}”，请核对文号")
    return _view(row)


def scans(number: str) -> list[tuple[str, datetime, str]]:
    """Every stamped scan of a paper: content, when, by whom; newest last. Same duty on the caller as `paper`."""
    rows = Scan.objects.filter(paper__number=number).order_by("id")
    return list(rows.values_list("sha256", "at", "by"))


def _view(p: Paper) -> PaperView:
    kind = PaperKind(p.kind)
    return PaperView(
        p.number, kind, p.title, p.ref, p.organ_id, p.issued_on, p.issued_by, SEALS.get(kind, ""), p.sha256,
        p.printed_at, p.stamped_sha256, p.stamped_at, p.stamped_by, p.served_at, p.served_by,
        Service(p.service) if p.service else None, p.version,
    )  # fmt: skip


def to_stamp(refs: Iterable[str], limit: int = 200) -> list[tuple[str, str, datetime]]:
    """Of these refs, the papers that need a seal and have come back with none: (case number, title, since when). The
    caller has already checked that the reader may see the refs."""
    rows = Paper.objects.filter(ref__in=list(refs), kind__in=list(SEALS), stamped_at=None).order_by("id")
    found = rows.values_list("ref", "title", "issued_at")[:limit]
    return [(ref.removeprefix("case:"), title, at) for ref, title, at in found]


def contents_in_use(asked: Sequence[str]) -> set[str]:
    """Those of these contents (SHA-256) that are a paper or the scan of one."""
    made = Paper.objects.filter(sha256__in=asked).values_list("sha256", flat=True)
    scanned = Scan.objects.filter(sha256__in=asked).values_list("sha256", flat=True)
    return set(made) | set(scanned)
