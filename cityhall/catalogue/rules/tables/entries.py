"""基本目录 as a table: its columns, and what a row says of an entry. What an entry fixes is read like the same cell of an item."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cityhall.catalogue.terms import Level, Part, Procedure
from cityhall.kernel.errors import InvalidInputError

from ..rows import BY_NAME, GB_CODES
from .cells import NOTHING, UnreadableError, narrow, read, say
from .columns import BY_KEY, Column, Kind
from .filling import Line, applicants_of, cells_of, fill
from .guessing import named

CODE, PARENT, LAW, KINDS = "entry.base_code", "entry.parent", "entry.law_changed_on", ("entry.procedure", "entry.type")
OWN = (
    Column(CODE, "基本编码", national="catalog_code", also=("目录编码", "基本目录编码", "编码")),
    Column("entry.name", "名称", national="task_name", also=("事项名称", "目录名称", "条目名称", "主项名称")),
    Column("entry.procedure", "事项类型", national="task_type_name", also=("类型", "权力类型", "事项类别")),
    Column("entry.type", "事项类型代码", national="task_type", also=("类型代码", "类型编码")),
    Column("entry.level", "目录层级", Kind.WORD, "use_level", ("行使层级", "层级"), Level),
    Column(PARENT, "上级基本编码", national="parent_catalog_code", also=("上级编码", "上级目录编码", "上级条目", "父级编码")),
    Column("entry.source", "文件依据", also=("来源文件", "目录依据", "文件名称", "文号", "来源")),
    Column(LAW, "依据修订日", also=("修订日期", "依据最近修订日", "依据修订日期", "修订日")),
)  # fmt: skip
SERVED = Column("applicants", "服务对象", Kind.WORDS, "server_type", ("申请人类型", "服务对象类型", "申请人"))
FIXES = (
    "basis", "conditions", "pace", "statutory.amount", "statutory.unit", "statutory.basis", "promised.amount",
    "promised.unit", "promised.basis", "fee", "online", "visits", "result.name",
)  # fmt: skip
COLUMNS = (*OWN, SERVED, *(BY_KEY[Part.BASIC][key] for key in FIXES))
LABELS = {c.key: c.label for c in COLUMNS}
MOST = 20_000
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
Cells = Mapping[str, str]
Wrong = tuple[str, str]
"""A column's key and the sentence."""


def told(headers: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, dict[str, str]]]:
    """Every row's filled cells by column, with its number."""
    keys = [named(COLUMNS, headers)[header].key for header in headers]
    if CODE not in keys:
        sentence = f"表里没有哪一列是“{LABELS[CODE]}”，没有它就对不上条目，请补上这一列"
        raise InvalidInputError("catalogue.bad_entry_table", sentence, "file")
    found: list[tuple[int, dict[str, str]]] = []
    for number, cells in rows:
        if len(found) == MOST:
            raise InvalidInputError("catalogue.bad_entry_table", f"最多 {MOST} 行，请分成几个文件导入", "file")
        found.append((number, {k: cell.strip() for k, cell in zip(keys, cells, strict=False) if k and cell.strip()}))
    return found


def procedure_of(cells: Cells) -> str | None:
    """事项类型 by its name or by its code, in whichever column it stands; None: neither is known."""
    for text in (cells[key] for key in KINDS if key in cells):
        if found := BY_NAME.get(text) or GB_CODES.get(text.lstrip("0")):
            return found.value
    return None


def level_of(text: str) -> str:
    return str(read(OWN[4], text))


def day_of(text: str) -> date:
    parts = DAY.fullmatch(narrow(text))
    try:
        if parts is not None:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        pass
    raise UnreadableError(f"“{text[:20]}”不是日期", "请写成 2026-01-31 这样")


def content_of(number: int, cells: Cells, before: Mapping[str, Any]) -> tuple[dict[str, Any], list[Wrong]]:
    """What the entry fixes, over what it fixed before; only what was said, then or now."""
    wrong: list[Wrong] = []
    content = dict(before)
    if served := cells.get(SERVED.key):
        try:
            content[SERVED.key] = _applicants(served)
        except UnreadableError as no:
            wrong.append((SERVED.key, f"{no.wrong}，{no.todo}"))
    line = Line(Part.BASIC, number, {key: cells[key] for key in FIXES if key in cells})
    filled = fill(content, line, {})
    wrong += [(r.key, f"{r.wrong}，{r.todo.partition('；')[0]}") for r in filled.remarks]
    said = {*content, *(key.partition(".")[0] for key in line.cells)}
    return {k: v for k, v in filled.content.items() if k in said and v not in (None, "", [], {})}, wrong


def _applicants(text: str) -> list[str]:
    """By whom it serves (A.4), or by who applies."""
    try:
        return applicants_of(read(BY_KEY[Part.BASIC]["offer.served"], text))
    except UnreadableError:
        return list(read(BY_KEY[Part.BASIC]["applicants"], text))


def nothing(text: str) -> bool:
    """Does the cell say that there is none?"""
    return text in NOTHING


def row_of(own: Mapping[str, str], content: Mapping[str, Any]) -> list[str]:
    """An entry as a row of `COLUMNS`; `own` by the keys of its own columns."""
    [fixed] = cells_of(Part.BASIC, content)
    shown = {SERVED.key: BY_KEY[Part.BASIC]["applicants"]}
    return [
        own[c.key] if c.key.startswith("entry.") else say(shown.get(c.key, c), fixed.get(c.key)) for c in COLUMNS
    ]  # fmt: skip


def labelled(procedure: str, level: str) -> tuple[str, str]:
    return Procedure(procedure).label, Level(level).label
