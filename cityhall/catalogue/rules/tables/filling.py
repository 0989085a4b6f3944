"""A row of a list, and the rows that hang on it, laid over what an item already says. A cell that is empty leaves what is
there; a table of materials (charges, questions …) replaces the whole of them, each keeping what the table does not tell."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cityhall.catalogue.terms import CHILDREN, Fee, MaterialForm, Pace, Part, Served, Weight
from cityhall.deadlines.terms import Unit
from cityhall.kernel.errors import InvalidInputError
from cityhall.organs.terms import Desk

from ..content import read_content, write_content
from . import situations
from .cells import UnreadableError, read
from .columns import BY_KEY, CODE, IDENTITY, LIMITS


@dataclass(frozen=True)
class Line:
    """One row as it was mapped: its table's part, its number there, its filled cells by key."""

    part: Part
    number: int
    cells: Mapping[str, str]
    table: int = 0


@dataclass(frozen=True)
class Remark:
    """What is wrong with one cell, or with a row as a whole (no key), and what to do."""

    line: Line
    key: str
    value: str
    wrong: str
    todo: str
    weight: Weight = Weight.DOUBT


@dataclass
class Filled:
    """The content as it would be kept; `told` is False where the rows say nothing of it."""

    content: dict[str, Any]
    told: bool = False
    remarks: list[Remark] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(r.weight is Weight.FATAL for r in self.remarks)


def fill(old: Mapping[str, Any], basic: Line | None, children: Mapping[Part, Sequence[Line]]) -> Filled:
    """What becomes of a content; whatever makes no sense is named with its cell and left out, or, where the whole would make
    none, the row is refused."""
    filled = Filled(copy.deepcopy(dict(old)))
    if basic is not None:
        _basic(filled, basic)
    for part in CHILDREN:
        if children.get(part):
            _children(filled, part, children[part])
    if filled.told:
        _settle(filled, basic, children)
    return filled


def _basic(filled: Filled, line: Line) -> None:
    content = filled.content
    values = _values(filled, line)
    limits = {key: values.pop(key) for key in list(values) if key.partition(".")[0] in LIMITS}
    for name in LIMITS:
        told = {k.partition(".")[2]: v for k, v in limits.items() if k.startswith(f"{name}.")}
        _limit(filled, line, content, name, told)
    for key, value in values.items():
        _put(content, key, value)
    if filled.told:
        _derive(filled, line, content, values)


def _values(filled: Filled, line: Line) -> dict[str, Any]:
    """The cells that can be read, of the content; the others are remarked."""
    values: dict[str, Any] = {}
    for key, text in line.cells.items():
        if key.startswith("item.") or not text:
            continue
        filled.told = True
        try:
            values[key] = read(BY_KEY[line.part][key], text)
        except UnreadableError as no:
            todo = f"{no.todo}；这一格没有采用，其余照常导入"
            filled.remarks.append(Remark(line, key, text, no.wrong, todo))
    return values


def _limit(filled: Filled, line: Line, into: dict[str, Any], name: str, told: Mapping[str, Any]) -> None:
    """A limit out of its amount, unit and basis. The unit in the amount's own cell counts before that of another."""
    if not told:
        return
    limit = dict(into.get(name) or {})
    amount, own = told.get("amount", (limit.get("amount"), None))
    unit = own or told.get("unit") or (limit.get("unit") if "amount" not in told else None)
    if amount is None and unit != Unit.INSTANT.value:
        if "basis" in told or "unit" in told:
            wrong = "写了时限的单位或说明，没有写数量"
            filled.remarks.append(Remark(line, f"{name}.amount", "", wrong, "请补上时限的数量"))
        return
    unit = unit or Unit.WORKDAYS.value
    limit |= {"amount": 0 if unit == Unit.INSTANT.value else amount, "unit": unit}
    if "basis" in told:
        limit["basis"] = told["basis"]
    into[name] = limit


def _put(content: dict[str, Any], key: str, value: Any) -> None:
    head, _, rest = key.partition(".")
    if not rest:
        content[head] = value
        return
    inner = content.get(head)
    content[head] = {**(inner if isinstance(inner, Mapping) else {}), rest: value}


