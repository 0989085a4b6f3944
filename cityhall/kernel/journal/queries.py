"""Reading the journal: the lines of a thing, in the order they happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.prepared import LATER, MOMENT, NUMBER, TEXTS, Prepared

from .models import Entry
from .terms import Can


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


def latest_events(refs: Iterable[str], events: Iterable[str], limit: int, before: int | None = None) -> list[Line]:
    """The last lines of these refs that tell of such events, newest first, before one of them. The same duty."""
    rows = Entry.objects.filter(ref__in=list(refs), event__in=list(events))
    rows = rows if before is None else rows.filter(id__lt=before)
    return [as_line(row) for row in rows.order_by("-id")[:limit]]


def line(entry_id: int, at: datetime | None = None) -> Line:
    """One line; with its moment only the month it was written in is looked into."""
    row = Entry.objects.get(id=entry_id) if at is None else ONE.first(entry_id, at)
    if row is None:
        raise Entry.DoesNotExist(f"no line {entry_id} of {at}")
    return as_line(row)


def as_line(row: Entry) -> Line:
    return Line(row.id, row.at, row.event, row.ref, row.actor, row.account_id, row.organ_id, row.values)


def audit(
    actor: Actor, *, who: str = "", event: str = "", ref: str = "", organ_id: int | None = None,
    first: date | None = None, last: date | None = None, after: str = "", limit: int = 50,
) -> Page[Line]:  # fmt: skip
    """Every line, newest first, for the auditor: by whom, what (the event or how it begins), of which thing and organ,
    from one day to another. One statement."""
    require(actor, Can.READ_JOURNAL)
    rows = Entry.objects.all()
    if who:
        rows = rows.filter(actor=who)
    if event:
        rows = rows.filter(event__startswith=event)
    if ref:
        rows = rows.filter(ref=ref)
    if organ_id is not None:
        rows = rows.filter(organ_id=organ_id)
    if first is not None:
        rows = rows.filter(at__gte=datetime.combine(first, time(), clock.ZONE))
    if last is not None:
        rows = rows.filter(at__lt=datetime.combine(last + timedelta(days=1), time(), clock.ZONE))
    found = [as_line(row) for row in keyset(rows, ["-id"], after, limit)]
    return page(found, limit, (), lambda line: (line.id,), after)


def audit_rows(
    actor: Actor, *, who: str = "", event: str = "", ref: str = "", organ_id: int | None = None,
    first: date | None = None, last: date | None = None,
) -> Iterator[Line]:  # fmt: skip
    """The same for a file, as it is read, at most `MOST_ROWS`. A statement a thousand lines."""
    require(actor, Can.EXPORT_JOURNAL)
    after, left = "", MOST_ROWS
    while left > 0:
        cut = audit(
            actor, who=who, event=event, ref=ref, organ_id=organ_id, first=first, last=last, after=after,
            limit=min(BATCH, left),
        )  # fmt: skip
        yield from cut.rows
        after, left = cut.next, left - len(cut.rows)
        if not after:
            return


BATCH, MOST_ROWS = 1_000, 100_000
