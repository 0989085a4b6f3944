"""One request, one effect: the same key at the same moment, a version gone stale, locks that cross."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from cityhall.kernel import call
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import BusyError, StaleError, VersionNeededError
from cityhall.kernel.journal.models import Claim, Entry
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.numbering.models import Counter

together = pytest.mark.django_db(transaction=True)
MANY = 16


def at_once(*acts: Callable[[], object]) -> list[object]:
    """All in threads of their own, let off together; answers results or refusals, in order."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


class Undone(Exception):  # noqa: N818
    """The act fails after it has taken its number."""


@action
def take_number(actor: Actor, fails: bool = False) -> int:
    number = next_in("test")
    record(actor, "test.numbered", f"test:{number}")
    if fails:
        raise Undone
    return number


@together
def test_sixteen_writers_get_numbers_without_gap_or_double() -> None:
    def several() -> list[int]:
        return [take_number(HOUSE) for _ in range(5)]

    lists = at_once(*[several] * MANY)
    numbers = sorted(n for some in lists for n in some)  # type: ignore[attr-defined]
    assert numbers == list(range(1, MANY * 5 + 1))


@together
def test_a_number_taken_by_an_act_that_fails_is_given_again() -> None:
    def one(n: int) -> Callable[[], int]:
        return lambda: take_number(HOUSE, fails=n % 2 == 0)

    answers = at_once(*[one(n) for n in range(MANY)])
    assert sum(isinstance(a, Undone) for a in answers) == MANY // 2
    assert sorted(a for a in answers if isinstance(a, int)) == list(range(1, MANY // 2 + 1))
    assert Counter.objects.get(series="test").last == MANY // 2


@together
def test_the_same_request_twice_at_the_same_moment_acts_once() -> None:
    def send() -> int:
        with call.calling("the-key"):
            return take_number(HOUSE)

    assert at_once(send, send, send, send) == [1, 1, 1, 1]
    assert Entry.objects.filter(event="test.numbered").count() == Claim.objects.count() == 1


@together
def test_a_request_whose_first_try_failed_may_be_sent_again() -> None:
    with call.calling("the-key"), pytest.raises(Undone):
        take_number(HOUSE, fails=True)
    assert not Claim.objects.exists()
    with call.calling("the-key"):
        assert take_number(HOUSE) == 1


@action
def change(actor: Actor, version: int) -> None:
    call.check_seen(version, "王敏")
    record(actor, "test.changed", "test:1")


@pytest.mark.django_db
def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    with call.calling(seen=3), pytest.raises(StaleError, match="王敏刚刚更新"):
        change(HOUSE, 4)
    with call.calling(needs_seen=True), pytest.raises(VersionNeededError):
        change(HOUSE, 4)
    assert (StaleError.status, VersionNeededError.status) == (412, 428)
    assert not Entry.objects.filter(event="test.changed").exists()
    with call.calling(seen=4, needs_seen=True):
        change(HOUSE, 4)
    assert Entry.objects.filter(event="test.changed").count() == 1


@together
def test_acts_whose_locks_cross_are_tried_once_more() -> None:
    for series in ("a", "b"):
        Counter.objects.create(series=series)
    met = threading.Barrier(2)
    tries: list[str] = []

    @action
    def lock_both(actor: Actor, first: str, second: str) -> None:
        tries.append(first)
        Counter.objects.select_for_update().get(series=first)
        if len(tries) <= met.parties:
            met.wait(10)
        Counter.objects.select_for_update().get(series=second)
        record(actor, "test.locked", f"test:{first}")

    answers = at_once(lambda: lock_both(HOUSE, "a", "b"), lambda: lock_both(HOUSE, "b", "a"))
    assert answers == [None, None]
    assert len(tries) == 3
    assert Entry.objects.filter(event="test.locked").count() == 2


@together
def test_a_lock_that_cannot_be_had_is_a_sentence_not_a_crash() -> None:
    Counter.objects.create(series="a")
    tries: list[int] = []
    held, done = threading.Event(), threading.Event()

    @action
    def hold(actor: Actor) -> None:
        Counter.objects.select_for_update().get(series="a")
        held.set()
        done.wait(20)
        record(actor, "test.held", "test:a")

    @action
    def want(actor: Actor) -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        Counter.objects.select_for_update().get(series="a")
        record(actor, "test.wanted", "test:a")

    def wait_and_want() -> None:
        held.wait(10)
        try:
            want(HOUSE)
        finally:
            done.set()

    first, second = at_once(lambda: hold(HOUSE), wait_and_want)
    assert first is None
    assert isinstance(second, BusyError)
    assert len(tries) == 2
    assert Entry.objects.filter(event="test.wanted").count() == 0
