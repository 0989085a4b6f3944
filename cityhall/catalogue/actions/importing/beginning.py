"""A list comes in: looked through to its end, its columns guessed, then matched by a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from cityhall.catalogue.models import ColumnMemory, ImportProgress, ItemImport
from cityhall.catalogue.rules.tables import guessing
from cityhall.catalogue.rules.tables.matching import Matching, check_matchings
from cityhall.catalogue.terms import Can, ImportState, Part
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.files.store import MEGABYTE, Stored
from cityhall.kernel.journal.record import record
from cityhall.kernel.sheets.reader import Book

MOST_FILE = 64 * MEGABYTE
MOST_FILES, MOST_TABLES, SHOWN, LONGEST_SHOWN = 8, 20, 5, 60


def begin_import(actor: Actor, files: Sequence[tuple[Stored, str]]) -> int:
    """上传清单: every table is read to its end first, so that a file that cannot be taken in is refused here, with the cell.
    Answers the import."""
    require(actor, Can.IMPORT_ITEMS)
    if not files or len(files) > MOST_FILES:
        raise InvalidInputError("imports.files", f"请选择 1 至 {MOST_FILES} 个文件", "file")
    tables: list[dict[str, Any]] = []
    for place, (stored, name) in enumerate(files):
        tables += _tables(place, stored, name)
    if len(tables) > MOST_TABLES:
        raise InvalidInputError(
            "imports.tables", f"共有 {len(tables)} 张表，最多 {MOST_TABLES} 张，请分几次导入", "file"
        )
    return _begin(actor, [(s.sha256, s.size, s.media_type, name) for s, name in files], tables)


def _tables(place: int, stored: Stored, name: str) -> list[dict[str, Any]]:
    """The tables of one file with their first rows. A refusal names the file."""
    found = []
    try:
        with store.reading(stored.sha256) as source:
            book = Book(source)
            for sheet in book.names:
                if len(book.names) > 1 and not book.holds(sheet):
                    continue
                seen = book.survey(sheet)
                sample = [[cell[:LONGEST_SHOWN] for cell in row.cells] for row in seen.sample[:SHOWN]]
                found.append({
                    "file": place, "name": name, "sheet": sheet, "columns": list(seen.columns), "count": seen.count,
                    "sample": sample, "more": [list(row.cells) for row in seen.sample],
                })  # fmt: skip
    except InvalidInputError as no:
        raise InvalidInputError(no.code, f"文件“{name[:60]}”：{no.message}", "file") from no
    return found


@action
def _begin(actor: Actor, files: list[tuple[str, int, str, str]], tables: list[dict[str, Any]]) -> int:
    require(actor, Can.IMPORT_ITEMS)
    store.note(*(Stored(sha256, size, kind) for sha256, size, kind, _ in files))
    known = memory_of(actor.organ_id)
    guesses = [guessing.table(t["columns"], t.pop("more"), known, f"{t['name']} {t['sheet']}") for t in tables]
    for table, first in zip(tables, guesses, strict=True):
        guess = guessing.continued(first, guesses)
        table["part"] = guess.part.value
        table["match"] = {header: one.key for header, one in guess.columns.items()}
        table["why"] = {header: one.why for header, one in guess.columns.items() if one.why}
    run = ItemImport.objects.create(
        organ_id=actor.organ_id, name="、".join(name for *_, name in files)[:200], tables=tables, started_at=clock.now(),
        files=[{"sha256": sha256, "name": name, "size": size} for sha256, size, _, name in files],
        started_by=actor.name, account_id=actor.account_id,
    )  # fmt: skip
    ImportProgress.objects.create(owner=run)
    record(actor, "imports.uploaded", run.ref, files=len(files), rows=sum(t["count"] for t in tables))
    return run.pk


def memory_of(organ_id: int | None) -> dict[tuple[str, str], str]:
    whose = Q(organ=None) if organ_id is None else Q(organ_id=organ_id)
    rows = ColumnMemory.objects.filter(whose)
    return {(part, header): key for part, header, key in rows.values_list("part", "header", "key")}


@action
def match_columns(actor: Actor, import_id: int, tables: Sequence[Mapping[str, Any]]) -> int:
    """核对列: what each table is and what each of its columns means; remembered for this organ, and the list is tried at
    once. Answers the version."""
    run = locked_import(actor, import_id)
    call.check_seen(run.version)
    if run.state not in {ImportState.MAPPING, ImportState.CHECKED}:
        raise WrongStateError("imports.not_matching", f"这份清单{ImportState(run.state).label}，不能再改列的对应")
    told = [Matching.of(one) for one in tables]
    check_matchings(told, [t["columns"] for t in run.tables])
    for table, match in zip(run.tables, told, strict=True):
        table["part"], table["match"] = match.part.value, dict(match.columns)
        table["fixed"] = dict(match.fixed)
    run.state, run.version, run.counts = ImportState.CHECKING, run.version + 1, {}
    run.save(update_fields=["tables", "state", "version", "counts"])
    _remember(run, told)
    ImportProgress.objects.filter(owner=run).update(phase="", done=0, total=0)
    record(actor, "imports.check_started", run.ref, tables=sum(m.part is not Part.SKIP for m in told))
    return run.version


def _remember(run: ItemImport, told: Sequence[Matching]) -> None:
    rows = {
        (match.part.value, header): ColumnMemory(organ_id=run.organ_id, part=match.part, header=header[:200], key=key)
        for match in told
        if match.part is not Part.SKIP
        for header, key in match.columns.items()
    }
    ColumnMemory.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["organ", "part", "header"], update_fields=["key"]
    )


@action
def start_import(actor: Actor, import_id: int) -> int:
    """正式导入: what was tried is taken in, in the background, whole or not at all. Answers the version."""
    run = locked_import(actor, import_id)
    call.check_seen(run.version)
    if run.state != ImportState.CHECKED:
        label = ImportState(run.state).label
        raise WrongStateError("imports.not_tried", f"这份清单{label}，要先试导入完成才能正式导入")
    if not run.counts.get("kept"):
        raise WrongStateError("imports.nothing_to_take", "没有可以导入的行，请按逐行说明更正后重新上传")
    run.state, run.version = ImportState.IMPORTING, run.version + 1
    run.save(update_fields=["state", "version"])
    ImportProgress.objects.filter(owner=run).update(phase="", done=0, total=0)
    record(actor, "imports.started", run.ref)
    return run.version


@action
def drop_import(actor: Actor, import_id: int) -> None:
    """放弃导入: nothing of the list is taken in."""
    run = locked_import(actor, import_id)
    call.check_seen(run.version)
    if run.state not in {ImportState.MAPPING, ImportState.CHECKED}:
        raise WrongStateError("imports.not_droppable", f"这份清单{ImportState(run.state).label}，不能放弃")
    run.lines.all().delete()
    run.ready.all().delete()
    end_import(run, ImportState.DROPPED)
    record(actor, "imports.dropped", run.ref)


def end_import(run: ItemImport, state: ImportState, why: str = "") -> None:
    """The list is of no more use; its files may go."""
    run.state, run.ended_at, run.why, run.version = state, clock.now(), why[:500], run.version + 1
    run.save(update_fields=["state", "ended_at", "why", "version", "counts", "organs"])
    store.release(f["sha256"] for f in run.files)


def locked_import(actor: Actor, import_id: int) -> ItemImport:
    """The import, locked, if it is this actor's to work on."""
    run = ItemImport.objects.select_for_update().filter(pk=import_id).first()
    if run is None:
        raise NotFoundError("imports.unknown", "没有找到这次导入，请从导入记录中重新选择")
    require(actor, Can.IMPORT_ITEMS)
    reach = actor.reach(Can.IMPORT_ITEMS)
    if reach is not None and run.organ_id not in reach and run.account_id != actor.account_id:
        raise NotAllowedError("imports.not_yours", "这是其他单位的导入，请由该单位或市级管理员处理")
    return run
