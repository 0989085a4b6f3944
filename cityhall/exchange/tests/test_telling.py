"""Events on their way: to a real receiver on this machine that is up, down, slow, gone."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from cityhall.exchange import actions, queries
from cityhall.exchange.models import Delivery, Subscription
from cityhall.exchange.terms import StopCause
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.alone import alone

from . import given
from .receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 11, 26, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def inside(settings: object) -> Iterator[None]:
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]
    with alone():
        yield


def minutes(n: float) -> datetime:
    return NINE + timedelta(minutes=n)


def run_until(start: float, end: float, every: float = 0.25) -> int:
    """The worker's rounds, one each quarter of a minute."""
    told, at = 0, start
    while at <= end:
        with clock.frozen(minutes(at)):
            told += given.tell()
        at += every
    return told


def test_what_happens_is_told_in_order_signed_and_once() -> None:
    with Receiver().up() as there:
        key = given.client(name="数据平台")
        _, secret = given.subscription(key, there.url, "case.received", "case.accepted")
        for event in ("case.received", "case.revealed", "case.accepted"):
            given.happened(HOUSE, "990100-2026-00000001", 4, event)
        assert (given.tell(), given.tell()) == (2, 0)
    assert there.kinds == ["case.received", "case.accepted"]
    assert all(one.is_signed_with(secret) for one in there.got)
    assert there.got[0].headers["content-type"].startswith("application/cloudevents+json")
    assert there.got[1].event["subject"] == "case:990100-2026-00000001"
    assert there.ids == sorted(there.ids, key=int)
    sent = b"".join(one.body for one in there.got).decode()
    assert "张三" not in sent
    assert "13900000001" not in sent


def test_what_happened_before_the_subscription_is_not_told_and_many_come_in_their_order() -> None:
    given.happened(HOUSE, "old", 4)
    with Receiver().up() as there:
        given.subscription(given.client(), there.url)
        for n in range(60):
            given.happened(HOUSE, f"new-{n}", 4)
        assert given.tell() == 60
    assert [one.event["data"]["number"] for one in there.got] == [f"new-{n}" for n in range(60)]


def test_what_it_may_not_see_is_passed_by() -> None:
    with Receiver().up() as there:
        given.subscription(given.client(), there.url)
        for number in ("theirs", "ours", "theirs"):
            given.happened(HOUSE, number, 4)
        assert given.tell(lambda _, refs: {ref for ref in refs if ref == "case:ours"}) == 1
        assert given.tell() == 0  # passed by for good: the mark has moved
    assert [one.event["subject"] for one in there.got] == ["case:ours"]


def test_nothing_is_lost_when_the_receiver_is_away_for_five_minutes() -> None:
    there = Receiver()
    with clock.frozen(NINE), there.up():
        number, _ = given.subscription(given.client(), there.url)
        given.happened(HOUSE, "before", 4)
        assert given.tell() == 1
    for n in range(5):
        with clock.frozen(minutes(n)):
            given.happened(HOUSE, f"away-{n}", 4)
        assert run_until(n, n + 0.75) == 0
    failed = Delivery.objects.filter(good=False)
    assert 4 <= failed.count() <= 8  # tried again and again, further and further apart
    assert not failed.exclude(reason="连不上对方服务器").exists()
    assert Subscription.objects.get(pk=number).failures == failed.count()
    with clock.frozen(minutes(5)):
        given.happened(HOUSE, "back", 4)
    with there.up():
        assert run_until(5, 10) == 6
    assert [one.event["data"]["number"] for one in there.got] == ["before", *(f"away-{n}" for n in range(5)), "back"]
    assert len(set(there.ids)) == 7
    row = queries.subscriptions(HOUSE, Subscription.objects.get().client.key)[0]
    assert (row.failures, row.failing_since) == (0, None)


def test_one_that_is_away_does_not_hold_up_another() -> None:
    away = Receiver()
    with away.up():
        given.subscription(given.client(), away.url)
    with Receiver().up() as there:
        given.subscription(given.client(), there.url)
        given.happened(HOUSE, "one", 4)
        assert given.tell() == 1
    assert len(there.got) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 404, 429, 500, 503])
def test_any_other_answer_is_a_failure_and_a_redirect_is_not_followed(status: int) -> None:
    with Receiver().up() as elsewhere, Receiver(lambda _: status, {"Location": elsewhere.url}).up() as there:
        number, _ = given.subscription(given.client(), there.url)
        given.happened(HOUSE, "one", 4)
        assert given.tell() == 0
    assert (len(there.got), len(elsewhere.got)) == (1, 0)
    log = Delivery.objects.get(subscription=number)
    assert (log.good, log.status, log.reason, log.attempt) == (False, status, f"对方答复 {status}", 1)


def test_what_the_receiver_asks_for_is_waited_for() -> None:
    with clock.frozen(NINE), Receiver(lambda _: 503, {"Retry-After": "600"}).up() as there:
        number, _ = given.subscription(given.client(), there.url)
        given.happened(HOUSE, "one", 4)
        given.tell()
        assert Subscription.objects.get(pk=number).next_at == minutes(10)


