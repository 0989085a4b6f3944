"""What is written is text, whatever it begins with, and reads back the same."""

import csv
import io

import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.writer import Sheet, csv_pieces, xlsx_pieces

COLUMNS = ("编码", "说明")
ROWS = [
    ("011", "=1+1"),
    ("012", "+86"),
    ("013", "-5"),
    ("014", "@某人"),
    ("015", "'=已有撇号"),
    ("016", '引"号,逗号\n换行'),
]
WORDS = st.text(alphabet="'=+-@中文a1 ,;\"\n", max_size=12).map(lambda t: t.strip(" \n"))


def _back(data: bytes, name: str = "") -> list[tuple[str, ...]]:
    return [row.cells for row in Book(io.BytesIO(data)).table(name).rows]


def test_no_cell_of_a_csv_file_is_a_formula() -> None:
    data = b"".join(csv_pieces(COLUMNS, ROWS))
    assert data.startswith(b"\xef\xbb\xbf")
    bare = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert not [cell for row in bare for cell in row if cell[:1] in "=+-@" and cell]
    assert _back(data) == ROWS


def test_no_cell_of_a_workbook_is_a_formula_and_another_reader_agrees() -> None:
    data = b"".join(xlsx_pieces([Sheet("事项/清单", COLUMNS, ROWS), Sheet("空", ("甲",), [])]))
    assert _back(data, "事项 清单") == ROWS
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python()[1:] == [list(row) for row in ROWS]


@given(st.lists(st.tuples(st.integers(1, 9).map(str), WORDS), max_size=8))
def test_what_is_written_reads_back_the_same(rows: list[tuple[str, str]]) -> None:
    assert _back(b"".join(csv_pieces(COLUMNS, rows))) == rows
    assert _back(b"".join(xlsx_pieces([Sheet("表", COLUMNS, rows)]))) == rows


def test_a_long_table_goes_out_in_pieces() -> None:
    rows = [(str(n), None) for n in range(2000)]
    pieces = list(csv_pieces(COLUMNS, rows))
    assert len(pieces) == 5
    assert _back(b"".join(pieces)) == [(str(n), "") for n in range(2000)]
