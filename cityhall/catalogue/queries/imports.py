"""Lists being taken in, as those who may take them in see them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from cityhall.catalogue.models import ImportRemark, ItemImport
from cityhall.catalogue.rules.tables import guessing
from cityhall.catalogue.rules.tables.columns import COLUMNS, Column
from cityhall.catalogue.terms import BUSY, Can, ImportState, Part, Weight
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

REPORT = ("工作表", "行", "列", "内容", "问题", "怎么办", "结果")
CHUNK = 2000


@dataclass(frozen=True)
class ImportRow:
    """One import in the list of them."""

    id: int
    name: str
    state: ImportState
    started_at: datetime
    started_by: str
    counts: Mapping[str, int]

    @property
    def busy(self) -> bool:
        return self.state in BUSY


@dataclass(frozen=True)
class HeaderView:
    """A column of the file: its name, what its first rows say, what it was matched with and why."""

    header: str
    sample: tuple[str, ...]
    key: str
    label: str
    why: str


@dataclass(frozen=True)
class TableView:
    name: str
    sheet: str
    count: int
    part: Part
    headers: tuple[HeaderView, ...]
    fixed: Mapping[str, str]


@dataclass(frozen=True)
class ImportView:
    """One import: where it is, its tables, how far the work in hand has come, what it comes to."""

    id: int
    name: str
    state: ImportState
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    why: str
    counts: Mapping[str, int]
    remarks: Mapping[str, int]
    phase: str
    done: int
    total: int
    tables: tuple[TableView, ...]
    version: int

    @property
    def ref(self) -> str:
        return f"import:{self.id}"

    @property
    def busy(self) -> bool:
        return self.state in BUSY

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def rows(self) -> int:
        return sum(t.count for t in self.tables)


@dataclass(frozen=True)
class RemarkRow:
    id: int
    table: str
    number: int
    column: str
    value: str
    wrong: str
    todo: str
    weight: Weight


def imports(actor: Actor, after: str = "", limit: int = 20) -> Page[ImportRow]:
    """The lists this actor or her organs took in, latest first."""
    rows = _within(actor).only("id", "name", "state", "started_at", "started_by", "counts")
    cut = page(list(keyset(rows, ["-id"], after, limit)), limit, ["-id"], lambda r: [r.pk])
    return Page(
        [ImportRow(r.pk, r.name, ImportState(r.state), r.started_at, r.started_by, r.counts) for r in cut.rows],
        cut.next,
    )


def import_of(actor: Actor, import_id: int, parts: Mapping[int, Part] | None = None) -> ImportView:
    """One of them. `parts`: tables somebody says are something else than was thought, matched anew as that."""
    run = _run(actor, import_id)
    for place, part in (parts or {}).items():
        if place < len(run.tables) and run.tables[place]["part"] != part:
            _as_if(run.tables[place], part)
    progress = run.progress
    told = ImportRemark.objects.filter(owner=run).values_list("weight").annotate(n=Count("id"))
    return ImportView(
        run.pk, run.name, ImportState(run.state), run.started_at, run.started_by, run.ended_at, run.why, run.counts,
        dict(told), progress.phase, progress.done, progress.total, tuple(_table(t) for t in run.tables), run.version,
    )  # fmt: skip


def _as_if(table: dict[str, Any], part: Part) -> None:
    told = guessing.table(table["columns"], table["sample"], {}, part=part)
    table["part"], table["fixed"] = part.value, {}
    table["match"] = {header: one.key for header, one in told.columns.items()}
    table["why"] = {header: one.why for header, one in told.columns.items()}


def _table(table: Mapping[str, Any]) -> TableView:
    part = Part(table["part"])
    labels = {c.key: c.label for c in COLUMNS.get(part, ())}
    headers = [
        HeaderView(
            header, tuple(row[n] for row in table["sample"] if row[n])[:3], table["match"].get(header, ""),
            labels.get(table["match"].get(header, ""), ""), table.get("why", {}).get(header, ""),
        )
        for n, header in enumerate(table["columns"])
    ]  # fmt: skip
    return TableView(table["name"], table["sheet"], table["count"], part, tuple(headers), table.get("fixed") or {})


def remarks_of(actor: Actor, import_id: int, weight: str = "", after: str = "", limit: int = 30) -> Page[RemarkRow]:
    """逐行说明, in the order they were found."""
    run = _run(actor, import_id)
    rows = ImportRemark.objects.filter(owner=run)
    if weight in list(Weight):
        rows = rows.filter(weight=weight)
    cut = page(list(keyset(rows, ["id"], after, limit)), limit, ["id"], lambda r: [r.pk], after)
    names = _names(run)
    return Page([_remark(row, names) for row in cut.rows], cut.next, cut.prev)


def report_of(actor: Actor, import_id: int) -> Iterator[tuple[object, ...]]:
    """All remarks as rows of `REPORT`, streamed."""
    run = _run(actor, import_id)
    return _report(run)


def _report(run: ItemImport) -> Iterator[tuple[object, ...]]:
    names = _names(run)
    for row in ImportRemark.objects.filter(owner=run).order_by("id").iterator(CHUNK):
        told = _remark(row, names)
        yield told.table, told.number, told.column, told.value, told.wrong, told.todo, told.weight.label


def parts_and_columns() -> dict[Part, Sequence[Column]]:
    """What a table can be, and what its columns can be matched with."""
    return dict(COLUMNS)


def files_of_imports(contents: Sequence[str]) -> set[str]:
    """Which of these contents an import under way still needs."""
    over = (ImportState.DONE, ImportState.FAILED, ImportState.DROPPED)
    rows = ItemImport.objects.exclude(state__in=over).values_list("files", flat=True)
    return {f["sha256"] for files in rows for f in files} & set(contents)


def _remark(row: ImportRemark, names: Sequence[str]) -> RemarkRow:
    return RemarkRow(
        row.pk, names[row.table], row.number, row.column, row.value, row.wrong, row.todo, Weight(row.weight)
    )  # fmt: skip


def _names(run: ItemImport) -> list[str]:
    return [t["sheet"] or t["name"] for t in run.tables]


def _run(actor: Actor, import_id: int) -> ItemImport:
    run = _within(actor).select_related("progress").filter(pk=import_id).first()
    if run is None:
        raise NotFoundError("imports.unknown", "没有找到这次导入，请从导入记录中重新选择")
    return run


def _within(actor: Actor) -> QuerySet[ItemImport]:
    require(actor, Can.IMPORT_ITEMS)
    reach = actor.reach(Can.IMPORT_ITEMS)
    rows = ItemImport.objects.all()
    return rows if reach is None else rows.filter(Q(organ_id__in=reach) | Q(account_id=actor.account_id))
