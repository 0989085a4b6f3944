"""One item of a list against the one that is there: what it comes to, and what is wrong with it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.rules import codes, rows
from cityhall.catalogue.rules.content import read_content, write_content
from cityhall.catalogue.rules.rows import ItemRow
from cityhall.catalogue.rules.tables import heads
from cityhall.catalogue.rules.tables.columns import BY_KEY, CODE
from cityhall.catalogue.rules.tables.filling import Filled, Line, Remark, fill, parted
from cityhall.catalogue.terms import Can, Part, Procedure, Weight
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError

HEAD = ("base_code", "name", "group", "organ_id", "procedure", "division_code", *heads.NUMBERS)


@dataclass
class Unit:
    """An item as the list has it: its row (None where only materials and the like are told), what hangs on it, and the item and
    draft that are there. `recoded`: its codes of today, if a standard gave it others."""

    line: Line | None
    code: str
    old: Item | None
    draft: ItemVersion | None
    children: Mapping[Part, Sequence[Line]]
    recoded: tuple[str, str] | None = None

    @property
    def first(self) -> Line:
        return self.line or next(iter(self.children.values()))[0]

    @property
    def before(self) -> Mapping[str, Any]:
        """What the item says now: its draft, else what is published."""
        if self.draft is not None:
            return self.draft.content  # type: ignore[no-any-return]
        published = self.old.published_version if self.old else None
        return published.content if published else {}


@dataclass
class Verdict:
    """`outcome`: created, updated, unchanged or rejected. `head` are the item's own values, `content` what its draft will say
    (None: as it is)."""

    outcome: str
    remarks: list[Remark] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)
    content: dict[str, Any] | None = None
    doubts: list[dict[str, str]] | None = None
    row: ItemRow | None = None
    begins_draft: bool = False

    @property
    def kept(self) -> bool:
        return self.outcome != "rejected"


class Judge:
    """`organs`: (name, division) → id of those that are there. `twice`: codes that stand in several rows → the first of them.
    `seen`: items an earlier row was about."""

    def __init__(
        self, actor: Actor, organs: Mapping[tuple[str, str], int], twice: Mapping[str, tuple[int, int, int]],
        places: Sequence[str], matched: Sequence[Collection[str]], seen: set[int], *, real: bool,
    ) -> None:  # fmt: skip
        self.reach, self.organs, self.twice, self.places = actor.reach(Can.IMPORT_ITEMS), organs, twice, places
        self.matched, self.real, self.seen = matched, real, seen
        self.areas: dict[str, list[str]] = {}
        for name, area in organs:
            self.areas.setdefault(name, []).append(area)

    def judge(self, unit: Unit) -> Verdict:
        remarks = self._may(unit)
        verdict = Verdict("unchanged", remarks)
        if not _fatal(remarks) and unit.line is not None and (unit.old is None or heads.tells(unit.line.cells)):
            self._head(unit, unit.line, verdict)
        if not _fatal(verdict.remarks):
            self._content(unit, verdict)
        if _fatal(verdict.remarks):
            return Verdict("rejected", verdict.remarks)
        if unit.old is None:
            verdict.outcome = "created"
        elif verdict.head or verdict.content is not None or verdict.doubts is not None:
            verdict.outcome = "updated"
        return verdict

    def _may(self, unit: Unit) -> list[Remark]:
        """What keeps a row out whatever else it says."""
        line = unit.first
        if not unit.code:
            wrong = f"{BY_KEY[line.part][CODE].label}为空"
            return [
                Remark(
                    line, CODE, "", wrong, "请每一行都填上实施编码（合并过的单元格取消合并后要逐行填满）", Weight.FATAL
                )
            ]
        if unit.line is None and unit.old is None:
            wrong = "这个实施编码在基本信息表和系统里都没有"
            return [Remark(line, CODE, unit.code, wrong, "请核对编码，或先在基本信息表中导入这个事项", Weight.FATAL)]
        if unit.old is not None and self.reach is not None and unit.old.organ_id not in self.reach:
            wrong = f"这个事项属于“{unit.old.organ.name}”，您没有它的导入权限"
            return [Remark(line, CODE, unit.code, wrong, "请由该单位或市级管理员导入", Weight.FATAL)]
        if unit.old is not None and unit.old.pk in self.seen:
            wrong = "这个编码和前面某一行的编码是同一个事项（统一编码前后）"
            return [Remark(line, CODE, unit.code, wrong, "只采用前一行；请删去重复的行", Weight.FATAL)]
        self.seen |= {unit.old.pk} if unit.old is not None else set()
        return self._doubled(unit) if unit.line is not None else []

    def _doubled(self, unit: Unit) -> list[Remark]:
        """The first row of a code counts."""
        first = self.twice.get(unit.code)
        line = unit.first
        if first is None or (first[1], first[2]) == (line.table, line.number):
            return []
        where = f"“{self.places[first[1]]}”" if self.places[first[1]] and first[1] != line.table else ""
        wrong = f"实施编码与{where}第 {first[2]} 行重复"
        return [Remark(line, CODE, unit.code, wrong, "只采用前一行；请删去重复的行", Weight.FATAL)]

    def _head(self, unit: Unit, line: Line, verdict: Verdict) -> None:
        local = heads.local_row(line.cells, self._known(unit, line))
        row = rows.read_row(local)
        if unit.recoded is not None:
            row = replace(row, item_code=unit.recoded[0], base_code=unit.recoded[1])
        organ_id = self.organs.get((row.organ, row.division_code), 0)
        doubts = [
            d
            for d in rows.check_row(local)
            if d.column != "dept_uscc" or "item.credit_code" in self.matched[line.table]
        ]
        if self.reach is not None and organ_id not in self.reach:
            doubts.append(rows.Doubt("department", "您没有这个单位的导入权限，请由该单位或市级管理员导入", fatal=True))
        if self.real and not organ_id:
            doubts.append(rows.Doubt("department", "实施单位在试导入后有变化，请重新试导入", fatal=True))
        new: dict[str, Any] = {
            "base_code": row.base_code, "name": row.name, "group": row.group, "organ_id": organ_id,
            "procedure": row.procedure.value, "division_code": row.division_code,
        }  # fmt: skip
        numbers, wrong = _numbers(line, row.item_code)
        new |= numbers
        changed = {k: v for k, v in new.items() if unit.old is None or getattr(unit.old, k) != v}
        fatal = [d for d in doubts if d.fatal]
        if unit.old is not None and not changed and not fatal:
            return  # what was told before is what is there: its doubts, if any, were told then
        verdict.row, verdict.head = row, changed
        verdict.doubts = [{"column": d.column, "reason": d.reason} for d in doubts]
        verdict.remarks += [_told(line, d) for d in doubts] + wrong

    def _known(self, unit: Unit, line: Line) -> dict[str, str]:
        """What the item, or else its organ, is known to be, in the local list's words."""
        old = unit.old
        if old is not None:
            return {
                "item_code": unit.code, "department": old.organ.name, "area_code": old.division_code, "sub_item": old.name,
                "main_item": old.group, "task_type_name": Procedure(old.procedure).label, "catalog_code": old.base_code,
                "dept_uscc": old.organ.credit_code,
            }  # fmt: skip
        areas = self.areas.get(line.cells.get("item.organ", ""), [])
        return {"area_code": areas[0]} if len(areas) == 1 else {}

    def _content(self, unit: Unit, verdict: Verdict) -> None:
        filled = fill(unit.before, unit.line, unit.children)
        verdict.remarks += filled.remarks
        if filled.refused or not filled.told:
            return
        if unit.old is not None and _same(filled.content, write_content(read_content(unit.before))):
            verdict.remarks = [r for r in verdict.remarks if r.weight is not Weight.HINT]
            return
        if unit.old is not None and unit.old.planned:  # type: ignore[attr-defined]
            wrong = "这个事项的草稿已经定期发布，不能再改"
            verdict.remarks.append(
                Remark(unit.first, "", "", wrong, "请先取消发布计划，再重新导入这一行", Weight.FATAL)
            )
            return
        verdict.content = filled.content
        verdict.begins_draft = unit.old is not None and unit.draft is None
        _doubts_of_content(unit, verdict, filled)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """The same but for how lines end: a browser ends them otherwise than a spreadsheet."""
    return one == other or _lines(one) == _lines(other)


