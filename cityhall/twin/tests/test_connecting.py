"""The demo's program and its subscription; harmless the second time, and nothing leaves the house."""

import pytest

from cityhall.exchange import actions, queries
from cityhall.exchange.terms import StopCause
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.models import Entry
from cityhall.twin.city import build, staff_actor
from cityhall.twin.connecting import KEY, KINDS, connect


@pytest.mark.django_db
def test_a_program_stands_once_with_a_subscription_that_waits() -> None:
    city = build(HOUSE)
    connect(city)
    admin = staff_actor("guanli01")
    assert queries.client(admin, KEY).organ_id == city.organs["scj"]
    (row,) = queries.subscriptions(admin, KEY)
    assert (row.kinds, row.cause) == (tuple(KINDS), StopCause.PERSON)
    assert actions.tell_subscribers(lambda actor, refs: refs, at_once=1) == 0
    lines = Entry.objects.count()
    connect(city)
    assert Entry.objects.count() == lines
