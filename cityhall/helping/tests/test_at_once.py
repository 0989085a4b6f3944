"""Two people at once want the last place of a half-day: one gets it, the other is told."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from cityhall.helping import actions
from cityhall.helping.models import HelpRequest, Slot
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import WrongStateError

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


@pytest.mark.parametrize(("places", "people"), [(1, 2), (2, 5)])
def test_the_last_place_is_taken_once(places: int, people: int) -> None:
    given.station(slots=places)
    who = [given.citizen() for _ in range(people)]
    start, told = threading.Barrier(people), list[str]()

    def ask(actor: Actor) -> None:
        try:
            with clock.frozen(given.NOW):
                start.wait(timeout=20)
                told.append(actions.ask_help(actor, given.asking()))
        except WrongStateError as no:
            told.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(one,)) for one in who]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert len(told) == people
    assert told.count("helping.full") == people - places
    assert HelpRequest.objects.count() == places
    assert Slot.objects.get().taken == places
