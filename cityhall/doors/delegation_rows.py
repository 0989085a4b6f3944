"""委托实施 as portal and setup show it: each entrustment with the names of its items."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import cursor
from cityhall.organs import queries
from cityhall.organs.queries import DelegationRow

ROWS, FEW = 20, 6


def delegations_page(request: HttpRequest) -> dict[str, Any]:
    """Current ones (with those to come), or past ones. Three statements."""
    past = request.GET.get("past") == "1"
    found = queries.delegations(past=past, after=cursor(request), limit=ROWS)
    return {"page": found, "rows": with_names(found.rows), "past": past, "counts": queries.delegation_counts()}


def with_names(
    rows: Iterable[DelegationRow],
) -> list[tuple[DelegationRow, list[tuple[int, str, bool]], list[tuple[int, str, bool]]]]:
    """Each with its first few items and the rest, by name. One statement for all."""
    kept = list(rows)
    names = catalogue.item_names(i for row in kept for i in row.items)
    told = []
    for row in kept:
        listed = catalogue.names_in_order(row.items, names)
        told.append((row, listed[:FEW], listed[FEW:]))
    return told
