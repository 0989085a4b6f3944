"""The demo's rules and register; harmless the second time."""

import pytest

from cityhall.cases import queries
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.models import Entry
from cityhall.people import queries as people
from cityhall.site.draining import drain
from cityhall.twin.city import build, staff_actor
from cityhall.twin.guarding import MONTHS, REGISTER, guard_privacy


@pytest.mark.django_db
def test_rules_and_register_stand_once() -> None:
    build(HOUSE)
    drain()
    guard_privacy()
    admin = staff_actor("guanli01")
    assert {row.kind: row.months for row in queries.due(admin) if row.months} == MONTHS
    assert len(people.processings(admin).rows) == len(REGISTER)
    lines = Entry.objects.count()
    guard_privacy()
    assert Entry.objects.count() == lines
