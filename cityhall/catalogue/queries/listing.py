"""Lists of what is open: by organ, by name, for the front page; and the row every list shows."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cityhall.catalogue.models import Item
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.deadlines.terms import Limit
from cityhall.kernel.paging import Page, keyset, page

from .standards import once_coded


@dataclass(frozen=True)
class ItemRow:
    """One item in a list of results."""

    id: int
    version_id: str
    name: str
    group: str
    short_code: str
    organ_id: int
    organ_name: str
    procedure: Procedure
    pace: Pace
    promised: Limit | None
    online: bool
    visits: int
    why: str = ""  # where it is not the name that answers


@dataclass(frozen=True)
class OrganCount:
    """How many items an organ has open."""

    id: int
    name: str
    items: int


def popular(limit: int = 8) -> list[ItemRow]:
    """What the city puts on the portal's front."""
    return [_of(item) for item in _open().filter(featured=True).order_by("name", "id")[:limit]]


def coded(code: str, limit: int = 20) -> list[ItemRow]:
    """What is open under this code, of today or from before it joined a standard."""
    rows = _open().filter(Q(item_code=code) | Q(base_code=code) | once_coded(code))
    return [_of(item) for item in rows[:limit]]


def by_organ(organ_id: int, *, after: str = "", limit: int = 50) -> Page[ItemRow]:
    """Everything one organ has open, by name."""
    found = list(keyset(_open().filter(organ_id=organ_id), ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda i: (i.name, i.pk))
    return Page([_of(item) for item in cut.rows], cut.next)


def open_items(
    text: str = "", organ_ids: Collection[int] | None = None, after: str = "", limit: int = 25
) -> Page[ItemRow]:
    """Everything open, by name, or what a name or short code begins or goes on with. One statement."""
    rows = _open() if organ_ids is None else _open().filter(organ_id__in=organ_ids)
    if text := text.strip():
        rows = rows.filter(Q(name__contains=text) | Q(short_code__istartswith=text) | Q(organ__name__contains=text))
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda i: (i.name, i.pk))
    return Page([_of(item) for item in cut.rows], cut.next)


def organs_with_items() -> list[OrganCount]:
    """The organs that have items open, and how many, most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id, o.name, n FROM (SELECT organ_id, count(*) AS n FROM ch_catalogue_item"
            " WHERE published_version_id IS NOT NULL GROUP BY organ_id) c"
            " JOIN ch_organs_organ o ON o.id = c.organ_id ORDER BY n DESC, o.name"
        )
        return [OrganCount(*row) for row in cursor.fetchall()]


def _open() -> QuerySet[Item]:
    return Item.objects.filter(published_version__isnull=False).select_related("organ", "published_version")


def _of(item: Item) -> ItemRow:
    content = item.published_version.content if item.published_version else {}
    return as_row(
        item.pk, item.published_version_id, item.name, item.group, item.short_code, item.organ_id, item.organ.name,
        item.procedure, content,
    )  # fmt: skip


def row_of(row: Sequence[Any]) -> ItemRow:
    pace, *others = row[8:]
    promised, online, visits = (json.loads(value or "null") for value in others)
    head = (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7])
    return as_row(*head, {"pace": pace, "promised": promised, "online": online, "visits": visits})


def as_row(
    item_id: int, version_id: object, name: str, group: str, short_code: str, organ_id: int, organ_name: str,
    procedure: str, content: Mapping[str, Any],
) -> ItemRow:  # fmt: skip
    return ItemRow(
        item_id, str(version_id), name, group, short_code, organ_id, organ_name, Procedure(procedure),
        Pace(content["pace"]), Reader(content).limit("promised", "承诺办结时限"), content["online"], content["visits"],
    )  # fmt: skip
