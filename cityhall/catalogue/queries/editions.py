"""Which edition is in force: by the day, of what is not withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery

from cityhall.catalogue.models import FrontEdition, PolicyEdition
from cityhall.catalogue.terms.policies import EditionState
from cityhall.kernel import clock

E = TypeVar("E", FrontEdition, PolicyEdition)


@dataclass(frozen=True)
class EditionRow:
    """One edition as its editor sees it."""

    number: int
    from_on: date
    published_at: datetime
    published_by: str
    note: str
    state: EditionState
    content: Mapping[str, Any]


def in_force(model: type[E]) -> QuerySet[E]:
    """The editions the public sees today, at most one of each page or policy."""
    rows = model._default_manager.filter(owner_id=OuterRef("owner_id"), dropped_at=None, from_on__lte=clock.today())
    latest = rows.order_by("-from_on", "-number").values("pk")[:1]
    return model._default_manager.filter(owner__withdrawn_on=None, pk=Subquery(latest))


def editions_of(model: type[E], owner_id: int, limit: int = 30) -> list[EditionRow]:
    """The last editions, latest first."""
    rows = list(model._default_manager.filter(owner_id=owner_id).order_by("-number")[:limit])
    today = clock.today()
    live = [r for r in rows if r.dropped_at is None and r.from_on <= today]
    current = max(live, key=lambda r: (r.from_on, r.number), default=None)
    return [
        EditionRow(r.number, r.from_on, r.published_at, r.published_by, r.note, _state(r, current, today), r.content)
        for r in rows
    ]


def _state(row: E, current: E | None, today: date) -> EditionState:
    if row.dropped_at is not None:
        return EditionState.DROPPED
    if row.from_on > today:
        return EditionState.PLANNED
    return EditionState.IN_FORCE if row is current else EditionState.PAST
