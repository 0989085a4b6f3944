"""The whole city founded and lived through once, on a day in November; it takes a while."""

from collections.abc import Iterator
from datetime import date

import pytest

from cityhall.cases.models import Case
from cityhall.cases.terms import Channel, Status
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.jobs.fan_out import listen
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs import queries as organs
from cityhall.organs.tests import given as organs_given
from cityhall.site.draining import drain
from cityhall.site.reactions import WHEN
from cityhall.twin import city, demo, files, life

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOW = "2026-11-20T16:00"


@pytest.fixture(autouse=True)
def undrawn() -> Iterator[None]:
    """Papers are issued but not drawn, as in the demo."""
    listen({event: done for event, done in WHEN.items() if event != "paper.issued"})
    yield
    listen(WHEN)


def test_the_city_is_founded_once_however_often_it_is_asked_for() -> None:
    first = city.build(HOUSE)
    lines = Entry.objects.count()
    assert city.build(HOUSE) == first
    assert Entry.objects.count() == lines
    assert len(first.organs) == 54
    assert organs.division_name("990102001") == "澜宁市澜湖区听涛街道"
    assert len(first.items) == len(files.items())


def test_a_clerk_at_the_general_window_serves_every_organ_and_decides_where_that_is_delegated() -> None:
    found = city.build(HOUSE)
    clerk = city.staff_actor("chuangkou01")
    from cityhall.cases.terms import Can

    assert clerk.may(Can.INTAKE, found.organs["swj"])
    assert clerk.may(Can.DECIDE_ON_SPOT, found.organs["mzj"])
    assert not clerk.may(Can.DECIDE_ON_SPOT, found.organs["swj"])


def test_nothing_is_founded_beside_somebody_elses_city() -> None:
    organs_given.organ("某市某局")
    assert demo.build(drain) is False


def test_the_last_fifteen_working_days_skip_weekends_and_holidays() -> None:
    days = life.last_workdays(date(2026, 10, 12), 15)
    assert days[-1] == date(2026, 10, 12)
    assert date(2026, 10, 10) in days  # a Saturday worked instead
    assert not [d for d in days if date(2026, 10, 1) <= d <= date(2026, 10, 7)]
    assert date(2026, 9, 20) in days  # a Sunday worked instead


def test_a_city_lives() -> None:
    with clock.frozen(NOW):
        lived = life.found_city(drain)
        assert lived is not None
        assert lived.refused == ()
        assert 160 <= lived.applications <= 260
        _every_state_is_there()
        _silence_was_answered_by_the_law()
        _papers_bear_the_day_they_belong_to()
        _lights_are_of_every_colour()
        _the_catalogue_is_being_put_in_order()
        assert life.found_city(drain) is None
        assert demo.build(drain) is False


def _the_catalogue_is_being_put_in_order() -> None:
    assert [g.size for g in catalogue.groups(HOUSE).rows] == [4]
    sent = catalogue.upper_lists(HOUSE).rows[0]
    assert (sent.total, sent.answered) == (16, 4)


def _every_state_is_there() -> None:
    there = set(Case.objects.values_list("status", flat=True))
    assert there >= set(Status) - {Status.ARCHIVED}
    assert set(Case.objects.values_list("application__channel", flat=True)) == set(Channel)
    assert not Case.objects.filter(received_at__gt=clock.now()).exists()


def _silence_was_answered_by_the_law() -> None:
    deemed = Entry.objects.filter(event="case.deemed_accepted")
    assert deemed.count() >= 2
    for line in deemed:
        case = Case.objects.get(number=line.ref.removeprefix("case:"))
        assert case.accepted_at == case.received_at


def _papers_bear_the_day_they_belong_to() -> None:
    for case in Case.objects.filter(status=Status.DELIVERED)[:20]:
        papers = messages.papers_of([case.ref])
        received = clock.day_of(case.received_at) if case.received_at else None
        assert papers
        assert min(p.issued_on for p in papers) == received


def _lights_are_of_every_colour() -> None:
    refs = [f"case:{n}" for n in Case.objects.filter(status=Status.ACCEPTED).values_list("number", flat=True)]
    lights = {c.light for c in deadlines.clocks_of(refs) if c.kind is Kind.PROMISED}
    assert {Light.GREEN, Light.YELLOW, Light.RED} <= lights
