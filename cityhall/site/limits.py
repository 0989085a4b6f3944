"""How many requests there were this minute, counted across processes without a statement for each.

Each process counts what comes and tells the database only every tenth part of a limit, in one statement that answers what all
processes together have counted. So a visitor costs nothing, a flood costs ten statements a minute, and four processes may
together let through four tenths more than the limit before they notice."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityhall.kernel import clock
from cityhall.kernel.accounts import tally

SPAN = timedelta(minutes=1)
PARTS = 10
MOST_KEPT = 50_000

SIGNED = "/api/messages/receipts"  # a provider reports thousands at once from one address, each signed
KINDS = (  # the first that fits; what begins with a method is for that method alone
    ("sign_in", ("POST /sign-in/", "POST /api/session", "POST /demo/", "POST /password/")),
    ("progress", ("/progress/", "/proof/", "/stuck/", "/api/progress", "/api/grievance-progress", "/api/licences")),
    ("search", ("/search/", "/policies/match/", "/api/items", "/api/questions", "/api/codes", "/api/policies/match")),
    ("api", ("/api/",)),
)


@dataclass
class _Here:
    """What this process has counted and not told yet."""

    until: datetime
    count: int = 0
    closed: bool = False


_here: dict[tuple[str, str], _Here] = {}
_lock = threading.Lock()


def kind_of(path: str, method: str) -> str:
    """Which limit an address falls under; `page` when none of its own."""
    told = f"{method} {path}"
    for kind, beginnings in KINDS:
        if any((told if " " in b else path).startswith(b) for b in beginnings):
            return kind
    return "page"


def hit(kind: str, most: int, what: str) -> datetime | None:
    """One more. None while it is within the limit; else when it may be tried again."""
    part, now = max(1, most // PARTS), clock.now()
    with _lock:
        here = _mine((kind, what), now)
        if here.closed:
            return here.until
        here.count += 1
        if here.count < part:
            return None
        told, here.count = here.count, 0
    counted, until = tally.add(tally.Limit(f"requests_{kind}", most, SPAN), what, told)
    with _lock:
        here.until, here.closed = until, counted > most
    return until if here.closed else None


def forget() -> None:
    """Start again at nothing, in this process."""
    with _lock:
        _here.clear()


def _mine(key: tuple[str, str], now: datetime) -> _Here:
    found = _here.get(key)
    if found is None or found.until <= now:
        if len(_here) >= MOST_KEPT:
            _make_room(now)
        found = _here[key] = _Here(now + SPAN)
    return found


def _make_room(now: datetime) -> None:
    """Of very many addresses the ended minutes go first; then the open ones, for a closed one must stay closed."""
    for key in [k for k, h in _here.items() if h.until <= now] or [k for k, h in _here.items() if not h.closed]:
        del _here[key]
