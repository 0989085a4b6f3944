"""A night's work killed again and again between the claim and the notice, by two workers at once: every light is crossed
once, everybody is told once, one reminder is issued, and nothing is left out."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import procrastinate_app

from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.kernel import clock
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain
from cityhall.supervision.models import SupervisionOrder

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
CASES, KILLS, STEP, PATIENCE = 20, 4, 15, 60.0
NIGHTLY = ("deadline.breached", "deadline.warned", "deadline.told", "supervision.issued")
NIGHT = """
import django
django.setup()
from cityhall.deadlines import actions
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.site.testing import drain
with clock.frozen("2026-09-21 09:00"):
    actions.sweep(HOUSE)
    drain()
"""


def put_back() -> None:
    """What a killed worker had in hand, as the next worker takes it over once its heart has stopped."""
    jobs = procrastinate_app.current_app.job_manager
    for job in jobs.list_jobs(status="doing"):
        jobs.retry_job_by_id(int(job.id or 0), retry_at=clock.now())


def test_a_worker_killed_between_claim_and_notice_loses_and_doubles_nothing() -> None:
    with clock.frozen("2026-09-07 09:00"):
        here = given.place()
        head = organs.staff(here.organ, Cases.SEE, Deadlines.ANSWER_FOR_TIME)
        numbers = [given.accepted(here) for _ in range(CASES)]
        drain()
    dice = random.Random(20260921)
    done: list[int] = []
    for _ in range(KILLS):
        workers = [begun(), begun()]
        wait_for_more(dice.randint(1, STEP), workers)
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        done.append(lines())
    put_back()
    connection.close()
    last = [begun(), begun()]
    assert [worker.wait(PATIENCE) for worker in last] == [0, 0]
    whole = lines()
    assert any(0 < some < whole for some in done), f"no kill fell into the work: {done} of {whole}"
    refs = [f"case:{number}" for number in numbers]
    late = list(Deadline.objects.filter(ref__in=refs, kind="promised").values_list("pk", flat=True))
    crossed = Counter(
        line.values["deadline_id"] for line in Entry.objects.filter(event="deadline.breached", ref__in=refs)
    )
    assert {pk: crossed[pk] for pk in late} == dict.fromkeys(late, 1)
    assert set(crossed.values()) == {1}
    reminded = Counter(SupervisionOrder.objects.filter(ref__in=refs).values_list("deadline_id", flat=True))
    assert reminded == Counter(late)
    told = Counter(
        Message.objects.filter(account_id=head.account_id, ref__in=refs).values_list("ref", "kind", "subject", "body")
    )
    assert told
    assert set(told.values()) == {1}
    assert {ref for ref, kind, _, _ in told if kind == "deadline.breached"} == set(refs)


def lines() -> int:
    return Entry.objects.filter(event__in=NIGHTLY).count()


def wait_for_more(some: int, workers: "list[subprocess.Popen[bytes]]") -> None:
    """Until so many more lines are there, so that a kill falls into the work."""
    enough, end = lines() + some, time.monotonic() + PATIENCE
    while lines() < enough and any(worker.poll() is None for worker in workers):
        assert time.monotonic() < end, "the workers do nothing"
        time.sleep(0.002)


def begun() -> "subprocess.Popen[bytes]":
    """A worker on this test's database, beginning its night."""
    here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cityhall.site.settings", "DATABASE_URL": here}
    return subprocess.Popen([sys.executable, "-c", NIGHT], env=env, cwd=settings.ROOT)
