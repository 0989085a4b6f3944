"""代办 of one thing: by a 授权委托 that covers all of its items, in the principal's name, for as long as it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cityhall.cases import queries as cases_of
from cityhall.cases.models import Application, Case
from cityhall.cases.tests import given as cases
from cityhall.joint import actions, queries
from cityhall.joint.models import JointApplication
from cityhall.joint.tests import given
from cityhall.joint.tests.given import Whole
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal import queries as journal
from cityhall.people import actions as people_actions
from cityhall.people import queries as people
from cityhall.people.tests import given as persons
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Pair:
    whole: Whole
    principal: Actor
    account: int
    agency: int

    @property
    def agent(self) -> Actor:
        """As her next request finds her."""
        found = people.actor_for(self.account)
        assert found is not None
        return found


def lent(whole: Whole, *parts: str) -> Pair:
    phone = persons.phone()
    principal, agent = persons.citizen(name="样例委托人"), persons.citizen(phone, name="样例代办人")
    matters = [(whole.places[key].terms.item_id, whole.places[key].terms.name) for key in parts or whole.places]
    agency = people_actions.give_agency(
        principal, "样例代办人", phone, matters, clock.today() + timedelta(days=30), True
    )
    people_actions.answer_agency(agent, agency, True)
    return Pair(whole, principal, agent.account_id or 0, agency)


@pytest.fixture
def pair() -> Pair:
    return lent(given.four())


def begun(pair: Pair) -> str:
    draft = actions.start_joint(pair.agent, pair.whole.code, cases.applicant("样例代办人"), agency_id=pair.agency)
    mine = queries.joint_draft(pair.agent, draft)
    actions.save_joint(
        pair.agent, draft, {f.key: given.FORM[f.label] for f in mine.put.fields if f.label in given.FORM}
    )
    return draft


def handed_in(pair: Pair) -> str:
    number = actions.submit_joint(pair.agent, begun(pair))
    drain()
    return number


def test_it_is_the_principals_from_the_first_moment(pair: Pair) -> None:
    draft = begun(pair)
    row = JointApplication.objects.get(pk=draft)
    assert (row.account_id, row.agent_account, row.agency_id) == (pair.principal.account_id, pair.account, pair.agency)
    assert (row.applicant_name, row.applicant_ref) == ("样例委托人", f"person:{pair.principal.person_id}")
    for actor, agent in ((pair.principal, False), (pair.agent, True)):
        assert queries.joint_draft(actor, draft).agent is agent
        assert [one.ref for one in queries.my_joint(actor)] == [draft]


def test_every_case_of_it_is_hers_and_the_agent_sees_it(pair: Pair) -> None:
    number = handed_in(pair)
    case = Case.objects.get(number=given.case_of(number, "licence"))
    made = Application.objects.get(pk=case.application_id)
    assert (made.account_id, made.agent_account, made.agency_id) == (
        pair.principal.account_id,
        pair.account,
        pair.agency,
    )
    for actor in (pair.principal, pair.agent):
        assert cases_of.numbers_seen(actor, [str(case.number)])
        assert queries.joint_page(actor, number).mine


def test_every_line_says_for_whom(pair: Pair) -> None:
    number = handed_in(pair)
    draft = JointApplication.objects.get(number=number).pk
    lines = journal.lines_of([f"joint-draft:{draft}", f"joint:{number}"])
    hers = [line for line in lines if line.account_id == pair.account]
    assert {line.event for line in hers} >= {"joint.started", "joint.saved", "joint.submitted"}
    for line in hers:
        told = (line.values["for"], line.values["agency"])
        assert told == (f"person:{pair.principal.person_id}", pair.agency), line.event


def test_taking_it_back_stays_the_principals(pair: Pair) -> None:
    number = handed_in(pair)
    assert not queries.joint_page(pair.agent, number).may_withdraw
    with pytest.raises(NotFoundError):
        actions.withdraw_joint(pair.agent, number)
    actions.withdraw_joint(pair.principal, number)


def test_a_mandate_for_some_of_its_items_is_not_enough() -> None:
    pair = lent(given.four(), "licence", "tax")
    with pytest.raises(NotAllowedError, match="这件事的全部事项"):
        begun(pair)
    assert not JointApplication.objects.exists()


ACTS: list[Callable[[Pair, str], object]] = [
    lambda pair, draft: actions.save_joint(pair.agent, draft, {}),
    lambda pair, draft: actions.submit_joint(pair.agent, draft),
    lambda pair, draft: actions.delete_joint(pair.agent, draft),
    lambda pair, draft: queries.joint_draft(pair.agent, draft),
    lambda pair, _: actions.start_joint(pair.agent, pair.whole.code, cases.applicant(), agency_id=pair.agency),
]


@pytest.mark.parametrize("act", ACTS)
def test_half_way_it_ends_and_she_is_told_so(pair: Pair, act: Callable[[Pair, str], object]) -> None:
    draft = begun(pair)
    people_actions.end_agency(pair.principal, pair.agency)
    with pytest.raises(NotAllowedError) as no:
        act(pair, draft)
    assert no.value.code == "people.agency_ended"
    number = actions.submit_joint(pair.principal, draft)
    assert JointApplication.objects.get(pk=draft).number == number, "the principal goes on with it herself"


def test_afterwards_the_agent_sees_it_no_more(pair: Pair) -> None:
    number = handed_in(pair)
    people_actions.end_agency(pair.principal, pair.agency)
    with pytest.raises(NotFoundError):
        queries.joint_page(pair.agent, number)
    assert queries.my_joint(pair.agent) == []
