"""The demo's helpers: registered once, one request answered, one waiting, a mandate before its citizen."""

from datetime import timedelta

import pytest

from cityhall.helping import queries
from cityhall.helping.terms import Channel, State
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.people import queries as people
from cityhall.people.terms import AgencyState
from cityhall.site.testing import drain
from cityhall.twin import files
from cityhall.twin.city import build, citizen_actor, staff_actor
from cityhall.twin.helping import help_people


@pytest.mark.django_db(transaction=True)
def test_two_requests_stand_as_they_should_and_the_second_time_nothing_more() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        city = build(HOUSE)
        help_people(city)
        help_people(city)
        drain()
    assert {one.name for one in queries.helpers()} == {"桑予安", "林见溪"}
    rows = queries.with_me(staff_actor("bangban01")) + queries.with_me(staff_actor("bangban02"))
    states = sorted(row.state for row in rows)
    assert states in ([State.ASSIGNED, State.BOOKED], [State.ACCEPTED, State.ASSIGNED])
    asker = citizen_actor(next(p for p in files.persons() if p.key == "p02"))
    assert queries.help_page(asker, queries.my_help(asker)[0].number).channel is Channel.PORTAL
    assert [row.state for row in people.agencies(asker) if row.by_staff] == [AgencyState.PROPOSED]
    assert queries.waiting(staff_actor("dating01")).rows
