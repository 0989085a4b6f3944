"""What a question is about, and how an answer is scored: pure, in milliseconds."""

import pytest

from cityhall.catalogue.rules import asking, questions, ranking, sayings
from cityhall.catalogue.rules.ranking import Candidate
from cityhall.catalogue.terms import Audience
from cityhall.kernel.errors import InvalidInputError

Group = tuple[int, list[str], list[str], list[int], str]
FOOD: Group = (1, ["开饭店", "开餐馆"], ["食品经营许可"], [], "enterprise")
CARD: Group = (2, ["社保卡"], ["社会保障卡"], [], "none")
INSURANCE: Group = (3, ["社保"], ["社会保险"], [], "none")


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("我想开一家饭店，要办什么证？", "开饭店"),
        ("请问怎么办理社保卡", "社保卡"),
        ("办个营业执照", "营业执照"),
        ("社保卡丢了怎么补办", "社保卡丢 补办"),
        ("ＳＨＥＢＡＯ　", "shebao"),
        ("怎么办", "怎么办"),
        ("去世", "去世"),
    ],
)
def test_little_words_are_left_out(text: str, core: str) -> None:
    assert asking.understand(text).core == core


@pytest.mark.parametrize(
    ("text", "act"),
    [("饭店不开了", "cancel"), ("证丢了", "replace"), ("许可证到期", "renew"), ("公司换法人", "change")],
)
def test_the_act_is_heard(text: str, act: str) -> None:
    got = asking.understand(text).act
    assert got
    assert got.key == act


def test_of_sayings_within_one_another_the_longest_counts() -> None:
    asked = asking.with_sayings(asking.understand("社保卡挂失"), [INSURANCE, CARD])
    assert [m.said for m in asked.meant] == ["社保卡"]


def test_a_saying_is_known_by_its_sound_and_by_its_letters() -> None:
    for text in ("开饭点", "kaifandian", "kfd"):
        asked = asking.with_sayings(asking.understand(text), [FOOD])
        assert [m.id for m in asked.meant] == [1], text
        assert asked.meant[0].by_sound


@pytest.mark.parametrize(
    ("letters", "syllables", "right"),
    [
        ("spjy", ["shi", "pin", "jing", "ying"], True),
        ("shipinjy", ["shi", "pin", "jing", "ying"], True),
        ("shpji", ["shi", "pin", "jing", "ying"], True),
        ("spx", ["shi", "pin", "jing", "ying"], False),
    ],
)
def test_letters_spell_syllables_whole_or_begun(letters: str, syllables: list[str], right: bool) -> None:
    assert ranking.spelt(letters, syllables) is right


def test_a_slip_costs_less_where_it_sounds_the_same() -> None:
    assert ranking.nearest("经迎许可", "食品经营许可")[0] < ranking.nearest("经大许可", "食品经营许可")[0] == 1
    assert ranking.nearest("品经许可", "食品经营许可") == (1, "品经营许可")


def test_who_does_not_say_which_act_wants_it_new_and_is_told_why() -> None:
    asked = asking.with_sayings(asking.understand("开饭店"), [FOOD])
    new, changed = (
        ranking.score(asked, Candidate(n, name, "市样例局"))
        for n, name in enumerate(("食品经营许可核发", "食品经营许可变更"))
    )
    assert new.points > changed.points
    assert new.why == "“开饭店”要办“食品经营许可”"


def test_a_pinned_item_comes_before_what_only_has_the_words() -> None:
    asked = asking.with_sayings(asking.understand("开饭店"), [(1, ["开饭店"], ["食品经营许可"], [9], "none")])
    pinned = ranking.score(asked, Candidate(9, "样例餐饮服务登记", "市样例局"))
    assert pinned.points > ranking.score(asked, Candidate(8, "食品经营许可核发", "市样例局")).points


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我想开饭店", "开饭店"),
        ("王小明身份证丢了", ""),
        ("李娜", ""),
        ("13900000001", ""),
        ("身份证990101199001010010", ""),
        ("abc@example.com", ""),
        ("我家在样例路一号三单元楼下噪声太大没人管怎么办", ""),
        ("高龄补贴", "高龄补贴"),
        ("许可证", "许可证"),
        ("房", ""),
    ],
)
def test_of_a_question_nothing_is_kept_that_may_say_who_asked(text: str, kept: str) -> None:
    assert questions.keepable(text) == kept


def test_the_sayings_a_city_starts_with_are_in_order() -> None:
    groups = sayings.groups()
    assert len({g.name for g in groups}) == len(groups)
    assert all(questions.read_said(g.said) == list(g.said) for g in groups)
    assert all(g.meanings and questions.read_meanings(g.meanings) for g in groups)
    assert {g.audience for g in groups} == set(Audience)


def test_a_group_of_words_says_and_means_something() -> None:
    for said in ([], ["店"], ["开" * 31]):
        with pytest.raises(InvalidInputError):
            questions.read_said(said)
    with pytest.raises(InvalidInputError):
        questions.refuse_empty([], [])
