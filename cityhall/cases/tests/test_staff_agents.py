"""代办员: a member of staff applies in a citizen's name, on record as such, and only as long as she may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Application
from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.files.store import put
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people import queries as people
from cityhall.people.actions import Signed, propose_agency
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as persons
from cityhall.site import testing

from . import given

pytestmark = pytest.mark.django_db
DAYS = 30


@dataclass
class Pair:
    here: given.Place
    principal: Actor
    agent: Actor
    agency: int

    def now(self) -> Actor:
        return people.with_agencies(self.agent)


@action
def signed(actor: Actor, person_id: int, matters: list[tuple[int, str]]) -> int:
    paper = Signed(put([given.PDF]), "授权书.pdf", "样例邻居", clock.now())
    return propose_agency(actor, person_id, matters, clock.today() + timedelta(days=DAYS), 90, paper)


@pytest.fixture
def pair() -> Pair:
    here, principal = given.place(), persons.citizen(name="样例委托人")
    agent = organs.staff(
        here.organ, People.HELP, Can.SEE, Can.REVIEW, Can.DECIDE, Can.INTAKE, name="样例代办员", desk="review"
    )
    made = signed(agent, principal.person_id or 0, [(here.terms.item_id, here.terms.name)])
    return Pair(here, principal, agent, made)


def started(pair: Pair) -> str:
    agent = pair.now()
    who = actions.Applicant("", "样例委托人", "", "样例委托人", "13900000002")
    draft = actions.start_draft(agent, pair.here.terms.item_id, who, agency_id=pair.agency)
    known = {f.key for f in pair.here.terms.fields}
    actions.save_draft(agent, draft, {k: v for k, v in given.FORM.items() if k in known})
    for material in pair.here.terms.materials:
        if material.required:
            actions.attach(agent, draft, material.key, given.file(), "样例.pdf")
    return draft


def test_what_she_hands_in_is_the_citizens_and_every_line_says_for_whom(pair: Pair) -> None:
    draft = started(pair)
    number = actions.receive(pair.now(), draft)
    row = Application.objects.get(pk=draft)
    mine = (pair.principal.account_id, pair.agent.account_id, pair.agency)
    assert (row.account_id, row.agent_account, row.agency_id) == mine
    assert [one.number for one in queries.my_cases(pair.principal).rows] == [number]
    assert queries.case_page(pair.principal, number).agent.startswith("代办员样例代办员（授权至")
    lines = Entry.objects.filter(ref__in=[f"draft:{draft}", f"case:{number}"], account_id=pair.agent.account_id)
    assert lines.count() >= 4
    for line in lines:
        told = (line.values["for"], line.values["agency"])
        assert told == (f"person:{pair.principal.person_id}", pair.agency), line.event


ACTS: list[Callable[[Pair, str], object]] = [
    lambda pair, draft: actions.save_draft(pair.now(), draft, {}),
    lambda pair, draft: actions.receive(pair.now(), draft),
    lambda pair, draft: actions.delete_draft(pair.now(), draft),
    lambda pair, _: actions.start_draft(pair.now(), pair.here.terms.item_id, given.applicant(), agency_id=pair.agency),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("how", ["revoked", "run out"])
def test_half_way_it_ends_she_is_refused_and_that_she_tried_is_on_record(
    pair: Pair, act: Callable[[Pair, str], object], how: str
) -> None:
    draft = started(pair)
    later = clock.now() + timedelta(days=1 if how == "revoked" else DAYS + 1)
    if how == "revoked":
        people_actions.end_agency(pair.principal, pair.agency)
    before = set(Entry.objects.values_list("id", flat=True))
    with clock.frozen(later), pytest.raises(NotAllowedError, match="重新授权"):
        act(pair, draft)
    (line,) = Entry.objects.exclude(id__in=before)
    assert (line.event, line.ref, line.account_id) == (
        "agency.act_refused",
        f"agency:{pair.agency}",
        pair.agent.account_id,
    )
    assert line.values == {"code": "people.agency_ended"}
    assert queries.draft(pair.principal, draft).id == draft
    assert actions.receive(pair.principal, draft)


def test_looking_is_refused_too(pair: Pair) -> None:
    draft = started(pair)
    people_actions.end_agency(pair.principal, pair.agency)
    with pytest.raises(NotAllowedError, match="重新授权"):
        queries.draft(pair.now(), draft)
    assert not queries.my_drafts(pair.now())


def test_who_made_it_does_not_work_on_it_for_the_organ(pair: Pair) -> None:
    number = actions.receive(pair.now(), started(pair))
    with pytest.raises(NotAllowedError, match="其他工作人员"):
        actions.accept(pair.now(), number)
    actions.accept(pair.here.clerk, number)
    with pytest.raises(NotAllowedError, match="其他工作人员"):
        actions.finish_step(pair.now(), number, "review", "agree", "符合条件")
    actions.finish_step(pair.here.reviewer, number, "review", "agree", "符合条件")


def test_a_colleague_has_nothing_of_it(pair: Pair) -> None:
    draft = started(pair)
    colleague = people.with_agencies(organs.staff(pair.here.organ, People.HELP))
    with pytest.raises(NotFoundError):
        queries.draft(colleague, draft)
    with pytest.raises(NotAllowedError):
        actions.save_draft(colleague, draft, {})
    with pytest.raises(NotFoundError):
        actions.start_draft(colleague, pair.here.terms.item_id, given.applicant(), agency_id=pair.agency)


def test_withdrawing_stays_the_citizens(pair: Pair) -> None:
    number = actions.receive(pair.now(), started(pair))
    with pytest.raises(NotAllowedError, match="委托人本人"):
        actions.withdraw(pair.now(), number)
    actions.withdraw(pair.principal, number)


def test_both_sides_are_told(pair: Pair) -> None:
    with clock.frozen(clock.now() + timedelta(days=DAYS + 1)):
        people_actions.end_expired(Actor("系统"))
        testing.drain()
    assert [m.subject for m in messages.inbox(pair.principal).rows] == ["授权已到期", "已登记您签字的授权书"]
    assert [m.subject for m in messages.inbox(pair.agent).rows] == ["授权已到期"]
