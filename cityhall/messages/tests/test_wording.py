"""Every kind of paper, in its own words: what the law wants is in its PDF, whoever worded the rest."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.adapters import pdf
from cityhall.messages.rules import facts, wording
from cityhall.messages.rules.sheet import Look, Sheet
from cityhall.messages.rules.wording import present
from cityhall.messages.terms import PaperKind, Texts

from . import given

ON = date(2026, 9, 16)
NUMBER = "云住建许受〔2026〕12号"
REFUSAL: dict[str, object] = {"outcome": "refuse", "outcome_label": "不予许可"}
CASES: list[tuple[PaperKind, dict[str, object]]] = [(kind, {}) for kind in PaperKind]
CASES += [
    (PaperKind.DECISION, REFUSAL),
    (PaperKind.DECISION, {"partial": "一号楼、二号楼地下部分"}),
    (PaperKind.RESUMPTION, {"due_on": "", "due_note": "待国务院办公厅公布放假安排后确定"}),
    (PaperKind.EXPLANATION, {"until_on": ""}),
    (PaperKind.HEARING_RIGHT, {"until_on": "", "until_note": "待国务院办公厅公布放假安排后确定"}),
]


def sheet(kind: PaperKind, own: Texts | None = None, /, **changed: Any) -> Sheet:
    full = given.facts(**changed)
    facts.check_facts(kind, full)
    return wording.compose(kind, NUMBER, ON, full, own)


def read(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("kind", "changed"), CASES)
def test_the_pdf_says_every_fact_the_law_wants_in_it(kind: PaperKind, changed: dict[str, object]) -> None:
    made = sheet(kind, **changed)
    text, full = read(pdf.render(made)), given.facts(**changed)
    wanted = [p for name in facts.needed(kind, full) for p in present.printed(name, full)]
    assert [piece for piece in wanted if packed(piece) not in packed("".join(made.texts()))] == []
    # words broken over two cells' lines are read in another order: long ones are looked for character by character
    assert [piece for piece in wanted if not set(packed(piece)) <= set(text)] == []
    assert present.ADDED not in "".join(made.texts()), "the built-in words say everything themselves"
    assert (made.seal in text) if made.seal else ("专用章）" not in text)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_centre_s_own_words_cannot_empty_a_paper(kind: PaperKind) -> None:
    made = sheet(kind, {"opening": "你好，{申请人}。", "closing": "谢谢。", "notes": "{办件编号}"}
                 if kind not in facts.BARE else {"opening": "你好。", "closing": "谢谢。"})  # fmt: skip
    said, full = packed("".join(made.texts())), given.facts()
    lost = [n for n in facts.needed(kind, full) for p in present.printed(n, full) if packed(p) not in said]
    assert lost == []
    assert "你好" in said
    assert "谢谢。" in said


def test_own_words_are_filled_with_the_facts() -> None:
    made = sheet(PaperKind.ACCEPTANCE, {"opening": "{申请人}：{事项}已于{受理日期}受理，{截止日期}前决定。"})
    assert (
        "云溪市清禾建设工程有限公司：建筑工程施工许可证核发已于2026年9月16日受理，2026年10月21日前决定。"
        in made.texts()
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{申请者}您好", "template.unknown_hole"),
        ("{截止日期}", "template.unknown_hole"),
        ("{申请人", "template.loose_brace"),
    ],
)
def test_a_placeholder_nobody_can_fill_is_refused_by_its_name(text: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        present.check_holes(text, present.known_in(PaperKind.RECEIPT), "收件凭证")
    assert refusal.value.code == code
    if code == "template.unknown_hole":
        assert text[:6].strip("您好") in refusal.value.message


def test_a_partial_grant_refuses_the_rest_with_reasons_and_remedies() -> None:
    with pytest.raises(InvalidInputError, match="理由"):
        facts.check_facts(PaperKind.DECISION, given.facts(partial="一号楼", reasons=[]))
    text = "".join(sheet(PaperKind.DECISION, partial="一号楼", conditions="按期开工。").texts())
    assert all(
        word in text
        for word in (
            "准予的范围：一号楼",
            "其余部分不予准予",
            "按期开工",
            "行政复议",
            "六个月",
            "部分准予行政许可决定书",
        )
    )
    assert sheet(PaperKind.DECISION, partial="一号楼", outcome_label="部分准予许可").title == "部分准予行政许可决定书"


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (PaperKind.THIRD_PARTY, "云溪市自然资源和规划局"),
        (PaperKind.OPINION, "云溪市自然资源和规划局"),
        (PaperKind.GAPS_PROMISE, "云溪市住房和城乡建设局"),
        (PaperKind.HEARING_PUBLIC, ""),
        (PaperKind.EXTENSION, "云溪市清禾建设工程有限公司"),
    ],
)
def test_a_paper_is_addressed_to_whom_it_is_for(kind: PaperKind, to: str) -> None:
    assert sheet(kind).addressee == to


def test_two_people_sign_a_site_visit_and_the_applicant_her_promise() -> None:
    assert ["核查人员" in label for label, _ in sheet(PaperKind.VISIT).sign_for].count(True) == 2
    assert sheet(PaperKind.GAPS_PROMISE).signed == "云溪市清禾建设工程有限公司"


def test_a_consultation_needs_neither_case_nor_item() -> None:
    bare: dict[str, Any] = {"item": "", "case_number": "", "applicant": "", "progress_url": ""}
    assert "一次性书面告知" in read(pdf.render(sheet(PaperKind.CONSULTATION, **bare)))


def test_a_flow_slip_carries_a_code_a_scanner_reads() -> None:
    content = pdf.render(sheet(PaperKind.FLOW_SLIP))
    assert "流转码990100-2026-00000012" in read(content)


def test_a_long_licence_runs_over_pages_in_its_frame() -> None:
    made = sheet(PaperKind.LICENCE, conditions="按照批准的范围经营，并接受监督检查。" * 200)
    assert made.look is Look.LICENCE
    assert len(PdfReader(BytesIO(pdf.render(made))).pages) > 1
