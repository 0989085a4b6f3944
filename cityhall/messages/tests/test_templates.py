"""A centre's own words: drafted, published, ended; a paper remembers which it was made with; remedies by their day."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.journal.models import Entry
from cityhall.messages import actions, queries
from cityhall.messages.models import Paper, RemedyText
from cityhall.messages.terms import Can, PaperKind, TemplateState, Use

from . import given

pytestmark = pytest.mark.django_db
KIND = PaperKind.ACCEPTANCE
TODAY, TOMORROW, LATER = date(2026, 9, 16), date(2026, 9, 17), date(2026, 9, 21)
OWN = {"opening": "{申请人}：您好，{事项}已经受理。", "closing": "", "notes": ""}
GOOD = "可以在六十日内申请行政复议，也可以在六个月内提起行政诉讼。"


@pytest.fixture
def editor() -> Actor:
    return Actor("任可", account_id=77, everywhere=frozenset({Can.EDIT_TEMPLATES}))


def published(editor: Actor, from_on: date = TOMORROW, procedure: str = "", **own: str) -> int:
    with clock.frozen("2026-09-16 09:00"):
        actions.save_template(editor, Use.PAPER, KIND, {**OWN, **own}, "改得更明白", procedure)
        return actions.publish_template(editor, Use.PAPER, KIND, from_on, procedure)


def text_of(day: str, **changed: object) -> tuple[str, int | None]:
    with clock.frozen(f"{day} 10:00"):
        number = given.issued(HOUSE, **changed)  # type: ignore[arg-type]
        with store.reading(actions.pdf_of(HOUSE, number)) as content:
            pages = PdfReader(BytesIO(content.read())).pages
            text = "".join("".join(p.extract_text().split()) for p in pages)
    return text, Paper.objects.values_list("template__number", flat=True).get(number=number)


def test_a_published_template_holds_from_its_day_and_the_paper_remembers_it(editor: Actor) -> None:
    published(editor)
    before, after = text_of("2026-09-16"), text_of("2026-09-17")
    assert "您好" not in before[0]
    assert before[1] is None
    assert "云溪市清禾建设工程有限公司：您好，建筑工程施工许可证核发已经受理。" in after[0]
    assert after[1] == 1
    assert "《中华人民共和国行政许可法》第三十二条" in after[0], "the law's part comes back when the words leave it out"


def test_a_procedure_s_own_words_come_before_everybody_s(editor: Actor) -> None:
    published(editor)
    published(editor, procedure="registration", opening="登记申请已经受理。")
    assert "登记申请已经受理" in text_of("2026-09-18", procedure="registration")[0]
    assert "您好" in text_of("2026-09-18")[0]


def test_a_later_version_follows_and_an_ended_one_gives_way_to_the_built_in_words(editor: Actor) -> None:
    published(editor)
    assert published(editor, LATER, opening="第二版。") == 2
    assert "您好" in text_of("2026-09-20")[0]
    assert "第二版" in text_of("2026-09-21")[0]
    with clock.frozen("2026-09-22 09:00"):
        actions.retire_template(editor, Use.PAPER, KIND, 2, date(2026, 9, 23))
        assert [v.state for v in queries.words_of(editor, Use.PAPER, KIND).versions] == [
            TemplateState.IN_FORCE, TemplateState.PAST,
        ]  # fmt: skip
    assert text_of("2026-09-23")[1] is None
    with clock.frozen("2026-09-24 09:00"), pytest.raises(WrongStateError, match="已经停用"):
        actions.retire_template(editor, Use.PAPER, KIND, 2, date(2026, 9, 28))


@clock.frozen("2026-09-16 09:00")
def test_what_cannot_be_published_is_refused(editor: Actor) -> None:
    with pytest.raises(WrongStateError, match="草稿"):
        actions.publish_template(editor, Use.PAPER, KIND, TOMORROW)
    with pytest.raises(InvalidInputError, match="申请者") as refusal:
        actions.save_template(editor, Use.PAPER, KIND, {"opening": "{申请者}"}, "试")
    assert refusal.value.field == "opening"
    for texts, why in (({}, "试"), ({"opening": "好"}, " "), ({"opening": "好" * 1001}, "试")):
        with pytest.raises(InvalidInputError):
            actions.save_template(editor, Use.PAPER, KIND, texts, why)
    actions.save_template(editor, Use.PAPER, KIND, OWN, "试")
    with pytest.raises(InvalidInputError, match="明天"):
        actions.publish_template(editor, Use.PAPER, KIND, TODAY)
    with pytest.raises(NotFoundError):
        actions.retire_template(editor, Use.PAPER, KIND, 1, TOMORROW)


@clock.frozen("2026-09-16 09:00")
def test_only_who_may_edits_and_a_stale_page_does_not_save(editor: Actor) -> None:
    for act in (
        lambda: actions.save_template(given.clerk(), Use.PAPER, KIND, OWN, "试"),
        lambda: actions.publish_template(given.clerk(), Use.PAPER, KIND, TOMORROW),
        lambda: actions.set_remedies(given.clerk(), "licence", GOOD, TOMORROW, "样例"),
        lambda: actions.preview(given.clerk(), KIND, {}),
        lambda: queries.templates(given.clerk()),
    ):
        with pytest.raises(NotAllowedError):
            act()
    actions.save_template(editor, Use.PAPER, KIND, OWN, "一")
    actions.save_template(editor, Use.PAPER, KIND, OWN, "二")
    with calling(seen=1), pytest.raises(StaleError, match="任可"):
        actions.save_template(editor, Use.PAPER, KIND, OWN, "三")
    assert Entry.objects.filter(event="template.saved").count() == 2
    assert [v.state for v in queries.templates(editor)] == [TemplateState.DRAFT]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_kind_is_previewed_with_made_up_facts(editor: Actor, kind: PaperKind) -> None:
    content = actions.preview(editor, kind, {"closing": "本中心的话。"})
    assert "本中心的话" in "".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages)


def test_a_message_has_its_own_words(editor: Actor) -> None:
    values = {"item": "设立", "number": "1", "code": "abc", "until": "9月30日", "words": ""}
    built_in = ("{item}：受理", "“{item}”已受理")
    assert queries.message_words(KIND, "licence", *built_in, values) == ("设立：受理", "“设立”已受理")
    with clock.frozen("2026-09-16 09:00"):
        actions.save_template(editor, Use.MESSAGE, KIND, {"body": "【云溪】{事项}受理了，{截止日期}前办好"}, "署名")
        actions.publish_template(editor, Use.MESSAGE, KIND, TOMORROW)
    with clock.frozen("2026-09-17 09:00"):
        told = queries.message_words(KIND, "licence", *built_in, values)
    assert told == ("设立：受理", "【云溪】设立受理了，9月30日前办好")


def test_remedies_are_those_in_force_on_the_day(editor: Actor) -> None:
    default = "内置：六十日行政复议，六个月行政诉讼。"
    RemedyText.objects.filter(procedure="licence").delete()
    assert queries.remedies_in_force("licence", TODAY, default) == default
    with clock.frozen("2026-09-15 09:00"):
        actions.seed_remedies(HOUSE, {"licence": default})
        assert actions.seed_remedies(HOUSE, {"licence": "别的"}) == 0
        actions.set_remedies(editor, "licence", GOOD, TOMORROW, "行政复议法第二十条、行政诉讼法第四十六条")
    assert queries.remedies_in_force("licence", TODAY, default) == default
    assert queries.remedies_in_force("licence", TOMORROW, default) == GOOD
    assert queries.remedies_in_force("licence", TOMORROW, "事项自己的规定") == "事项自己的规定"
    assert [r.text for r in queries.remedies(editor, "licence")] == [GOOD, default]


@pytest.mark.parametrize(
    ("text", "source", "word"),
    [
        ("六十日内行政复议，三个月内行政诉讼", "法", "第四十六条"),
        ("六十日内行政复议，六个月内行政诉讼，原规定3个月", "法", "第四十六条"),
        ("六个月内行政诉讼", "法", "行政复议"),
        ("六十日内行政复议，依法行政诉讼", "法", "六个月"),
        (GOOD, " ", "依据"),
    ],
)
def test_remedies_with_old_or_missing_limits_are_refused(editor: Actor, text: str, source: str, word: str) -> None:
    with clock.frozen("2026-09-16 09:00"), pytest.raises(InvalidInputError, match=word):
        actions.set_remedies(editor, "licence", text, TOMORROW, source)
