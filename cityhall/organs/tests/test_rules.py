import pytest

from cityhall.kernel.errors import InvalidInputError
from cityhall.organs import rules
from cityhall.organs.terms import Level, Reach


@pytest.mark.parametrize(
    ("short", "code", "level", "parent"),
    [
        ("99", "990000000000", Level.PROVINCE, ""),
        ("9901", "990100000000", Level.CITY, "990000000000"),
        ("990102", "990102000000", Level.COUNTY, "990100000000"),
        ("990102003", "990102003000", Level.TOWN, "990102000000"),
        ("990102003204", "990102003204", Level.VILLAGE, "990102003000"),
    ],
)
def test_a_code_says_its_level_and_its_superior(short: str, code: str, level: Level, parent: str) -> None:
    assert (rules.full_code(short), rules.level_of(code), rules.parent_of(code)) == (code, level, parent)


@pytest.mark.parametrize("code", ["", "9", "99010", "99010A", "9901020032045"])
def test_a_code_of_the_wrong_shape_is_refused(code: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.full_code(code)


def test_over_a_window_deciding_needs_delegated_authority() -> None:
    given = rules.Given(("accept", "decide"), ("decide",), "", Reach.WINDOW, frozenset({1, 2}), frozenset({2}))
    reached = rules.reached_by([given])
    assert reached.grants == {"accept": {1, 2}, "decide": {2}}


def test_a_desk_is_held_in_every_organ_the_role_reaches() -> None:
    given = rules.Given(("review",), (), "review", Reach.ORGAN, frozenset({7}), frozenset())
    assert rules.reached_by([given]).desks == {(7, "review")}