def _derive(filled: Filled, line: Line, content: dict[str, Any], values: Mapping[str, Any]) -> None:
    """What follows from what was told, where nothing else was said."""
    served = values.get("offer.served")
    if served and "applicants" not in values and not content.get("applicants"):
        content["applicants"] = applicants_of(served)
    promised = content.get("promised")
    if "pace" not in values and promised and promised.get("unit") == Unit.INSTANT.value:
        content["pace"] = Pace.INSTANT.value
    if values.get("pace") == Pace.INSTANT.value and not promised:
        content["promised"] = {"amount": 0, "unit": Unit.INSTANT.value}
    if content.get("result") and not content["result"].get("name"):
        del content["result"]
        wrong = "写了审批结果的其他内容，没有写名称"
        filled.remarks.append(Remark(line, "result.name", "", wrong, "请补上结果名称；结果没有采用"))


def applicants_of(served: Sequence[str]) -> list[str]:
    """Who may apply for what serves these."""
    others = any(s != Served.PERSON.value for s in served)
    return (["person"] if Served.PERSON.value in served else []) + (["entity"] if others else [])


def _children(filled: Filled, part: Part, lines: Sequence[Line]) -> None:
    """The rows of one kind that hang on an item, in the order of the table."""
    name = part.value
    filled.told = True
    had = list(filled.content.get(name) or ())
    rows: list[Any] = []
    told: list[Line] = []
    for line in lines:
        key = IDENTITY[part]
        identity = line.cells.get(key, "")
        if not identity:
            label = BY_KEY[part][key].label
            filled.remarks.append(Remark(line, key, "", f"{label}为空", "请补充后重新导入这个事项", Weight.FATAL))
            continue
        values = _values(filled, line)
        if key in values:
            rows.append(_child(filled, line, values, _before(part, values, had, rows), len(rows)))
            told.append(line)
    names = {_identity(part, row) for row in rows}
    gone = [one for one in dict.fromkeys(_identity(part, row) for row in had) if one not in names]
    if gone:
        listed = "、".join(gone[:5]) + (" 等" if len(gone) > 5 else "")  # noqa: PLR2004
        wrong = f"系统里原有的 {len(gone)} 项{part.label}不在表中：{listed}"
        filled.remarks.append(Remark(lines[0], "", "", wrong, "导入后从草稿中去掉；要保留请补到表中", Weight.HINT))
    filled.content[name] = rows
    filled.content[name] = _keyed(part, rows, situations.keys_of(filled.content) if part in situations.KEYED else set())
    for line, row in zip(told, rows, strict=True):
        if part in situations.SITUATED and isinstance(row.get("when"), str):
            _condition(filled, line, row)


def _condition(filled: Filled, line: Line, row: dict[str, Any]) -> None:
    """适用情形 as it was written. One that cannot be read keeps the item out: without it, everybody would be asked."""
    text = row["when"]
    try:
        row["when"] = situations.condition_of(text, filled.content)
    except InvalidInputError as no:
        wrong, todo = parted(no.message)
        filled.remarks.append(Remark(line, "when", text, wrong, todo, Weight.FATAL))
        row["when"] = []


def _identity(part: Part, row: Any) -> str:
    return str(row[0]) if part is Part.QUESTIONS else str(row.get(IDENTITY[part], ""))


def _before(part: Part, values: Mapping[str, Any], had: Sequence[Any], rows: Sequence[Any]) -> Any:
    """The one there is that a row tells anew."""
    if part in situations.KEYED:
        return situations.before(values, had, rows)
    same = [one for one in had if _identity(part, one) == str(values[IDENTITY[part]])]
    return same[-1] if same else {}


