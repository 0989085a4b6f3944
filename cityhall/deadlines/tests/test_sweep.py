import threading
from datetime import date

import pytest
from django.db import connection

from cityhall.deadlines import actions, queries
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import NotSignedInError
from cityhall.kernel.journal.models import Entry

from . import given

pytestmark = pytest.mark.django_db


def breaches() -> list[Entry]:
    return list(Entry.objects.filter(event="deadline.breached").order_by("id"))


def promised(ref: str, start: str = "2026-09-18 16:00", organ: int | None = None) -> None:
    with clock.frozen(start):
        given.started(given.a_clock(organ or given.organ(), Kind.PROMISED, given.FIVE, of=ref))


def test_what_ran_out_is_recorded_once_however_often_the_sweep_runs() -> None:
    ref, organ = given.ref(), given.organ()
    promised(ref, organ=organ)
    promised(given.ref(), "2026-09-24 16:00")
    with clock.frozen("2026-09-24 23:59"):
        assert actions.sweep(HOUSE) == 0
    with clock.frozen("2026-09-25 00:00"):
        assert actions.sweep(HOUSE) == 1
        assert actions.sweep(HOUSE) == 0
    line = breaches()[0]
    assert (line.ref, line.organ_id, line.values["kind"], line.values["due_on"]) == (
        ref, organ, "promised", "2026-09-24",
    )  # fmt: skip
    assert queries.clocks_of([ref])[0].light is Light.RED


def test_missed_runs_come_out_right() -> None:
    late, in_time = given.ref(), given.ref()
    promised(late)
    promised(in_time)
    with clock.frozen("2026-09-23 10:00"):
        given.acting(HOUSE, lambda: actions.stop(HOUSE, in_time, [Kind.PROMISED]))
    with clock.frozen("2026-09-28 10:00"):  # stopped too late, and no sweep has run since
        given.acting(HOUSE, lambda: actions.stop(HOUSE, late, [Kind.PROMISED]))
    with clock.frozen("2026-10-20 10:00"):
        assert actions.sweep(HOUSE) == 1
    assert [line.ref for line in breaches()] == [late]


def test_a_job_sent_twice_with_one_key_still_sweeps_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityhall.deadlines.actions.overdue.BATCH", 2)
    organ = given.organ()
    for _ in range(5):
        promised(given.ref(), organ=organ)
    with clock.frozen("2026-09-25 10:00"), calling("job-1"):
        assert actions.sweep(HOUSE) == 5
        assert actions.sweep(HOUSE) == 0
    assert len(breaches()) == 5


def test_a_paused_promise_and_a_provisional_one_are_not_late() -> None:
    paused, provisional = given.ref(), given.ref()
    promised(paused)
    promised(provisional, "2026-12-30 10:00")
    with clock.frozen("2026-09-22 10:00"):
        given.acting(
            HOUSE,
            lambda: actions.pause(HOUSE, paused, [Kind.PROMISED], date(2026, 9, 22), key="special:1", cause="检测"),
        )
    with clock.frozen("2027-02-01 10:00"):
        assert actions.sweep(HOUSE) == 0


def test_a_breach_that_was_none_may_happen_again() -> None:
    ref = given.ref()
    promised(ref)
    with clock.frozen("2026-09-25 10:00"):
        assert actions.sweep(HOUSE) == 1
        given.acting(
            HOUSE,
            lambda: actions.pause(
                HOUSE, ref, [Kind.PROMISED], date(2026, 9, 22), last=date(2026, 9, 28), key="special:1", cause="检测"
            ),
        )
    with clock.frozen("2026-10-08 10:00"):
        assert actions.sweep(HOUSE) == 0
    with clock.frozen("2026-10-10 10:00"):
        assert actions.sweep(HOUSE) == 1


def test_a_stranger_sweeps_nothing() -> None:
    with pytest.raises(NotSignedInError):
        actions.sweep(NOBODY)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_record_every_breach_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityhall.deadlines.actions.overdue.BATCH", 3)
    organ = given.organ()
    with clock.frozen("2026-09-18 16:00"):
        given.started(*[given.a_clock(organ, Kind.PROMISED, given.FIVE) for _ in range(40)])
    found: list[int] = []

    def run() -> None:
        with clock.frozen("2026-09-25 10:00"):
            found.append(actions.sweep(HOUSE))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == len(breaches()) == len({line.ref for line in breaches()}) == 40
    assert not Deadline.objects.filter(breached_at=None).exists()
