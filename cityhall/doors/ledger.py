"""改革台账 as portal and setup show it."""

from typing import Any

from django.http import HttpRequest

from cityhall.catalogue import queries
from cityhall.catalogue.terms import ReformKind
from cityhall.doors.http import cursor

ROWS, FEW_ROUNDS = 20, 6


def ledger_page(request: HttpRequest) -> dict[str, Any]:
    """The rounds and the entries, of one kind or all. Five statements."""
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:80]
    kind = kind if kind in list(ReformKind) else ""
    counts = queries.ledger_counts()
    return {
        "page": queries.reforms(kind, text=text, after=cursor(request), limit=ROWS), "kind": kind, "q": text,
        "kinds": [(k, n) for k, n in counts.items() if n], "entries": sum(counts.values()),
        "rounds": [] if kind or text or cursor(request) else queries.rounds(limit=FEW_ROUNDS).rows,
    }  # fmt: skip


def round_page(request: HttpRequest, round_id: int) -> dict[str, Any]:
    """One round: its sums, the effect of all its entries, and these."""
    found, effect = queries.round_of(round_id)
    return {
        "round": found,
        "effect": effect,
        "page": queries.reforms(round_id=round_id, after=cursor(request), limit=ROWS),
    }
