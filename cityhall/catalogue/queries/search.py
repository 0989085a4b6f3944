"""Finding items as people ask: by words, pairs of characters, pinyin, short code. Only what is published is found."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cityhall.catalogue.models import Item
from cityhall.catalogue.rules import words
from cityhall.catalogue.rules.reading import Reader
from cityhall.catalogue.rules.recoding import is_code
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.deadlines.terms import Limit
from cityhall.kernel.paging import Page, keyset, page

from .standards import once_coded

MOST_RANKED = 1500
LEAST_LETTERS = 2
MOST_ASKED_OR = 6


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


@dataclass(frozen=True)
class OrganCount:
    """How many items an organ has open."""

    id: int
    name: str
    items: int


SHOWN = """
SELECT i.id, i.published_version_id, i.name, i."group", i.short_code, i.organ_id, o.name, i.procedure,
       v.content->>'pace', v.content->'promised', v.content->'online', v.content->'visits'
  FROM found f
  JOIN ch_catalogue_item i ON i.id = f.id
  JOIN ch_catalogue_itemversion v ON v.id = i.published_version_id
  JOIN ch_organs_organ o ON o.id = i.organ_id
 ORDER BY f.place
"""
OPEN = """
   i.published_version_id IS NOT NULL
   AND (%(organs)s::bigint[] IS NULL OR i.organ_id = ANY(%(organs)s))
   AND (%(procedure)s = '' OR i.procedure = %(procedure)s)
"""
BY_VECTOR = f"""
WITH hits AS (
  SELECT i.id, i.name, i.{{column}} AS vector FROM ch_catalogue_item i
   WHERE ({{wanted}}) AND {OPEN} LIMIT {MOST_RANKED}),
found AS (
  SELECT id, row_number() OVER (ORDER BY name = %(text)s DESC, strpos(lower(name), %(text)s) > 0 DESC,
         ts_rank(vector, %(rank)s::tsquery, 1) DESC, length(name), id) AS place
    FROM hits ORDER BY place LIMIT %(limit)s)
{SHOWN}
"""  # noqa: S608 - constants only
BY_LETTERS = f"""
WITH hits AS (
  (SELECT i.id, i.name, i.initials, i.short_code FROM ch_catalogue_item i
    WHERE i.short_code LIKE %(text)s || '%%' AND i.short_code <> '' AND {OPEN} LIMIT %(limit)s)
  UNION
  (SELECT i.id, i.name, i.initials, i.short_code FROM ch_catalogue_item i
    WHERE %(query)s <> '' AND i.pairs @@ %(query)s::tsquery AND {OPEN} LIMIT {MOST_RANKED})),
found AS (
  SELECT id, row_number() OVER (ORDER BY short_code = %(text)s DESC, starts_with(short_code, %(text)s) DESC,
         initials = %(text)s DESC, starts_with(initials, %(text)s) DESC, length(name), id) AS place
    FROM hits ORDER BY place LIMIT %(limit)s)
{SHOWN}
"""  # noqa: S608 - constants only


def search(text: str, *, organ_id: int | None = None, procedure: str = "", limit: int = 20) -> list[ItemRow]:
    """The best items for a question: all its words; else its characters but for one mistyped; else any word. A code,
    of today or of before, finds its item."""
    if is_code(text) and (coded := _open().filter(Q(item_code=text) | Q(base_code=text) | once_coded(text))[:limit]):
        return [_of(item) for item in coded]
    return _search(text, None if organ_id is None else [organ_id], procedure, limit)


def find_short(text: str, organ_ids: Collection[int] | None = None, limit: int = 12) -> list[ItemRow]:
    """The window's quick finder: short code, pinyin, initials or name, among the organs this window serves (None: all
    of them)."""
    return _search(text, None if organ_ids is None else list(organ_ids), "", limit)


def item_ids(text: str, limit: int = 12) -> list[int]:
    """The items somebody means by a name or a short code, without what each is like: one statement."""
    asked = words.ask(text)
    if asked.letters:
        return [row.id for row in _search(text, None, "", limit)]
    query = words.all_of(asked.words) if asked.text else ""
    given = {**_among(None, ""), "text": asked.text, "limit": limit, "rank": query}
    return [row.id for row in _by_vector("words", [query], given)] if query else []


def popular(limit: int = 8) -> list[ItemRow]:
    """What the city puts on the portal's front."""
    return [_of(item) for item in _open().filter(featured=True).order_by("name", "id")[:limit]]


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


def _search(text: str, organ_ids: Sequence[int] | None, procedure: str, limit: int) -> list[ItemRow]:
    asked = words.ask(text)
    if not asked.text:
        return []
    given: dict[str, Any] = {**_among(organ_ids, procedure), "text": asked.text, "limit": limit}
    if asked.letters:
        query = words.sounding(asked.letters) if len(asked.letters) >= LEAST_LETTERS else ""
        return _rows(BY_LETTERS, {**given, "text": asked.letters, "query": query})
    tries = (
        ("words", [words.all_of(asked.words)], words.all_of(asked.words)),
        ("pairs", words.nearly(asked.pairs), words.any_of(asked.pairs)),
        ("words", [words.any_of(asked.words[:MOST_ASKED_OR])], words.any_of(asked.words[:MOST_ASKED_OR])),
    )
    for column, queries, rank in tries:
        rows = _by_vector(column, [q for q in queries if q], {**given, "rank": rank})
        if rows:
            return rows
    return []


def _by_vector(column: str, queries: Sequence[str], given: dict[str, Any]) -> list[ItemRow]:
    """Items that answer one of the queries. Each stands by itself in the WHERE: a bitmap of cheap index scans, where
    one long query would make the index read every list."""
    if not queries:
        return []
    wanted = " OR ".join(f"i.{column} @@ %(query{n})s::tsquery" for n in range(len(queries)))
    asked = {f"query{n}": query for n, query in enumerate(queries)}
    return _rows(BY_VECTOR.format(column=column, wanted=wanted), {**given, **asked})


def _among(organ_ids: Sequence[int] | None, procedure: str) -> dict[str, Any]:
    return {"organs": organ_ids, "procedure": procedure}


def _rows(sql: str, given: dict[str, Any]) -> list[ItemRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [_row(row) for row in cursor.fetchall()]


def _open() -> QuerySet[Item]:
    return Item.objects.filter(published_version__isnull=False).select_related("organ", "published_version")


def _of(item: Item) -> ItemRow:
    content = item.published_version.content if item.published_version else {}
    return _as_row(
        item.pk, item.published_version_id, item.name, item.group, item.short_code, item.organ_id, item.organ.name,
        item.procedure, content,
    )  # fmt: skip


def _row(row: Sequence[Any]) -> ItemRow:
    pace, *others = row[8:]
    promised, online, visits = (json.loads(value or "null") for value in others)
    head = (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7])
    return _as_row(*head, {"pace": pace, "promised": promised, "online": online, "visits": visits})


def _as_row(
    item_id: int, version_id: object, name: str, group: str, short_code: str, organ_id: int, organ_name: str,
    procedure: str, content: Mapping[str, Any],
) -> ItemRow:  # fmt: skip
    return ItemRow(
        item_id, str(version_id), name, group, short_code, organ_id, organ_name, Procedure(procedure),
        Pace(content["pace"]), Reader(content).limit("promised", "承诺办结时限"), content["online"], content["visits"],
    )  # fmt: skip
