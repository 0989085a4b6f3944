from datetime import date, timedelta

import chinese_calendar
import pytest

from cityhall.deadlines import actions, queries
from cityhall.deadlines.models import Deadline, Edition, Notice, SpecialDay
from cityhall.deadlines.terms import Can, Kind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given, samples

pytestmark = pytest.mark.django_db
NEW_YEAR = samples.notice(
    2027, ("2027-01-01", "元旦", True), ("2027-01-04", "元旦", True), ("2027-01-09", "元旦", False)
)


def test_a_new_city_knows_every_published_year() -> None:
    calendar = queries.calendar()
    assert calendar.published == frozenset(range(2004, 2027))
    day = date(2004, 1, 1)
    while day.year < 2027:
        assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_sowing_again_changes_nothing() -> None:
    before = Edition.objects.values().get()
    assert actions.seed_calendars(HOUSE) == 0
    assert Edition.objects.values().get() == before


def test_our_own_example_is_imported_and_imported_again() -> None:
    first = actions.import_calendar(HOUSE, [samples.example()])
    assert (first.rows, first.rejected, first.flagged) == (39, 0, 0)
    assert first.created + first.updated + first.unchanged == 39
    again = actions.import_calendar(HOUSE, [samples.example()])
    assert again.counts() == {"rows": 39, "created": 0, "updated": 0, "unchanged": 39, "flagged": 0, "rejected": 0}
    assert queries.calendar().add(date(2026, 9, 18), 10) == date(2026, 10, 9)


def test_every_year_of_the_public_collection_is_imported() -> None:
    files = samples.collection()
    report = actions.import_calendar(HOUSE, files)
    assert report.rows == sum(len(samples.rows(file)) for file in files)
    assert report.rejected == 0
    assert [note.reason for note in report.notes if "2027" in note.reason] == [
        "2027 年的放假安排尚未公布（文件中没有日期），未导入"
    ]
    assert not Notice.objects.filter(year=2027).exists()
    calendar = queries.calendar()
    for file in files:
        for row in samples.rows(file):
            day = date.fromisoformat(row["date"])
            assert calendar.is_workday(day) is not row["isOffDay"], day
    assert actions.import_calendar(HOUSE, files).unchanged == report.rows


def test_a_dry_run_only_says_what_would_be() -> None:
    before = Edition.objects.get().stamp
    report = actions.import_calendar(HOUSE, [NEW_YEAR], dry_run=True)
    assert (report.dry_run, report.created, Notice.objects.filter(year=2027).exists()) == (True, 3, False)
    assert Edition.objects.get().stamp == before


@pytest.mark.parametrize(("row", "column"), [
    ({"date": "2027-13-01", "name": "元旦", "isOffDay": True}, "date"),
    ({"date": "2029-01-01", "name": "元旦", "isOffDay": True}, "date"),
    ({"date": "2027-01-01", "name": "元旦", "isOffDay": False}, "date"),  # a second time
    ({"date": "2027-01-02", "name": "元旦", "isOffDay": "yes"}, "isOffDay"),
    ({"date": "2027-01-02", "name": " ", "isOffDay": True}, "name"),
    ("2027-01-02", "days"),
])  # fmt: skip
def test_one_bad_row_keeps_the_whole_year_out(row: object, column: str) -> None:
    file = {**NEW_YEAR, "days": [*samples.rows(NEW_YEAR), row]}
    report = actions.import_calendar(HOUSE, [file])
    assert (report.rows, report.rejected) == (4, 4)
    assert (report.notes[0].row, report.notes[0].column) == (4, column)
    assert not Notice.objects.filter(year=2027).exists()


def test_a_file_without_a_year_is_named_and_a_doubtful_day_flagged() -> None:
    odd = samples.notice(2027, ("2027-01-05", "元旦", False))
    report = actions.import_calendar(HOUSE, [{"days": []}, odd], dry_run=True)
    assert [note.column for note in report.notes] == ["year", "isOffDay"]
    assert (report.created, report.flagged) == (1, 1)


def test_a_stranger_changes_no_calendar() -> None:
    clerk = organs.staff(organs.organ())
    with pytest.raises(NotAllowedError):
        actions.import_calendar(clerk, [NEW_YEAR])
    keeper = organs.staff(organs.organ(), Can.MANAGE_CALENDAR)
    assert actions.import_calendar(keeper, [NEW_YEAR]).created == 3
    line = Entry.objects.get(event="calendar.imported", ref="calendar:2027")
    assert (line.account_id, line.values["created"]) == (keeper.account_id, 3)


