"""What she may ask for of her own: a copy that runs out, a correction, the end of her account with reasons for what stays."""

import json
from typing import Any

import pytest
from django.db import connection

from cityhall.cases import actions, queries
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, TooManyError
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.people import actions as people
from cityhall.people import queries as people_queries
from cityhall.people.models import OwnData
from cityhall.people.terms import Purpose
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


def test_the_copy_holds_everything_and_nobody_elses() -> None:
    here, other = given.place(), given.place()
    number, stranger = given.granted(here), given.received(other)
    draft = given.draft(here)
    actions.reveal(here.reviewer, number, "contact_phone", Purpose.CONTACT)
    own = people_queries.own(here.citizen)
    asked = people.ask_own_data(here.citizen)
    with pytest.raises(NotFoundError):
        people.take_own_data(here.citizen, asked)
    drain()
    people.take_own_data(here.citizen, asked)
    content = people_queries.own_data_content(here.citizen, asked)
    words = json.dumps(content, ensure_ascii=False)
    for value in (own.id_number, own.phone, PHONE, number, "联系申请人", "样例面馆", "申请表", "谁看过我的信息"):
        assert value in words
    assert stranger not in words
    assert {"草稿", number} <= {case["编号"] for case in content["办件和草稿"]}  # type: ignore[attr-defined]
    assert any(number in path for path, _ in content["文件"])  # type: ignore[attr-defined]
    assert draft
    assert messages.inbox(here.citizen).rows[0].subject == "个人信息副本已备好"
    for stranger_too in (other.citizen, here.reviewer):
        with pytest.raises(NotFoundError):
            people_queries.own_data_content(stranger_too, asked)
        with pytest.raises(NotFoundError):
            people.take_own_data(stranger_too, asked)
    lines = str(list(Entry.objects.values_list("values", flat=True)))
    assert own.id_number not in lines
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM ch_people_owndata")
        assert own.id_number.encode() not in bytes(cursor.fetchone()[0])


def test_the_copy_runs_out_and_is_emptied(settings: Any) -> None:
    settings.OWN_DATA_DAYS = 3
    here = given.place()
    with clock.frozen("2026-11-18 10:00"):
        asked = people.ask_own_data(here.citizen)
        drain()
        with pytest.raises(TooManyError):
            people.ask_own_data(here.citizen)
    with clock.frozen("2026-11-21 09:59"):
        people.take_own_data(here.citizen, asked)
        assert people.forget_own_data(HOUSE) == 0
    with clock.frozen("2026-11-21 10:00"):
        with pytest.raises(NotFoundError):
            people.take_own_data(here.citizen, asked)
        assert people.forget_own_data(HOUSE) == 1
        assert people.forget_own_data(HOUSE) == 0
        assert OwnData.objects.get(pk=asked).content == {}
        (row,) = people_queries.my_own_data(here.citizen)
        assert (row.ready, row.taken) == (False, 1)


def test_making_it_twice_is_harmless() -> None:
    here = given.place()
    people.ask_own_data(here.citizen)
    drain()
    made = OwnData.objects.get().made_at
    from cityhall.kernel.journal.queries import as_line

    actions.make_own_data(as_line(Entry.objects.get(event="people.own_data_asked")), lambda citizen: ({}, []))
    assert OwnData.objects.get().made_at == made
    assert len(messages.inbox(here.citizen).rows) == 1
    with pytest.raises(NotAllowedError):
        people.ask_own_data(here.reviewer)


def test_a_correction_is_asked_for_without_writing_the_value() -> None:
    here = given.place()
    for field, words in (("", "错了"), ("name", " "), ("phone", f"应为 {PHONE}")):
        with pytest.raises(InvalidInputError):
            actions.ask_correction(here.citizen, field, words)
    number = actions.ask_correction(here.citizen, "name", "有一个字写错了")
    (row,) = queries.my_grievances(here.citizen).rows
    assert (row.number, row.what) == (number, "申请更正登记的姓名：有一个字写错了")
