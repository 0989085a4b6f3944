"""A file somebody gave as a table: told by its bytes what it is, refused if it is something else, opened if not."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO

from cityhall.kernel.errors import InvalidInputError

from . import cells, csv_tables
from .archive import CHUNK, Archive, locked
from .limits import USUAL, Limits
from .table import Row, Table, build
from .workbook import Workbook, open_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGE = "EncryptedPackage".encode("utf-16-le")
STRANGERS = (
    (b"%PDF-", "PDF 文件"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"), (b"\x1f\x8b", "压缩包"), (b"SQLite format", "数据库文件"), (b"{\\rtf", "Word 文档"),
)  # fmt: skip
SAMPLE = 50


@dataclass(frozen=True)
class Survey:
    """A table looked through to its end: sound, with so many rows, the first of them to show."""

    name: str
    columns: tuple[str, ...]
    count: int
    sample: tuple[Row, ...]


class Book:
    """An opened file: one CSV table, or the visible sheets of a workbook. Opening and reading may refuse."""

    def __init__(self, source: IO[bytes], limits: Limits = USUAL) -> None:
        self._source, self._limits = source, limits
        self._book: Workbook | None = None
        source.seek(0)
        head = source.read(CHUNK)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            self._book = open_workbook(Archive(source, limits))
        else:
            _refuse_stranger(source, head)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its sheets; one without a name for CSV."""
        return tuple(self._book.sheets) if self._book else ("",)

    def tables(self) -> Iterator[Table]:
        """Every sheet that says anything, in order; empty ones are passed over."""
        for name in self.names:
            table = self._table(name)
            if table is not None:
                yield table

    def table(self, name: str = "") -> Table:
        """The sheet of that name, or the only one there is. Several and none chosen: refused with their names."""
        if name and name not in self.names:
            raise InvalidInputError(
                "sheet.unknown", f"文件里没有名为“{name[:40]}”的工作表，现有：{self._listed(self.names)}", "sheet"
            )
        chosen = name or self._only()
        table = self._table(chosen)
        if table is None:
            raise _empty()
        return table

    def survey(self, name: str = "") -> Survey:
        """Read a table to its end without keeping it: what is wrong with any row is refused here."""
        table = self.table(name)
        sample = tuple(islice(table.rows, SAMPLE))
        return Survey(table.name, table.columns, len(sample) + sum(1 for _ in table.rows), sample)

    def _only(self) -> str:
        if len(self.names) == 1:
            return self.names[0]
        filled = [name for name in self.names if self._is_filled(name)]
        if not filled:
            raise _empty()
        if len(filled) > 1:
            raise InvalidInputError(
                "sheet.several", f"文件里有 {len(filled)} 张工作表：{self._listed(filled)}。请选择要导入哪一张", "sheet"
            )
        return filled[0]

    def _is_filled(self, name: str) -> bool:
        with suppress(InvalidInputError):
            return self._table(name) is not None
        return True

    def _table(self, name: str) -> Table | None:
        if self._book is None:
            return csv_tables.read(self._source, self._limits)
        return build(name, cells.lines(self._book, self._book.sheets[name], self._limits), self._limits)

    @staticmethod
    def _listed(names: tuple[str, ...] | list[str]) -> str:
        return "、".join(f"“{n[:40]}”" for n in names[:10]) + (" 等" if len(names) > 10 else "")  # noqa: PLR2004


def _empty() -> InvalidInputError:
    return InvalidInputError("sheet.empty", "表格是空的，请核对选择的文件和工作表", "file")


def _refuse_stranger(source: IO[bytes], head: bytes) -> None:
    """What is neither a workbook nor text is named for what it looks like."""
    if not head.strip():
        raise _empty()
    if head.startswith(OLE):
        if _holds_package(source, head):
            raise locked()
        raise InvalidInputError("sheet.old_xls", "这是旧版 XLS 表格，请用表格软件打开，另存为 XLSX 后再导入", "file")
    what = next((word for magic, word in STRANGERS if head.startswith(magic)), "")
    if not what and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        what = "网页（有的系统把网页存成 .xls）"
    if what:
        raise InvalidInputError(
            "sheet.stranger", f"这是{what}，不是表格，请用表格软件打开，另存为 XLSX 或 CSV 后再导入", "file"
        )


def _holds_package(source: IO[bytes], head: bytes) -> bool:
    """A workbook with a password is an OLE file that holds one encrypted package."""
    tail = b""
    piece = head
    while piece:
        if PACKAGE in tail + piece:
            return True
        tail, piece = piece[-len(PACKAGE) :], source.read(CHUNK)
    return False
