"""What a workbook says of itself: its sheets, its shared texts, which number formats are dates."""

import re
from dataclasses import dataclass, field
from posixpath import join, normpath

from cityhall.kernel.errors import InvalidInputError

from .archive import Archive, damaged
from .parsing import local, parse

BOOK = "xl/workbook.xml"
DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # ECMA-376 18.8.30
QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
OVERHEAD = 60  # what a short text costs besides its letters
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Workbook:
    """`sheets` are the visible ones, by name, with the part they are kept in."""

    archive: Archive
    sheets: dict[str, str] = field(default_factory=dict)
    dates: frozenset[int] = frozenset()  # styles that show a number as a date
    since_1904: bool = False
    texts: list[str] = field(default_factory=list)


def open_workbook(archive: Archive) -> Workbook:
    """Read what stands around the sheets."""
    if BOOK not in archive.parts:
        raise _stranger(archive)
    book, ids = Workbook(archive), dict[str, str]()

    def sheet(at: dict[str, str]) -> None:
        if at.get("state", "visible") == "visible":
            ids[at.get("name", "")] = local(at, "id")

    def properties(at: dict[str, str]) -> None:
        book.since_1904 = at.get("date1904", "0") in {"1", "true"}

    with archive.reading(BOOK) as pieces:
        parse(pieces, {"sheet": sheet, "workbookPr": properties}, {})
    targets = _targets(archive)
    book.sheets = {
        name: part for name, key in ids.items() for kind, part in [targets.get(key, ("", ""))] if kind == "worksheet"
    }
    if not book.sheets:
        raise damaged()
    book.dates = _dates(archive)
    book.texts = _texts(archive)
    return book


def _targets(archive: Archive) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def relation(at: dict[str, str]) -> None:
        target = at.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        found[at.get("Id", "")] = at.get("Type", "").rpartition("/")[2], part

    with archive.reading("xl/_rels/workbook.xml.rels") as pieces:
        parse(pieces, {"Relationship": relation}, {})
    return found


def _dates(archive: Archive) -> frozenset[int]:
    """Places in the list of cell formats whose number format is a date."""
    if "xl/styles.xml" not in archive.parts:
        return frozenset()
    own: dict[int, str] = {}
    found: set[int] = set()
    state = {"within": 0, "place": 0}

    def number_format(at: dict[str, str]) -> None:
        own[int(at.get("numFmtId", 0))] = at.get("formatCode", "")

    def inside(_: dict[str, str]) -> None:
        state["within"] = 1

    def outside() -> None:
        state["within"] = 0

    def cell_format(at: dict[str, str]) -> None:
        if state["within"]:
            kind = int(at.get("numFmtId", 0))
            if shows_date(own[kind]) if kind in own else kind in DATES:
                found.add(state["place"])
            state["place"] += 1

    with archive.reading("xl/styles.xml") as pieces:
        parse(pieces, {"numFmt": number_format, "cellXfs": inside, "xf": cell_format}, {"cellXfs": outside})
    return frozenset(found)


def shows_date(code: str) -> bool:
    """Does a number format show a date or a time? Letters in quotes and colours are not its own."""
    return bool(DATE_LETTERS.search(QUOTED.sub("", code.partition(";")[0])))


class _Texts:
    """Gathers the shared texts: the only part held in memory whole, and for that limited by itself."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.texts: list[str] = []
        self.now: list[str] = []
        self.reading = self.sound = False

    def begin(self, _: dict[str, str]) -> None:
        self.now.clear()

    def text(self, _: dict[str, str]) -> None:
        self.reading = not self.sound

    def end_text(self) -> None:
        self.reading = False

    def start_sound(self, _: dict[str, str]) -> None:
        self.sound = True

    def end_sound(self) -> None:
        self.sound = False

    def data(self, piece: str) -> None:
        if self.reading:
            self.now.append(piece)

    def end(self) -> None:
        whole = unescaped("".join(self.now))
        self.size += len(whole) + OVERHEAD
        if self.size > self.most:
            raise InvalidInputError("sheet.heavy", "表格里的文字太多，一次读不下，请拆成几个文件分别导入", "file")
        self.texts.append(whole)


def _texts(archive: Archive) -> list[str]:
    part = "xl/sharedStrings.xml"
    if part not in archive.parts:
        return []
    found = _Texts(archive.limits.shared)
    starts = {"si": found.begin, "t": found.text, "rPh": found.start_sound}
    ends = {"si": found.end, "t": found.end_text, "rPh": found.end_sound}
    with archive.reading(part) as pieces:
        parse(pieces, starts, ends, found.data)
    return found.texts


def unescaped(text: str) -> str:
    """`_x000D_` is how a workbook writes what XML may not hold (ECMA-376 22.9.2.19)."""
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _stranger(archive: Archive) -> InvalidInputError:
    """An archive, but no XLSX: say what it looks like."""
    names = set(archive.parts)
    if "xl/workbook.bin" in names:
        what = "这是 XLSB 格式的表格"
    elif "mimetype" in names or "content.xml" in names:
        what = "这是 ODS 格式的文件"
    elif any(n.startswith("word/") for n in names):
        what = "这是 Word 文档，不是表格"
    elif "OFD.xml" in names:
        what = "这是 OFD 文档，不是表格"
    else:
        what = "这是压缩包，不是表格"
    return InvalidInputError("sheet.not_xlsx", f"{what}，请用表格软件另存为 XLSX 或 CSV 后再导入", "file")
