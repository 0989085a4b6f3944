"""One table, its rules: who sits there, what may be concluded, what it does to a case. No database."""

from itertools import product

import pytest

from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.meetings import rules
from cityhall.meetings.rules import Binding, ExpertFacts, SeatFacts, Tally
from cityhall.meetings.terms import Conclusion, Decides, Kind, Move, Opinion, State, conclusion_label, opinion_label

PASS, AGAIN, FAIL = Conclusion.PASS, Conclusion.AGAIN, Conclusion.FAIL
ALL, MOST, LEAD = Decides.UNANIMOUS, Decides.MAJORITY, Decides.LEAD


def seats(*said: Opinion | None, overdue: bool = False) -> list[SeatFacts]:
    return [SeatFacts(f"单位{n}", one, overdue=overdue) for n, one in enumerate(said)]


@pytest.mark.parametrize(("asked", "expected"), [
    ((), (1, 2, 3)), ((4,), (1, 4)), ((1, 2), (1, 2)), ((3, 3, 2), (1, 3, 2)),
])  # fmt: skip
def test_the_lead_always_sits_there_and_those_asked_or_all_who_have_a_part(
    asked: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert rules.invited(1, [2, 3], asked, {}) == expected


def test_one_organ_alone_is_no_meeting_and_one_that_ended_is_not_asked() -> None:
    with pytest.raises(InvalidInputError, match="只有牵头单位"):
        rules.invited(1, [1], [], {})
    with pytest.raises(InvalidInputError, match="样例局"):
        rules.invited(1, [2], [5], {5: "样例局"})


@pytest.mark.parametrize(("institution", "conflicts", "parties", "near"), [
    ("样例大学", (), ("样例建设公司",), ""),
    ("样例建设公司", (), ("样例建设公司",), "样例建设公司"),
    ("样例建设公司城北分公司", (), ("样例建设公司",), "样例建设公司"),
    ("样例大学", ("样例设计院",), ("样例建设公司", "样例设计院"), "样例设计院"),
    ("样例大学", ("",), ("",), ""),
])  # fmt: skip
def test_an_expert_near_to_a_party_must_stay_away(
    institution: str, conflicts: tuple[str, ...], parties: tuple[str, ...], near: str
) -> None:
    expert = ExpertFacts("样例专家", institution, conflicts, active=True)
    assert rules.conflict(expert, parties) == near
    if near:
        with pytest.raises(InvalidInputError, match="应当回避"):
            rules.check_experts([expert], parties)
    else:
        rules.check_experts([expert], parties)


def test_a_review_has_experts_and_those_of_the_pool() -> None:
    with pytest.raises(InvalidInputError, match="专家库"):
        rules.check_experts([], ())
    with pytest.raises(InvalidInputError, match="已不在专家库"):
        rules.check_experts([ExpertFacts("样例专家", "样例大学", (), active=False)], ())


@pytest.mark.parametrize(("silence", "overdue", "silent", "missing", "late"), [
    (False, False, 0, 1, 0), (False, True, 0, 0, 1), (True, False, 0, 1, 0), (True, True, 1, 0, 0),
])  # fmt: skip
def test_silence_is_consent_only_where_it_was_said_and_only_past_the_last_moment(
    silence: bool, overdue: bool, silent: int, missing: int, late: int
) -> None:
    told = rules.tally([*seats(Opinion.AGREE), *seats(None, overdue=overdue)], silence=silence)
    assert (told.silent, len(told.missing), len(told.late)) == (silent, missing, late)
    assert told.for_it == 1 + silent


def test_who_was_excused_does_not_count() -> None:
    told = rules.tally(seats(Opinion.AGREE, Opinion.RECUSED, Opinion.ABSENT), silence=False)
    assert (told.counted, told.missing, told.late) == (1, (), ())


@pytest.mark.parametrize(("decides", "told", "may"), [
    (ALL, Tally(), ()), (MOST, Tally(), ()), (LEAD, Tally(), ()),
    (ALL, Tally(agree=2, missing=("甲",)), ()), (LEAD, Tally(agree=2, missing=("甲",)), ()),
    (ALL, Tally(agree=2), (PASS,)), (ALL, Tally(agree=1, silent=1), (PASS,)),
    (ALL, Tally(agree=1, conditional=1), (PASS, AGAIN)), (ALL, Tally(agree=2, against=1), (AGAIN, FAIL)),
    (ALL, Tally(agree=2, late=("甲",)), (AGAIN,)), (ALL, Tally(against=1, late=("甲",)), (AGAIN, FAIL)),
    (MOST, Tally(agree=2), (PASS,)), (MOST, Tally(agree=2, against=1), (PASS, AGAIN)),
    (MOST, Tally(agree=1, against=1), (AGAIN, FAIL)), (MOST, Tally(agree=2, late=("甲",)), (AGAIN,)),
    (MOST, Tally(silent=1, conditional=1, against=1), (PASS, AGAIN)),
    (LEAD, Tally(agree=1), (PASS, AGAIN, FAIL)), (LEAD, Tally(against=3, late=("甲",)), (PASS, AGAIN, FAIL)),
])  # fmt: skip
def test_what_may_be_concluded(decides: Decides, told: Tally, may: tuple[Conclusion, ...]) -> None:
    assert rules.conclusions(decides, told) == may
    for one in Conclusion:
        if one in may:
            rules.check_conclusion(decides, told, one)
        else:
            with pytest.raises(WrongStateError):
                rules.check_conclusion(decides, told, one)


def test_once_all_have_spoken_something_can_always_be_concluded() -> None:
    said = [Opinion.AGREE, Opinion.CONDITIONAL, Opinion.AGAINST, Opinion.SILENT, None]
    for decides, three in product(Decides, product(said, repeat=3)):
        told = rules.tally(seats(*three, overdue=True), silence=False)
        assert rules.conclusions(decides, told) or not told.counted


@pytest.mark.parametrize(("kind", "opinion", "reason", "field"), [
    (Kind.MEETING, Opinion.CONDITIONAL, " ", "reason"), (Kind.MEETING, Opinion.AGAINST, "", "reason"),
    (Kind.VISIT, Opinion.CONDITIONAL, "", "reason"), (Kind.MEETING, Opinion.SILENT, "", "opinion"),
    (Kind.MEETING, Opinion.RECUSED, "病", "opinion"),
])  # fmt: skip
def test_a_condition_and_a_no_say_why(kind: Kind, opinion: Opinion, reason: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        rules.check_opinion(kind, opinion, reason)
    assert no.value.field == field
    assert rules.check_opinion(kind, Opinion.AGREE, "") == ""


@pytest.mark.parametrize(("kind", "members", "kept"), [
    (Kind.MEETING, "", ""), (Kind.VISIT, "样一，样二", "样一、样二"), (Kind.ACCEPTANCE, "样一 样二\n样三", "样一、样二、样三"),
])  # fmt: skip
def test_on_site_who_was_there(kind: Kind, members: str, kept: str) -> None:
    assert rules.check_members(kind, members) == kept


@pytest.mark.parametrize("members", ["", "样一", "样一、样一"])
def test_on_site_two_people_at_least(members: str) -> None:
    with pytest.raises(InvalidInputError, match="两名以上"):
        rules.check_members(Kind.VISIT, members)


def test_silence_is_a_setting_of_written_opinions_alone() -> None:
    assert rules.check_silence(Kind.MEETING, silence=True)
    for kind in (Kind.VISIT, Kind.ACCEPTANCE, Kind.EXPERTS):
        assert not rules.check_silence(kind, silence=False)
        with pytest.raises(InvalidInputError):
            rules.check_silence(kind, silence=True)


def test_silence_that_counted_and_an_excuse_stand() -> None:
    for was in (None, Opinion.AGREE, Opinion.AGAINST):
        rules.check_may_speak(was)
    with pytest.raises(WrongStateError):
        rules.check_may_speak(Opinion.SILENT)
    with pytest.raises(NotAllowedError):
        rules.check_may_speak(Opinion.RECUSED)


def bound(
    state: State, conclusion: Conclusion | None = None, *, binds: bool = True, kind: Kind = Kind.MEETING
) -> Binding:
    return Binding("990100-2026-H0000001", kind, "样例议题", binds, state, conclusion)


@pytest.mark.parametrize(("bindings", "said"), [
    ([], ""),
    ([bound(State.OPEN)], "还没有结论"),
    ([bound(State.WAITING, AGAIN)], "修改后再议"),
    ([bound(State.WAITING, AGAIN, kind=Kind.VISIT)], "整改后复查"),
    ([bound(State.DONE, FAIL)], "不通过"),
    ([bound(State.DONE, PASS)], ""),
    ([bound(State.CANCELLED)], ""),
    ([bound(State.OPEN, binds=False)], ""),
    ([bound(State.DONE, FAIL), bound(State.DONE, PASS)], ""),
    ([bound(State.DONE, FAIL), bound(State.OPEN)], "还没有结论"),
    ([bound(State.DONE, FAIL), bound(State.CANCELLED)], "不通过"),
    ([bound(State.DONE, FAIL), bound(State.DONE, PASS, kind=Kind.VISIT)], "不通过"),
])  # fmt: skip
def test_what_a_meeting_does_to_a_case(bindings: list[Binding], said: str) -> None:
    reason = rules.effect(bindings)
    assert (said in reason) if said else not reason


def test_the_moves_of_a_meeting() -> None:
    for state, move in product(State, Move):
        if state in rules.MOVES[move]:
            rules.check_move(state, move)
        else:
            with pytest.raises(WrongStateError):
                rules.check_move(state, move)
    assert not rules.moves_from(State.DONE)
    assert set(rules.AFTER) == set(Conclusion)


def test_on_site_the_same_things_have_other_names() -> None:
    assert conclusion_label(Kind.ACCEPTANCE, AGAIN) == "整改后复验"
    assert conclusion_label(Kind.MEETING, AGAIN) == "修改后再议"
    assert opinion_label(Kind.VISIT, Opinion.CONDITIONAL) == "需要整改"
    assert opinion_label(Kind.EXPERTS, Opinion.CONDITIONAL) == "同意但有条件"