def test_publishing_a_year_gives_provisional_promises_their_day() -> None:
    ref, organ = given.ref(), given.organ()
    with clock.frozen("2026-12-28 10:00"):
        given.started(
            given.a_clock(organ, of=ref, limit=Limit(10, Unit.WORKDAYS)),
            given.a_clock(organ, Kind.PROMISED, given.FIVE, of=ref),
            given.a_clock(organ, Kind.NOTICE, Limit(2, Unit.WORKDAYS), of=ref),
        )
        statutory, promised, notice = queries.clocks_of([ref])
        assert (statutory.due_on, statutory.provisional, statutory.due_text) == (
            None, True, "待国务院办公厅公布放假安排后确定",
        )  # fmt: skip
        assert notice.due_on == date(2026, 12, 30)
        given.acting(HOUSE, lambda: actions.stop(HOUSE, ref, [Kind.PROMISED]))
        actions.import_calendar(HOUSE, [NEW_YEAR])
        statutory, promised, same = queries.clocks_of([ref])
    assert (statutory.due_on, statutory.provisional) == (date(2027, 1, 12), False)
    assert (promised.due_on, promised.met, promised.light) == (date(2027, 1, 6), True, Light.GREY)
    assert same.due_on == notice.due_on
    assert Entry.objects.filter(event="calendar.changed").latest("id").values["recomputed"] == 2


def test_a_correction_moves_only_the_promises_it_touches() -> None:
    organ, touched, free = given.organ(), given.ref(), given.ref()
    with clock.frozen("2026-09-18 16:00"):
        given.started(*[given.a_clock(organ, of=touched), given.a_clock(organ, Kind.PROMISED, given.FIVE, of=free)])
        file = samples.example()
        kept = [row for row in samples.rows(file) if row["date"] != "2026-10-10"]
        report = actions.import_calendar(HOUSE, [{**file, "days": kept}])
    assert queries.clocks_of([touched])[0].due_on == date(2026, 10, 23)
    assert queries.clocks_of([free])[0].due_on == date(2026, 9, 24)
    assert any("2026-10-10" in note.reason for note in report.notes)
    assert not SpecialDay.objects.filter(day=date(2026, 10, 10)).exists()
    assert Entry.objects.filter(event="calendar.changed").latest("id").values["recomputed"] == 1


def test_promises_started_with_the_old_calendar_while_the_new_one_came_are_settled() -> None:
    ref = given.ref()
    with clock.frozen("2026-12-28 10:00"):
        given.started(given.a_clock(given.organ(), of=ref))
        before = Deadline.objects.values().get()
        actions.import_calendar(HOUSE, [NEW_YEAR])
        Deadline.objects.update(**before)  # as an act still under way would have written it
        actions.sweep(HOUSE)
        assert queries.clocks_of([ref])[0].due_on is None
    with clock.frozen("2026-12-28 10:02"):
        actions.sweep(HOUSE)
        actions.sweep(HOUSE)
    assert queries.clocks_of([ref])[0].due_on == date(2027, 1, 26)
    assert Entry.objects.filter(event="calendar.settled").count() == 1


@pytest.mark.parametrize(("today", "missing"), [
    ("2026-09-30", ""), ("2026-10-01", "2027 年"), ("2027-03-01", "2027 年"), ("2027-10-01", "2027 年、2028 年"),
])  # fmt: skip
def test_a_missing_notice_is_alarmed_three_months_ahead(today: str, missing: str) -> None:
    alarm = queries.calendar_alarm(date.fromisoformat(today))
    assert alarm.split("的放假安排")[0] == missing


def test_a_year_as_set_up_sees_it() -> None:
    year = queries.calendar_year(2026)
    assert (len(year.days), year.days[0]) == (39, (date(2026, 1, 1), False, "元旦"))
    with pytest.raises(NotFoundError):
        queries.calendar_year(2027)


def test_an_empty_house_guesses_nothing() -> None:
    Edition.objects.all().delete()
    assert queries.calendar().published == frozenset()


def test_the_years_entered_are_listed_latest_first() -> None:
    years = [year for year, _, _ in queries.calendar_years()]
    assert years == sorted(years, reverse=True)
    assert 2026 in years
