"""Orders that rules issue: one for each red light, however often the house is told; raised where nobody answers."""

from collections.abc import Iterator

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.tests import given as case
from cityhall.deadlines.actions import sweep
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal import queries as journal
from cityhall.messages import queries as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.site import testing
from cityhall.supervision import actions, queries
from cityhall.supervision.actions.by_rule import when_clock_ran_out
from cityhall.supervision.models import SupervisionOrder
from cityhall.supervision.terms import Can, Level, RuleKey, State

pytestmark = pytest.mark.django_db
START, RED = "2026-09-07 09:00", "2026-09-21 09:00"


@pytest.fixture
def watcher() -> Iterator[Actor]:
    with clock.frozen("2026-09-01 09:00"):
        yield organs.staff(
            organs.organ(), Can.SEE, Can.SET_RULES, Can.ISSUE, Can.REVIEW, reach=Reach.EVERYWHERE
        )  # fmt: skip


def red_case() -> tuple[case.Place, str, Actor]:
    """A promise that ran out while somebody had the case in hand; its organ's officer."""
    with clock.frozen(START):
        here = case.place()
        officer = organs.staff(here.organ, Can.SEE, Can.ANSWER)
        number = case.accepted(here)
        cases.claim_step(here.reviewer, number, "review")
        testing.drain()
    night()
    return here, number, officer


def night(when: str = RED) -> None:
    with clock.frozen(when):
        sweep(HOUSE)
        testing.drain()


def of(number: str) -> list[SupervisionOrder]:
    return list(SupervisionOrder.objects.filter(ref=f"case:{number}").order_by("id"))


def test_a_red_light_is_reminded_of_once_and_the_person_in_hand_with_it(watcher: Actor) -> None:
    here, number, officer = red_case()
    night()
    (order,) = of(number)
    assert (order.level, order.state, order.organ_id) == (Level.REMINDER, State.OPEN, here.organ)
    assert (order.rule, order.warning, order.person_id) == ("remind@0", "red", here.reviewer.account_id)
    for who in (officer, here.reviewer):
        assert any(order.number in m.subject + m.body for m in messages.inbox(who).rows), who
    lines = [line for line in journal.lines_of([f"case:{number}"]) if line.event == "deadline.breached"]
    assert lines
    with clock.frozen(RED):
        for _ in range(3):
            for line in lines:
                when_clock_ran_out(line)
    assert len(of(number)) == 1


def test_a_rule_that_is_off_or_a_case_that_ended_issues_nothing(watcher: Actor) -> None:
    with clock.frozen("2026-09-02 09:00"):
        actions.set_rule(watcher, RuleKey.REMIND, False, {}, "停用")
    here, number, _ = red_case()
    assert not of(number)
    (line,) = [
        one for one in journal.lines_of([f"case:{number}"])
        if one.event == "deadline.breached" and one.values.get("kind") == "promised"
    ]  # fmt: skip
    with clock.frozen("2026-09-21 12:00"):
        actions.set_rule(watcher, RuleKey.REMIND, True, {"days": 2}, "启用")
        with_case_ended = SupervisionOrder.objects.count()
        cases.withdraw(here.citizen, number)
        when_clock_ran_out(line)
    assert SupervisionOrder.objects.count() == with_case_ended


def test_what_nobody_answers_goes_up_to_a_circular_and_no_further(watcher: Actor) -> None:
    _, number, _ = red_case()
    for day in ("09-23", "09-29", "10-15", "10-30", "11-20"):
        night(f"2026-{day} 09:00")
    promised = of(number)[0].deadline_id  # the law's own clock ran out in October, and has a ladder of its own
    orders = [order for order in of(number) if order.deadline_id == promised]
    assert [order.level for order in orders] == [Level.REMINDER, Level.ORDER, Level.CIRCULAR]
    assert [order.before_id for order in orders] == [None, orders[0].pk, orders[1].pk]
    assert {order.rule for order in orders[1:]} == {"raise@0"}


def test_what_is_answered_in_time_stays_where_it_is(watcher: Actor) -> None:
    _, number, officer = red_case()
    with clock.frozen("2026-09-21 15:00"):
        actions.answer(officer, of(number)[0].number, "今日办结")
        testing.drain()
    night("2026-09-29 09:00")
    assert [(o.level, o.state) for o in of(number)] == [(Level.REMINDER, State.ANSWERED)]


def test_a_person_who_was_faster_is_not_overtaken(watcher: Actor) -> None:
    _, number, _ = red_case()
    with clock.frozen("2026-09-22 09:00"):
        made = actions.raise_level(watcher, of(number)[0].number, "限期整改", "催办后仍未办结")
        testing.drain()
    night("2026-09-23 09:00")
    assert [o.number for o in of(number)][1:] == [made]
    assert queries.order(watcher, of(number)[0].number).raised == made
