"""Two people at once: opinions in the same moment, a conclusion while one comes in, cases settled by several reactions."""

from collections.abc import Callable

import pytest

from cityhall.cases.models import Hold
from cityhall.cases.terms import HoldKind
from cityhall.joint.tests import given as joint
from cityhall.kernel import call
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import StaleError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.together import together
from cityhall.meetings import actions
from cityhall.meetings.actions.following import settle_case
from cityhall.meetings.models import Meeting, Seat, Sitting
from cityhall.meetings.terms import State
from cityhall.messages.models import Paper

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = tuple(f"p{n}" for n in range(6))


def saying(at: given.Table, number: str, opinion: str = "agree", reason: str = "") -> list[Callable[[], object]]:
    seats = {part: at.seat(number, part) for part in at.speakers}
    return [
        lambda part=part: actions.speak(at.speakers[part], number, seats[part], opinion, reason)  # type: ignore[misc]
        for part in at.speakers
    ]


def test_all_organs_speak_in_the_same_moment_and_each_is_heard_once() -> None:
    at = given.table(PARTS)
    number = given.convened(at)

    assert together(saying(at, number)) == [None] * len(PARTS)

    assert set(Seat.objects.values_list("opinion", flat=True)) == {"agree"}
    assert Entry.objects.filter(event="meeting.spoken").count() == len(PARTS)
    assert Meeting.objects.get(number=number).version == 1 + len(PARTS)


def test_concluded_while_an_opinion_comes_in_either_it_was_read_or_the_conclusion_is_refused() -> None:
    at = given.table(PARTS[:3])
    number = given.convened(at)
    given.all_agree(at, number)
    seen = given.view(at.chair, number).version
    seat = at.seat(number, "p1")

    def conclude() -> object:
        with call.calling(seen=seen):
            return actions.conclude(at.chair, number, "pass", "纪要")

    told = together([conclude, lambda: actions.speak(at.speakers["p1"], number, seat, "against", "出口不足")])

    row, said = Meeting.objects.get(number=number), Seat.objects.get(pk=seat).opinion
    if row.state == State.DONE:
        assert said == "agree"
        assert isinstance(told[1], WrongStateError)
    else:
        assert (row.state, said) == (State.OPEN, "against")
        assert isinstance(told[0], StaleError)
    assert Paper.objects.filter(ref=row.ref).count() == (row.state == State.DONE)


def test_concluded_twice_at_once_there_is_one_conclusion_and_one_paper() -> None:
    at = given.table(PARTS[:3])
    number = given.convened(at)
    given.all_agree(at, number)

    told = together([lambda: actions.conclude(at.chair, number, "pass", "纪要")] * 4)

    assert sum(isinstance(one, str) for one in told) == 1
    assert sum(isinstance(one, WrongStateError) for one in told) == 3
    assert Paper.objects.filter(ref=f"meeting:{number}").count() == 1
    assert Sitting.objects.exclude(paper="").count() == 1


def test_two_meetings_about_one_case_settle_it_at_once() -> None:
    """One is concluded, another convened: whoever settles the case last has seen both."""
    at = given.table(PARTS[:2])
    first = given.convened(at)
    given.all_agree(at, first)
    case = joint.case_of(at.number, "p0")
    actions.conclude(at.chair, first, "pass", "纪要")
    second = actions.convene(
        at.chair, "visit", "联合勘验", given.soon(), given.SITE, whole=at.number, stage="all"
    )  # fmt: skip

    told = together([lambda: settle_case(HOUSE, case)] * 6)

    assert told == [None] * 6
    standing = Hold.objects.filter(case__number=case, kind=HoldKind.MEETING, lifted_at=None)
    [reason] = standing.values_list("reason", flat=True)
    assert second in reason
    assert first not in reason
