"""What the worker does with a list: try it, or take it in. Each is one transaction, its progress told beside it; a worker that
dies leaves nothing, and the next begins again."""

import json
from collections.abc import Callable, Iterator

from django.db import connection

from cityhall.catalogue.models import ImportLine, ImportProgress, ItemImport
from cityhall.catalogue.rules.tables.columns import CODE
from cityhall.catalogue.terms import Can, ImportState, Part
from cityhall.kernel import writing
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError
from cityhall.kernel.files import store
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.sheets.reader import Book
from cityhall.organs import queries as organs

from .beginning import end_import
from .readying import forget_stale
from .work import Work

Tell = Callable[[str, int, int], None]
STEPS, LONGEST_CODE = 100, 80


def check_import(line: Line) -> None:
    """试导入: after the line that asked for it."""
    _do(line, ImportState.CHECKING, _check)


def carry_out_import(line: Line) -> None:
    """正式导入: after the line that asked for it."""
    _do(line, ImportState.IMPORTING, _carry_out)


def _do(line: Line, state: ImportState, act: Callable[[Actor, int], object]) -> None:
    run = ItemImport.objects.get(pk=int(line.ref.partition(":")[2]))
    if run.state != state:
        return
    try:
        act(_whoever(run), run.pk)
    except DomainError as no:
        _fail(HOUSE, run.pk, no.message)


def _whoever(run: ItemImport) -> Actor:
    """Who uploaded the list, with what she may do today."""
    actor = organs.actor_for(run.account_id) if run.account_id is not None else HOUSE
    if actor is None:
        raise NotAllowedError("imports.nobody", "上传人的账号已停用，没有导入；请由在岗人员重新上传")
    require(actor, Can.IMPORT_ITEMS)
    return actor


@action
def _check(actor: Actor, import_id: int) -> None:
    run = ItemImport.objects.select_for_update().get(pk=import_id)
    with telling(run.pk) as tell:
        _clear(run)
        _stage(run, tell)
        work = Work(actor, run, tell)
        work.go()
    run.counts, run.organs, run.state = work.counts, work.organs_kept(), ImportState.CHECKED
    run.version += 1
    run.save(update_fields=["counts", "organs", "state", "version"])
    record(actor, "imports.checked", run.ref, **work.counts)


@action
def _carry_out(actor: Actor, import_id: int) -> None:
    run = ItemImport.objects.select_for_update().get(pk=import_id)
    with telling(run.pk) as tell:
        forget_stale(actor, run)
        work = Work(actor, run, tell, real=True)
        work.go()
    run.counts = work.counts
    run.lines.all().delete()
    run.ready.all().delete()
    end_import(run, ImportState.DONE)
    record(actor, "catalogue.imported", run.ref, **work.counts)


@action
def _fail(actor: Actor, import_id: int, why: str) -> None:
    run = ItemImport.objects.select_for_update().get(pk=import_id)
    _clear(run)
    end_import(run, ImportState.FAILED, why)
    record(actor, "imports.failed", run.ref)


def _clear(run: ItemImport) -> None:
    run.lines.all().delete()
    run.ready.all().delete()
    run.remarks.all().delete()


class telling:  # noqa: N801 - used as a word
    """Tells how far the work is, over a connection of its own: what is done inside one transaction nobody else sees."""

    def __init__(self, import_id: int) -> None:
        self.import_id, self.last = import_id, ("", -1)

    def __enter__(self) -> Tell:
        self.link = connection.copy()
        return self.tell

    def tell(self, phase: str, done: int, total: int) -> None:
        step = (phase, done * STEPS // max(1, total))
        if step != self.last:
            self.last = step
            table = ImportProgress._meta.db_table
            with self.link.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} SET phase = %s, done = %s, total = %s WHERE owner_id = %s",  # noqa: S608 - own name
                    [phase, done, total, self.import_id],
                )

    def __exit__(self, *_: object) -> None:
        self.link.close()


def _stage(run: ItemImport, tell: Tell) -> None:
    """The rows of all tables by their matched columns, into the database."""
    total = sum(t["count"] for t in run.tables if t["part"] != Part.SKIP)
    names = ("owner", "table", "part", "number", "code", "cells")
    writing.copy(ImportLine, names, _rows(run, tell, total))


def _rows(run: ItemImport, tell: Tell, total: int) -> Iterator[tuple[object, ...]]:
    done = 0
    for place, table in enumerate(run.tables):
        if table["part"] == Part.SKIP:
            continue
        with store.reading(run.files[table["file"]]["sha256"]) as source:
            found = Book(source).table(table["sheet"])
            if list(found.columns) != table["columns"]:
                raise InvalidInputError("imports.changed", "文件的列与核对时不同，请重新上传", "file")
            keys = [table["match"].get(header, "") for header in found.columns]
            fixed = table.get("fixed") or {}
            for row in found.rows:
                done += 1
                tell("读取", done, total)
                cells = fixed | {k: cell for k, cell in zip(keys, row.cells, strict=True) if k and cell}
                if len(cells) > len(fixed):
                    code = cells.get(CODE, "")[:LONGEST_CODE]
                    yield run.pk, place, table["part"], row.number, code, json.dumps(cells, ensure_ascii=False)
