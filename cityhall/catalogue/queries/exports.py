"""The catalogue as tables: in the shape it is taken in by, and in the shape of the national exchange. Streamed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.rules.codes import KINDS
from cityhall.catalogue.rules.tables.cells import say
from cityhall.catalogue.rules.tables.columns import CODE, COLUMNS
from cityhall.catalogue.rules.tables.exchange import TABLES, Batch, Exported, fields_of, rows_of
from cityhall.catalogue.rules.tables.filling import cells_of
from cityhall.catalogue.terms import Part, Procedure, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor

from .setup import wanted

CHUNK = 500
HEADS = (
    "id", "item_code", "base_code", "name", "group", "organ__name", "organ__credit_code", "division_code", "procedure",
    "handling_code", "local_base_code", "local_item_code",
)  # fmt: skip


@dataclass(frozen=True)
class ExportTable:
    """A table to be written: its name, its columns, its rows as they are read."""

    name: str
    columns: Sequence[str]
    rows: Iterator[Sequence[object]]


def export(actor: Actor, **narrowed: Any) -> list[ExportTable]:
    """Everything the shape of imports has, one table a part: what is exported comes in again and changes nothing. Of each
    item the draft, or else what is published. `narrowed` as in `items_for_setup`."""
    rows = wanted(actor, **narrowed)
    return [
        ExportTable(
            part.label, [c.label for c in columns], _basic(rows) if part is Part.BASIC else _children(rows, part)
        )
        for part, columns in COLUMNS.items()
        if part is not Part.EXTEND
    ]


def national(actor: Actor, source: str, **narrowed: Any) -> list[ExportTable]:
    """The tables of the national exchange: of every item that is in force what is published; of those withdrawn that they are."""
    rows = wanted(actor, **narrowed)
    now = clock.now()
    batch = Batch(clock.local(now).strftime("%Y-%m-%d %H:%M:%S"), clock.local(now).strftime("%Y%m%d%H%M%S"), source)
    return [ExportTable(table, fields_of(table), _national(rows, table, batch)) for table in TABLES]


def _chunks(rows: QuerySet[Item]) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk").values(*HEADS)[:CHUNK]):
        last = found[-1]["id"]
        yield found


def _basic(rows: QuerySet[Item]) -> Iterator[Sequence[str]]:
    columns = COLUMNS[Part.BASIC]
    for found in _chunks(rows):
        contents = _working([item["id"] for item in found], "content")
        for item in found:
            (content,) = contents.get(item["id"]) or ({},)
            head, (values,) = _head(item), cells_of(Part.BASIC, content)
            yield [head[c.key] if c.key in head else say(c, values.get(c.key)) for c in columns]


def _children(rows: QuerySet[Item], part: Part) -> Iterator[Sequence[str]]:
    columns = COLUMNS[part]
    for found in _chunks(rows):
        contents = _working([item["id"] for item in found], f"content__{part.value}", "content__asks")
        for item in found:
            told, asks = contents.get(item["id"]) or (None, None)
            for values in cells_of(part, {part.value: told, "asks": asks}):
                yield [item["item_code"] if c.key == CODE else say(c, values.get(c.key)) for c in columns]


def _working(ids: Sequence[int], *what: str) -> dict[int, tuple[Any, ...]]:
    """What each item says now: its draft before what is published."""
    rows = ItemVersion.objects.filter(item_id__in=ids, status__in=(VersionStatus.DRAFT, VersionStatus.PUBLISHED))
    return {row[0]: row[1:] for row in rows.order_by("-status").values_list("item_id", *what)}


def _head(item: Mapping[str, Any]) -> dict[str, str]:
    procedure = Procedure(item["procedure"])
    return {
        CODE: item["item_code"], "item.organ": item["organ__name"], "item.credit_code": item["organ__credit_code"],
        "item.division_code": item["division_code"], "item.name": item["name"], "item.group": item["group"],
        "item.procedure": procedure.label, "item.procedure_code": KINDS[procedure].code, "item.base_code": item["base_code"],
        "item.handling_code": item["handling_code"], "item.local_base_code": item["local_base_code"],
        "item.local_item_code": item["local_item_code"],
    }  # fmt: skip


def _national(rows: QuerySet[Item], table: str, batch: Batch) -> Iterator[Sequence[str]]:
    for found in _chunks(rows):
        kept = (VersionStatus.PUBLISHED, VersionStatus.RETIRED)
        versions = ItemVersion.objects.filter(item_id__in=[i["id"] for i in found], status__in=kept)
        asked = ("item_id", "number", "status", "content", "frozen__name", "frozen__organ_name")
        latest = {row[0]: row[1:] for row in versions.order_by("number").values_list(*asked)}
        for item in found:
            if item["id"] not in latest:
                continue
            number, status, content, name, organ = latest[item["id"]]
            head = _head(item) | {"item.name": name or item["name"], "item.organ": organ or item["organ__name"]}
            in_force = status == VersionStatus.PUBLISHED
            told = Exported(head, content, number, in_force, item["id"], Procedure(item["procedure"]))
            yield from rows_of(table, told, batch)
