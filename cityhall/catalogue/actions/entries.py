"""基本目录 taken in as a table: tried row by row, then whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError

from cityhall.catalogue.models import BaseEntry
from cityhall.catalogue.queries.entry_tables import standing_entries
from cityhall.catalogue.rules import entries as rules
from cityhall.catalogue.rules.entries import Entry, Trial
from cityhall.catalogue.rules.tables import entries as tables
from cityhall.kernel import clock, writing
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.imports import ImportReport, Note
from cityhall.kernel.journal.record import record

from .lists import KEPT, keeps_lists, words_of

BATCH, NAMED = 5000, 50
Rows = Iterable[tuple[int, Sequence[str]]]


def import_entries(actor: Actor, headers: Sequence[str], rows: Rows, *, dry_run: bool = False) -> ImportReport:
    """导入基本目录: every row that is wrong is named with its column and reason, and one wrong row keeps the whole table out.
    What is the same is left alone. A dry run answers the same and changes nothing."""
    keeps_lists(actor)
    told = tables.told(headers, rows)
    if dry_run:
        report = _tried(told, standing_entries()).report
        report.dry_run = True
        return report
    answer = _import(actor, told)
    notes = [Note(**note) for note in answer.pop("notes")]
    return ImportReport(**answer, notes=notes)


@action
def _import(actor: Actor, told: list[tuple[int, dict[str, str]]]) -> dict[str, Any]:
    keeps_lists(actor)
    have = standing_entries(lock=True)
    trial = _tried(told, have)
    report = trial.report
    if report.rejected:
        raise _wrong(report)
    _write(actor, trial, have)
    record(actor, "entries.imported", "entry:import", **report.counts())
    return report.as_dict()


def _tried(told: Sequence[tuple[int, Mapping[str, str]]], have: Mapping[str, BaseEntry]) -> Trial:
    if not told:
        raise InvalidInputError("catalogue.bad_entry_table", "表里没有条目，请检查文件后重新选择", "file")
    codes = {e.pk: e.base_code for e in have.values()}
    return rules.judge(told, {code: _known(e, codes) for code, e in have.items()})


def _known(entry: BaseEntry, codes: Mapping[int, str]) -> Entry:
    return Entry(
        entry.base_code, entry.name, entry.procedure, entry.level, codes.get(entry.parent_id or 0, ""), entry.source,
        entry.content, entry.law_changed_on, entry.retired_on,
    )  # fmt: skip


def _wrong(report: ImportReport) -> InvalidInputError:
    errors = {f"{note.row}": f"{note.column}：{note.reason}" if note.column else note.reason for note in report.notes}
    first = next(iter(errors.items()))
    sentence = f"有 {report.rejected} 行有误，一行也没有导入。第 {first[0]} 行{first[1]}"
    return InvalidInputError("catalogue.entries_wrong", sentence, "file", dict(list(errors.items())[:NAMED]))


def _write(actor: Actor, trial: Trial, have: Mapping[str, BaseEntry]) -> None:
    """A statement for the new and one for the changed, however many; a parent may be among the new."""
    now = clock.now()
    ids = dict(zip([e.base_code for e in trial.fresh], writing.ids(BaseEntry, len(trial.fresh)), strict=True))
    ids |= {code: e.pk for code, e in have.items()}
    fresh = [
        BaseEntry(pk=ids[e.base_code], base_code=e.base_code, changed_at=now, **_told(e, ids)) for e in trial.fresh
    ]
    changed = []
    for entry in trial.changed:
        row = have[entry.base_code]
        before = words_of(row)
        for name, value in _told(entry, ids).items():
            setattr(row, name, value)
        row.edition += words_of(row) != before
        row.version, row.changed_at = row.version + 1, now
        changed.append(row)
    try:
        BaseEntry.objects.bulk_create(fresh, batch_size=BATCH)
    except IntegrityError:
        raise WrongStateError("catalogue.entry_there", "有的条目刚刚由别人录入，一行也没有导入，请重新试导入") from None
    BaseEntry.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=KEPT
    )
    for row in (*fresh, *changed):
        record(actor, "entry.saved", row.ref, base_code=row.base_code, name=row.name, number=row.version, imported=True)


def _told(entry: Entry, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": entry.name, "procedure": entry.procedure, "level": entry.level, "source": entry.source,
        "content": dict(entry.content), "law_changed_on": entry.law_changed_on,
        "parent_id": ids[entry.parent] if entry.parent else None,
    }  # fmt: skip
