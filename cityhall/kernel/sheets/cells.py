"""The cells of one sheet, as their XML streams by. What would mislead is refused with the cell's name."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from cityhall.kernel.errors import InvalidInputError

from .limits import Limits
from .parsing import feeding
from .table import KEPT_DIGITS, at, digits_lost, too_wide
from .workbook import Workbook, unescaped

PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates know no zone
LEAP_OF_1900 = 60  # a day spreadsheets count that never was
LAST_DAY = 2_958_466
Line = tuple[int, list[str]]


class Cells:
    """Fed piece by piece; `ready` holds the rows that are whole."""

    def __init__(self, book: Workbook, limits: Limits) -> None:
        self.book, self.limits = book, limits
        self.ready: list[Line] = []
        self.row: list[str] = []
        self.number = self.place = self.first = 0
        self.kind = self.style = ""
        self.inside = self.sound = False
        self.said: list[str] = []
        self.starts = {
            "row": self.start_row, "c": self.start_cell, "f": self.formula, "mergeCell": self.merged,
            "rPh": self.start_sound,
        }  # fmt: skip
        self.ends = {"row": self.end_row, "c": self.end_cell, "rPh": self.end_sound}

    def start_row(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r", "")
        self.number = int(told) if told.isdecimal() else self.number + 1
        self.row, self.place = [], -1

    def start_cell(self, attributes: dict[str, str]) -> None:
        told = PLACE.fullmatch(attributes.get("r", ""))
        self.place = _place(told[1]) if told else self.place + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.inside = True
        self.said.clear()

    def text(self, piece: str) -> None:
        if self.inside and not self.sound:
            self.said.append(piece)

    def formula(self, _: dict[str, str]) -> None:
        if self.inside:
            raise InvalidInputError(
                "sheet.formula",
                f"单元格 {at(self.number, self.place)} 是公式，结果可能已经过时。"
                "请复制整张表，用“选择性粘贴—数值”贴成数值后再导入",
                "file",
            )

    def start_sound(self, _: dict[str, str]) -> None:
        self.sound = True

    def end_sound(self) -> None:
        self.sound = False

    def end_cell(self) -> None:
        self.inside = False
        said = "".join(self.said)
        if not said:
            return
        if self.place >= self.limits.columns:
            raise too_wide(self.place + 1, self.limits)
        value = self._value(said)
        if value:
            if len(self.row) <= self.place:
                self.row.extend([""] * (self.place - len(self.row) + 1))
            self.row[self.place] = value

    def end_row(self) -> None:
        if self.row:
            self.first = self.first or self.number
            self.ready.append((self.number, self.row))
            self.row = []

    def merged(self, attributes: dict[str, str]) -> None:
        where = attributes.get("ref", "")
        told = PLACE.match(where)
        head = told is not None and int(told[2]) <= (self.first or 1)
        part = "表头" if head else "数据"
        advice = "表头请只留一行，每列一个列名" if head else "每一格都填上内容"
        raise InvalidInputError(
            "sheet.merged", f"{part}里有合并单元格（{where[:20]}），对不上行列。请取消合并，{advice}，再导入", "file"
        )

    def _value(self, said: str) -> str:
        if self.kind == "s":
            return self._shared(said)
        if self.kind in {"str", "inlineStr", "d"}:
            return unescaped(said)
        if self.kind == "b":
            return "是" if said.strip() == "1" else "否"
        if self.kind == "e":
            raise InvalidInputError(
                "sheet.error_cell",
                f"单元格 {at(self.number, self.place)} 是错误值“{said[:20]}”，请更正后再导入",
                "file",
            )
        return self._number(said.strip())

    def _shared(self, said: str) -> str:
        place = int(said)
        if place < 0:
            raise IndexError(place)
        return self.book.texts[place]

    def _number(self, said: str) -> str:
        if self.style and self.style.isdecimal() and int(self.style) in self.book.dates:
            return self._moment(said)
        if said.isdecimal() and len(said) <= KEPT_DIGITS:
            return said
        try:
            value = Decimal(said)
        except InvalidOperation:
            raise ValueError(said) from None
        if not value.is_finite():
            raise ValueError(said)
        if value.adjusted() >= KEPT_DIGITS:
            raise digits_lost(said, self.number, self.place)
        if value == value.to_integral_value():
            return str(int(value))
        return format(Decimal(repr(float(said))), "f")

    def _moment(self, said: str) -> str:
        serial = float(said)
        if not 0 <= serial < LAST_DAY:
            raise InvalidInputError(
                "sheet.bad_date",
                f"单元格 {at(self.number, self.place)} 设成了日期，内容“{said[:20]}”却不是日期，请更正后再导入",
                "file",
            )
        if serial < 1 and not self.book.since_1904:
            return f"{EPOCH + timedelta(seconds=round(serial * 86400)):%H:%M}"
        start = EPOCH_1904 if self.book.since_1904 else EPOCH
        days = serial + 1 if not self.book.since_1904 and serial < LEAP_OF_1900 else serial
        moment = start + timedelta(seconds=round(days * 86400))
        return moment.date().isoformat() if serial.is_integer() else moment.isoformat(timespec="minutes")


def _place(letters: str) -> int:
    place = 0
    for one in letters:
        place = place * 26 + ord(one) - 64
    return place - 1


def lines(book: Workbook, part: str, limits: Limits) -> Iterator[Line]:
    """The rows of a sheet one after the other; merged cells stand at the end of its part, and are refused there."""
    cells = Cells(book, limits)
    with book.archive.reading(part) as pieces:
        for _ in feeding(pieces, cells.starts, cells.ends, cells.text):
            yield from cells.ready
            cells.ready.clear()
