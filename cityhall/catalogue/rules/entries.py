"""基本目录 taken in as a table, judged whole: each row by itself, against the others and against what stands. Parents may stand
anywhere in the table, or be there already; what would go round in a circle is said once, with all its members."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cityhall.catalogue.terms import Level
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.imports import ImportReport, Note

from . import codes, inheritance
from .tables import entries as tables
from .tables.cells import UnreadableError
from .tables.entries import CODE, LABELS, LAW, PARENT, Cells

MOST_TEXT, SHOWN = 300, 12
DEEPEST = 50  # levels counted; who nests deeper is told this many
NEEDED = ("entry.name", "entry.procedure", "entry.level", "entry.source")


@dataclass(frozen=True)
class Entry:
    """An entry as it stands, or as its row leaves it."""

    base_code: str
    name: str
    procedure: str
    level: str
    parent: str
    source: str
    content: Mapping[str, Any] = field(default_factory=dict)
    law_changed_on: date | None = None
    retired_on: date | None = None


@dataclass
class Trial:
    """`fresh` and `changed` are what there is to write, if no row is rejected."""

    report: ImportReport
    fresh: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)


@dataclass
class _Table:
    """The rows as they are read: `rows` by code, what is wrong with any, and how everything would stand together."""

    known: Mapping[str, Entry]
    rows: dict[str, int] = field(default_factory=dict)
    merged: dict[str, Entry] = field(default_factory=dict)
    wrong: dict[int, list[Note]] = field(default_factory=dict)
    doubts: list[Note] = field(default_factory=list)

    def refuse(self, row: int, key: str, sentence: str) -> None:
        self.wrong.setdefault(row, []).append(Note(row, LABELS.get(key, ""), sentence))

    def new(self, code: str) -> bool:
        """Would this entry be other than it is?"""
        return self.merged[code] != self.known.get(code)


def judge(rows: Sequence[tuple[int, Cells]], known: Mapping[str, Entry]) -> Trial:
    """Every row with what it comes to. `known`: all entries there are, by code."""
    table = _Table(known, merged=dict(known))
    for number, cells in rows:
        _take(table, number, cells)
    _parents(table)
    rings = list(_rings(table))
    _say_rings(table, rings)
    _chains(table, {code for ring in rings for code in ring})
    return _trial(table, len(rows))


def _take(table: _Table, number: int, cells: Cells) -> None:
    """One row by itself."""
    try:
        code = codes.check_base(cells.get(CODE, ""))
    except InvalidInputError as no:
        return table.refuse(number, CODE, no.message if cells.get(CODE) else "基本编码为空，请补充")
    if code in table.rows:
        return table.refuse(number, CODE, f"基本编码与第 {table.rows[code]} 行重复，一个条目只能有一行，请删去其中一行")
    table.rows[code] = number
    entry = _read(table, number, code, cells)
    if number in table.wrong:
        return None
    if entry.retired_on is not None and entry != table.known.get(code):
        return table.refuse(number, CODE, f"“{entry.name}”已于 {entry.retired_on} 废止，不能再修改，请删去这一行")
    table.merged[code] = entry
    return None


def _read(table: _Table, number: int, code: str, cells: Cells) -> Entry:
    """The row over what is known; an empty cell leaves what there is."""
    old = table.known.get(code)
    said: dict[str, Any] = {}
    for key, name in (("entry.name", "name"), ("entry.source", "source")):
        if len(cells.get(key, "")) > MOST_TEXT:
            table.refuse(number, key, f"“{LABELS[key]}”最多 {MOST_TEXT} 个字，请精简")
        said[name] = cells.get(key) or (getattr(old, name) if old else "")
    said["procedure"] = tables.procedure_of(cells) or ""
    if not said["procedure"] and any(key in cells for key in tables.KINDS):
        text = next(cells[key] for key in tables.KINDS if key in cells)
        table.refuse(number, "entry.procedure", f"事项类型“{text[:20]}”不是依申请办理的类型，请核对")
    for key, name, reads in (("entry.level", "level", tables.level_of), (LAW, "law_changed_on", tables.day_of)):
        said[name] = _cell(table, number, key, cells, reads)
    for name in ("procedure", "level", "law_changed_on"):
        said[name] = said[name] or (getattr(old, name) if old else None)
    missing = [LABELS[key] for key in NEEDED if not said[key.removeprefix("entry.")]]
    if missing and number not in table.wrong:
        table.refuse(number, NEEDED[0] if not said["name"] else "", f"新的条目没有写{'、'.join(missing)}，请补充")
    content, wrong = tables.content_of(number, cells, old.content if old else {})
    for key, sentence in wrong:
        table.refuse(number, key, sentence)
    return Entry(
        code, parent=_parent(cells, old), content=content, retired_on=old.retired_on if old else None, **said
    )  # fmt: skip


def _cell(table: _Table, number: int, key: str, cells: Cells, reads: Any) -> Any:
    try:
        return reads(cells[key]) if key in cells else None
    except UnreadableError as no:
        table.refuse(number, key, f"{no.wrong}，{no.todo}")
        return None


def _parent(cells: Cells, old: Entry | None) -> str:
    """As it is kept where it can be read; 无 takes it away."""
    text = cells.get(PARENT, "")
    if not text:
        return old.parent if old else ""
    if tables.nothing(text):
        return ""
    try:
        return codes.check_base(text)
    except InvalidInputError:
        return text.upper()


def _parents(table: _Table) -> None:
    for code, row in table.rows.items():
        entry = table.merged.get(code)
        if entry is None or row in table.wrong or not entry.parent:
            continue
        above = table.merged.get(entry.parent)
        if above is None and entry.parent not in table.rows:
            told = f"上级条目“{entry.parent[:40]}”在这个文件和系统里都没有，请核对编码，或把它也写进文件"
            table.refuse(row, PARENT, told)
        elif above is not None and above.retired_on is not None and table.new(code):
            table.refuse(row, PARENT, f"上级条目“{above.name}”已于 {above.retired_on} 废止，请改用现行的条目")
        elif above is not None and _below(above, entry):
            told = (
                f"目录层级是{Level(entry.level).label}，比上级“{above.name}”（{Level(above.level).label}）还高，请核对"
            )
            table.doubts.append(Note(row, LABELS["entry.level"], told))


def _below(above: Entry, entry: Entry) -> bool:
    return Level.BY_LEVEL not in (above.level, entry.level) and Level(above.level).code > Level(entry.level).code


def _rings(table: _Table) -> Iterator[list[str]]:
    """Every way round, from the member whose row comes first, upwards. Each entry has one above it: each is walked once."""
    done: set[str] = set()
    for start in table.merged:
        way: list[str] = []
        code = start
        while code in table.merged and code not in done:
            done.add(code)
            way.append(code)
            code = table.merged[code].parent
        if code in way:
            ring = way[way.index(code) :]
            first = min(range(len(ring)), key=lambda n: table.rows.get(ring[n], len(table.rows) + tables.MOST))
            yield ring[first:] + ring[:first]


def _say_rings(table: _Table, rings: Sequence[Sequence[str]]) -> None:
    """Once, at the row of its first member; the rows of the others are kept out with it."""
    for ring in rings:
        names = [_placed(table, code) for code in ring]
        shown = names if len(names) <= SHOWN else [*names[:SHOWN], f"……共 {len(names)} 个条目"]
        told = [n for code in ring if (n := table.rows.get(code)) is not None]
        for row in told:
            table.wrong.setdefault(row, [])
        table.refuse(told[0], PARENT, inheritance.refuse_ring([*shown, names[0]]).message)


def _placed(table: _Table, code: str) -> str:
    where = f"第 {table.rows[code]} 行" if code in table.rows else "系统里已有"
    return f"“{table.merged[code].name}”（{where}）"


def _chains(table: _Table, round_: set[str]) -> None:
    """Every entry that would be other than it is, or stands below one, against those above it."""
    for code, entry in table.merged.items():
        chain, whole = _above(table, entry, round_)
        row = next((table.rows[e.base_code] for e in (entry, *chain) if e.base_code in table.rows), None)
        if not whole or row is None or row in table.wrong or not any(table.new(e.base_code) for e in (entry, *chain)):
            continue
        if len(chain) >= inheritance.LONGEST_CHAIN:
            told = inheritance.refuse_depth(len(chain) + 1).message
            table.refuse(row, PARENT, told if code in table.rows else f"它下面的“{entry.name}”：{told}")
        elif chain and (apart := inheritance.below_apart(entry, chain)):
            sentence = inheritance.refuse_apart(chain[0].name, apart).message
            if code in table.rows:
                table.refuse(row, _column(apart[0].field), f"{sentence}。请改正")
            elif entry.retired_on is None:
                told = f"导入后，它下面的“{entry.name}”（{code}）{sentence}，请另行更正"
                table.doubts.append(Note(row, _label(apart[0].field), told))


def _above(table: _Table, entry: Entry, round_: set[str]) -> tuple[list[Entry], bool]:
    """Those above, the nearest first; and whether they end as they should, neither in a ring nor at a row that is wrong."""
    chain: list[Entry] = []
    code = entry.parent
    while code and len(chain) < DEEPEST:
        above = table.merged.get(code)
        if above is None or code in round_:
            return chain, False
        chain.append(above)
        code = above.parent
    return chain, entry.base_code not in round_


def _column(name: str) -> str:
    own = {"name": "entry.name", "procedure": "entry.procedure"}
    return own.get(name) or (name if name in LABELS else f"{name}.amount" if f"{name}.amount" in LABELS else "")


def _label(name: str) -> str:
    return LABELS.get(_column(name), "")


def _trial(table: _Table, count: int) -> Trial:
    trial = Trial(ImportReport(rows=count))
    report = trial.report
    for code, row in table.rows.items():
        if row in table.wrong:
            continue
        if code not in table.known:
            trial.fresh.append(table.merged[code])
        elif table.new(code):
            trial.changed.append(table.merged[code])
        else:
            report.unchanged += 1
    report.created, report.updated, report.rejected = len(trial.fresh), len(trial.changed), len(table.wrong)
    doubtful = [note for note in table.doubts if note.row not in table.wrong]
    report.flagged = len({note.row for note in doubtful})
    report.notes = sorted((n for notes in (*table.wrong.values(), doubtful) for n in notes), key=lambda n: n.row)
    return trial