def _child(filled: Filled, line: Line, values: dict[str, Any], before: Any, place: int) -> Any:
    part = line.part
    if part is Part.QUESTIONS:
        return [str(values[IDENTITY[part]]), values.get("answer", before[1] if before else "")]
    row = dict(before)
    limit = {k.partition(".")[2]: values.pop(k) for k in list(values) if k.startswith("limit.")}
    _limit(filled, line, row, "limit", limit)
    row |= values
    if part is Part.STEPS:
        row.setdefault("order", place + 1)
    if part is Part.MATERIALS and not before and "form" not in row:
        row["form"] = MaterialForm.ELECTRONIC.value
    if part is Part.ASKS:
        row.setdefault("kind", situations.kind_of(row))
    return row


def _keyed(part: Part, rows: list[Any], others: set[str]) -> list[Any]:
    """New rows get a key of their own; steps without a desk or a deciding one get the usual way."""
    if part not in {Part.MATERIALS, Part.STEPS, *situations.KEYED}:
        return rows
    taken = {row["key"] for row in rows if row.get("key")} | others
    free = (f"{part.value[0]}{n}" for n in range(1, len(rows) + len(taken) + 1))
    for row in rows:
        if not row.get("key"):
            row["key"] = next(k for k in free if k not in taken)
    if part is Part.STEPS and rows and not any(row.get("decides") for row in rows):
        max(rows, key=lambda row: row["order"])["decides"] = True
    for row in rows:
        if part is Part.STEPS and not row.get("desk"):
            row["desk"] = (Desk.APPROVE if row.get("decides") else Desk.REVIEW).value
    return rows


def _settle(filled: Filled, basic: Line | None, children: Mapping[Part, Sequence[Line]]) -> None:
    """The content as it is kept, if it makes sense as a whole."""
    content = filled.content
    if content.get("charges") and content.get("fee") is None:
        content["fee"] = Fee.CHARGED.value
    try:
        filled.content = write_content(read_content(content))
    except InvalidInputError as no:
        line, key = _place(no.field or "", basic, children)
        wrong, todo = parted(no.message)
        filled.remarks.append(Remark(line, key, line.cells.get(key, ""), wrong, todo, Weight.FATAL))


def _place(field_name: str, basic: Line | None, children: Mapping[Part, Sequence[Line]]) -> tuple[Line, str]:
    """Which cell a refused place of the content came from."""
    head, _, rest = field_name.partition(".")
    part = next((p for p in CHILDREN if p.value == head), None)
    if part is not None and children.get(part):
        lines = children[part]
        number, _, key = rest.partition(".")
        line = lines[min(int(number), len(lines) - 1)] if number.isdecimal() else lines[0]
        return line, next((k for k in (key, key.partition(".")[0]) if k in BY_KEY[part]), "")
    if basic is None:
        return next(iter(children.values()))[0], ""
    return basic, next((k for k in (field_name, f"{field_name}.amount") if k in BY_KEY[Part.BASIC]), "")


def parted(sentence: str) -> tuple[str, str]:
    """A sentence of the house in its two halves: what is wrong, and what to do."""
    for mark in ("，请", "。请", "；请"):
        wrong, found, todo = sentence.partition(mark)
        if found:
            return wrong, f"请{todo}".rstrip("。")
    return sentence, "请更正后重新导入这一行"


def cells_of(part: Part, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The values of a content by column key: one row for what is basic, one for each that hangs on it."""
    if part is Part.BASIC:
        return [{key: _get(content, key) for key in BY_KEY[part] if not key.startswith("item.")}]
    rows = content.get(part.value) or ()
    if part is Part.QUESTIONS:
        return [{"question": row[0], "answer": row[1]} for row in rows]
    found = [{key: _get(row, key) for key in BY_KEY[part] if key != CODE} for row in rows]
    if part in situations.SITUATED:
        for cells, line in zip(found, situations.lines_of(rows, content), strict=True):
            cells["when"] = line
    return found


def _get(content: Mapping[str, Any], key: str) -> Any:
    head, _, rest = key.partition(".")
    value = content.get(head)
    if not rest:
        return value
    inner = value.get(rest) if isinstance(value, Mapping) else None
    if rest == "amount" and isinstance(value, Mapping) and value.get("unit") == Unit.INSTANT.value:
        return "即时"
    return inner
