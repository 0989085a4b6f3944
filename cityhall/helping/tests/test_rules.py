"""Moves, areas, who is chosen, what a request must say: as tables."""

from datetime import date, datetime
from typing import Any

import pytest

from cityhall.helping import rules
from cityhall.helping.rules import Candidate
from cityhall.helping.terms import Group, Half, Mode, Move, Place, State
from cityhall.kernel.errors import InvalidInputError, WrongStateError

S, M = State, Move
ALLOWED = {
    (S.ASKED, M.ASSIGN), (S.ASKED, M.CANCEL),
    (S.ASSIGNED, M.ASSIGN), (S.ASSIGNED, M.ACCEPT), (S.ASSIGNED, M.DECLINE), (S.ASSIGNED, M.CANCEL),
    (S.ACCEPTED, M.ASSIGN), (S.ACCEPTED, M.BOOK), (S.ACCEPTED, M.FINISH), (S.ACCEPTED, M.CANCEL), (S.ACCEPTED, M.MANDATE),
    (S.BOOKED, M.ASSIGN), (S.BOOKED, M.BOOK), (S.BOOKED, M.MISS), (S.BOOKED, M.FINISH), (S.BOOKED, M.CANCEL), (S.BOOKED, M.MANDATE),
    (S.NOT_MET, M.ASSIGN), (S.NOT_MET, M.BOOK), (S.NOT_MET, M.FINISH), (S.NOT_MET, M.CANCEL), (S.NOT_MET, M.MANDATE),
}  # fmt: skip


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("move", M)
def test_every_move_from_every_state(state: State, move: Move) -> None:
    assert (move in rules.open_moves(state)) is ((state, move) in ALLOWED)
    if (state, move) in ALLOWED:
        assert rules.next_state(state, move) in S
        return
    with pytest.raises(WrongStateError, match=move.label):
        rules.next_state(state, move)


@pytest.mark.parametrize(("area", "inside", "outside"), [
    ("990000000000", "990102101201", "980102101201"), ("990100000000", "990102101201", "990202101201"),
    ("990102000000", "990102101201", "990103101201"), ("990102101000", "990102101201", "990102102201"),
    ("990102101201", "990102101201", "990102101202"), ("990110000000", "990110101201", "990111101201"),
])  # fmt: skip
def test_an_area_holds_what_lies_in_it(area: str, inside: str, outside: str) -> None:
    assert rules.covers([area], inside)
    assert not rules.covers([area], outside)


def test_a_village_does_not_answer_for_the_whole_county() -> None:
    assert not rules.covers(["990102101201"], "990102000000")


@pytest.mark.parametrize("codes", [[], ["  "], ["9901"], ["99010210120x"], ["990102101000", "1"]])
def test_areas_are_codes(codes: list[str]) -> None:
    with pytest.raises(InvalidInputError, match="区划代码"):
        rules.check_areas(codes)


def test_a_county_may_be_written_in_six_digits_and_once() -> None:
    assert rules.check_areas(["990102", "990102000000", " 990102101000 "]) == ["990102000000", "990102101000"]


def one(
    pk: int, area: str = "990102000000", items: tuple[int, ...] = (), load: int = 0, free: int | None = 1
) -> Candidate:
    return Candidate(pk, 1, (area,), frozenset(items), load, free)


HERE = "990102101201"


@pytest.mark.parametrize(("helpers", "item", "order"), [
    ([one(1, load=2), one(2, load=1)], None, [2, 1]),  # who has least to do
    ([one(1, load=0), one(2, HERE, load=5)], None, [2, 1]),  # the village's own before the county's
    ([one(2), one(1)], None, [1, 2]),  # else the earliest registered
    ([one(1, free=0), one(2, free=3)], None, [2]),  # nobody whose half-day is full
    ([one(1, items=(7,)), one(2, items=(8,)), one(3)], 7, [1, 3]),  # her matters; none named is all
    ([one(1, items=(7,))], None, [1]),  # a free question goes to anybody of the place
    ([one(1, "990103000000")], None, []),
    ([one(9)], None, []),  # 9 sent it back
])  # fmt: skip
def test_who_is_chosen(helpers: list[Candidate], item: int | None, order: list[int]) -> None:
    able = rules.fitting(helpers, HERE, item)
    assert [c.id for c in rules.ranked(able, HERE, without=[9])] == order


