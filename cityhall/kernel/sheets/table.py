"""What every table comes to: named columns, and rows of texts that know where they stood."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cityhall.kernel.errors import InvalidInputError

from .limits import Limits

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
SHORTENED = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?(\d{2,3})")  # 4.40114E+17
BLANK = " \t\r\n\u3000\xa0"
LOST = "\ufffd"
KEPT_DIGITS = 15  # a spreadsheet keeps no more of a number


@dataclass(frozen=True)
class Row:
    """`number` is the row's number as the spreadsheet shows it; `cells` stand in the order of the columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`rows` can be read once. A refusal may still come with a later row: nothing is sound before the last was read."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def letter(place: int) -> str:
    """The letter of a column, 0 is A."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def at(number: int, place: int) -> str:
    return f"{letter(place)}{number}"


def tidy(text: str, number: int, place: int, limits: Limits) -> str:
    """A cell as it is kept, or a refusal that names it."""
    if not text:
        return ""
    if len(text) > limits.cell:
        raise InvalidInputError(
            "sheet.cell_long",
            f"单元格 {at(number, place)} 超过 {limits.cell} 个字，请分到多个单元格或精简后再导入",
            "file",
        )
    if not text.isprintable():
        text = UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        if CONTROL.search(text):
            raise InvalidInputError(
                "sheet.control",
                f"单元格 {at(number, place)} 里有看不见的控制字符，请重新手工输入这一格，或用“清除不可见字符”（CLEAN）处理后再导入",
                "file",
            )
    if LOST in text:
        raise InvalidInputError(
            "sheet.garbled",
            f"单元格 {at(number, place)} 里有乱码（�），文字在上一次保存时已经丢失，请从原系统重新导出后再导入",
            "file",
        )
    text = text.strip(BLANK)
    shortened = SHORTENED.fullmatch(text)
    if shortened and int(shortened[2]) >= KEPT_DIGITS:
        raise digits_lost(text, number, place)
    return text


def digits_lost(text: str, number: int, place: int) -> InvalidInputError:
    return InvalidInputError(
        "sheet.digits_lost",
        f"单元格 {at(number, place)} 的长数字已变成“{text[:30]}”，后几位丢失了。请把这一列设为“文本”格式，从原系统重新粘贴完整编码后再导入",
        "file",
    )


def build(name: str, lines: Iterable[tuple[int, Sequence[str]]], limits: Limits) -> Table | None:
    """A table out of numbered lines: the first that says anything names the columns. None where nothing is said."""
    steady = _said(lines, limits)
    head = next(steady, None)
    if head is None:
        return None
    columns = _columns(head)
    return Table(name, columns, _rows(steady, len(columns)))


def _said(lines: Iterable[tuple[int, Sequence[str]]], limits: Limits) -> Iterator[Row]:
    count = 0
    for number, line in lines:
        if len(line) > limits.columns:
            raise too_wide(len(line), limits)
        cells = tuple([tidy(text, number, place, limits) if text else "" for place, text in enumerate(line)])
        if not any(cells):
            continue
        count += 1
        if count > limits.rows + 1:
            raise InvalidInputError(
                "sheet.long", f"数据超过 {limits.rows} 行，请拆成几个文件分别导入；空行请删除", "file"
            )
        yield Row(number, cells)


def too_wide(count: int, limits: Limits) -> InvalidInputError:
    return InvalidInputError(
        "sheet.wide",
        f"表格有 {count} 列，最多 {limits.columns} 列。请删去用不到的列；右边看似空白的列也请整列删除，再保存",
        "file",
    )


def _columns(head: Row) -> tuple[str, ...]:
    names = list(head.cells)
    while names and not names[-1]:
        names.pop()
    blank = next((n for n, name in enumerate(names) if not name), None)
    if blank is not None:
        raise InvalidInputError(
            "sheet.header_blank",
            f"第 {head.number} 行应是列名，{at(head.number, blank)} 却是空的。请填上列名或删去这一列；第一行是大标题的，请先删去标题行",
            "file",
        )
    for place, name in enumerate(names):
        if name in names[:place]:
            raise InvalidInputError(
                "sheet.header_twice",
                f"列名“{name[:30]}”出现了两次（{letter(names.index(name))} 列和 {letter(place)} 列），请改成不同的名称",
                "file",
            )
    return tuple(names)


def _rows(lines: Iterator[Row], width: int) -> Iterator[Row]:
    for row in lines:
        have = len(row.cells)
        if have == width:
            yield row
        elif have < width:
            yield Row(row.number, row.cells + ("",) * (width - have))
        else:
            beyond = next((n for n in range(width, have) if row.cells[n]), None)
            if beyond is not None:
                raise InvalidInputError(
                    "sheet.ragged",
                    f"第 {row.number} 行比列名多（{at(row.number, beyond)} 有内容，却没有列名）。请补上列名；"
                    "CSV 中含逗号的内容要用英文双引号括起来",
                    "file",
                )
            yield Row(row.number, row.cells[:width])
