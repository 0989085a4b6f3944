from collections.abc import Callable, Iterator
from itertools import product

import pytest

from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Light
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.supervision import actions, queries, rules
from cityhall.supervision.terms import AppealState, Can, Level, Move, State

from . import given

pytestmark = pytest.mark.django_db

MAKE: dict[Move, Callable[[Actor, str], object]] = {
    Move.ANSWER: lambda who, number: actions.answer(who, number, "已办结"),
    Move.SEND_BACK: lambda who, number: actions.send_back(who, number, "没有说明原因"),
    Move.CLOSE: lambda who, number: actions.close(who, number, "已整改"),
    Move.WITHDRAW: lambda who, number: actions.withdraw(who, number, "误发"),
    Move.RAISE: lambda who, number: actions.raise_level(who, number, "限期整改", "催办后仍未办结"),
}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_edge_of_the_table(state: State, move: Move) -> None:
    here, rule = given.place(), rules.MOVES[move]
    number = given.in_state(here, state)
    doer, other = (here.officer, here.supervisor) if rule.who is Can.ANSWER else (here.supervisor, here.officer)
    with pytest.raises(NotAllowedError):
        MAKE[move](other, number)
    if state not in rule.from_:
        with pytest.raises(WrongStateError):
            MAKE[move](doer, number)
        assert queries.order(here.supervisor, number).state is state
        return
    MAKE[move](doer, number)
    assert queries.order(here.supervisor, number).state is (rule.to or state)
    open_clocks = [c for c in clocks.clocks_of([f"supervision:{number}"]) if c.stopped_on is None]
    assert bool(open_clocks) is ((rule.to or state) is State.OPEN)


def test_each_rung_refers_to_the_one_before_and_the_highest_has_none_above() -> None:
    here = given.place()
    numbers = [given.issued(here)]
    for _ in rules.LADDER[1:]:
        numbers.append(actions.raise_level(here.supervisor, numbers[-1], "限期整改", "仍未办结"))
    seen = [queries.order(here.supervisor, number) for number in numbers]
    assert [one.level for one in seen] == list(Level)
    assert [one.before for one in seen] == ["", *numbers[:-1]]
    with pytest.raises(WrongStateError, match="最高一级"):
        actions.raise_level(here.supervisor, numbers[-1], "再升级", "仍未办结")
    with pytest.raises(WrongStateError, match="已经升级"):
        actions.raise_level(here.supervisor, numbers[0], "再升级", "仍未办结")


def test_an_order_keeps_its_light_its_replies_and_its_lines() -> None:
    here = given.place()
    number = given.issued(here)
    actions.answer(here.officer, number, "正在办理")
    actions.send_back(here.supervisor, number, "没有写明办结时间")
    actions.answer(here.officer, number, "已于今日办结")
    actions.close(here.supervisor, number, "情况属实，已整改")
    seen = queries.order(here.supervisor, number)
    assert (seen.warning, seen.outcome) == (Light.RED, "情况属实，已整改")
    assert [(r.text, r.sent_back) for r in seen.replies] == [
        ("正在办理", "没有写明办结时间"), ("已于今日办结", ""),
    ]  # fmt: skip
    lines = Entry.objects.filter(ref=f"supervision:{number}").order_by("id")
    assert [line.event.removeprefix("supervision.") for line in lines] == [
        "issued", "answer", "send_back", "answer", "close",
    ]  # fmt: skip
    assert not any("办结" in str(line.values) for line in lines)


def test_what_is_missing_or_wrong_leaves_nothing_behind() -> None:
    here, other = given.place(), given.place()
    for content, reasons, days, deadline in (
        (" ", "理由", None, None), ("内容", "", None, None), ("内容", "理由", 0, None), ("内容", "理由", 61, None),
        ("内容", "理由", None, other.deadline),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError):
            actions.issue(
                here.supervisor, here.organ, here.ref, Level.ORDER, content, reasons, days=days, deadline_id=deadline
            )
    assert not queries.orders(here.supervisor).rows


def test_everyone_sees_only_the_organs_in_reach() -> None:
    here, other = given.place(), given.place()
    number = given.issued(here)
    assert [one.number for one in queries.orders(here.officer).rows] == [number]
    assert not queries.orders(other.supervisor).rows
    with pytest.raises(NotFoundError):
        queries.order(other.supervisor, number)
    with pytest.raises(NotAllowedError):
        queries.orders(organs.staff(here.organ))


@pytest.mark.parametrize("struck", [True, False])
def test_a_struck_out_red_leaves_the_count_but_not_the_journal(struck: bool) -> None:
    here = given.place()
    span = (clock.now().replace(year=2026, month=1, day=1), clock.now().replace(year=2027))
    asked = actions.appeal(here.officer, here.ref, here.deadline, "系统停机一天，材料无法录入")
    assert queries.counted_reds(here.supervisor, *span) == {here.organ: 1}
    actions.decide_appeal(here.supervisor, asked, struck, "停机记录属实" if struck else "停机不在该时段")
    seen = queries.appeals(here.officer).rows[0]
    assert seen.state is (AppealState.STRUCK if struck else AppealState.UPHELD)
    assert queries.counted_reds(here.supervisor, *span) == ({} if struck else {here.organ: 1})
    assert Entry.objects.filter(ref=here.ref, event="deadline.breached").count() == 1
    with pytest.raises(WrongStateError):
        actions.decide_appeal(here.supervisor, asked, not struck, "再议")
    with pytest.raises(WrongStateError):
        actions.appeal(here.officer, here.ref, here.deadline, "再次申请")


def test_an_appeal_wants_a_red_light_its_own_organ_and_another_to_decide() -> None:
    here, other = given.place(), given.place(start="2026-09-24 16:00")
    refusals: list[tuple[Actor, given.Place]] = [(other.officer, here), (other.officer, other)]
    for who, of in refusals:
        with pytest.raises(DomainError):
            actions.appeal(who, of.ref, of.deadline, "理由")
    both = organs.staff(here.organ, Can.APPEAL, Can.DECIDE_APPEAL)
    asked = actions.appeal(both, here.ref, here.deadline, "理由")
    with pytest.raises(NotAllowedError):
        actions.decide_appeal(both, asked, True, "理由")


def test_a_countys_supervisor_sees_her_county_alone() -> None:
    here, other = given.place(), given.place()
    county, mine, neighbour = (organs.organ(division=code) for code in ("990181000000", "990181000000", "990182000000"))
    hers = given.county_supervisor(county, "990181")
    number = actions.issue(hers, mine, here.ref, Level.REMINDER, "请办结", "将到期")
    given.issued(other)
    assert [one.number for one in queries.orders(hers).rows] == [number]
    for beyond in (neighbour, here.organ):
        with pytest.raises(NotAllowedError):
            actions.issue(hers, beyond, here.ref, Level.REMINDER, "请办结", "将到期")
