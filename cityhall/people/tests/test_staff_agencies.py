"""给代办员的授权: proposed and confirmed, or signed on paper; narrow, revocable at once, over when it runs out."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import put
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.people import actions, queries, rules
from cityhall.people.actions import Signed, propose_agency
from cityhall.people.models import Agency
from cityhall.people.terms import AgencyState, Can, Consent

from . import given

pytestmark = pytest.mark.django_db
NOW, UNTIL, MOST = "2026-09-07 15:00", date(2026, 9, 30), 60
LONG_AGO = datetime(2026, 8, 1, 9, tzinfo=clock.ZONE)
MATTER = [(7, "食品经营许可")]
S = AgencyState


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@action
def propose(actor: Actor, person_id: int, matters: list[tuple[int, str]], until_on: date, signed: Signed | None) -> int:
    return propose_agency(actor, person_id, matters, until_on, MOST, signed)


def helper(name: str = "样例代办员") -> Actor:
    return organs.staff(organs.organ(), Can.HELP, name=name)


def now(who: Actor) -> Actor:
    return queries.with_agencies(who)


def paper(**changes: Any) -> Signed:
    told: dict[str, Any] = {
        "scan": put([b"%PDF-1.4\n%%EOF\n"]), "name": "授权书.pdf", "witness": "样例邻居", "signed_at": clock.now() - timedelta(hours=1),
    }  # fmt: skip
    return Signed(**{**told, **changes})


def test_proposed_confirmed_by_her_own_account_and_revoked_at_once() -> None:
    principal, agent = given.citizen(name="样例委托人"), helper()
    made = propose(agent, principal.person_id or 0, MATTER, UNTIL, None)
    assert now(agent).agencies == frozenset()
    with pytest.raises(NotAllowedError, match="不能继续代办"):
        queries.represented(agent, made, 7)
    with pytest.raises(NotAllowedError, match="委托人本人"):
        actions.answer_agency(agent, made, True)
    actions.answer_agency(principal, made, True)
    assert now(agent).agencies == {made}
    told = queries.represented(agent, made, 7)
    assert (told.ref, told.account_id) == (f"person:{principal.person_id}", principal.account_id)
    with pytest.raises(NotAllowedError, match="不包括这个事项"):
        queries.represented(agent, made, 8)
    (seen,) = queries.agencies(principal)
    assert (seen.given, seen.by_staff, seen.agent, seen.consent) == (True, True, "代办员样例代办员", Consent.PORTAL)
    assert "“食品经营许可”" in seen.text
    actions.end_agency(principal, made, "自己去办")
    assert now(agent).agencies == frozenset()
    lines = Entry.objects.filter(ref=f"agency:{made}").order_by("id")
    assert [e.event for e in lines] == ["agency.proposed", "agency.confirmed", "agency.revoked"]
    assert not Entry.objects.filter(values__icontains="样例委托人").exists()


def test_signed_at_home_by_somebody_without_an_account() -> None:
    person, agent = given.walk_in("样例老人"), helper()
    with pytest.raises(WrongStateError, match="没有网上账号"):
        propose(agent, person, MATTER, UNTIL, None)
    made = propose(agent, person, MATTER, UNTIL, paper())
    assert now(agent).agencies == {made}
    assert queries.represented(agent, made, 7).account_id is None
    seen = queries.agency(agent, made)
    assert (seen.consent, seen.paper, seen.witness, seen.runs) == (Consent.PAPER, "授权书.pdf", "样例邻居", True)
    sha256, name, _ = queries.agency_scan(agent, made)
    assert name == "授权书.pdf"
    assert queries.papers_in_use([sha256]) == {sha256}
    raw = (
        Agency.objects.filter(pk=made).extra(select={"raw": "encode(witness, 'escape')"}).values_list("raw", flat=True)
    )
    assert "样例邻居" not in str(raw[0])
    actions.revoke_for(given.clerk(Can.REGISTER_PEOPLE), made, "本人来电要求撤销")
    assert now(agent).agencies == frozenset()


@pytest.mark.parametrize(("changes", "code"), [
    ({"matters": []}, "people.agency_no_matter"), ({"matters": [(n, "事项") for n in range(51)]}, "people.agency_items"),
    ({"until_on": date(2026, 9, 6)}, "people.agency_span"), ({"until_on": date(2026, 12, 31)}, "people.agency_too_long"),
    ({"signed": {"witness": " "}}, "people.no_witness"), ({"signed": {"signed_at": LONG_AGO}}, "people.signed_when"),
    ({"signed": {"signed_at": datetime(2026, 9, 8, 9, tzinfo=clock.ZONE)}}, "people.signed_when"),
])  # fmt: skip
def test_what_cannot_be_lent_to_staff(changes: dict[str, Any], code: str) -> None:
    told: dict[str, Any] = {"matters": MATTER, "until_on": UNTIL, "signed": None} | changes
    if told["signed"]:
        told["signed"] = paper(**told["signed"])
    person, agent = given.citizen(name="样例委托人").person_id or 0, helper()
    with pytest.raises(InvalidInputError) as no:
        propose(agent, person, **told)
    assert no.value.code == code
    assert not Agency.objects.exists()


def test_only_a_helper_asks_and_only_for_who_is_named() -> None:
    person = given.citizen(name="样例委托人").person_id or 0
    clerk = organs.staff(organs.organ(), Can.FIND_PEOPLE)
    with pytest.raises(NotAllowedError):
        propose(clerk, person, MATTER, UNTIL, paper())
    with pytest.raises(WrongStateError, match="还没有实名"):
        propose(helper(), given.citizen().person_id or 0, MATTER, UNTIL, paper())
    with pytest.raises(NotFoundError):
        propose(helper(), 999_999, MATTER, UNTIL, paper())
    assert not Agency.objects.exists()


def test_others_find_none_and_do_not_revoke() -> None:
    principal, agent = given.citizen(name="样例委托人"), helper()
    made = propose(agent, principal.person_id or 0, MATTER, UNTIL, paper())
    strangers = (given.citizen(name="样例路人"), helper("样例同事"))
    asks: tuple[Callable[[Actor], object], ...] = (
        lambda who: queries.agency(who, made), lambda who: queries.represented(who, made, 7),
        lambda who: queries.agency_scan(who, made), lambda who: actions.end_agency(who, made),
    )  # fmt: skip
    for who in strangers:
        assert now(who).agencies == frozenset()
        for ask in asks:
            with pytest.raises(NotFoundError):
                ask(who)
        with pytest.raises(NotAllowedError):
            actions.revoke_for(who, made, "无权")
    assert queries.agency(principal, made).state is S.ACCEPTED


def test_a_helper_who_is_none_any_more_has_nothing() -> None:
    principal, agent = given.citizen(name="样例委托人"), helper()
    made = propose(agent, principal.person_id or 0, MATTER, UNTIL, paper())
    dismissed = Actor(agent.name, account_id=agent.account_id, organ_id=agent.organ_id)
    assert now(dismissed).agencies == frozenset()
    with pytest.raises(NotAllowedError):
        queries.represented(dismissed, made, 7)


def test_the_night_after_its_last_day_it_is_marked_as_over() -> None:
    principal, agent = given.citizen(name="样例委托人"), helper()
    made = propose(agent, principal.person_id or 0, MATTER, UNTIL, paper())
    with clock.frozen("2026-09-30 23:00"):
        assert actions.end_expired(HOUSE) == 0
        assert now(agent).agencies == {made}
    with clock.frozen("2026-10-01 00:10"):
        assert actions.end_expired(HOUSE) == 1
        assert actions.end_expired(HOUSE) == 0
        assert queries.agency(principal, made).state is S.EXPIRED
        with pytest.raises(WrongStateError, match="已到期"):
            actions.end_agency(principal, made)
    assert Entry.objects.filter(event="agency.expired", ref=f"agency:{made}").count() == 1


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("to", rules.AGENCY_MOVES)
def test_the_table_of_moves(state: S, to: S) -> None:
    open_ = {S.OFFERED, S.PROPOSED}
    allowed = {
        S.ACCEPTED: open_, S.DECLINED: open_, S.REVOKED: open_ | {S.ACCEPTED}, S.RESIGNED: {S.ACCEPTED}, S.EXPIRED: {S.ACCEPTED},
    }[to]  # fmt: skip
    if state in allowed:
        rules.check_agency_move(state, to)
        return
    with pytest.raises(DomainError):
        rules.check_agency_move(state, to)
