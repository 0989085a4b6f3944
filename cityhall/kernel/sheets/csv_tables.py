"""CSV as spreadsheets and old systems write it: UTF-8, UTF-16 with its mark, or GB 18030; comma, tab or semicolon."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from cityhall.kernel.errors import InvalidInputError

from .limits import Limits
from .table import Table, build

CHUNK = 1024 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SEPARATORS = ",\t;"
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def read(source: IO[bytes], limits: Limits) -> Table | None:
    """The table of a CSV file, row by row."""
    encoding = encoding_of(source)
    source.seek(0)
    text = io.TextIOWrapper(io.BufferedReader(_Borrowed(source)), encoding=encoding, newline="")
    head, separator = _separator(text)
    return build("", _lines(_again(head, text), separator, limits), limits)


class _Borrowed(io.RawIOBase):
    """Lets a text wrapper end without closing what was lent."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        data = self.source.read(len(into))
        into[: len(data)] = data
        return len(data)


def encoding_of(source: IO[bytes]) -> str:
    """Which encoding the whole file holds in; it is read through for it, piece by piece."""
    source.seek(0)
    head = source.read(4)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    for name in [marked] if marked else ["utf-8", "gb18030"]:
        if _holds(source, name):
            return name
    raise InvalidInputError(
        "sheet.encoding", "文件编码无法识别，请在表格软件中另存为“CSV UTF-8”或 XLSX 后再导入", "file"
    )


def _holds(source: IO[bytes], encoding: str) -> bool:
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := source.read(CHUNK):
            if "\0" in decoder.decode(piece):
                raise InvalidInputError(
                    "sheet.not_a_sheet", "这不是表格文件，请在表格软件中另存为 XLSX 或 CSV 后再导入", "file"
                )
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: IO[str]) -> tuple[str, str]:
    """The first line, and what parts its cells; `sep=;` as some spreadsheets write it is obeyed and left out."""
    head = text.readline(CHUNK)
    told = re.fullmatch(r"sep=(.)\r?\n?", head, re.IGNORECASE)
    if told:
        return "\n", told[1]
    bare = re.sub(r'"[^"]*"', "", head)
    return head, max(SEPARATORS, key=bare.count)


def _again(head: str, text: IO[str]) -> Iterator[str]:
    yield head
    yield from text


def _lines(text: Iterator[str], separator: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [c[1:] if c.startswith("'") and GUARDED.match(c) else c for c in cells]
    except csv.Error as bad:
        raise InvalidInputError(
            "sheet.quotes",
            f"CSV 第 {reader.line_num} 行有错，可能是英文双引号没有成对，或一格超过 {limits.cell} 个字，请更正后再导入",
            "file",
        ) from bad
