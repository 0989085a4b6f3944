"""The auditor reads every line, finds hers again, changes nothing; and her reading is a line too."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.doors.tests.visit import at, page
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.journal import actions, queries
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.organs.terms import Can, Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> Actor:
    return given.staff(given.organ(), Journal.READ_JOURNAL, reach=Reach.EVERYWHERE)


def test_reading_leaves_a_line_that_does_not_say_whose_name_was_looked_for(auditor: Actor) -> None:
    shown = page(at(auditor), "/setup/audit/?event=organ.&who=系统")
    assert "organ.created" in shown
    assert "staff.created" not in shown
    line = Entry.objects.get(event="journal.read")
    assert (line.account_id, line.values["by_name"], line.values["what"]) == (auditor.account_id, True, "organ.")
    assert "系统" not in str(line.values)


def test_lines_are_found_by_thing_organ_and_day(auditor: Actor) -> None:
    organ = given.organ()
    assert [x.event for x in queries.audit(auditor, ref=f"organ:{organ}").rows] == ["organ.created"]
    given.staff(organ)
    found = queries.audit(auditor, organ_id=organ, first=clock.today(), last=clock.today()).rows
    assert {x.event for x in found} >= {"staff.created", "staff.assigned"}
    assert not queries.audit(auditor, last=clock.today().replace(year=2001)).rows


def test_ten_thousand_lines_are_paged_at_the_cost_of_one(auditor: Actor) -> None:
    many = [Entry(at=clock.now(), event="sample.line", ref=f"sample:{n}", actor="样例") for n in range(10_000)]
    Entry.objects.bulk_create(many)
    after, seen = "", set[int]()
    while True:
        with CaptureQueriesContext(connection) as asked:
            cut = queries.audit(auditor, event="sample.", after=after, limit=1_000)
        assert len(asked) == 1
        seen |= {x.id for x in cut.rows}
        after = cut.next
        if not after:
            break
    assert len(seen) == 10_000


def test_nobody_else_reads_it() -> None:
    other = given.staff(given.organ(), *Can, reach=Reach.EVERYWHERE)
    assert "查阅审计日志" in page(at(other), "/setup/audit/", 403)
    with pytest.raises(NotAllowedError):
        queries.audit(other)
    with pytest.raises(NotAllowedError):
        actions.note_reading(other)
    assert not Entry.objects.filter(event="journal.read").exists()


def test_what_is_shown_leaves_as_csv_and_leaves_a_line() -> None:
    may = given.staff(given.organ(), *Journal, reach=Reach.EVERYWHERE)
    Entry.objects.bulk_create([
        Entry(at=clock.now(), event="sample.line", ref=f"sample:{n}", actor="=样例", values={"n": n}) for n in range(1_500)
    ])  # fmt: skip
    assert "导出为 CSV" in page(at(may), "/setup/audit/?event=sample.")
    answer = at(may).post("/setup/audit/export.csv?event=sample.")
    lines = b"".join(answer.streaming_content).decode().strip().split("\r\n")  # type: ignore[attr-defined]
    assert len(lines) == 1 + 1_500
    assert lines[0].startswith("\ufeff序号,时间,经办人")
    assert "'=样例" in lines[1]
    line = Entry.objects.get(event="journal.exported")
    assert (line.account_id, line.values["what"], line.values["by_name"]) == (may.account_id, "sample.", False)


def test_who_may_only_read_takes_nothing_away(auditor: Actor) -> None:
    assert "导出为 CSV" not in page(at(auditor), "/setup/audit/")
    assert at(auditor).post("/setup/audit/export.csv").status_code == 403
    with pytest.raises(NotAllowedError):
        actions.note_export(auditor)
    with pytest.raises(NotAllowedError):
        next(queries.audit_rows(auditor))
    only_export = given.staff(given.organ(), Journal.EXPORT_JOURNAL, reach=Reach.EVERYWHERE)
    with pytest.raises(NotAllowedError):
        actions.note_export(only_export)
    assert not Entry.objects.filter(event="journal.exported").exists()
