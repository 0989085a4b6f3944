"""Reading the journal: the lines of a thing, in the order they happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityhall.kernel import clock
from cityhall.kernel.prepared import LATER, MOMENT, NUMBER, TEXTS, Prepared

from .models import Entry


@dataclass(frozen=True)
class Line:
    """One journal line as others see it: values only."""

    id: int
    at: datetime
    event: str
    ref: str
    actor: str
    account_id: int | None
    organ_id: int | None
    values: dict[str, object]


def lines_of(refs: Iterable[str], limit: int | None = None) -> list[Line]:
    """All lines of these refs, oldest first (or the first so many). The caller must already have checked that the reader
    may see them."""
    rows = Entry.objects.filter(ref__in=list(refs)).order_by("id")[:limit]
    return [as_line(row) for row in rows]


def lines_since(refs: Iterable[str], since: datetime) -> list[Line]:
    """The same, all of them, for things that did not exist before a moment: only the months since are looked into."""
    return [as_line(row) for row in SINCE.rows(list(refs), since, clock.now() + AHEAD)]


AHEAD = timedelta(days=1)  # the clocks of several machines
SINCE = Prepared(
    lambda refs, since, until: Entry.objects.filter(ref__any=refs, at__gte=since, at__lt=until).order_by("id"),
    TEXTS, MOMENT, LATER,
)  # fmt: skip
ONE = Prepared(lambda entry_id, at: Entry.objects.filter(id=entry_id, at=at), NUMBER, MOMENT)


def latest_of(refs: Iterable[str], limit: int = 30) -> list[Line]:
    """The last lines of these refs, newest first. The same duty on the caller."""
    rows = Entry.objects.filter(ref__in=list(refs)).order_by("-id")[:limit]
    return [as_line(row) for row in rows]


def line(entry_id: int, at: datetime | None = None) -> Line:
    """One line; with its moment only the month it was written in is looked into."""
    row = Entry.objects.get(id=entry_id) if at is None else ONE.first(entry_id, at)
    if row is None:
        raise Entry.DoesNotExist(f"no line {entry_id} of {at}")
    return as_line(row)


def as_line(row: Entry) -> Line:
    return Line(row.id, row.at, row.event, row.ref, row.actor, row.account_id, row.organ_id, row.values)
