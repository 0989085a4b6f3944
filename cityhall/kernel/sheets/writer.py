"""Tables for people to open: every cell is a text, none is taken for a formula, and what is written reads back the same."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

from .archive import CHUNK

TAKEN_FOR_FORMULA = re.compile(r"'*[=+\-@\t\r]")
BATCH = 500
WIDTH, WIDEST = 14, 40
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Sheet:
    """A table to write: its name, its columns, its rows as they come."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def guarded(text: str) -> str:
    """A cell a spreadsheet would calculate is set behind an apostrophe; the reader takes it off again."""
    return f"'{text}" if TAKEN_FOR_FORMULA.match(text) else text


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """CSV in UTF-8 with its mark, piece by piece."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow([guarded(c) for c in columns])
    for count, row in enumerate(rows, 1):
        writer.writerow([guarded(_said(v)) for v in row])
        if count % BATCH == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """A workbook, its rows written to disk as they come, then sent piece by piece."""
    with tempfile.TemporaryFile() as spool:
        book = xlsxwriter.Workbook(spool, {"constant_memory": True, "in_memory": False})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"num_format": "@", "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(NOT_IN_NAMES.sub(" ", sheet.name)[:31] or "表")
            page.freeze_panes(1, 0)
            for place, name in enumerate(sheet.columns):
                page.set_column(place, place, min(WIDEST, max(WIDTH, 2 * len(name) + 4)))
            _write(page, 0, sheet.columns, head)
            for number, row in enumerate(sheet.rows, 1):
                _write(page, number, row, body)
        book.close()
        spool.seek(0)
        while piece := spool.read(CHUNK):
            yield piece


def _write(page: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[object], style: object) -> None:
    for place, value in enumerate(row):
        text = _said(value)
        if text and page.write_string(number, place, text, style):
            raise ValueError(f"row {number + 1} column {place + 1} does not fit into a sheet")


def _said(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)
