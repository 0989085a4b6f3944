"""Reading the journal on: nothing left out, nothing twice, whatever is committed in between."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal import following, sealing
from cityhall.kernel.journal.following import Place
from cityhall.kernel.journal.record import record

from .alone import alone

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = ("test.one", "test.two")


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with alone():
        yield


@action
def happen(actor: Actor, ref: str, event: str = "test.one", times: int = 1) -> None:
    for _ in range(times):
        record(actor, event, ref)


def read(after: Place, *events: str, limit: int = 50) -> tuple[list[str], Place]:
    """Everything there is, page after page."""
    refs: list[str] = []
    while True:
        stretch = following.follow(after, events, limit)
        refs += [line.ref for _, line in stretch.lines]
        if stretch.reached == after:
            return refs, after
        after = stretch.reached


def test_an_empty_journal_has_one_place() -> None:
    assert following.end() == Place()
    assert read(Place(), *BOTH) == ([], Place())


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_every_line_comes_once_in_its_order_however_it_is_cut(limit: int) -> None:
    for n in range(4):
        happen(HOUSE, f"a{n}", times=2)
        if n % 2:
            sealing.seal_settled()
    refs, place = read(Place(), *BOTH, limit=limit)
    assert refs == ["a0", "a0", "a1", "a1", "a2", "a2", "a3", "a3"]
    assert place == following.end()


def test_from_any_place_the_rest_follows() -> None:
    for n in range(3):
        happen(HOUSE, f"a{n}", times=2)
        sealing.seal_settled()
    whole = following.follow(Place(), BOTH)
    for n, (place, _) in enumerate(whole.lines, start=1):
        assert [line.ref for _, line in following.follow(place, BOTH).lines] == [
            line.ref for _, line in whole.lines[n:]
        ]


def test_other_events_are_passed_by_and_the_place_moves_all_the_same() -> None:
    happen(HOUSE, "a", "test.two", times=30)
    sealing.seal_settled()
    stretch = following.follow(Place(), ["test.one"])
    assert (stretch.lines, stretch.reached) == ((), following.end())
    happen(HOUSE, "b")
    sealing.seal_settled()
    assert read(stretch.reached, "test.one")[0] == ["b"]


def test_many_small_batches_are_read_in_stretches() -> None:
    for n in range(following.AT_ONCE * 2 + 3):
        happen(HOUSE, f"a{n}")
        sealing.seal_settled()
    assert read(Place(), "test.one")[0] == [f"a{n}" for n in range(following.AT_ONCE * 2 + 3)]


def test_what_is_not_sealed_comes_later() -> None:
    happen(HOUSE, "a")
    refs, place = read(Place(), *BOTH)
    assert refs == []
    sealing.seal_settled()
    assert read(place, *BOTH)[0] == ["a"]


def test_a_place_at_a_moment() -> None:
    start = clock.now()
    for n in range(3):
        with clock.frozen(start + timedelta(hours=n)):
            happen(HOUSE, f"a{n}")
            sealing.seal_settled()
    assert read(following.place_at(start + timedelta(minutes=30)), *BOTH)[0] == ["a1", "a2"]
    assert following.place_at(start + timedelta(hours=9)) == following.end()
