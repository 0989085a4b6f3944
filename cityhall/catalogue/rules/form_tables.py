"""A form as a table: one row a field, in the shape it is downloaded in. Read with every doubt at its row; nothing is half taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityhall.catalogue.terms import FieldKind, FieldSpec, Reuse
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.terms import Term

from . import notation
from .content import Parts
from .fields import read_fields
from .library import Standing, free_key, loosened, read_field
from .reading import Reader

COLUMNS = {
    "group": "分组", "label": "名称", "kind": "类型", "required": "必填", "choices": "选项", "unit": "单位", "hint": "填写提示",
    "max_length": "最多字数", "least": "最小", "most": "最大", "pattern": "格式", "personal": "个人信息", "standard": "标准字段",
    "reuse": "复用规则", "when": "适用情形", "key": "标识",
}  # fmt: skip
NEEDED = ("label",)
YES, NO = ("是", "√", "y", "yes", "1", "true", "必填"), ("否", "", "n", "no", "0", "false", "选填", "×")
MOST = 200
BETWEEN = "|"


class Fate(Term):
    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    SAME = "same", "不变"
    WRONG = "wrong", "有误"


@dataclass(frozen=True)
class FormRow:
    """What becomes of one row: its number in the sheet, and what is wrong with it."""

    number: int
    label: str
    fate: Fate
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormTrial:
    """A table tried out: its rows, the fields it takes away, and (where nothing is wrong) the fields as content."""

    rows: tuple[FormRow, ...]
    gone: tuple[str, ...]
    fields: tuple[Mapping[str, Any], ...]
    ignored: tuple[str, ...]  # columns nobody knows

    @property
    def wrong(self) -> int:
        return sum(1 for row in self.rows if row.fate is Fate.WRONG)

    @property
    def counts(self) -> dict[str, int]:
        return {fate.label: sum(1 for row in self.rows if row.fate is fate) for fate in Fate}


def written(parts: Parts) -> list[list[str]]:
    """The form as rows of texts, in the order of the columns."""
    return [[_cell(f, key, parts) for key in COLUMNS] for f in parts.fields]


def _cell(field: FieldSpec, key: str, parts: Parts) -> str:
    value = getattr(field, key)
    if key == "when":
        return notation.line_of(field.when, parts.asks)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Term):
        return value.label
    return BETWEEN.join(value) if isinstance(value, tuple) else str(value)


def read(
    parts: Parts, content: Mapping[str, Any], columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]],
    library: Mapping[str, Standing],
) -> FormTrial:  # fmt: skip
    """Every row judged by itself and against the others; a field keeps its key by 标识, or else by its name."""
    places = {key: columns.index(label) for key, label in COLUMNS.items() if label in columns}
    if missing := [COLUMNS[key] for key in NEEDED if key not in places]:
        sentence = f"表里没有“{'、'.join(missing)}”这一列；请先下载现在的表单，在它上面改"
        raise InvalidInputError("catalogue.bad_form_table", sentence, "file")
    had = {str(f["key"]): dict(f) for f in content.get("fields") or ()}
    by_name = {str(f.get("label")): key for key, f in had.items()}
    told: list[FormRow] = []
    made: list[dict[str, Any]] = []
    for count, (number, cells) in enumerate(rows, 1):
        if count > MOST:
            raise InvalidInputError("catalogue.bad_form_table", f"最多 {MOST} 行，这张表更多，请精简", "file")
        texts = {key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()}
        key = _key_of(texts, had, by_name, made, parts)
        field, problems = _row(texts, had.get(key, {}), key, parts)
        problems += _doubts(field, made, parts, library)
        told.append(FormRow(number, texts["label"], _fate(field, had.get(key), problems, parts), tuple(problems)))
        made.append(field)
    kept = {f["key"] for f in made}
    gone = tuple(str(f.get("label")) for key, f in had.items() if key not in kept)
    wrong = any(row.fate is Fate.WRONG for row in told)
    known = set(COLUMNS.values())
    return FormTrial(tuple(told), gone, () if wrong else tuple(made), tuple(c for c in columns if c and c not in known))


def _key_of(
    texts: Mapping[str, str],
    had: Mapping[str, Any],
    by_name: Mapping[str, str],
    made: Sequence[Mapping[str, Any]],
    parts: Parts,
) -> str:
    if texts.get("key"):
        return texts["key"]
    taken = {f["key"] for f in made}
    known = by_name.get(texts["label"], "")
    if known and known not in taken:
        return known
    return free_key([*made, *had.values(), *({"key": ask.key} for ask in parts.asks)], "f")


def _row(
    texts: Mapping[str, str], had: Mapping[str, Any], key: str, parts: Parts
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """A row as a field of the content. What the table has no column for stays as it was."""
    field, problems = {**had, "key": key}, []
    for name, text in texts.items():
        try:
            field[name] = _value(name, text, parts)
        except InvalidInputError as no:
            problems.append(no.message)
    field["key"] = key
    if not problems:
        try:
            read_fields(Reader({"fields": [field]}), parts.asks)
        except InvalidInputError as no:
            problems.append(no.message.removeprefix("第 1 项表单项的"))
    return field, problems


def _value(name: str, text: str, parts: Parts) -> Any:
    match name:
        case "required" | "personal":
            return _yes(text, COLUMNS[name], default=name == "required")
        case "kind":
            return _word(FieldKind, text or FieldKind.TEXT.label, "类型").value
        case "reuse":
            return _word(Reuse, text or Reuse.AUTO.label, "复用规则").value
        case "choices":
            return [c.strip() for c in text.replace("｜", BETWEEN).replace("\n", BETWEEN).split(BETWEEN) if c.strip()]
        case "max_length":
            if text and not text.isdecimal():
                raise InvalidInputError("catalogue.bad_form_table", f"“最多字数”应是整数，现为“{text[:20]}”")
            return int(text or 200)
        case "when":
            return notation.read_line(parts.asks, text) if text else []
        case _:
            return text


def _yes(text: str, label: str, *, default: bool) -> bool:
    said = text.lower()
    if not said:
        return default
    if said in YES or said in NO:
        return said in YES
    raise InvalidInputError("catalogue.bad_form_table", f"“{label}”应填“是”或“否”，现为“{text[:20]}”")


def _word(words: type[Any], text: str, label: str) -> Any:
    for word in words:
        if text in (word.label, word.value):
            return word
    known = "、".join(word.label for word in words)
    raise InvalidInputError("catalogue.bad_form_table", f"“{label}”没有“{text[:20]}”，可填：{known}")


def _doubts(
    field: Mapping[str, Any], made: Sequence[Mapping[str, Any]], parts: Parts, library: Mapping[str, Standing]
) -> list[str]:  # fmt: skip
    told = []
    if any(f["key"] == field["key"] for f in made):
        told.append(f"标识“{field['key']}”与前面的行重复了")
    if any(ask.key == field["key"] for ask in parts.asks):
        told.append(f"标识“{field['key']}”已用于情形问题，请换一个")
    if any(f.get("label") == field.get("label") and f.get("group") == field.get("group") for f in made):
        told.append(f"名称“{field.get('label')}”与前面的行重复了")
    code = str(field.get("standard") or "")
    entry = library.get(f"field:{code}")
    if code and entry is None:
        told.append(f"标准字段“{code}”不在标准库中")
    elif entry is not None and entry.retired_on:
        told.append(f"标准字段“{entry.name}”已停用{f'，请改用“{entry.instead}”' if entry.instead else ''}")
    elif entry is not None:
        told += [s for _, s in _loosened(field, entry, parts)]
    return told


def _loosened(field: Mapping[str, Any], entry: Standing, parts: Parts) -> list[tuple[str, str]]:
    try:
        [spec] = read_fields(Reader({"fields": [dict(field)]}), parts.asks)
    except InvalidInputError:
        return []  # said at its row already
    return loosened(spec, read_field(entry.content))


def _fate(field: Mapping[str, Any], had: Mapping[str, Any] | None, problems: Sequence[str], parts: Parts) -> Fate:
    if problems:
        return Fate.WRONG
    if had is None:
        return Fate.ADDED
    [now], [before] = (read_fields(Reader({"fields": [dict(f)]}), parts.asks) for f in (field, had))
    return Fate.SAME if now == before else Fate.CHANGED
