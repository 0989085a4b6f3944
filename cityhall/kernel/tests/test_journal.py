"""The journal can be added to and nothing else: tried as the role that serves."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal import queries
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.record import record

pytestmark = pytest.mark.django_db
WAYS = (
    "UPDATE {} SET event = 'test.changed'",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "DROP TABLE {}",
    "ALTER TABLE {} ADD COLUMN more text",
)


@action
def happen(actor: Actor, ref: str) -> None:
    record(actor, "test.happened", ref, n=1)
    record(actor, "test.happened", ref, n=2)


def _tables() -> list[str]:
    """The journal, the table of this month, and the one that catches the rest."""
    return ["ch_journal_entry", f"ch_journal_entry_{clock.today():%Y%m}", "ch_journal_entry_rest"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("which", range(3), ids=["journal", "month", "rest"])
def test_lines_can_only_be_added(way: str, which: int) -> None:
    happen(HOUSE, "test:1")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(way.format(_tables()[which]))
    assert [line.values["n"] for line in queries.lines_of(["test:1"])] == [1, 2]


@action
def happen_often(actor: Actor, ref: str, times: int) -> None:
    for n in range(times):
        record(actor, "test.happened", ref, n=n)


def test_all_lines_of_a_thing_are_read_however_many() -> None:
    began = clock.now() - timedelta(minutes=1)
    happen_often(HOUSE, "test:long", 520)
    assert [line.values["n"] for line in queries.lines_of(["test:long"])] == list(range(520))
    assert [line.values["n"] for line in queries.lines_since(["test:long"], began)] == list(range(520))
    assert [line.values["n"] for line in queries.lines_of(["test:long"], limit=2)] == [0, 1]


def test_a_line_lies_in_its_months_table() -> None:
    with clock.frozen("2026-03-31 23:59"):
        happen(HOUSE, "test:march")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM ch_journal_entry WHERE ref = 'test:march'")
        assert {row[0].split(".")[-1] for row in cursor.fetchall()} == {"ch_journal_entry_202603"}


def test_a_line_says_who_when_and_in_which_transaction() -> None:
    with clock.frozen("2026-09-14 09:30"):
        happen(HOUSE, "test:1")
    first, second = Entry.objects.order_by("id")
    assert (first.actor, first.at) == ("系统", second.at)
    assert first.tx == second.tx is not None
    assert first.id < second.id


def test_a_line_is_found_by_its_number_with_its_moment_or_without() -> None:
    with clock.frozen("2026-11-18 10:32"):
        happen(HOUSE, "test:9")
    row = Entry.objects.filter(ref="test:9").latest("id")
    assert queries.line(row.id) == queries.line(row.id, row.at) == queries.as_line(row)
    with pytest.raises(Entry.DoesNotExist):
        queries.line(row.id, row.at + timedelta(seconds=1))
