"""Tables somebody gives us: read whole or refused with the place and what to do."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.sheets.limits import USUAL, Limits
from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.table import letter

Page = Any
ROWS = [["编码", "名称", "天数"], ["0101", "食品经营许可", "5"], ["0102", "户口登记", ""]]


def _xlsx(*fills: Callable[[Any, Page], None], names: Sequence[str] = ("事项",)) -> io.BytesIO:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, fill in zip(names, fills, strict=True):
        fill(book, book.add_worksheet(name))
    book.close()
    return out


def _table(book: Any, page: Page) -> None:
    for n, row in enumerate(ROWS):
        for m, text in enumerate(row):
            page.write_string(n, m, text)


def _read(source: io.BytesIO, name: str = "", limits: Limits = USUAL) -> list[list[str]]:
    table = Book(source, limits).table(name)
    return [list(table.columns), *(list(row.cells) for row in table.rows)]


def _code(source: io.BytesIO, limits: Limits = USUAL) -> tuple[str, str]:
    with pytest.raises(InvalidInputError) as no:
        _read(source, limits=limits)
    return no.value.code, no.value.message


TEXT = "\r\n".join(",".join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";"), ("gb18030", "\t")],
)
def test_csv_is_read_in_every_encoding_it_comes_in(encoding: str, separator: str) -> None:
    assert _read(io.BytesIO(TEXT.replace(",", separator).encode(encoding))) == ROWS


def test_the_separator_a_spreadsheet_names_is_obeyed() -> None:
    assert _read(io.BytesIO(b"sep=|\r\n" + TEXT.replace(",", "|").encode())) == ROWS


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table = Book(io.BytesIO('编码,名称\n1,"两行\n文字"\n\n2,后一行\n'.encode())).table()
    assert [(r.number, r.cells) for r in table.rows] == [(2, ("1", "两行\n文字")), (4, ("2", "后一行"))]


def test_a_workbook_is_read_and_says_the_same_as_another_reader() -> None:
    source = _xlsx(_table)
    assert _read(source) == ROWS
    source.seek(0)
    assert python_calamine.CalamineWorkbook.from_filelike(source).get_sheet_by_index(0).to_python() == ROWS


def _mixed(book: Any, page: Page) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": 'yyyy"年"m"月"d"日" hh:mm'})
    amount = book.add_format({"num_format": '[Red]0.00"元"'})
    for place, name in enumerate(("整数", "小数", "日期", "时刻", "是否", "文字", "富文本", "金额")):
        page.write_string(0, place, name)
    page.write_number(1, 0, 20)
    page.write_number(1, 1, 0.1)
    page.write_datetime(1, 2, datetime(2026, 11, 26), day)
    page.write_datetime(1, 3, datetime(2026, 11, 26, 8, 30), moment)
    page.write_boolean(1, 4, True)
    page.write_string(1, 5, " 440114198003070000 \u200b")
    page.write_rich_string(1, 6, "前", book.add_format({"bold": True}), "后")
    page.write_number(1, 7, 12.5, amount)


@pytest.mark.parametrize("since_1904", [False, True])
def test_numbers_and_dates_become_what_a_person_reads(since_1904: bool) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": since_1904})
    _mixed(book, book.add_worksheet())
    book.close()
    assert _read(out)[1] == [
        "20", "0.1", "2026-11-26", "2026-11-26T08:30", "是", "440114198003070000", "前后", "12.5",
    ]  # fmt: skip


def test_dates_agree_with_another_reader_back_to_1900() -> None:
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(1999, 12, 31), date(2027, 1, 1)]

    def fill(book: Any, page: Page) -> None:
        style = book.add_format({"num_format": "yyyy/m/d"})
        page.write_string(0, 0, "日")
        for n, day in enumerate(days, 1):
            page.write_datetime(n, 0, day, style)

    source = _xlsx(fill)
    assert [row[0] for row in _read(source)[1:]] == [day.isoformat() for day in days]


def _one(value: Callable[[Any, Page], None]) -> io.BytesIO:
    def fill(book: Any, page: Page) -> None:
        _table(book, page)
        value(book, page)

    return _xlsx(fill)


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        (_one(lambda b, p: p.write_formula(2, 2, "=1+1", None, 2)), "sheet.formula", "C3"),
        (_one(lambda b, p: p.write_number(1, 0, 440114198003070000)), "sheet.digits_lost", "A2"),
        (_one(lambda b, p: p.merge_range(1, 0, 2, 0, "合并")), "sheet.merged", "A2:A3"),
        (_one(lambda b, p: p.merge_range(0, 0, 0, 1, "大标题")), "sheet.merged", "表头里有合并单元格（A1:B1）"),
        (_one(lambda b, p: p.write_string(1, 4999, "远")), "sheet.wide", "5000 列"),
        (_one(lambda b, p: p.write_string(1, 3, "多")), "sheet.ragged", "D2"),
        (_one(lambda b, p: p.write_string(0, 2, "名称")), "sheet.header_twice", "B 列和 C 列"),
        (_one(lambda b, p: p.write_blank(0, 1, None, b.add_format())), "sheet.header_blank", "B1"),
        (_one(lambda b, p: p.write_string(1, 1, "隐\x07藏")), "sheet.control", "B2"),
        (_one(lambda b, p: p.write_string(1, 1, "反\u202e转")), "sheet.control", "B2"),
        (_one(lambda b, p: p.write_number(1, 2, -5, b.add_format({"num_format": "yyyy-mm-dd"}))), "sheet.bad_date", "C2"),
        (io.BytesIO("编码,名称\n4.40114E+17,甲\n".encode()), "sheet.digits_lost", "A2"),
        (io.BytesIO("编码,名称\n1,甲\ufffd乙\n".encode()), "sheet.garbled", "B2"),
        (io.BytesIO("编码,名称\n1,甲,多出来\n".encode()), "sheet.ragged", "C2"),
        (io.BytesIO('编码,名称\n1,"甲\n2,乙\n'.encode()), "sheet.quotes", "双引号"),
        (io.BytesIO("编码,,名称\n1,,甲\n".encode()), "sheet.header_blank", "B1"),
        (io.BytesIO("编码,编码\n1,2\n".encode()), "sheet.header_twice", "A 列和 B 列"),
        (io.BytesIO(b"\xff\xfe\x00"), "sheet.encoding", "CSV UTF-8"),
        (io.BytesIO(b"a,b\n\x81\xff\xff,2\n"), "sheet.encoding", "CSV UTF-8"),
        (io.BytesIO(TEXT.encode("utf-16-le")), "sheet.not_a_sheet", "XLSX"),
        (io.BytesIO(b"%PDF-1.7\n"), "sheet.stranger", "PDF"),
        (io.BytesIO(b"\xef\xbb\xbf<html><table></table></html>"), "sheet.stranger", "网页"),
        (io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000), "sheet.old_xls", "另存为 XLSX"),
        (
            io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 300_000 + "EncryptedPackage".encode("utf-16-le")),
            "sheet.locked",
            "取消密码",
        ),
        (io.BytesIO(b"  \n"), "sheet.empty", "空的"),
        (io.BytesIO(b",,\n,,\n"), "sheet.empty", "空的"),
        (_xlsx(lambda b, p: None), "sheet.empty", "空的"),
        (_xlsx(_table, _table, names=("基本信息", "材料")), "sheet.several", "“基本信息”、“材料”"),
    ],
)  # fmt: skip
def test_what_would_mislead_is_refused_with_its_place(source: io.BytesIO, code: str, told: str) -> None:
    got, message = _code(source)
    assert got == code
    assert told in message


def test_an_error_value_is_refused() -> None:
    source = _changed(
        _xlsx(_table), "xl/worksheets/sheet1.xml", b'<c r="A2" t="s"><v>3</v>', b'<c r="A2" t="e"><v>#N/A</v>'
    )
    assert _code(source)[0] == "sheet.error_cell"


def test_one_of_several_sheets_is_chosen_and_hidden_ones_do_not_count() -> None:
    def hidden(book: Any, page: Page) -> None:
        page.write_string(0, 0, "暗")
        page.hide()

    both = _xlsx(_table, lambda b, p: p.write_string(0, 0, "材料名称"), names=("基本信息", "材料"))
    assert _read(both, "材料") == [["材料名称"]]
    assert _read(_xlsx(_table, hidden, lambda b, p: None, names=("基本信息", "暗", "空"))) == ROWS
    with pytest.raises(InvalidInputError, match="没有名为“收费”的工作表"):
        Book(both).table("收费")
    assert [t.name for t in Book(both).tables()] == ["基本信息", "材料"]


def test_a_survey_reads_to_the_end_and_shows_the_beginning() -> None:
    lines = ["编码,名称", *(f"{n},事项{n}" for n in range(1, 201))]
    survey = Book(io.BytesIO("\n".join(lines).encode())).survey()
    assert (survey.count, len(survey.sample), survey.columns) == (200, 50, ("编码", "名称"))


def test_more_rows_columns_or_letters_than_allowed_are_refused() -> None:
    small = Limits(rows=1, columns=2, cell=4)
    assert _code(io.BytesIO("甲\n1\n2\n".encode()), small)[0] == "sheet.long"
    assert _code(io.BytesIO("甲,乙,丙\n".encode()), small)[0] == "sheet.wide"
    assert _code(io.BytesIO("甲\n一二三四五\n".encode()), small)[0] == "sheet.cell_long"
    assert _code(io.BytesIO(",".join(f"列{n}" for n in range(5000)).encode()))[0] == "sheet.wide"


def _changed(source: io.BytesIO, part: str, old: bytes, new: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(source) as have, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in have.infolist():
            data = have.read(info)
            assert info.filename != part or old in data
            made.writestr(info.filename, data.replace(old, new) if info.filename == part else data)
    return out


def test_a_bomb_is_refused_before_it_is_unfolded() -> None:
    source = _changed(_xlsx(_table), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
    assert _code(source)[0] == "sheet.bomb"
    assert _code(source, Limits(unpacked=1024 * 1024)) == (
        "sheet.bomb",
        "文件展开后超过 1 MB，不像正常的表格，没有导入。请只复制需要的数据到一个新表格，另存后再试",
    )
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as made:
        for n in range(3000):
            made.writestr(f"xl/{n}.xml", "")
    assert "3000 个部件" in _code(many)[1]


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unfolds() -> None:
    source = _changed(_xlsx(_table), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
    data = bytearray(source.getvalue())
    with zipfile.ZipFile(io.BytesIO(data)) as have:
        size = have.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    place = data.rfind(size)
    data[place : place + 4] = (1000).to_bytes(4, "little")
    assert _code(io.BytesIO(bytes(data)))[0] in {"sheet.bomb", "sheet.damaged"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet'),
        (b"</worksheet>", b""),
        (b"<v>3</v>", b"<v>999999</v>"),
        (b"<v>3</v>", b"<v>-1</v>"),
        (b'<c r="A2" t="s"><v>3</v>', b'<c r="A2"><v>NaN</v>'),
        (b'<c r="A2" t="s"><v>3</v>', b'<c r="A2"><v>x</v>'),
    ],
)
def test_a_workbook_that_is_no_workbook_inside_is_refused(old: bytes, new: bytes) -> None:
    assert _code(_changed(_xlsx(_table), "xl/worksheets/sheet1.xml", old, new))[0] == "sheet.damaged"


def test_a_truncated_archive_is_refused() -> None:
    whole = _xlsx(_table).getvalue()
    assert _code(io.BytesIO(whole[: len(whole) // 2]))[0] == "sheet.damaged"


@pytest.mark.parametrize(
    ("part", "told"), [("word/document.xml", "Word"), ("xl/workbook.bin", "XLSB"), ("content.xml", "ODS"), ("a.txt", "压缩包")]
)  # fmt: skip
def test_other_archives_are_named(part: str, told: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(part, "<x/>")
    code, message = _code(packed)
    assert code == "sheet.not_xlsx"
    assert told in message


def test_a_sheet_far_out_takes_no_memory_for_what_is_not_there() -> None:
    def far(book: Any, page: Page) -> None:
        page.write_string(0, 0, "编码")
        page.write_string(1_048_575, 0, "最后")

    table = Book(_xlsx(far)).table()
    assert [(r.number, r.cells) for r in table.rows] == [(1_048_576, ("最后",))]


def test_columns_are_lettered() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
