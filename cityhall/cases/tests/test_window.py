"""What a window asks beside the lists, and whom it calls."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.terms import Channel, Status
from cityhall.messages.terms import PaperKind
from cityhall.people.tests import given as people

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Place:
    return given.place()


def at_window(here: given.Place, who: actions.Applicant) -> str:
    return actions.receive_at_window(here.clerk, here.terms.item_id, who, given.FORM, given.handed(here))


def test_history_is_one_applicants_own_and_only_what_the_clerk_may_see(here: given.Place) -> None:
    known = replace(given.applicant("样小例"), ref="person:71")
    other = replace(given.applicant("样小例"), ref="person:72")
    mine = [at_window(here, known) for _ in range(4)]
    at_window(here, other)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = queries.history_of(here.clerk, "person:71", "样小例")
    assert [row.number for row in rows] == mine[:0:-1]
    assert len(asked) == 1
    assert queries.history_of(given.place().clerk, "person:71", "样小例") == []


def test_the_notes_of_a_list_say_how_a_case_came_and_how_its_referral_stands(here: given.Place) -> None:
    online, local = given.received(here), at_window(here, given.applicant())
    actions.refer(here.clerk, local, "是否需要现场核查？")
    asked = queries.intake_notes(here.clerk, [online, local])
    assert (asked[online].channel, asked[online].asked) == (Channel.ONLINE, False)
    assert (asked[local].channel, asked[local].asked, asked[local].answered_at) == (Channel.WINDOW, True, None)
    actions.answer_referral(here.reviewer, local, "不需要。")
    answered = queries.intake_notes(here.clerk, [local])[local]
    assert not answered.asked
    assert answered.answered_at is not None
    assert queries.intake_notes(given.place().clerk, [local]) == {}


def test_the_day_is_totalled_by_where_its_cases_stand_now(here: given.Place) -> None:
    first = at_window(here, given.applicant())
    at_window(here, given.applicant())
    actions.accept(here.clerk, first)
    assert queries.register_totals(here.clerk) == {Status.RECEIVED: 1, Status.ACCEPTED: 1}
    assert queries.register_totals(given.place().clerk) == {}


def test_without_a_phone_said_the_one_on_file_is_called(here: given.Place) -> None:
    person = people.walk_in("样小例", number="13900000077")
    who = actions.Applicant(f"person:{person}", "样小例", "9901**********0011", "", "")
    page = queries.case_page(here.clerk, at_window(here, who))
    assert page.contact_phone == "139****0077"


def test_who_hands_results_out_prints_the_receipt_for_it(here: given.Place) -> None:
    number = given.granted(here)
    actions.deliver(here.issuer, number, "样例领取人")
    assert actions.paper_for(here.issuer, number, PaperKind.SERVICE_RECORD)