GOOD: dict[str, Any] = {
    "name": "样例", "phone": "13900000001", "division_code": HERE, "what": "办事", "mode": Mode.HELP, "place": Place.WINDOW,
    "day": date(2026, 9, 8), "half": Half.AM,
}  # fmt: skip


@pytest.mark.parametrize(("changes", "all_may", "wrong"), [
    ({}, True, set()), ({"name": " "}, True, {"name"}), ({"what": ""}, True, {"what"}), ({"what": "", "item_id": 7}, True, set()),
    ({"what": "长" * 501}, True, {"what"}), ({"division_code": ""}, True, {"division_code"}),
    ({"place": Place.HOME}, True, {"address"}), ({"place": Place.HOME, "address": "样例路"}, True, set()),
    ({"place": Place.HOME, "address": "样例路"}, False, {"groups"}),
    ({"place": Place.HOME, "address": "样例路", "groups": (Group.AGED,)}, False, set()),
    ({"day": None}, True, {"day"}), ({"half": None}, True, {"day"}), ({"place": Place.PHONE, "day": None, "half": None}, True, set()),
    ({"place": Place.HOME, "name": ""}, True, {"name", "address"}), ({"address": "长" * 201}, True, {"address"}),
])  # fmt: skip
def test_what_a_request_says(changes: dict[str, Any], all_may: bool, wrong: set[str]) -> None:
    told = rules.Asking(**{**GOOD, **changes})
    if not wrong:
        rules.check_asking(told, home_for_all=all_may)
        return
    with pytest.raises(InvalidInputError) as no:
        rules.check_asking(told, home_for_all=all_may)
    assert set(no.value.errors) == wrong


@pytest.mark.parametrize(("day", "half", "works", "code"), [
    ("2026-09-07", Half.AM, True, "helping.past"), ("2026-09-07", Half.PM, True, ""), ("2026-09-06", Half.PM, True, "helping.past"),
    ("2026-09-08", Half.AM, True, ""), ("2026-09-08", Half.AM, False, "helping.day_off"), ("2026-09-21", Half.AM, True, ""),
    ("2026-09-22", Half.AM, True, "helping.too_far"),
])  # fmt: skip
def test_which_half_day(day: str, half: Half, works: bool, code: str) -> None:
    now = datetime(2026, 9, 7, 9)
    if not code:
        rules.check_half_day(date.fromisoformat(day), half, now, 14, works=works)
        return
    with pytest.raises(InvalidInputError) as no:
        rules.check_half_day(date.fromisoformat(day), half, now, 14, works=works)
    assert no.value.code == code


def test_the_afternoon_has_begun_at_noon() -> None:
    with pytest.raises(InvalidInputError):
        rules.check_half_day(date(2026, 9, 7), Half.PM, datetime(2026, 9, 7, 12), 14, works=True)


@pytest.mark.parametrize(("values", "field"), [
    ((0, 2, 14, 90, "据"), "slots"), ((3, 31, 14, 90, "据"), "answer_days"), ((3, 2, 91, 90, "据"), "days_ahead"),
    ((3, 2, 14, 367, "据"), "mandate_days"), ((3, 2, 14, 90, " "), "source"),
])  # fmt: skip
def test_what_cannot_be_set(values: tuple[int, int, int, int, str], field: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        rules.check_settings(*values)
    assert set(no.value.errors) == {field}


@pytest.mark.parametrize("text", ["身份证 110105199001010012", "打 13900000001 找他"])
def test_no_number_in_words_others_read(text: str) -> None:
    with pytest.raises(InvalidInputError, match="不要写"):
        rules.check_words(text, "result", "请写")
