"""A calendar before it comes in: what would move, without moving it; and one day put right."""

from datetime import date

import pytest

from cityhall.deadlines import actions, queries
from cityhall.deadlines.models import Deadline, Edition
from cityhall.deadlines.terms import Can, Kind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import DomainError, NotAllowedError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given
from .test_calendar import NEW_YEAR

pytestmark = pytest.mark.django_db
FRIDAY, MADE_UP = date(2026, 9, 18), date(2026, 9, 20)
WHY = "依据样例通知"


def started_on_friday(count: int = 1) -> list[str]:
    refs = [given.ref() for _ in range(count)]
    organ = given.organ()
    with clock.frozen("2026-09-18 16:00"):
        given.started(*[given.a_clock(organ, of=ref) for ref in refs])
    return refs


def test_what_would_move_is_said_and_nothing_moves() -> None:
    refs = started_on_friday(25)
    free = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        given.started(given.a_clock(given.organ(), Kind.NOTICE, Limit(2, Unit.WORKDAYS), of=free))
    edition, before = Edition.objects.values().get(), list(Deadline.objects.order_by("id").values())
    told = actions.foresee_day(HOUSE, date(2026, 10, 10), False, "样例放假")
    assert (told.total, told.later, told.earlier, len(told.rows)) == (25, 25, 0, 20)
    first = told.rows[0]
    assert (first.ref in refs, first.kind, first.before, first.after) == (
        True, Kind.STATUTORY, date(2026, 10, 22), date(2026, 10, 23),
    )  # fmt: skip
    assert list(Deadline.objects.order_by("id").values()) == before
    assert Edition.objects.values().get() == edition
    assert actions.correct_day(HOUSE, date(2026, 10, 10), False, "样例放假", WHY) == 25
    assert queries.clocks_of([refs[0]])[0].due_on == date(2026, 10, 23)
    assert queries.clocks_of([free])[0].due_on == date(2026, 9, 21)


def test_a_new_year_s_notice_says_whose_day_becomes_known() -> None:
    ref = given.ref()
    with clock.frozen("2026-12-28 10:00"):
        given.started(given.a_clock(given.organ(), of=ref, limit=Limit(10, Unit.WORKDAYS)))
        told = actions.foresee(HOUSE, [NEW_YEAR])
    assert (told.total, told.known) == (1, 1)
    assert [(r.ref, r.before, r.after) for r in told.rows] == [(ref, None, date(2027, 1, 12))]
    assert actions.foresee(HOUSE, [{"days": []}]).total == 0


def test_a_day_is_put_right_and_back_through_the_same_way() -> None:
    keeper = organs.staff(organs.organ(), Can.MANAGE_CALENDAR, name="样例日历员")
    ref = started_on_friday()[0]
    was = queries.clocks_of([ref])[0].due_on
    number = Edition.objects.get().number
    assert actions.correct_day(keeper, MADE_UP, None, "", WHY) == 1  # the Sunday worked instead is a Sunday again
    assert not queries.calendar().is_workday(MADE_UP)
    assert queries.clocks_of([ref])[0].due_on != was
    assert actions.correct_day(keeper, MADE_UP, True, "中秋节", WHY) == 1
    assert queries.clocks_of([ref])[0].due_on == was
    assert Edition.objects.get().number == number + 2
    lines = Entry.objects.filter(ref="calendar:2026", event="calendar.corrected").order_by("id")
    assert [(e.account_id, e.values["day"], e.values["works"], e.values["recomputed"]) for e in lines] == [
        (keeper.account_id, "2026-09-20", None, 1), (keeper.account_id, "2026-09-20", True, 1),
    ]  # fmt: skip
    changed = Entry.objects.filter(event="calendar.changed").latest("id")
    assert (changed.values["years"], changed.values["recomputed"]) == ([2026], 1)


@pytest.mark.parametrize(("day", "works", "name", "reason", "code"), [
    (MADE_UP, None, "", " ", "calendar.reason_missing"),
    (date(2031, 1, 1), False, "元旦", WHY, "calendar.no_year"),
    (FRIDAY, None, "", WHY, "calendar.ordinary_already"),
    (FRIDAY, False, "", WHY, "calendar.name_missing"),
    (date(2026, 10, 1), False, "国庆节", WHY, "calendar.same_already"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(day: date, works: bool | None, name: str, reason: str, code: str) -> None:
    before = Edition.objects.values().get()
    with pytest.raises(DomainError) as refused:
        actions.correct_day(HOUSE, day, works, name, reason)
    assert refused.value.code == code
    assert Edition.objects.values().get() == before


def test_a_stranger_neither_foresees_nor_corrects() -> None:
    clerk = organs.staff(organs.organ())
    for act in (
        lambda: actions.foresee(clerk, [NEW_YEAR]),
        lambda: actions.foresee_day(clerk, FRIDAY, False, "样例"),
        lambda: actions.correct_day(clerk, FRIDAY, False, "样例", WHY),
    ):
        with pytest.raises(NotAllowedError):
            act()