def _lines(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True).replace("\\r\\n", "\\n")


def _doubts_of_content(unit: Unit, verdict: Verdict, filled: Filled) -> None:
    """Cells that were left out are said on the item too, once."""
    told = [
        {"column": BY_KEY[r.line.part][r.key].label, "reason": f"{r.wrong}，{r.todo}"}
        for r in filled.remarks
        if r.weight is Weight.DOUBT and r.key
    ]
    if told or verdict.doubts is not None:
        before = verdict.doubts if verdict.doubts is not None else list(unit.old.doubts if unit.old else [])
        verdict.doubts = before + [d for d in told if d not in before]


def _numbers(line: Line, item_code: str) -> tuple[dict[str, str], list[Remark]]:
    """The item's other codes, as far as they hold."""
    found: dict[str, str] = {}
    wrong: list[Remark] = []
    for name in heads.NUMBERS:
        text = line.cells.get(f"item.{name}", "")
        if not text:
            continue
        try:
            found[name] = codes.check_code(name, text, item_code)
        except InvalidInputError as no:
            why, todo = parted(no.message)
            wrong.append(Remark(line, f"item.{name}", text, why, f"{todo}；这个编码没有采用"))
    return found, wrong


def _told(line: Line, doubt: rows.Doubt) -> Remark:
    key = heads.KEY_OF.get(doubt.column, "")
    wrong, todo = parted(doubt.reason)
    return Remark(line, key, line.cells.get(key, ""), wrong, todo, Weight.FATAL if doubt.fatal else Weight.DOUBT)


def _fatal(remarks: Sequence[Remark]) -> bool:
    return any(r.weight is Weight.FATAL for r in remarks)
