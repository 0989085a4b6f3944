"""One's own sessions that go on."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cityhall.kernel import clock
from cityhall.kernel.accounts.models import Account, SignedIn
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.secrets.keys import blind

BEGAN, SEEN = "began", "seen"
MOST = 50


@dataclass(frozen=True)
class SessionRow:
    """`id` names the session without being its key: who reads a page comes no further by it."""

    id: str
    device: str
    network: str
    since: datetime
    seen: datetime
    here: bool


def id_of(key: str) -> str:
    return blind("session", key)[:24]


def sessions(actor: Actor, here: str, idle_minutes: int) -> list[SessionRow]:
    """Where one is signed in, latest seen first; `here` is the key of the session that asks. Two statements."""
    require_signed_in(actor)
    ended = Account.objects.filter(pk=actor.account_id or 0).values_list("sessions_ended_at", flat=True).first()
    now = clock.now()
    rows = SignedIn.objects.filter(account_id=actor.account_id, expire_date__gt=now).order_by("-expire_date")[:MOST]
    found = [row for one in rows if (row := _row(one, here)) is not None]
    running = [
        row for row in found
        if (ended is None or row.since >= ended) and (now - row.seen).total_seconds() <= idle_minutes * 60
    ]  # fmt: skip
    return sorted(running, key=lambda row: (row.here, row.seen), reverse=True)


def _row(one: SignedIn, here: str) -> SessionRow | None:
    told = one.get_decoded()
    if not isinstance(told.get(BEGAN), float) or not isinstance(told.get(SEEN), float):
        return None
    since, seen = (datetime.fromtimestamp(told[name], UTC) for name in (BEGAN, SEEN))
    return SessionRow(id_of(one.session_key), one.device, one.network, since, seen, one.session_key == here)
