from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.deadlines import actions, queries
from cityhall.deadlines.terms import Kind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE

from . import given

pytestmark = pytest.mark.django_db


def test_all_promises_of_an_act_are_started_in_one_insert() -> None:
    organ = given.organ()
    queries.calendar()
    with clock.frozen("2026-09-18 16:00"):
        ref = given.ref()
        clocks = [
            given.a_clock(organ, of=ref),
            given.a_clock(organ, Kind.PROMISED, Limit(10, Unit.WORKDAYS), of=ref),
            given.a_clock(organ, Kind.STEP, Limit(24, Unit.HOURS), of=f"step:{ref}/review", desk="review"),
        ]
        with CaptureQueriesContext(connection) as seen:
            given.acting(HOUSE, lambda: actions.start(HOUSE, clocks))
    mine = [q["sql"] for q in seen if "ch_deadlines" in q["sql"]]
    assert [sql.split()[0] for sql in mine] == ["SELECT", "INSERT"]
    statutory, promised = queries.clocks_of([ref])
    assert (statutory.due_on, promised.due_on) == (date(2026, 10, 22), date(2026, 10, 9))


def test_stopping_is_one_update_and_tells_whether_it_was_in_time() -> None:
    with clock.frozen("2026-09-18 16:00"):
        ref = given.ref()
        organ = given.organ()
        given.started(given.a_clock(organ, of=ref), given.a_clock(organ, Kind.PROMISED, given.FIVE, of=ref))
    with clock.frozen("2026-09-28 09:00"), CaptureQueriesContext(connection) as seen:
        stopped = given.acting(HOUSE, lambda: actions.stop(HOUSE, ref, [Kind.STATUTORY, Kind.PROMISED]))
    assert stopped == 2
    assert len([q for q in seen if "ch_deadlines" in q["sql"]]) == 1
    statutory, promised = queries.clocks_of([ref])
    assert (statutory.met, statutory.light) == (True, Light.GREY)
    assert (promised.due_on, promised.met, promised.light) == (date(2026, 9, 24), False, Light.DARK)
