"""The rows of a list, so many at a time, held against what the catalogue has: what each comes to, and, for real, written."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from cityhall.catalogue.models import ImportLine, ImportReady, ImportRemark, Item, ItemImport, ItemVersion, Plan
from cityhall.catalogue.queries.standards import now_coded
from cityhall.catalogue.rules.rows import codes_carried
from cityhall.catalogue.rules.tables.columns import BY_KEY, CODE
from cityhall.catalogue.rules.tables.filling import Line, Remark
from cityhall.catalogue.terms import CHILDREN, Part, PlanKind, PlanState, VersionStatus, Weight
from cityhall.kernel import writing
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import settle
from cityhall.organs import actions as organ_actions
from cityhall.organs import queries as organs

from .judging import Judge, Unit, Verdict
from .keeping import keep
from .readying import make_ready, write_ready

BATCH = 1000
COUNTED = ("rows", "created", "updated", "unchanged", "flagged", "rejected", "kept", "drafts")


class Work:
    """One pass over the staged rows. Without `real` nothing but the remarks is written."""

    def __init__(
        self, actor: Actor, run: ItemImport, tell: Callable[[str, int, int], None], *, real: bool = False
    ) -> None:
        self.actor, self.run, self.tell, self.real = actor, run, tell, real
        self.tally: Counter[str] = Counter()
        self.claims: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.headers = [{key: header for header, key in t["match"].items() if key} for t in run.tables]
        self.seen: set[int] = set()
        self.founded: Mapping[tuple[str, str], int] = {}

    @property
    def counts(self) -> dict[str, int]:
        return {name: self.tally[name] for name in COUNTED} | {
            p.value: self.tally[p.value] for p in CHILDREN if self.tally[p.value]
        }

    def go(self) -> None:
        if self.real and self.run.organs:
            specs = [organ_actions.OrganSpec(name, code, area) for name, area, code in self.run.organs]
            self.founded = organ_actions.ensure_organs(self.actor, specs)
        total = self.run.lines.filter(part=Part.BASIC).count()
        done = self._write_ready(total) if self.real else 0
        self.twice = self._twice()
        for batch in self._basics():
            self._take([(line, code) for line, code in batch])
            done += len(batch)
            self.tell("导入" if self.real else "核对", done, total)
        for codes in self._strangers():
            self._take([(None, code) for code in codes])
        self._nameless()

    def _write_ready(self, total: int) -> int:
        """What the trial made ready; a second row of the same code was kept out then, and is so still."""
        made = write_ready(self.actor, self.run, self.founded, self.tally, self._telling(total))
        ready = ImportReady.objects.filter(owner=self.run, code=OuterRef("code"))
        again = self.run.lines.filter(Exists(ready), part=Part.BASIC).count() - made
        self.tally.update({"rows": again, "rejected": again})
        return made + again

    def _telling(self, total: int) -> Callable[[int], None]:
        return lambda done: self.tell("导入", done, total)

    def organs_kept(self) -> list[list[str]]:
        """The organs of the rows to be kept, each with the code most of its rows carry."""
        return [[name, area, code] for (name, area), code in codes_carried(self.claims).items()]

    def _basics(self) -> Iterator[list[tuple[Line, str]]]:
        last = 0
        while True:
            rows = list(self._left().filter(part=Part.BASIC, id__gt=last).order_by("id").values_list(*READ)[:BATCH])
            if not rows:
                return
            last = rows[-1][0]
            yield [(_line(row), row[4]) for row in rows]

    def _left(self) -> QuerySet[ImportLine]:
        """The rows still to be judged: what the trial made ready and was written is not among them."""
        if not self.real:
            return self.run.lines.all()
        ready = ImportReady.objects.filter(owner=self.run, code=OuterRef("code"))
        return self.run.lines.filter(~Exists(ready))

    def _strangers(self) -> Iterator[list[str]]:
        """Codes that only the tables of materials and the like have: of items that are there already."""
        basic = ImportLine.objects.filter(owner=self.run, part=Part.BASIC, code=OuterRef("code"))
        rows = self.run.lines.exclude(part=Part.BASIC).exclude(code="").filter(~Exists(basic)).order_by("code")
        last = None
        while True:
            found = rows if last is None else rows.filter(code__gt=last)
            codes = list(found.values_list("code", flat=True).distinct()[:BATCH])
            if not codes:
                return
            last = codes[-1]
            yield codes

    def _nameless(self) -> None:
        """Materials and the like without a code: each row is named, none belongs to anything."""
        rows = self.run.lines.exclude(part=Part.BASIC).filter(code="").order_by("id")
        for row in rows.values_list(*READ).iterator(BATCH):
            line = _line(row)
            self._judged([Unit(None, "", None, None, {line.part: [line]})], {})

    def _twice(self) -> dict[str, tuple[int, int, int]]:
        """Codes that stand in more than one row: the place of the first."""
        rows = self.run.lines.filter(part=Part.BASIC).exclude(code="").values("code")
        first = dict(rows.annotate(n=Count("id"), first=Min("id")).filter(n__gt=1).values_list("first", "code"))
        lines = ImportLine.objects.filter(pk__in=list(first)).values_list("id", "table", "number")
        return {first[pk]: (pk, table, number) for pk, table, number in lines}

    def _take(self, asked: Sequence[tuple[Line | None, str]]) -> None:
        units = self._units(asked)
        self._judged(units, self._organs(units))

    def _judged(self, units: Sequence[Unit], known: Mapping[tuple[str, str], int]) -> None:
        judge = Judge(
            self.actor, known, self.twice, self._places(), self.headers, self.seen, real=self.real
        )  # fmt: skip
        verdicts = [judge.judge(unit) for unit in units]
        for unit, verdict in zip(units, verdicts, strict=True):
            self._count(unit, verdict)
        pairs = [(u, v) for u, v in zip(units, verdicts, strict=True) if v.kept]
        if self.real:
            keep(self.actor, self.run, pairs)
            settle()
        else:
            make_ready(self.run, pairs)
        names = ("owner", "table", "number", "code", "column", "value", "wrong", "todo", "weight")
        writing.copy(
            ImportRemark, names, (self._remark(r) for v in verdicts for r in sorted(v.remarks, key=self._order))
        )

    def _units(self, asked: Sequence[tuple[Line | None, str]]) -> list[Unit]:
        codes = [code for _, code in asked if code]
        recoded = now_coded(codes)
        today = {code: recoded.get(code, (code, ""))[0] for code in codes}
        planned = Plan.objects.filter(item_id=OuterRef("pk"), kind=PlanKind.PUBLISH, state=PlanState.WAITING)
        items = Item.objects.select_related("organ", "published_version").annotate(planned=Exists(planned))
        if self.real:
            items = items.select_for_update(of=("self",)).order_by("pk")
        have = {item.item_code: item for item in items.filter(item_code__in=list(today.values()))}
        rows = ItemVersion.objects.filter(item__in=have.values(), status=VersionStatus.DRAFT)
        drafts = {row.item_id: row for row in rows}
        children = self._children(codes)
        units = []
        for line, code in asked:
            parts, old = children.get(code, {}), have.get(today.get(code, ""))
            whole = _whole(line, parts.pop(Part.EXTEND, []))
            units.append(Unit(whole, code, old, drafts.get(old.pk) if old else None, parts, recoded.get(code)))
        return units

    def _children(self, codes: Sequence[str]) -> dict[str, dict[Part, list[Line]]]:
        rows = self.run.lines.filter(code__in=codes).exclude(part=Part.BASIC).order_by("code", "id")
        found: dict[str, dict[Part, list[Line]]] = {}
        for code, lines in groupby(rows.values_list(*READ).iterator(2000), key=lambda row: str(row[4])):
            parts: dict[Part, list[Line]] = {}
            for row in lines:
                parts.setdefault(Part(row[2]), []).append(_line(row))
            found[code] = parts
        return found

    def _organs(self, units: Sequence[Unit]) -> dict[tuple[str, str], int]:
        names = {unit.line.cells.get("item.organ", "") for unit in units if unit.line is not None}
        return {**organs.ids_by_name(names - {""}), **self.founded}

    def _places(self) -> list[str]:
        several = len(self.run.tables) > 1
        return [(t["sheet"] or t["name"]) if several else "" for t in self.run.tables]

    def _count(self, unit: Unit, verdict: Verdict) -> None:
        self.tally["rows"] += 1
        self.tally[verdict.outcome] += 1
        self.tally["kept"] += verdict.kept
        self.tally["drafts"] += verdict.begins_draft
        self.tally["flagged"] += verdict.kept and any(r.weight is Weight.DOUBT for r in verdict.remarks)
        for part, lines in unit.children.items():
            self.tally[part.value] += len(lines)
        row = verdict.row
        if verdict.kept and row is not None:
            self.claims[row.organ, row.division_code][row.credit_code] += bool(row.credit_code)

    def _order(self, remark: Remark) -> tuple[int, int, int]:
        """As the table has its rows and columns."""
        line = remark.line
        columns = self.run.tables[line.table]["columns"]
        header = self.headers[line.table].get(remark.key, "")
        return line.table, line.number, columns.index(header) if header in columns else -1

    def _remark(self, remark: Remark) -> tuple[object, ...]:
        line = remark.line
        label = BY_KEY[line.part][remark.key].label if remark.key else ""
        column = self.headers[line.table].get(remark.key, label) if remark.key else ""
        return (
            self.run.pk, line.table, line.number, line.cells.get(CODE, "")[:80],
            column[:120], remark.value[:200], remark.wrong[:500], remark.todo[:300],
            remark.weight.value,
        )  # fmt: skip


def _whole(line: Line | None, more: Sequence[Line]) -> Line | None:
    """A row with what a further table says of the same item; its own cells count first."""
    lines = [one for one in (line, *more) if one is not None]
    if not lines:
        return None
    cells: dict[str, str] = {}
    for one in reversed(lines):
        cells |= one.cells
    return replace(lines[0], part=Part.BASIC, cells=cells)


READ = ("id", "table", "part", "number", "code", "cells")


def _line(row: tuple[Any, ...]) -> Line:
    _, table, part, number, _, cells = row
    return Line(Part(part), number, cells, table)
