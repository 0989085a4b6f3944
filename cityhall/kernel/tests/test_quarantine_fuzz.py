"""Whatever bytes are sent: kept whole or refused with a sentence, never a fault, never half a file."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityhall.kernel.errors import DomainError
from cityhall.kernel.files import store

from . import contents as made

KEPT_TYPES = {"application/pdf", "image/png", "image/jpeg", "image/webp", "application/ofd"}


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


SEEDS = [made.PNG, made.JPEG, made.photo(6), made.picture("WEBP"), made.picture("JPEG", mode="CMYK"), made.PDF, made.invoice(), made.ofd(),
         made.pdf(made.stream(b"1 0 <<>>", b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"))]  # fmt: skip


def _take(content: bytes) -> None:
    """Kept whole or refused with a sentence; never anything else, and nothing left behind by a refusal."""
    try:
        stored = store.put([content])
    except DomainError as refusal:
        no = refusal
        stored = None
    if stored is None:
        assert no.code.startswith("file.")
        assert no.message
        return
    assert stored.media_type in KEPT_TYPES
    with store.reading(stored.sha256) as kept:
        assert len(kept.read()) == stored.size


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    st.integers(0, 5000),
)
def test_no_damage_to_a_file_is_a_fault_of_the_house(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    spoiled = bytearray(seed)
    for at, value in changes:
        spoiled[at % len(spoiled)] = value
    _take(bytes(spoiled[: len(spoiled) - cut % 40 if cut % 3 == 0 else None]))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        [
            b"",
            b"%PDF-",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0",
            b"RIFF\x40\0\0\0WEBP",
            b"PK\x03\x04OFD.xml",
            b"GIF89a",
        ]
    ),
    st.binary(max_size=600),
)
def test_nor_are_bytes_without_sense(head: bytes, rest: bytes) -> None:
    _take(head + rest)


TOKENS = [b"<<", b">>", b"/EF", b"/F", b"(a.xml)", b"(", b"<", b">", b"1 0 R", b"1 0 obj", b"endobj", b"stream\n", b"endstream", b"%",
          b"/Filter", b"/ObjStm", b"/First", b"~>", zlib.compress(b"/EF<</F 1 0 R>>"), zlib.compress(b"stream\n")]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=60))
def test_nor_are_words_of_pdf_in_any_order(words: list[bytes]) -> None:
    _take(b"%PDF-1.7\n" + b" ".join(words))
