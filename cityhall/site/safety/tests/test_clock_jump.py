"""A clock that jumps, forwards or back, loses nothing and doubles nothing: order comes from the database, not from the clock."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.deadlines.tests import given
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.journal import sealing, verifying
from cityhall.kernel.journal.models import Batch, Entry
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.tests.alone import alone

pytestmark = pytest.mark.django_db(transaction=True)
NOW, LATER, EARLIER = "2026-11-26 10:00", "2031-03-01 10:00", "2019-01-01 10:00"
LINE = "INSERT INTO ch_journal_entry (at, event, ref, actor, \"values\") VALUES (now(), 'test.slow', 'test:slow', '', '{}')"


@action
def number(actor: Actor, series: str) -> int:
    found = next_in(series)
    record(actor, "test.numbered", f"test:{series}", number=found)
    return found


@pytest.fixture
def others() -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    form = settings.DATABASES["default"]
    told = {
        "dbname": str(form["NAME"]), "user": str(form["USER"]), "password": str(form["PASSWORD"]),
        "host": str(form["HOST"]), "options": f"-c search_path={settings.CITY},public",
    }  # fmt: skip
    with psycopg.connect(**told) as one, psycopg.connect(**told) as other:  # type: ignore[arg-type]
        yield one, other


def xid(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    assert row
    return int(row[0])


def test_a_line_under_way_while_the_clock_jumps_is_sealed_all_the_same(
    others: tuple[psycopg.Connection, psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    older, slow = others
    xid(older)
    still_open = xid(slow)
    slow.execute(LINE)
    older.execute(LINE)  # an older transaction with a newer line
    older.commit()
    with clock.frozen(NOW), monkeypatch.context() as patch:
        patch.setattr(sealing, "_settled_before", lambda: still_open)
        assert sealing.seal_settled() == 1
    slow.commit()
    with alone(), clock.frozen(LATER):
        number(HOUSE, "a")
        sealing.seal_settled()
    sealed = [line for batch in Batch.objects.all() for line in batch.ids]
    assert sorted(sealed) == sorted(Entry.objects.values_list("id", flat=True))
    assert verifying.verify().sound


def test_lines_written_in_a_wrong_year_stay_in_their_order() -> None:
    with alone():
        for moment in (NOW, LATER, NOW, EARLIER, NOW):
            with clock.frozen(moment):
                number(HOUSE, "a")
                assert sealing.seal_settled() == 1
    assert [line.values["number"] for line in Entry.objects.order_by("id")] == [1, 2, 3, 4, 5]
    verdict = verifying.verify()
    assert (verdict.sound, verdict.lines, verdict.unsealed) == (True, 5, 0)


def test_a_request_sent_again_across_a_jump_happens_once() -> None:
    answers = []
    for moment in (NOW, LATER, EARLIER):
        with clock.frozen(moment), calling("one-request", None, needs_seen=False):
            answers.append(number(HOUSE, "a"))
    assert answers == [1, 1, 1]
    assert Entry.objects.count() == 1


def test_what_ran_out_is_recorded_once_though_the_clock_goes_to_and_fro() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        given.started(given.a_clock(given.organ(), Kind.PROMISED, given.FIVE, of=ref))
        assert deadlines.sweep(HOUSE) == 0
    for moment, found in (("2026-10-20 10:00", 1), ("2026-09-18 16:01", 0), ("2026-09-25 00:00", 0), ("2026-12-01", 0)):
        with clock.frozen(moment):
            assert deadlines.sweep(HOUSE) == found
    assert Entry.objects.filter(event="deadline.breached", ref=ref).count() == 1
