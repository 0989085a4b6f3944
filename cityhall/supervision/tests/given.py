"""Orders and red lights as tests need them, made through actions."""

from dataclasses import dataclass

from cityhall.deadlines.actions import sweep
from cityhall.deadlines.terms import Kind
from cityhall.deadlines.tests import given as clocks
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs import actions as administration
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.supervision import actions
from cityhall.supervision.terms import Can, Level, State

NOW = "2026-09-25 09:00"


@dataclass(frozen=True)
class Place:
    """One organ with a promise that ran out, its own officer and the supervisor over it."""

    organ: int
    ref: str
    deadline: int
    supervisor: Actor
    officer: Actor


def place(start: str = "2026-09-18 16:00") -> Place:
    organ, ref = clocks.organ(), clocks.ref()
    with clock.frozen(start):
        deadline = clocks.started(clocks.a_clock(organ, Kind.PROMISED, clocks.FIVE, of=ref))[0]
    with clock.frozen(NOW):
        sweep(HOUSE)
    return Place(
        organ, ref, deadline,
        supervisor=organs.staff(organ, Can.SEE, Can.ISSUE, Can.REVIEW, Can.DECIDE_APPEAL),
        officer=organs.staff(organ, Can.SEE, Can.ANSWER, Can.APPEAL),
    )  # fmt: skip


def county_supervisor(organ: int, division: str) -> Actor:
    """A supervisor whose role reaches the organs of this division."""
    login = f"county{organ}"
    administration.save_role(HOUSE, login, "县级监察员", [str(Can.SEE), str(Can.ISSUE)])
    staff_id = administration.create_staff(HOUSE, login, "样例监察员", organ, organs.PASSWORD)
    administration.assign(HOUSE, staff_id, login, Reach.DIVISION, division_code=division)
    return organs.actor(login)


def issued(here: Place, level: Level = Level.REMINDER) -> str:
    return actions.issue(
        here.supervisor, here.organ, here.ref, level, "请立即办结并说明原因", "承诺时限已届满",
        deadline_id=here.deadline,
    )  # fmt: skip


def in_state(here: Place, state: State) -> str:
    """An order walked to this state."""
    number = issued(here)
    if state in {State.ANSWERED, State.CLOSED}:
        actions.answer(here.officer, number, "已于今日办结")
    if state is State.CLOSED:
        actions.close(here.supervisor, number, "情况属实，已整改")
    if state is State.WITHDRAWN:
        actions.withdraw(here.supervisor, number, "重复发出")
    return number
