"""The lists above as a table: what stands, what a table's columns are taken for, and the table in the shape it comes in by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cityhall.catalogue.models import BaseEntry
from cityhall.catalogue.rules.tables import entries as tables
from cityhall.catalogue.rules.tables.guessing import named
from cityhall.kernel.actor import Actor

from .exports import ExportTable
from .lists import may_read

CHUNK = 500


@dataclass(frozen=True)
class EntryColumn:
    """A header of somebody's table: which column it is taken for, and why; no label: it is not read."""

    header: str
    label: str
    why: str


def standing_entries(*, lock: bool = False) -> dict[str, BaseEntry]:
    """All of them by code, in one statement; locked in the order of their ids."""
    rows = BaseEntry.objects.order_by("pk")
    return {e.base_code: e for e in (rows.select_for_update() if lock else rows)}


def entry_columns(headers: Sequence[str]) -> list[EntryColumn]:
    found = named(tables.COLUMNS, headers)
    return [EntryColumn(h, tables.LABELS.get(found[h].key, ""), found[h].why) for h in headers]


def entry_labels() -> tuple[str, ...]:
    """The columns such a table may have."""
    return tuple(c.label for c in tables.COLUMNS)


def export_entries(actor: Actor) -> ExportTable:
    """What is in force, by code: taken in again it changes nothing. Streamed."""
    may_read(actor)
    return ExportTable("基本目录", entry_labels(), _rows())


def _rows() -> Iterator[list[str]]:
    rows = BaseEntry.objects.filter(retired_on=None).select_related("parent").order_by("base_code")
    for entry in rows.iterator(CHUNK):
        procedure, level = tables.labelled(entry.procedure, entry.level)
        own = {
            tables.CODE: entry.base_code, "entry.name": entry.name, "entry.procedure": procedure, "entry.type": "",
            "entry.level": level, tables.PARENT: entry.parent.base_code if entry.parent else "",
            "entry.source": entry.source, tables.LAW: entry.law_changed_on.isoformat() if entry.law_changed_on else "",
        }  # fmt: skip
        yield tables.row_of(own, entry.content)
