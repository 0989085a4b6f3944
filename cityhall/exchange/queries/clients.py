"""Clients as their administrators see them, and as the door asks who they are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cityhall.exchange import rules
from cityhall.exchange.models import Client, Secret, Token, Usage
from cityhall.exchange.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotAllowedError, NotFoundError, NotSignedInError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.organs import queries as organs


@dataclass(frozen=True)
class ClientRow:
    key: str
    name: str
    organ: str
    scopes: tuple[str, ...]
    suspended: bool
    expired: bool
    last_used_at: datetime | None
    calls_today: int
    refused_today: int


@dataclass(frozen=True)
class SecretRow:
    id: int
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class ClientView:
    key: str
    name: str
    organ_id: int
    organ: str
    role_key: str
    contact: str
    phone: str  # masked
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    per_minute: int
    per_day: int
    expires_on: date | None
    suspended_at: datetime | None
    last_used_at: datetime | None
    calls_today: int
    refused_today: int
    version: int
    secrets: tuple[SecretRow, ...]

    @property
    def ref(self) -> str:
        return f"client:{self.key}"


@dataclass(frozen=True)
class Admitted:
    """A program at the door: who acts, and what counts for it."""

    client_id: int
    key: str
    actor: Actor
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    per_minute: int
    per_day: int


def clients(actor: Actor, after: str = "", limit: int = 50) -> Page[ClientRow]:
    """The clients the actor manages, by name. One statement."""
    require(actor, Can.MANAGE_CLIENTS)
    today = clock.today()
    of_today = Usage.objects.filter(client=OuterRef("pk"), day=today)
    last = Usage.objects.filter(client=OuterRef("pk")).order_by("-day").values("last_at")[:1]
    rows = _managed(actor).annotate(
        organ_name=F("organ__name"), last=Subquery(last),
        calls=Coalesce(Subquery(of_today.values("calls")), 0), refused=Coalesce(Subquery(of_today.values("refused")), 0),
    )  # fmt: skip
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.name, c.pk))
    return Page([_row(c, today) for c in cut.rows], cut.next)


def _row(row: Client, today: date) -> ClientRow:
    more = vars(row)
    return ClientRow(
        row.key, row.name, more["organ_name"], tuple(row.scopes), row.suspended_at is not None, _expired(row, today),
        more["last"], more["calls"], more["refused"],
    )  # fmt: skip


def _managed(actor: Actor) -> QuerySet[Client]:
    reach = actor.reach(Can.MANAGE_CLIENTS)
    return Client.objects.all() if reach is None else Client.objects.filter(organ_id__in=reach)


def _expired(row: Client, today: date) -> bool:
    return row.expires_on is not None and row.expires_on < today


def client(actor: Actor, key: str) -> ClientView:
    """One client with its secrets' dates (never the secrets). Three statements. Raises NotFoundError."""
    require(actor, Can.MANAGE_CLIENTS)
    row = _managed(actor).select_related("organ").filter(key=key).first()
    if row is None:
        raise NotFoundError("exchange.unknown_client", "没有找到这个对接系统，或不归您管理")
    used = Usage.objects.filter(client=row).order_by("-day").first()
    calls, refused = (used.calls, used.refused) if used and used.day == clock.today() else (0, 0)
    secrets = Secret.objects.filter(client=row).order_by("-id")[:10]
    return ClientView(
        row.key, row.name, row.organ_id, row.organ.name, row.role_key, row.contact, masking.phone(row.phone),
        tuple(row.scopes), tuple(row.networks), row.per_minute, row.per_day, row.expires_on, row.suspended_at,
        used.last_at if used else None, calls, refused, row.version,
        tuple(SecretRow(s.pk, s.made_at, s.ended_at) for s in secrets),
    )  # fmt: skip


def admitted(token: str, address: str) -> Admitted:
    """The client behind a token, with what it may do today. Two statements. Raises NotSignedInError for a token that is
    none (any more), NotAllowedError from a network that was not named."""
    live = Q(client__suspended_at=None, secret__ended_at=None, ends_at__gt=clock.now(), client__organ__valid_until=None)
    row = Token.objects.select_related("client").filter(live, digest=rules.digest(token)).first()
    if row is None or _expired(row.client, clock.today()):
        raise NotSignedInError("exchange.token", "令牌无效或已过期，请用系统标识和密钥重新换取（POST /api/token）")
    if not rules.comes_from(address, row.client.networks):
        raise NotAllowedError("exchange.source", "请求来自未登记的网段，请联系主管单位管理员登记来源网段")
    return admitted_as(row.client)


def admitted_as(row: Client) -> Admitted:
    """A client as it stands: its role, narrowed by its scopes, in its own organ."""
    return Admitted(
        row.pk, row.key, actor_as(row), tuple(row.scopes), tuple(row.networks), row.per_minute, row.per_day
    )  # fmt: skip


def actor_as(row: Client) -> Actor:
    """Who acts when a program does: its organ's, never a citizen's. Names the program in every line of the journal."""
    role = organs.role_of_service(row.role_key)
    permissions = rules.narrowed(role.permissions if role else (), row.scopes)
    here = frozenset({row.organ_id})
    desks = (
        {(row.organ_id, role.desk)} if role and role.desk and {"cases:act", "cases:decide"} & set(row.scopes) else set()
    )
    return Actor(
        f"{row.name}（对接系统）", account_id=row.account_id, organ_id=row.organ_id,
        grants=dict.fromkeys(permissions, here), desks=frozenset(desks),
    )  # fmt: skip
