"""授权委托: who gives, who accepts, how long it lasts, what is refused."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from cityhall.kernel import call, clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.people import actions, queries, rules
from cityhall.people.models import Agency
from cityhall.people.terms import AgencyState, Tie

from . import given

pytestmark = pytest.mark.django_db
TODAY, UNTIL = "2026-09-07 09:00", date(2026, 12, 31)
S = AgencyState


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def both() -> tuple[Actor, Actor, str]:
    """A principal, an agent, and the agent's phone."""
    phone = given.phone()
    return given.citizen(name="样例委托人"), given.citizen(phone, name="样例代办人"), phone


def give(both: tuple[Actor, Actor, str], **changes: Any) -> int:
    principal, _, phone = both
    told: dict[str, Any] = {
        "agent_name": "样例代办人", "agent_phone": phone, "matters": [(7, "食品经营许可")], "until_on": UNTIL, "agreed": True,
    } | changes  # fmt: skip
    return actions.give_agency(principal, **told)


def again(who: Actor) -> Actor:
    found = queries.actor_for(who.account_id or 0)
    assert found is not None
    return found


def test_given_accepted_used_and_revoked(both: tuple[Actor, Actor, str]) -> None:
    principal, agent, _ = both
    made = give(both)
    assert again(agent).agencies == frozenset()
    with pytest.raises(NotAllowedError, match="不能继续代办"):
        queries.represented(agent, made, 7)
    actions.answer_agency(agent, made, True)
    assert again(agent).agencies == {made}
    told = queries.represented(agent, made, 7)
    assert (told.ref, told.name, told.account_id) == (
        f"person:{principal.person_id}",
        "样例委托人",
        principal.account_id,
    )
    assert "*" in told.mask
    with pytest.raises(NotAllowedError, match="不包括这个事项"):
        queries.represented(agent, made, 8)
    (seen,) = queries.agencies(principal)
    assert (seen.given, seen.runs, seen.agent) == (True, True, "样例代办人")
    assert "“食品经营许可”" in seen.text
    assert "2026年12月31日" in seen.text
    actions.end_agency(principal, made, "已办完")
    assert again(agent).agencies == frozenset()
    assert queries.agency(agent, made).state is S.REVOKED
    assert [line.event for line in Entry.objects.filter(ref=f"agency:{made}").order_by("id")] == [
        "agency.given", "agency.accepted", "agency.revoked",
    ]  # fmt: skip
    assert not Entry.objects.filter(values__icontains="样例代办人").exists()


@pytest.mark.parametrize(("today", "runs"), [
    ("2026-09-07 09:00", False), ("2026-09-10 09:00", True), ("2026-12-31 23:00", True), ("2027-01-01 00:10", False),
])  # fmt: skip
def test_it_runs_from_its_first_to_its_last_day(both: tuple[Actor, Actor, str], today: str, runs: bool) -> None:
    made = give(both, from_on=date(2026, 9, 10), matters=[])
    actions.answer_agency(both[1], made, True)
    with clock.frozen(today):
        assert (made in again(both[1]).agencies) is runs
        assert queries.agency(both[0], made).runs is runs


def test_an_entity_is_represented_by_who_stands_for_it(both: tuple[Actor, Actor, str]) -> None:
    code = given.entity()
    with pytest.raises(NotAllowedError, match="尚未关联"):
        give(both, credit_code=code)
    actions.link_entity(both[0], code, Tie.HANDLER)
    made = give(both, credit_code=code)
    actions.answer_agency(both[1], made, True)
    told = queries.represented(both[1], made, 7)
    assert (told.ref, told.mask) == (f"entity:{code}", code)


@pytest.mark.parametrize(("changes", "code"), [
    ({"until_on": date(2026, 9, 6)}, "people.agency_span"), ({"from_on": date(2026, 9, 6)}, "people.agency_past"),
    ({"until_on": date(2029, 12, 31)}, "people.agency_long"), ({"agreed": False}, "people.agency_consent"),
    ({"agent_name": "样例他人"}, "people.no_agent"), ({"agent_phone": "13900009999"}, "people.no_agent"),
    ({"matters": [(n, "事项") for n in range(51)]}, "people.agency_items"),
])  # fmt: skip
def test_what_cannot_be_given(both: tuple[Actor, Actor, str], changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        give(both, **changes)
    assert no.value.code == code
    assert not Agency.objects.exists()


def test_nobody_lends_to_herself_or_without_a_name() -> None:
    phone = given.phone()
    alone = given.citizen(phone, name="样例本人")
    with pytest.raises(InvalidInputError, match="不能授权给本人"):
        actions.give_agency(alone, "样例本人", phone, [], UNTIL, True)
    unnamed = given.citizen()
    with pytest.raises(WrongStateError, match="实名"):
        actions.give_agency(unnamed, "样例本人", phone, [], UNTIL, True)


MOVES: dict[S, Callable[[Actor, Actor, int], None]] = {
    S.ACCEPTED: lambda _, agent, key: actions.answer_agency(agent, key, True),
    S.DECLINED: lambda _, agent, key: actions.answer_agency(agent, key, False),
    S.REVOKED: lambda principal, _, key: actions.end_agency(principal, key),
    S.RESIGNED: lambda _, agent, key: actions.end_agency(agent, key),
}


@pytest.mark.parametrize("state", [s for s in S if s not in (S.PROPOSED, S.EXPIRED)])
@pytest.mark.parametrize("to", MOVES)
def test_every_move_from_every_state(both: tuple[Actor, Actor, str], state: S, to: S) -> None:
    made = give(both)
    for step in {S.OFFERED: (), S.RESIGNED: (S.ACCEPTED, S.RESIGNED)}.get(state, (state,)):
        MOVES[step](both[0], both[1], made)
    assert queries.agency(both[0], made).state is state
    if state in rules.AGENCY_MOVES[to][0]:
        MOVES[to](both[0], both[1], made)
        assert queries.agency(both[0], made).state is to
        return
    with pytest.raises(WrongStateError):
        MOVES[to](both[0], both[1], made)
    assert queries.agency(both[0], made).state is state


def test_others_find_none_and_the_principal_does_not_accept_for_the_agent(both: tuple[Actor, Actor, str]) -> None:
    made, stranger = give(both), given.citizen(name="样例路人")
    asked: tuple[Callable[[], object], ...] = (
        lambda: queries.agency(stranger, made), lambda: queries.represented(stranger, made, 7),
        lambda: actions.answer_agency(stranger, made, True), lambda: actions.end_agency(stranger, made),
    )  # fmt: skip
    for ask in asked:
        with pytest.raises(NotFoundError):
            ask()
    assert not queries.agencies(stranger)
    with pytest.raises(NotAllowedError):
        actions.answer_agency(both[0], made, True)


def test_two_browsers_one_answer(both: tuple[Actor, Actor, str]) -> None:
    made = give(both)
    with call.calling(seen=1):
        actions.answer_agency(both[1], made, True)
    with call.calling(seen=1), pytest.raises(StaleError):
        actions.end_agency(both[0], made)


def test_a_late_answer_is_too_late(both: tuple[Actor, Actor, str]) -> None:
    made = give(both)
    with clock.frozen("2027-02-01 09:00"), pytest.raises(DomainError, match="已经到期"):
        actions.answer_agency(both[1], made, True)
