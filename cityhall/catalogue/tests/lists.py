"""Lists as tests take them in: uploaded, matched as guessed, tried, done."""

from collections.abc import Mapping, Sequence
from typing import Any

from cityhall.catalogue import actions
from cityhall.catalogue.models import ItemImport
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.sheets.writer import Sheet, csv_pieces, xlsx_pieces

Rows = Sequence[Sequence[str]]


def csv_of(rows: Rows) -> bytes:
    return b"".join(csv_pieces(rows[0], rows[1:]))


def xlsx_of(sheets: Mapping[str, Rows]) -> bytes:
    return b"".join(xlsx_pieces([Sheet(name, rows[0], rows[1:]) for name, rows in sheets.items()]))


def uploaded(actor: Actor, *files: bytes | tuple[bytes, str]) -> int:
    named = [file if isinstance(file, tuple) else (file, f"清单{n}.csv") for n, file in enumerate(files, 1)]
    stored = [(store.put([data], made=store.LIST), name) for data, name in named]
    return actions.begin_import(actor, stored)


def matches(import_id: int) -> list[dict[str, Any]]:
    """As it was guessed."""
    run = ItemImport.objects.get(pk=import_id)
    return [{"part": t["part"], "columns": t["match"], "fixed": t.get("fixed", {})} for t in run.tables]


def tried(actor: Actor, *files: bytes | tuple[bytes, str], fixed: Mapping[str, str] | None = None) -> ItemImport:
    import_id = uploaded(actor, *files)
    told = matches(import_id)
    told[0]["fixed"] = dict(fixed or {})
    actions.match_columns(actor, import_id, told)
    return after(import_id, "imports.check_started", actions.check_import)


def taken(actor: Actor, *files: bytes | tuple[bytes, str], fixed: Mapping[str, str] | None = None) -> ItemImport:
    run = tried(actor, *files, fixed=fixed)
    actions.start_import(actor, run.pk)
    return after(run.pk, "imports.started", actions.carry_out_import)


def after(import_id: int, event: str, reaction: Any) -> ItemImport:
    """What the worker does after the last line of that event."""
    run = ItemImport.objects.get(pk=import_id)
    reaction([line for line in journal.lines_of([run.ref]) if line.event == event][-1])
    return ItemImport.objects.get(pk=import_id)


def remarks(run: ItemImport) -> list[tuple[int, str, str, str]]:
    return [(r.number, r.column, r.value, r.weight) for r in run.remarks.order_by("id")]
