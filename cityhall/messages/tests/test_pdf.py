"""Papers as PDF: the words can be read back, every font is inside, nothing is cut off, the bytes are stable."""

from datetime import date
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import cast

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.adapters import fonts, lines, pdf
from cityhall.messages.rules import wording
from cityhall.messages.terms import PaperKind

from . import given

ON = date(2026, 9, 16)
LONG_NAME = "云溪市清禾建设工程（集团）有限责任公司第二分公司暨云溪高新技术产业开发区项目管理部筹备处"


def drawn(kind: PaperKind, **changed: object) -> bytes:
    return pdf.render(wording.compose(kind, "云住建许受〔2026〕12号", ON, given.facts(**changed)))


def read(content: bytes) -> list[str]:
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return ["".join(text.split()) for text in pages]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_word_of_a_paper_can_be_read_back(kind: PaperKind) -> None:
    sheet = wording.compose(kind, "云住建许受〔2026〕12号", ON, given.facts())
    text = "".join(read(pdf.render(sheet)))
    lost = [words for words in sheet.texts() if not set("".join(words.split())) <= set(text)]
    assert lost == []
    assert sheet.title in text
    assert "云住建许受〔2026〕12号" in text
    assert "第1页共" in text


def test_every_font_is_embedded_truetype() -> None:
    fonts_seen = 0
    for page in PdfReader(BytesIO(drawn(PaperKind.ACCEPTANCE))).pages:
        named = cast(DictionaryObject, cast(DictionaryObject, page["/Resources"])["/Font"])
        for reference in named.values():
            font = reference.get_object()
            assert font["/Subtype"] == "/TrueType"
            assert "/FontFile2" in font["/FontDescriptor"]
            fonts_seen += 1
    assert fonts_seen >= 2


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert drawn(PaperKind.RECEIPT) == drawn(PaperKind.RECEIPT)


def test_a_long_list_flows_over_pages_and_repeats_its_head() -> None:
    materials = [{"name": f"第{n}项 {LONG_NAME}证明", "form": "原件及复印件", "copies": "2"} for n in range(1, 61)]
    pages = read(drawn(PaperKind.ACCEPTANCE, materials=materials))
    assert len(pages) > 3
    assert all("材料名称" in page for page in pages[:-1])
    assert all(f"第{n}项" in "".join(pages) for n in range(1, 61))
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]
    assert "受理专用章" in pages[-1]


def test_one_point_longer_than_a_page_is_not_lost() -> None:
    problem = "".join(f"第{n}处图纸标注与申请表不一致；" for n in range(1, 120))
    point = {"material": "施工图", "problem": problem, "how": "逐处更正"}
    text = "".join(read(drawn(PaperKind.SUPPLEMENT_NOTICE, points=[point])))
    assert all(f"第{n}处" in text for n in range(1, 120))


def test_a_long_name_wraps_inside_the_page() -> None:
    style = lines.Style(16, 28)
    wrapped = lines.broken(LONG_NAME, style, 440)
    assert len(wrapped) == 2
    assert all(lines.measure(line.words, style) <= 440 for line in wrapped)
    assert "".join(line.words for line in wrapped) == LONG_NAME


def test_lines_do_not_begin_with_a_full_stop_nor_divide_a_number() -> None:
    text = "办件编号990100-2026-00000012已受理。（请留意）" * 12
    for room in range(120, 300, 7):
        for line in lines.broken(text, lines.Style(12, 18), room):
            assert line.words[0] not in lines.NOT_FIRST
            assert line.words[-1] not in lines.NOT_LAST
        joined = [line.words for line in lines.broken(text, lines.Style(12, 18), 200)]
        assert sum(line.count("990100-2026-00000012") for line in joined) == 12


def test_an_uncommon_character_gets_a_font_of_its_own() -> None:
    assert ord("镕") not in fonts._shows(fonts.face(fonts.REGULAR))
    assert ord("镕") in fonts._shows(fonts.face_for(fonts.REGULAR, "镕"))
    assert "朱镕声" in "".join(read(drawn(PaperKind.RECEIPT, applicant="朱镕声")))


def test_a_character_no_font_has_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match=r"U\+2C386") as refusal:
        drawn(PaperKind.RECEIPT, applicant="周𬎆")
    assert "镕" not in refusal.value.message


def test_every_character_drawn_is_in_the_font_that_draws_it() -> None:
    sheet = wording.compose(PaperKind.DECISION, "云住建许决〔2026〕1号", ON, given.facts(applicant="朱镕喆"))
    for weight in fonts.WEIGHTS:
        for char in set("".join(sheet.texts())) - fonts.BLANKS:
            assert ord(char) in fonts._shows(fonts.face_for(weight, char)), char


def test_a_font_put_into_extra_is_found(settings: object, tmp_path: Path) -> None:
    """What a centre must do for a rare name works: any TrueType file in `extra` is asked last."""
    (source,) = [path for path in fonts.prepare() if "Regular" in path.name]
    settings.FONTS = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "own.ttf").write_bytes(source.read_bytes())
    assert list(fonts._sources())[-1] == tmp_path / "extra" / "own.ttf"
    assert fonts._made("rare-Regular-U56FD", fonts.REGULAR, {ord("国")}).parent == tmp_path


def test_ten_papers_a_second() -> None:
    drawn(PaperKind.ACCEPTANCE)
    start = perf_counter()
    for _ in range(5):
        drawn(PaperKind.ACCEPTANCE)
    assert perf_counter() - start < 2.5  # forty a second is usual on one core; two cores are shared
