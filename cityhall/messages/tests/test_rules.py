"""What a paper must say, in which words. No database."""

from datetime import date

import pytest

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.rules import delivery, facts, numbers, wording
from cityhall.messages.terms import Channel, PaperKind

from . import given

EVERY = [(kind, name) for kind in PaperKind for name in facts.needed(kind, given.facts())]
ON = date(2026, 9, 16)
REFUSAL: dict[str, object] = {"outcome": "refuse", "outcome_label": "不予许可"}


def words(kind: PaperKind, **changed: object) -> str:
    full = given.facts(**changed)
    facts.check_facts(kind, full)
    return "\n".join(wording.compose(kind, "云住建许受〔2026〕12号", ON, full).texts())


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_paper_without_a_required_fact_is_refused_by_the_facts_name(kind: PaperKind, name: str) -> None:
    with pytest.raises(InvalidInputError, match=facts.NAMES[name]) as refusal:
        facts.check_facts(kind, given.facts(**{name: ""}))
    assert refusal.value.field == name


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        facts.check_facts(PaperKind.ACCEPTANCE, given.facts(handler="", due_on="", basis=""))
    assert all(word in refusal.value.message for word in ("承办人", "决定期限", "法律依据"))


@pytest.mark.parametrize("lost", ["reasons", "remedies"])
def test_a_refusal_gives_reasons_and_remedies(lost: str) -> None:
    with pytest.raises(InvalidInputError, match=facts.NAMES[lost]):
        facts.check_facts(PaperKind.DECISION, given.facts(**REFUSAL, **{lost: ""}))
    text = words(PaperKind.DECISION, **REFUSAL)
    assert all(word in text for word in ("不予行政许可决定书", "理由如下", "六十日", "行政复议", "六个月", "行政诉讼"))


def test_a_grant_does_not_print_the_reasons_of_a_refusal() -> None:
    text = words(PaperKind.DECISION)
    assert "准予行政许可决定书" in text
    assert given.facts()["reasons"][0] not in text


def test_remedies_that_forget_the_court_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="行政诉讼"):
        facts.check_facts(PaperKind.NOT_ACCEPTED, given.facts(remedies="可以在六十日内申请行政复议。"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"due_on": "10月21日"}, "paper.bad_day"),
        ({"points": [{"material": "施工合同", "problem": "缺页", "how": ""}]}, "paper.point_incomplete"),
        ({"materials": [{"form": "原件"}]}, "paper.material_unnamed"),
        ({"outcome": "maybe"}, "paper.bad_outcome"),
        ({"service_method": "pigeon"}, "paper.bad_service"),
        ({"served_at": "上午"}, "paper.bad_moment"),
        ({"documents": [{"title": "决定书", "number": "", "copies": "1"}]}, "paper.document_unnamed"),
    ],
)
def test_what_cannot_be_printed_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        facts.check_facts(PaperKind.SUPPLEMENT_NOTICE, given.facts(**changed))
    assert refusal.value.code == code


def test_the_supplement_notice_names_every_point_and_asks_nothing_more() -> None:
    text = words(PaperKind.SUPPLEMENT_NOTICE)
    wanted = [
        "一次告知",
        "138****0000",
        "2026年10月10日前",
        "许文静",
        "2026年9月14日",
        "受理专用章",
        "签收时间",
        "一式两份",
    ]
    for point in given.facts()["points"]:
        wanted += [point["material"], point["problem"], point["how"]]
    assert [word for word in wanted if word not in text] == []


def test_the_acceptance_notice_says_what_when_who_and_until() -> None:
    text = words(PaperKind.ACCEPTANCE)
    wanted = ["2026年9月16日", "2026年10月21日", "许文静", "0990-5550100", "承诺 5 个工作日（法定 20 个工作日）",
              "建设工程规划许可证", "第四十五条", "签收人（签字）"]  # fmt: skip
    assert [word for word in wanted if word not in text] == []
    assert "暂定" not in text


def test_a_due_day_in_an_unpublished_year_is_called_provisional() -> None:
    text = words(PaperKind.ACCEPTANCE, due_note="下一年度放假安排尚未公布")
    assert "2026年10月21日（暂定）" in text
    assert "下一年度放假安排尚未公布" in text


def test_a_due_day_nobody_can_know_yet_is_said_in_words() -> None:
    pending = "待国务院办公厅公布放假安排后确定"
    assert pending in words(PaperKind.ACCEPTANCE, due_on="", due_note=pending)
    assert pending in words(PaperKind.SUPPLEMENT_NOTICE, supplement_until="", supplement_note=pending)


def test_silence_is_accepted_from_the_day_of_receipt() -> None:
    text = words(
        PaperKind.ACCEPTANCE, accepted_on="2026-09-14", deemed="《中华人民共和国行政许可法》第三十二条第一款第四项"
    )
    assert "视为受理（依据：《中华人民共和国行政许可法》第三十二条第一款第四项）" in text
    assert "自收到申请材料之日即2026年9月14日起视为受理" in text


def test_article_45_is_cited_to_licences_only() -> None:
    assert "第四十五条" not in words(PaperKind.ACCEPTANCE, procedure="registration")


def test_what_is_still_missing_is_said_on_the_supplement_receipt() -> None:
    assert "尚需补正：施工合同、资金承诺书" in words(PaperKind.SUPPLEMENT_RECEIPT)
    assert "已全部收到" in words(PaperKind.SUPPLEMENT_RECEIPT, points=[])


def test_the_right_organ_is_named() -> None:
    assert "请向云溪市水务局提出申请" in words(PaperKind.NOT_ACCEPTED)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_no_paper_shows_an_identity_or_a_phone_in_full(kind: PaperKind) -> None:
    assert "13800000000" not in words(kind)
    assert numbers.KIND_MARKS[kind]
    assert kind in wording.SEALS


def test_an_organ_without_a_short_name_cannot_number() -> None:
    with pytest.raises(InvalidInputError, match="简称"):
        numbers.head_of(" ", "licence", PaperKind.ACCEPTANCE)


@pytest.mark.parametrize(
    ("account", "phone", "email", "got"),
    [
        (1, "13800000000", "a@city.example", [Channel.IN_APP, Channel.SMS, Channel.EMAIL]),
        (None, "13800000000", "", [Channel.SMS]),
        (None, "0990-5550100", "not an address", []),
    ],
)
def test_every_channel_that_has_somewhere_to_go(
    account: int | None, phone: str, email: str, got: list[Channel]
) -> None:
    assert delivery.channels_for(account, phone, email, None) == got
