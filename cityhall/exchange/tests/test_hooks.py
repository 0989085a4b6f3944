"""Subscriptions as they are kept: who may, what is refused, what is written down."""

from datetime import timedelta
from typing import Any

import pytest

from cityhall.exchange import actions, queries
from cityhall.exchange.models import Delivery, Subscription
from cityhall.exchange.terms import Can, StopCause
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
URL = "https://hook.example/in?token=hidden"


@pytest.fixture
def keeper() -> Actor:
    return organs.staff(organs.organ(), Can.MANAGE_CLIENTS)


def test_its_whole_life_is_written_down_and_the_address_only_by_its_host(keeper: Actor) -> None:
    key = given.client(keeper.organ_id, keeper)
    number, secret = given.subscription(key, URL, "case.decided", "case.received", actor=keeper)
    actions.edit_subscription(keeper, key, number, url="https://other.example/", kinds=["case.decided"])
    actions.rotate_signing(keeper, key, number, actions.fresh_signing_secret())
    assert queries.subscription(keeper, key, number).two_secrets
    actions.end_former_signing(keeper, key, number)
    actions.stop_subscription(keeper, key, number)
    actions.resume_subscription(keeper, key, number)
    actions.replay_subscription(keeper, key, number, clock.now() - timedelta(hours=1))
    row = queries.subscription(keeper, key, number)
    assert (row.url, row.kinds, row.stopped_at, row.two_secrets) == (
        "https://other.example/",
        ("case.decided",),
        None,
        False,
    )
    actions.unsubscribe(keeper, key, number)
    assert queries.subscriptions(keeper, key) == ()
    lines = Entry.objects.filter(ref=f"subscription:{number}").order_by("id")
    assert [line.event.partition(".")[2] for line in lines] == [
        "made", "edited", "secret_made", "secret_ended", "stopped", "resumed", "replayed", "ended",
    ]  # fmt: skip
    assert {line.organ_id for line in lines} == {keeper.organ_id}
    said = str([line.values for line in lines])
    assert "hook.example" in said
    assert "hidden" not in said
    assert secret not in said


def test_the_secret_is_sealed_where_it_lies(keeper: Actor) -> None:
    _, secret = given.subscription(given.client(keeper.organ_id, keeper), URL, actor=keeper)
    raw = Subscription.objects.raw("SELECT id, encode(secret, 'escape') AS lies FROM ch_exchange_subscription")[0]
    assert secret[6:] not in vars(raw)["lies"]
    assert Subscription.objects.get().secret == secret


ACTS: dict[str, Any] = {
    "subscribe": lambda a, k, n: actions.subscribe(
        a, k, actions.fresh_signing_secret(), url=URL, kinds=["case.decided"]
    ),
    "edit": lambda a, k, n: actions.edit_subscription(a, k, n, url=URL, kinds=["case.decided"]),
    "rotate": lambda a, k, n: actions.rotate_signing(a, k, n, actions.fresh_signing_secret()),
    "stop": actions.stop_subscription,
    "replay": lambda a, k, n: actions.replay_subscription(a, k, n, clock.now()),
    "end": actions.unsubscribe,
    "try": actions.try_subscription,
    "list": lambda a, k, n: queries.subscriptions(a, k),
    "one": queries.subscription,
    "log": queries.deliveries,
}


@pytest.mark.parametrize("name", ACTS)
def test_another_organs_administrator_may_nothing(name: str, keeper: Actor) -> None:
    key = given.client(keeper.organ_id, keeper)
    number, _ = given.subscription(key, URL, actor=keeper)
    stranger = organs.staff(organs.organ(), Can.MANAGE_CLIENTS)
    before = list(Subscription.objects.values()), Delivery.objects.count()
    with pytest.raises(DomainError) as no:
        ACTS[name](stranger, key, number)
    assert isinstance(no.value, (NotAllowedError, NotFoundError))
    with pytest.raises(NotAllowedError):
        ACTS[name](organs.staff(keeper.organ_id or 0), key, number)
    assert (list(Subscription.objects.values()), Delivery.objects.count()) == before


@pytest.mark.parametrize("name", ["edit", "rotate", "stop", "replay", "end", "try", "one"])
def test_one_that_is_another_clients_is_not_found(name: str, keeper: Actor) -> None:
    key, other = given.client(keeper.organ_id, keeper), given.client(keeper.organ_id, keeper)
    number, _ = given.subscription(key, URL, actor=keeper)
    with pytest.raises(NotFoundError):
        ACTS[name](keeper, other, number)


def test_what_is_refused(keeper: Actor) -> None:
    key = given.client(keeper.organ_id, keeper)
    wrongs: tuple[dict[str, Any], ...] = ({"url": "http://hook.example/"}, {"kinds": []}, {"kinds": ["case.revealed"]})
    for wrong in wrongs:
        values: dict[str, Any] = {"url": URL, "kinds": ["case.decided"], **wrong}
        with pytest.raises(InvalidInputError):
            actions.subscribe(keeper, key, actions.fresh_signing_secret(), **values)
    with pytest.raises(InvalidInputError):
        actions.subscribe(keeper, key, "simple", url=URL, kinds=["case.decided"])
    assert not Subscription.objects.exists()
    for _ in range(10):
        number, _ = given.subscription(key, URL, actor=keeper)
    with pytest.raises(WrongStateError):
        given.subscription(key, URL, actor=keeper)
    actions.stop_subscription(keeper, key, number)
    with pytest.raises(WrongStateError):
        actions.stop_subscription(keeper, key, number)


def test_sent_twice_it_is_made_once_and_a_page_overtaken_is_refused(keeper: Actor) -> None:
    key, secret = given.client(keeper.organ_id, keeper), actions.fresh_signing_secret()
    made = []
    for _ in range(2):
        with calling("the-same-request"):
            made.append(actions.subscribe(keeper, key, secret, url=URL, kinds=["case.decided"]))
    assert made[0] == made[1]
    assert Subscription.objects.count() == 1
    with calling("another", 1), pytest.raises(StaleError):
        actions.stop_subscription(keeper, key, made[0])
    assert Entry.objects.filter(event="subscription.made").count() == 1


def test_giving_up_twice_is_harmless() -> None:
    number, _ = given.subscription(given.client(), URL)
    assert actions.give_up(HOUSE, number, StopCause.GONE)
    assert not actions.give_up(HOUSE, number, StopCause.FAILURES)
    assert Subscription.objects.get().cause == StopCause.GONE
