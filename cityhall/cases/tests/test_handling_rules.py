"""The law between acceptance and decision, as tables of days and words. No database."""

from datetime import date, datetime

import pytest

from cityhall.cases.rules import handling
from cityhall.cases.rules.handling import Finding
from cityhall.cases.terms import Proceeding, Stage, StepState
from cityhall.kernel import clock
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.tests.calendars import official

CALENDAR = official()


@pytest.mark.parametrize(("today", "days", "last"), [
    ("2026-09-14", 5, "2026-09-20"),  # a Sunday worked
    ("2026-09-28", 5, "2026-10-10"),  # seven days off, a Saturday worked
    ("2026-09-14", 1, "2026-09-15"),
    ("2026-12-30", 30, None),  # next year is not published
])  # fmt: skip
def test_a_told_time_ends_with_its_last_working_day(today: str, days: int, last: str | None) -> None:
    found = handling.last_day(CALENDAR, date.fromisoformat(today), days)
    assert (found and found.isoformat()) == last


@pytest.mark.parametrize(("held_on", "enough"), [("2026-09-22", False), ("2026-09-23", True), ("2026-10-20", True)])
def test_seven_working_days_lie_between_the_notice_and_the_hearing(held_on: str, enough: bool) -> None:
    """行政许可法 第四十八条第一款第一项, 第八十二条."""
    day = date.fromisoformat(held_on)
    if enough:
        handling.check_hearing_notice(date(2026, 9, 14), day, CALENDAR, 7)
    else:
        with pytest.raises(InvalidInputError, match="2026-09-23"):
            handling.check_hearing_notice(date(2026, 9, 14), day, CALENDAR, 7)


@pytest.mark.parametrize(("due", "now", "late"), [
    ("2026-09-20T23:59:59", "2026-09-20T23:59:00", False),
    ("2026-09-20T23:59:59", "2026-09-21T00:00:00", True),
    (None, "2027-01-04T09:00:00", False),  # nobody can know the day yet
])  # fmt: skip
def test_a_hearing_is_asked_within_its_days(due: str | None, now: str, late: bool) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)

    if late:
        with pytest.raises(WrongStateError, match="届满"):
            handling.check_in_time(at(due or ""), at(now))
    else:
        handling.check_in_time(at(due) if due else None, at(now))


def test_nobody_approves_her_own_and_nothing_twice() -> None:
    with pytest.raises(NotAllowedError):
        handling.check_not_proposer({7}, 7)
    handling.check_not_proposer({7}, 8)
    handling.check_not_proposer(set(), None)
    with pytest.raises(NotAllowedError, match="所代理的人"):
        handling.check_not_proposer({7}, 8, [7])
    handling.check_not_proposer({7}, 8, [7, 9])  # somebody else's authority is behind it too
    assert handling.proposers(7, {"proposed_for": [9]}) == {7, 9}
    handling.check_proposed(Stage.PROPOSED, Proceeding.SPECIAL)
    with pytest.raises(WrongStateError):
        handling.check_proposed(Stage.OPEN, Proceeding.SPECIAL)
    with pytest.raises(WrongStateError):
        handling.check_opened(Stage.PROPOSED, Proceeding.SPECIAL)


@pytest.mark.parametrize(("once", "over", "code"), [
    (False, False, ""), (True, False, "case.extended_already"), (False, True, "case.extension_late"),
])  # fmt: skip
def test_a_limit_is_lengthened_once_and_before_its_day(once: bool, over: bool, code: str) -> None:
    """行政许可法 第四十二条."""
    if not code:
        handling.check_extendable(once=once, over=over)
        return
    with pytest.raises(DomainError) as no:
        handling.check_extendable(once=once, over=over)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("basis", "told", "refused"), [("", False, False), ("某法第十条", True, False), ("某法第十条", False, True)]
)
def test_where_the_law_wants_a_hearing_one_is_announced(basis: str, told: bool, refused: bool) -> None:
    """行政许可法 第四十六条."""
    if refused:
        with pytest.raises(WrongStateError, match="第四十六条"):
            handling.check_heard(basis, told=told)
    else:
        handling.check_heard(basis, told=told)


def test_the_desk_of_an_open_step_proposes() -> None:
    steps = [(StepState.DONE, 1, "review"), (StepState.CLAIMED, 2, "survey"), (StepState.WAITING, 1, "approve")]
    handling.check_open_desk(steps, {(2, "survey")})
    for desks in ({(1, "review")}, {(1, "approve")}, {(1, "survey")}, set()):
        with pytest.raises(NotAllowedError):
            handling.check_open_desk(steps, desks)


def test_two_look_and_each_point_says_what_was_found() -> None:
    """行政许可法 第三十四条第三款."""
    kept = handling.check_findings([Finding("场所", " 一致 "), Finding("通道", "")])
    assert kept == [Finding("场所", "一致")]
    for found in ([], [Finding("场所", " ")], [Finding(" ", "一致")]):
        with pytest.raises(InvalidInputError):
            handling.check_findings(found)
    handling.check_second(8, 7, {7, 8})
    for second in (7, 9):
        with pytest.raises(InvalidInputError):
            handling.check_second(second, 7, {7, 8})
