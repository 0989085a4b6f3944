"""Whatever is given as a table: read, or refused with a sentence; never a fault."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from cityhall.kernel.errors import DomainError
from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.writer import Sheet, csv_pieces, xlsx_pieces

ROWS = [["0101", "食品经营许可", "5"], ["0102", "户口登记", "=1+1"]]
HEAD = ["编码", "名称", "天数"]
XLSX = b"".join(xlsx_pieces([Sheet("事项", HEAD, ROWS), Sheet("材料", HEAD, ROWS)]))
CSV = b"".join(csv_pieces(HEAD, ROWS))
PARTS = [name for name in zipfile.ZipFile(io.BytesIO(XLSX)).namelist() if name.endswith((".xml", ".rels"))]


def _read(content: bytes) -> None:
    try:
        book = Book(io.BytesIO(content))
        for name in book.names:
            survey = book.survey(name)
            assert all(len(row.cells) == len(survey.columns) for row in survey.sample)
    except DomainError as no:
        refusal = no
    else:
        return
    assert refusal.code.startswith("sheet.")
    assert refusal.message


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([XLSX, CSV, CSV.decode("utf-8-sig").encode("utf-16")]),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=10),
    st.integers(0, 200),
)
def test_no_damage_to_a_table_is_a_fault(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    spoiled = bytearray(seed)
    for at, value in changes:
        spoiled[at % len(spoiled)] = value
    _read(bytes(spoiled[: len(spoiled) - (cut if cut % 3 == 0 else 0)]))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_nor_is_what_was_never_a_table(content: bytes) -> None:
    _read(content)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(PARTS),
    st.lists(
        st.tuples(
            st.integers(0, 5000), st.sampled_from([b"<", b"'", b"-1", b"99999999999", b"A0", b"&#x0;", b"", b"x"])
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_nor_is_a_workbook_whose_parts_talk_nonsense(part: str, changes: list[tuple[int, bytes]]) -> None:
    """The container is sound; what stands in one of its parts is not."""
    out, old = io.BytesIO(), zipfile.ZipFile(io.BytesIO(XLSX))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            told = old.read(name)
            for at, word in changes if name == part else ():
                cut = at % (len(told) + 1)
                told = told[:cut] + word + told[cut + len(word) :]
            new.writestr(name, told)
    _read(out.getvalue())
