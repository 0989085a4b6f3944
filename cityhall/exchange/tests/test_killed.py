"""The worker is killed after the event has gone out and before the mark has moved: told again, never lost."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as live

from cityhall.exchange.models import Delivery, Subscription
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal import sealing
from cityhall.kernel.tests.alone import alone

from . import given
from .receiver import Got, Receiver

pytestmark = pytest.mark.django_db(transaction=True)
WORK = """
import django
django.setup()
from cityhall.exchange import actions
actions.tell_subscribers(lambda actor, refs: refs)
"""


@pytest.fixture(autouse=True)
def inside(settings: object) -> Iterator[None]:
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]
    with alone():
        yield


def worker() -> subprocess.Popen[bytes]:
    here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{live.DATABASES['default']['NAME']}").geturl()
    env = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "cityhall.site.settings", "DATABASE_URL": here,
        "CITYHALL_OUTGOING": "127.0.0.1",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", WORK], env=env, cwd=live.ROOT)


def test_killed_between_sending_and_the_mark_it_is_told_again_and_nothing_is_lost() -> None:
    third_came, may_answer = threading.Event(), threading.Event()

    def answer(got: Got) -> int:
        if len(there.got) == 3:  # two are told, the third has gone out and is not answered yet
            third_came.set()
            may_answer.wait(30)
        return 204

    there = Receiver(answer)
    with there.up():
        number, secret = given.subscription(given.client(), there.url)
        for n in range(4):
            given.happened(HOUSE, f"no-{n}", 4)
        sealing.seal_settled()
        child = worker()
        try:
            assert third_came.wait(60), "it never came to the third"
        finally:
            child.send_signal(signal.SIGKILL)
            assert child.wait() == -signal.SIGKILL
            may_answer.set()
        assert Delivery.objects.filter(good=True).count() == 2
        assert given.tell() == 0  # the dead one still holds the lease
        assert Subscription.objects.get(pk=number).lease
        with clock.frozen(clock.now() + timedelta(seconds=61)):
            assert given.tell() == 2
    told = [one.event["data"]["number"] for one in there.got]
    assert told == ["no-0", "no-1", "no-2", "no-2", "no-3"]
    assert there.ids[2] == there.ids[3]  # by which the receiver knows that it has it
    assert all(one.is_signed_with(secret) for one in there.got)


def test_two_workers_at_once_tell_everything_once() -> None:
    there = Receiver()
    with there.up():
        for _ in range(3):
            given.subscription(given.client(), there.url)
        for n in range(10):
            given.happened(HOUSE, f"no-{n}", 4)
        sealing.seal_settled()
        children = [worker(), worker()]
        assert [child.wait(60) for child in children] == [0, 0]
    assert len(there.got) == 30
    assert all(there.ids.count(one) == 3 for one in set(there.ids))
