"""Sayings and questions: who tends them, what is counted, what is forgotten."""

from datetime import timedelta

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Question, Saying
from cityhall.catalogue.terms import Audience, Can
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotSignedInError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_sayings_a_city_starts_with() -> None:
    actions.seed_sayings(HOUSE)


@pytest.fixture
def organ_id() -> int:
    organ_id = organs.organ("市样例市场监督管理局")
    for name in ("食品经营许可核发", "食品经营许可变更", "公共场所卫生许可核发", "烟草专卖零售许可证核发"):
        given.published_item(organ_id, name=name)
    return organ_id


def test_a_saying_is_searched_by_at_once_and_settles_the_question_asked_in_vain(organ_id: int) -> None:
    assert queries.search("我想整馆子") == []
    actions.hear("我想整馆子", found=0)
    assert [row.text for row in queries.asked_in_vain(HOUSE)] == ["整馆子"]

    actions.save_saying(HOUSE, None, ["整馆子"], ["食品经营许可"])
    found = queries.find("我想整馆子")
    assert found.hits[0].row.name == "食品经营许可核发"
    assert found.hits[0].why == "“整馆子”要办“食品经营许可”"
    assert queries.asked_in_vain(HOUSE) == []
    line = Entry.objects.latest("id")
    assert (line.event, line.values["settled"]) == ("saying.saved", 1)


def test_a_saying_points_at_an_item_and_may_be_switched_off(organ_id: int) -> None:
    item = queries.search("公共场所卫生许可")[0].id
    made = actions.save_saying(HOUSE, None, ["整点花活"], [], [item])
    assert [hit.row.id for hit in queries.find("整点花活").hits] == [item]
    actions.save_saying(HOUSE, made, ["整点花活"], [], [item], active=False)
    assert not queries.search("整点花活")
    assert queries.saying(HOUSE, made).version == 2


@pytest.mark.parametrize(
    ("said", "meanings", "items", "audience"),
    [
        ([], ["食品"], [], "none"),
        (["开店铺"], [], [], "none"),
        (["开店铺"], [], [10**9], "none"),
        (["开店铺"], ["食品"], [], "x"),
    ],
)
def test_what_is_not_in_order_is_refused_and_nothing_changes(
    said: list[str], meanings: list[str], items: list[int], audience: str
) -> None:
    before = Saying.objects.count()
    with pytest.raises(InvalidInputError):
        actions.save_saying(HOUSE, None, said, meanings, items, audience)
    assert Saying.objects.count() == before


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="已经是另一组"):
        actions.save_saying(HOUSE, None, ["开饭店"], ["食品经营许可"])


@pytest.mark.parametrize("who", ["nobody", "of one organ", "of another trade"])
def test_only_who_tends_the_search_of_the_whole_city_may(organ_id: int, who: str) -> None:
    actor: Actor = {
        "nobody": NOBODY, "of one organ": organs.staff(organ_id, Can.TEND_SEARCH),
        "of another trade": organs.staff(organ_id, Can.EDIT_ITEMS),
    }[who]  # fmt: skip
    with pytest.raises((NotAllowedError, NotSignedInError)):
        actions.save_saying(actor, None, ["开店铺"], ["食品"])
    with pytest.raises((NotAllowedError, NotSignedInError)):
        actions.settle_questions(actor, ["开店铺"])
    if who != "of one organ":
        with pytest.raises(DomainError):
            queries.asked_in_vain(actor)


def test_sowing_again_changes_nothing_and_keeps_what_the_city_switched_off() -> None:
    row = Saying.objects.get(name="开饭店")
    actions.save_saying(HOUSE, row.pk, ["开饭店"], ["食品经营许可"], active=False)
    assert actions.seed_sayings(HOUSE) == 0
    assert not Saying.objects.get(name="开饭店").active


def test_a_question_is_counted_by_the_day_without_a_line_and_never_with_a_name() -> None:
    lines = Entry.objects.count()
    for _ in range(3):
        actions.hear("我要开飞船", found=0)
    actions.hear("开飞船", opened=True)
    assert not actions.hear("王小明的身份证", found=0)
    row = Question.objects.get()
    assert (row.text, row.asked, row.unfound, row.opened) == ("开飞船", 3, 3, 1)
    assert Entry.objects.count() == lines


def test_what_was_asked_often_and_never_opened_is_listed_too(django_assert_num_queries: object) -> None:
    for text, times in (("开铺子", 3), ("卖东西", 2)):
        for _ in range(times):
            actions.hear(text, found=5)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [row.text for row in queries.asked_in_vain(HOUSE)] == ["开铺子"]
    assert actions.settle_questions(HOUSE, ["开铺子"]) == 1
    assert queries.asked_in_vain(HOUSE) == []
    for _ in range(3):
        actions.hear("开铺子", found=0)
    assert [row.text for row in queries.asked_in_vain(HOUSE)] == ["开铺子"]


def test_questions_are_forgotten_after_a_year_and_rare_ones_after_a_month() -> None:
    today = clock.today()
    for day, text, asked in ((400, "开飞船", 9), (40, "造火箭", 1), (40, "开超市", 2), (3, "养恐龙", 1)):
        Question.objects.create(day=today - timedelta(days=day), text=text, asked=asked)
    assert actions.forget_questions(HOUSE) == 2
    assert set(Question.objects.values_list("text", flat=True)) == {"开超市", "养恐龙"}


def test_a_slip_is_answered_with_what_may_have_been_meant(organ_id: int) -> None:
    found = queries.find("食品经迎许可")
    assert (found.hits[0].row.name, found.instead) == ("食品经营许可核发", "食品经营许可")


def test_answers_are_narrowed_by_organ_and_by_life_event(organ_id: int) -> None:
    other = organs.organ("市样例烟草专卖局")
    there = given.published_item(other, name="烟草专卖零售许可证延续")
    found = queries.find("烟草专卖")
    assert {(name, n) for _, name, n in found.organs} == {("市样例市场监督管理局", 1), ("市样例烟草专卖局", 1)}
    assert [hit.row.id for hit in queries.find("烟草专卖", organ_id=other).hits] == [there]
    assert {hit.row.name for hit in queries.find("许可", topic="开饭店").hits} == {
        "食品经营许可核发",
        "食品经营许可变更",
    }
    assert queries.find("", topic="开饭店").hits[0].row.name == "食品经营许可核发"
    assert "开饭店" in [topic.name for topic in queries.find("食品经营").topics]
    assert {topic.audience for topic in queries.topics()} == {Audience.PERSON, Audience.ENTERPRISE}
