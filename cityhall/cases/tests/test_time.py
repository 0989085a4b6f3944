"""A light changes and people are told; a case joins a campaign."""

from collections.abc import Iterator
from datetime import date

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as asked
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Can as Time
from cityhall.deadlines.terms import Kind, LayerKind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.queries import lines_of
from cityhall.messages import queries as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.site import testing

from . import given, handled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return handled.place()


def of(number: str, kind: Kind) -> ClockView:
    return next(c for c in asked.clocks_of([f"case:{number}"]) if c.kind is kind)


def told(actor: Actor) -> list[str]:
    return [row.subject for row in messages.inbox(actor).rows]


def swept(moment: str) -> None:
    with clock.frozen(moment):
        deadlines.sweep(HOUSE)
        deadlines.sweep(HOUSE)
        testing.drain()


# Crossings


def test_yellow_is_told_to_the_desk_once_and_red_also_to_head_and_supervisor(here: given.Place) -> None:
    head = organs.staff(here.organ, Time.ANSWER_FOR_TIME)
    watch = organs.staff(organs.organ(), Time.WATCH_TIME, reach=Reach.EVERYWHERE)
    number = given.received(here)
    testing.drain()
    item = queries.case_page(here.clerk, number).terms.name
    swept("2026-09-19T08:00")  # five working days to tell the applicant: the last is Sunday the 20th
    assert told(here.clerk) == [f"将到期：{item}（受理告知）"]
    assert told(head) == told(watch) == []


def test_red_reaches_the_head_and_the_supervisor_and_nobody_elses_head(here: given.Place) -> None:
    head = organs.staff(here.organ, Time.ANSWER_FOR_TIME)
    watch = organs.staff(organs.organ(), Time.WATCH_TIME, reach=Reach.EVERYWHERE)
    other = organs.staff(organs.organ(), Time.ANSWER_FOR_TIME)
    number = given.accepted(here)
    testing.drain()
    item = queries.case_page(here.clerk, number).terms.name
    with clock.frozen("2026-12-01T08:00"):
        assert of(number, Kind.STATUTORY).light is Light.RED
    swept("2026-12-01T08:00")
    for one in (head, watch, here.reviewer):
        assert f"已超期：{item}（法定办结）" in told(one)
        assert len(told(one)) == len(set(told(one)))
        assert not any(subject.startswith("将到期") for subject in told(one))  # it is red already
    assert told(other) == []
    body = messages.inbox(head).rows[0].body
    assert number in body
    assert "样例申请人" not in body


def test_what_was_stopped_meanwhile_is_told_to_nobody(here: given.Place) -> None:
    number = given.received(here)
    testing.drain()
    with clock.frozen("2026-09-19T08:00"):
        deadlines.sweep(HOUSE)  # recorded, not yet told
        actions.accept(here.clerk, number)
        testing.drain()
    assert not any("受理告知" in subject for subject in told(here.clerk))


# Campaigns


def campaign(name: str = "百日攻坚") -> int:
    return deadlines.save_layer(
        HOUSE, LayerKind.CAMPAIGN, name, first_on=date(2026, 9, 1), last_on=date(2026, 12, 22), document="样政办〔2026〕8号",
        switches_to="days",
    )  # fmt: skip


def test_a_case_joins_a_campaign_and_only_its_promise_moves(here: given.Place) -> None:
    number, made, head = given.accepted(here), campaign(), handled.head(here)
    statutory, promised = of(number, Kind.STATUTORY), of(number, Kind.PROMISED)
    due = actions.join_campaign(head, number, made)
    after = of(number, Kind.PROMISED)
    assert of(number, Kind.STATUTORY).due_on == statutory.due_on
    assert (after.due_on, after.switched) == (due, "自2026年9月15日起按自然日计算（百日攻坚）")
    assert promised.due_on is not None
    assert due is not None
    assert due < promised.due_on
    story = queries.case_page(head, number).story
    line = next(h for h in story if h.event == "case.campaign_joined")
    assert (line.title, line.detail.startswith("百日攻坚：自 2026-09-15 起承诺时限按自然日计算")) == (
        "纳入专项行动",
        True,
    )
    with pytest.raises(WrongStateError, match="已经用于这项时限"):
        actions.join_campaign(head, number, made)


def test_joining_is_refused_to_strangers_and_where_there_is_nothing_to_join(here: given.Place) -> None:
    number, made, head = given.accepted(here), campaign(), handled.head(here)
    stranger = organs.staff(organs.organ(), Can.APPROVE_TIME)
    before = of(number, Kind.PROMISED).due_on
    for actor in (stranger, here.clerk):
        with pytest.raises(NotAllowedError):
            actions.join_campaign(actor, number, made)
    with pytest.raises(InvalidInputError, match="今天没有在进行"):
        actions.join_campaign(head, number, made + 1)
    with pytest.raises(WrongStateError, match="只有已受理"):
        actions.join_campaign(head, given.received(here), made)
    assert of(number, Kind.PROMISED).due_on == before
    assert "case.campaign_joined" not in [line.event for line in lines_of([f"case:{number}"])]
