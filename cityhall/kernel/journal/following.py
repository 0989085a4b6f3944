"""跟随: reading the journal on from a place, in an order that never changes.

Ids commit out of order, and transactions count from the start again in another cluster, so neither can be a reader's mark.
The sealed batches can: they are numbered without gaps, each keeps its lines in their order, and a line is in one of them
once and for all. What is not sealed yet comes later, never earlier."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from .models import Batch, Entry
from .queries import Line, as_line

AT_ONCE = 20  # batches looked into together
LINES = 4000  # and lines, at the least those of one batch


@dataclass(frozen=True, order=True)
class Place:
    """Up to where somebody has read: so many lines of this batch, and all before it."""

    batch: int = 0
    line: int = 0


@dataclass(frozen=True)
class Stretch:
    """The lines that were asked for, each with the place after it; and the place after everything that was looked at."""

    lines: tuple[tuple[Place, Line], ...]
    reached: Place


def end() -> Place:
    """After the last line that is sealed."""
    last = Batch.objects.order_by("-number").values_list("number", "ids").first()
    return Place(last[0], len(last[1])) if last else Place()


def place_at(moment: datetime) -> Place:
    """Before the first batch that holds a line of this moment or later; the end where there is none."""
    first = Batch.objects.filter(last_at__gte=moment).aggregate(first=Min("number"))["first"]
    return end() if first is None else Place(first, 0)


def follow(after: Place, events: Collection[str], limit: int = 50) -> Stretch:
    """The next lines of these events after a place. Two statements; without any lines the place may still have moved."""
    batches = _batches(after)
    if not batches:
        return Stretch((), after)
    wanted = {
        i: Place(b.number, n) for b in batches for n, i in enumerate(b.ids, start=1) if Place(b.number, n) > after
    }
    rows = Entry.objects.filter(
        id__in=list(wanted), event__in=list(events), at__gte=min(b.first_at for b in batches),
        at__lte=max(b.last_at for b in batches),
    )  # fmt: skip
    found = sorted(((wanted[row.id], as_line(row)) for row in rows), key=lambda pair: pair[0])
    kept = tuple(found[:limit])
    last = batches[-1]
    return Stretch(kept, kept[-1][0] if len(found) > limit else Place(last.number, len(last.ids)))


def _batches(after: Place) -> list[Batch]:
    """The batches from a place on, as many as are read together."""
    near = Batch.objects.filter(number__gte=after.batch).only("number", "ids", "first_at", "last_at")
    kept: list[Batch] = []
    lines = 0
    for batch in near.order_by("number")[:AT_ONCE]:
        if batch.number == after.batch and after.line >= len(batch.ids):
            continue
        if kept and lines + len(batch.ids) > LINES:
            break
        kept.append(batch)
        lines += len(batch.ids)
    return kept
