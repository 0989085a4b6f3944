"""谁看过我: a purpose of the list, a limit, an alarm; the person reads who it was and asks why."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.actions import Applicant
from cityhall.cases.terms import Can
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError, TooManyError
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people import queries as people
from cityhall.people.terms import Can as People
from cityhall.people.terms import Purpose
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


@pytest.mark.parametrize(
    ("purpose", "note", "field"),
    [
        ("", "", "purpose"),
        ("看看", "", "purpose"),
        (Purpose.OTHER, "", "note"),
        (Purpose.OTHER, "啊", "note"),
        (Purpose.CHECK, "长" * 101, "note"),
        (Purpose.CHECK, f"电话 {PHONE} 打不通", "note"),
        (Purpose.OTHER, "证号 341800 19900101 001X 有误", "note"),
    ],
)
def test_a_look_without_a_good_reason_is_refused_and_nothing_is_kept(purpose: str, note: str, field: str) -> None:
    here = given.place()
    number = given.accepted(here)
    with pytest.raises(InvalidInputError) as no:
        actions.reveal(here.reviewer, number, "contact_phone", purpose, note)
    assert no.value.field == field
    assert not Entry.objects.filter(event="case.revealed").exists()


def test_she_reads_who_looked_at_what_and_what_for() -> None:
    here = given.place()
    number = given.accepted(here)
    assert actions.reveal(here.reviewer, number, "contact_phone", Purpose.OTHER, "核对是否本人") == PHONE
    assert actions.reveal(here.reviewer, number, "contact_phone", Purpose.CONTACT) == PHONE
    newest, first = queries.looks_at_me(here.citizen).rows
    assert (newest.what, newest.purpose, newest.note) == ("联系电话", "联系申请人", "")
    assert (first.purpose, first.note, first.name) == ("其他（须说明）", "核对是否本人", here.reviewer.name)
    assert first.organ
    assert (first.case_number, first.item_name) == (number, here.terms.name)
    assert PHONE not in str(list(Entry.objects.filter(event="case.revealed").values_list("values", flat=True)))
    told = [h for h in queries.case_page(here.citizen, number).story if h.event == "case.revealed"]
    assert told[0].who == f"{first.organ} {here.reviewer.name}"
    assert told[0].detail == "事由：其他（须说明）（核对是否本人）"


def test_the_organ_is_that_of_who_looked_and_not_the_cases() -> None:
    here = given.place()
    number = given.accepted(here)
    elsewhere = organs.clerk(here.window, Can.SEE, Can.REVEAL)
    actions.reveal(elsewhere, number, "contact_phone", Purpose.CONTACT)
    (look,) = queries.looks_at_me(here.citizen).rows
    page = queries.case_page(here.citizen, number)
    assert look.organ_id == here.organ
    assert look.organ != page.organ


def test_what_was_taken_in_at_a_window_is_hers_too_and_nobody_elses() -> None:
    here = given.place()
    me = people.me(here.citizen)
    draft = actions.start_draft(here.citizen, here.terms.item_id, given.applicant())
    applicant = Applicant(me.ref, me.name, me.id_number, me.name, PHONE)
    number = actions.receive_at_window(here.clerk, here.terms.item_id, applicant, given.FORM, given.handed(here))
    actions.reveal(here.reviewer, number, "contact_phone", Purpose.CONTACT)
    assert [look.case_number for look in queries.looks_at_me(here.citizen).rows] == [number]
    assert not queries.looks_at_me(given.citizen("旁人样")).rows
    with pytest.raises(NotSignedInError):
        queries.looks_at_me(NOBODY)
    assert draft


def test_pages_go_on_in_few_statements() -> None:
    here = given.place()
    number = given.accepted(here)
    for _ in range(5):
        actions.reveal(here.reviewer, number, "contact_phone", Purpose.CHECK)
    first = queries.looks_at_me(here.citizen, limit=2)
    with CaptureQueriesContext(connection) as asked:
        second = queries.looks_at_me(here.citizen, first.next, limit=2)
    last = queries.looks_at_me(here.citizen, second.next, limit=2)
    assert [len(p.rows) for p in (first, second, last)] == [2, 2, 1]
    assert len({look.id for p in (first, second, last) for look in p.rows}) == 5
    assert not last.next
    assert len(asked) <= 7


def test_too_many_looks_in_an_hour_are_refused(settings: Any) -> None:
    settings.LOOKS_AN_HOUR = 2
    here = given.place()
    number = given.accepted(here)
    for _ in range(2):
        actions.reveal(here.reviewer, number, "contact_phone", Purpose.CHECK)
    with pytest.raises(TooManyError, match="已达 2 次") as no:
        actions.reveal(here.reviewer, number, "contact_phone", Purpose.CHECK)
    assert no.value.retry_after
    assert Entry.objects.filter(event="case.revealed").count() == 2


def test_whoever_audits_is_told_once_of_somebody_who_sees_very_much(settings: Any) -> None:
    settings.LOOKS_ALARM = 2
    here = given.place()
    auditor = organs.staff(here.organ, People.AUDIT, reach=Reach.EVERYWHERE)
    number = given.accepted(here)
    for _ in range(4):
        actions.reveal(here.reviewer, number, "contact_phone", Purpose.CHECK)
    drain()
    (told,) = messages.inbox(auditor).rows
    assert told.subject == "告警：大量查看个人信息"
    assert here.reviewer.name in told.body
    assert "已达 2 项" in told.body


def test_she_asks_why_and_the_organ_answers() -> None:
    here = given.place()
    number = given.accepted(here)
    actions.reveal(here.reviewer, number, "contact_phone", Purpose.CHECK)
    (look,) = queries.looks_at_me(here.citizen).rows
    with pytest.raises(InvalidInputError, match="疑问"):
        actions.question_look(here.citizen, look.id, " ")
    asked = actions.question_look(here.citizen, look.id, "我没有办理，为什么要看")
    (row,) = queries.my_grievances(here.citizen).rows
    assert row.number == asked
    assert row.case_number == number
    assert "查看了我的联系电话（事由：办理案件核对）。我没有办理，为什么要看" in row.what
    with pytest.raises(NotFoundError):
        actions.question_look(given.citizen("旁人样"), look.id, "看看")
    with pytest.raises(DomainError):
        queries.look_at_me(here.citizen, look.id + 1)
