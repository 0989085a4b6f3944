"""代办: an agent applies in the principal's name, and only as long as she may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Application
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.people import actions as people_actions
from cityhall.people import queries as people
from cityhall.people.tests import given as persons
from cityhall.site import testing

from . import given

pytestmark = pytest.mark.django_db


@dataclass
class Pair:
    here: given.Place
    principal: Actor
    agent: Actor
    agency: int

    def now(self) -> Actor:
        """The agent as her next request finds her."""
        found = people.actor_for(self.agent.account_id or 0)
        assert found is not None
        return found


@pytest.fixture
def pair() -> Pair:
    here, phone = given.place(), persons.phone()
    principal, agent = persons.citizen(name="样例委托人"), persons.citizen(phone, name="样例代办人")
    until = clock.today() + timedelta(days=30)
    matters = [(here.terms.item_id, here.terms.name)]
    agency = people_actions.give_agency(principal, "样例代办人", phone, matters, until, True)
    people_actions.answer_agency(agent, agency, True)
    return Pair(here, principal, agent, agency)


def test_both_sides_are_told(pair: Pair) -> None:
    people_actions.end_agency(pair.principal, pair.agency)
    testing.drain()
    assert [m.subject for m in messages.inbox(pair.agent).rows] == ["授权已撤销", "有人授权您代办"]
    assert [m.subject for m in messages.inbox(pair.principal).rows] == ["代办人已接受授权"]
    assert "样例代办人" not in messages.inbox(pair.principal).rows[0].body


def started(pair: Pair) -> str:
    applicant = actions.Applicant("", "样例代办人", "", "样例代办人", "13900000002")
    agent = pair.now()
    draft = actions.start_draft(agent, pair.here.terms.item_id, applicant, agency_id=pair.agency)
    known = {f.key for f in pair.here.terms.fields}
    actions.save_draft(agent, draft, {k: v for k, v in given.FORM.items() if k in known})
    for material in pair.here.terms.materials:
        if material.required:
            actions.attach(agent, draft, material.key, given.file(), "样例.pdf")
    return draft


def test_what_an_agent_hands_in_is_the_principals(pair: Pair) -> None:
    draft = started(pair)
    number = actions.receive(pair.now(), draft)
    row = Application.objects.get(pk=draft)
    assert (row.account_id, row.agent_account, row.agency_id) == (
        pair.principal.account_id,
        pair.agent.account_id,
        pair.agency,
    )
    assert (row.applicant_name, row.contact_name) == ("样例委托人", "样例代办人")
    for who in (pair.principal, pair.now()):
        assert queries.case_page(who, number).own
        assert [one.number for one in queries.my_cases(who).rows] == [number]
    assert queries.case_page(pair.here.reviewer, number).agent.startswith("样例代办人（授权至")
    lines = Entry.objects.filter(ref__in=[f"draft:{draft}", f"case:{number}"], account_id=pair.agent.account_id)
    assert lines.count() >= 4
    for line in lines:
        assert (line.values["for"], line.values["agency"]) == (f"person:{pair.principal.person_id}", pair.agency), (
            line.event
        )
    actions.accept(pair.here.clerk, number)
    assert "for" not in Entry.objects.filter(ref=f"case:{number}", event="case.accepted").get().values


ACTS: list[Callable[[Pair, str], object]] = [
    lambda pair, draft: queries.draft(pair.now(), draft),
    lambda pair, draft: actions.save_draft(pair.now(), draft, {}),
    lambda pair, draft: actions.receive(pair.now(), draft),
    lambda pair, draft: actions.delete_draft(pair.now(), draft),
    lambda pair, _: actions.start_draft(pair.now(), pair.here.terms.item_id, given.applicant(), agency_id=pair.agency),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("how", ["revoked", "run out"])
def test_half_way_the_agency_ends_and_she_is_told_so(pair: Pair, act: Callable[[Pair, str], object], how: str) -> None:
    draft = started(pair)
    later = clock.now() + timedelta(days=1 if how == "revoked" else 40)
    if how == "revoked":
        people_actions.end_agency(pair.principal, pair.agency)
    lines = Entry.objects.count()
    with clock.frozen(later), pytest.raises(NotAllowedError, match="重新授权"):
        act(pair, draft)
    assert Entry.objects.count() == lines
    assert not queries.my_drafts(pair.now()) if how == "revoked" else True
    assert queries.draft(pair.principal, draft).id == draft
    assert actions.receive(pair.principal, draft)


def test_what_is_not_lent_stays_the_principals(pair: Pair) -> None:
    own = given.received(given.Place(**{**pair.here.__dict__, "citizen": pair.principal}))
    number = actions.receive(pair.now(), started(pair))
    with pytest.raises(NotFoundError):
        queries.case_page(pair.now(), own)
    with pytest.raises(NotAllowedError, match="委托人本人"):
        actions.withdraw(pair.now(), number)
    actions.withdraw(pair.principal, number)
    other = given.place()
    with pytest.raises(NotAllowedError, match="不包括这个事项"):
        actions.start_draft(pair.now(), other.terms.item_id, given.applicant(), agency_id=pair.agency)
    stranger = persons.citizen(name="样例路人")
    with pytest.raises(NotFoundError):
        actions.start_draft(stranger, pair.here.terms.item_id, given.applicant(), agency_id=pair.agency)


def test_an_agent_answers_a_supplement(pair: Pair) -> None:
    number = actions.receive(pair.now(), started(pair))
    key = next(m.key for m in pair.here.terms.materials if m.required)
    actions.request_supplement(pair.here.clerk, number, [actions.Point(key, key, "不清晰", "请重新上传")])
    actions.attach(pair.now(), number, key, given.file(given.PDF + b" "), "补.pdf")
    actions.supplement(pair.now(), number, [key])
    line = Entry.objects.filter(ref=f"case:{number}", event="case.supplemented").get()
    assert line.values["agency"] == pair.agency