def test_a_name_that_leads_inside_is_not_called(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from cityhall.kernel import outgoing

    monkeypatch.setattr(outgoing, "look_up", lambda host, port: ["10.8.0.4"])
    number, _ = given.subscription(given.client(), "https://hook.example/in")
    given.happened(HOUSE, "one", 4)
    assert given.tell() == 0
    assert "内部网络" in Delivery.objects.get(subscription=number).reason


def test_after_three_days_it_stops_by_itself_and_goes_on_where_it_stood() -> None:
    there = Receiver()
    with clock.frozen(NINE), there.up():
        key = given.client()
        number, _ = given.subscription(key, there.url)
        given.happened(HOUSE, "one", 4)
    run_until(0, 71 * 60, every=30)
    assert Subscription.objects.get(pk=number).stopped_at is None
    run_until(71 * 60, 74 * 60, every=30)
    stopped = queries.subscription(HOUSE, key, number)
    assert stopped.cause is StopCause.FAILURES
    assert Entry.objects.filter(event="subscription.gave_up", ref=f"subscription:{number}").count() == 1
    with clock.frozen(minutes(80 * 60)), there.up():
        given.happened(HOUSE, "two", 4)
        assert given.tell() == 0
        actions.resume_subscription(HOUSE, key, number)
        assert given.tell() == 2
    with pytest.raises(WrongStateError):
        actions.resume_subscription(HOUSE, key, number)


def test_one_that_says_it_is_gone_is_not_asked_again() -> None:
    with Receiver(lambda _: 410).up() as there:
        key = given.client()
        number, _ = given.subscription(key, there.url)
        given.happened(HOUSE, "one", 4)
        given.tell()
        given.tell()
    assert len(there.got) == 1
    assert queries.subscription(HOUSE, key, number).cause is StopCause.GONE


def test_from_a_moment_on_it_is_told_again_under_the_same_numbers() -> None:
    with Receiver().up() as there:
        with clock.frozen(NINE):
            key = given.client()
            number, _ = given.subscription(key, there.url)
        for n in range(4):
            with clock.frozen(minutes(10 * n)):
                given.happened(HOUSE, f"at-{n}", 4)
        with clock.frozen(minutes(60)):
            assert given.tell() == 4
            actions.replay_subscription(HOUSE, key, number, minutes(20))
            assert given.tell() == 2
            actions.stop_subscription(HOUSE, key, number)
            given.happened(HOUSE, "skipped", 4)
        with clock.frozen(minutes(61)):
            actions.replay_subscription(HOUSE, key, number, minutes(61))
            given.happened(HOUSE, "later", 4)
            assert given.tell() == 1
            with pytest.raises(InvalidInputError):
                actions.replay_subscription(HOUSE, key, number, minutes(62))
    told = [one.event["data"]["number"] for one in there.got]
    assert told == ["at-0", "at-1", "at-2", "at-3", "at-2", "at-3", "later"]
    assert there.ids[2:4] == there.ids[4:6]


def test_while_a_secret_is_changed_both_prove_it_and_then_the_new_one_alone() -> None:
    with Receiver().up() as there:
        key = given.client()
        number, old = given.subscription(key, there.url)
        new = actions.fresh_signing_secret()
        actions.rotate_signing(HOUSE, key, number, new)
        with pytest.raises(WrongStateError):
            actions.rotate_signing(HOUSE, key, number, actions.fresh_signing_secret())
        given.happened(HOUSE, "one", 4)
        given.tell()
        actions.end_former_signing(HOUSE, key, number)
        with pytest.raises(WrongStateError):
            actions.end_former_signing(HOUSE, key, number)
        given.happened(HOUSE, "two", 4)
        given.tell()
    assert [one.is_signed_with(old) for one in there.got] == [True, False]
    assert [one.is_signed_with(new) for one in there.got] == [True, True]
    kept = json.dumps(list(Entry.objects.values_list("values", flat=True)), ensure_ascii=False)
    assert old not in kept
    assert new not in kept


def test_a_suspended_client_is_told_nothing_and_misses_nothing() -> None:
    with Receiver().up() as there:
        key = given.client()
        given.subscription(key, there.url)
        actions.suspend_client(HOUSE, key)
        given.happened(HOUSE, "one", 4)
        assert given.tell() == 0
        actions.resume_client(HOUSE, key)
        assert given.tell() == 1
    assert len(there.got) == 1


def test_whoever_sends_while_another_takes_over_does_not_move_the_mark() -> None:
    key = given.client()
    there = Receiver()

    def replay_meanwhile(_: object) -> int:
        if len(there.got) == 1:
            actions.replay_subscription(HOUSE, key, Subscription.objects.get().pk, NINE)
        return 204

    there.answer = replay_meanwhile  # in another thread, with a connection of its own
    with clock.frozen(NINE, everywhere=True), there.up():
        given.subscription(key, there.url)
        given.happened(HOUSE, "one", 4)
        given.tell()
        given.tell()
    assert len(there.got) == 2
    assert there.ids[0] == there.ids[1]


def test_a_try_arrives_and_moves_nothing() -> None:
    with Receiver().up() as there:
        key = given.client()
        number, secret = given.subscription(key, there.url)
        before = Subscription.objects.values_list("batch", "line").get(pk=number)
        assert actions.try_subscription(HOUSE, key, number).is_good
        assert Subscription.objects.values_list("batch", "line").get(pk=number) == before
    assert there.got[0].is_signed_with(secret)
    assert there.got[0].event["type"] == "cityhall.ping"
    assert Entry.objects.filter(event="subscription.tried", values__status=204).exists()


def test_the_log_is_kept_for_a_month() -> None:
    with clock.frozen(NINE), Receiver().up() as there:
        key = given.client()
        given.subscription(key, there.url)
        given.happened(HOUSE, "one", 4)
        given.tell()
    with clock.frozen(NINE + timedelta(days=29)):
        assert actions.forget_old_deliveries() == 0
    with clock.frozen(NINE + timedelta(days=31)):
        assert actions.forget_old_deliveries() == 1
