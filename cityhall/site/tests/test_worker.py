"""Background work: tried again with patience, given up in the open, run again by a person, never lost with a worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.errors import NotSignedInError, WrongStateError
from cityhall.kernel.jobs import actions, queries
from cityhall.kernel.jobs.tasks import BACK_OFF, react
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.record import record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
WORKER = """
import pathlib, sys, time
from cityhall.site import environment
environment.start_django()
from cityhall.kernel.jobs import fan_out
place = pathlib.Path(sys.argv[1])

def stumble(line):
    with (place / "tried").open("a") as f:
        f.write(line.ref + "\\n")
    if not (place / "works").exists():
        raise ValueError("not yet")

def linger(line):
    again = (place / "lingers").exists()
    (place / "lingers").touch()
    time.sleep(0 if again else 60)
    (place / "done").touch()

def cut(line):
    if (place / "cut").exists():
        return
    (place / "cut").touch()
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> ALL(ARRAY[pg_backend_pid(), %s])",
            [int((place / "tester").read_text())],
        )

fan_out.listen({"test.happened": (stumble, linger, cut)})
from cityhall.site.program import main
sys.exit(main(["worker", *sys.argv[2:]]))
"""


@action
def happen(actor: Actor) -> None:
    record(actor, "test.happened", "test:1")


def _defer(name: str) -> int:
    happen(HOUSE)
    entry = Entry.objects.latest("id")
    return react.configure(queue=settings.QUEUE).defer(entry_id=entry.id, event=entry.event, name=f"__main__.{name}")


def _start(place: Path, *options: str) -> "subprocess.Popen[bytes]":
    here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, place, *options], env={**os.environ, "DATABASE_URL": here}, cwd=settings.ROOT
    )


def _work_once(place: Path) -> None:
    assert _start(place, "--once").wait(60) == 0


def _wait(until: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def _job(job_id: int) -> ProcrastinateJob:
    found: ProcrastinateJob = ProcrastinateJob.objects.get(id=job_id)
    return found


def test_waits_grow_and_end() -> None:
    job = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="react")
    decisions = [BACK_OFF.get_retry_decision(exception=ValueError(), job=job.evolve(attempts=n)) for n in range(9)]
    times = [d.retry_at for d in decisions if d is not None and d.retry_at is not None]
    assert len(times) == 8
    assert times == sorted(times)
    assert decisions[-1] is None


def test_a_failing_job_is_tried_again_given_up_listed_and_run_again(tmp_path: Path) -> None:
    job_id = _defer("stumble")
    _work_once(tmp_path)
    job = _job(job_id)
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert queries.given_up(HOUSE).rows == []

    with connection.cursor() as cursor:  # a long time passes
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 8, scheduled_at = NULL WHERE id = %s", [job_id])
    _work_once(tmp_path)
    (row,) = queries.given_up(HOUSE).rows
    assert (row.id, row.event, row.ref, row.reaction) == (job_id, "test.happened", "test:1", "__main__.stumble")
    assert row.last_tried_at is not None

    (tmp_path / "works").touch()
    actions.rerun_job(HOUSE, job_id)
    _work_once(tmp_path)
    assert _job(job_id).status == "succeeded"
    assert Entry.objects.filter(event="job.rerun", ref=f"job:{job_id}").count() == 1
    assert (tmp_path / "tried").read_text().split() == ["test:1"] * 3


def test_only_a_job_given_up_is_run_again_and_only_by_those_who_may() -> None:
    job_id = _defer("stumble")
    with pytest.raises(WrongStateError):
        actions.rerun_job(HOUSE, job_id)
    with pytest.raises(NotSignedInError):
        actions.rerun_job(NOBODY, job_id)
    with pytest.raises(NotSignedInError):
        queries.given_up(NOBODY)
    assert not Entry.objects.filter(event="job.rerun").exists()


def test_the_jobs_of_a_killed_worker_are_taken_over(tmp_path: Path) -> None:
    job_id = _defer("linger")
    first = _start(tmp_path, "--stalled-after", "2")
    _wait((tmp_path / "lingers").exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert _job(job_id).status == "doing"

    second = _start(tmp_path, "--stalled-after", "2")
    try:
        _wait(lambda: _job(job_id).status == "succeeded")
    finally:
        second.terminate()
        assert second.wait(30) == 0
    assert (tmp_path / "done").exists()


def test_a_worker_goes_on_when_its_connections_break_under_a_job(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (tmp_path / "tester").write_text(str(cursor.fetchone()[0]))
    first = _defer("cut")
    worker = _start(tmp_path, "--stalled-after", "2")
    try:
        _wait(lambda: _job(first).status == "succeeded")
        (tmp_path / "works").touch()
        second = _defer("stumble")
        _wait(lambda: _job(second).status == "succeeded")
        assert worker.poll() is None
    finally:
        worker.terminate()
        assert worker.wait(30) == 0
    assert (tmp_path / "cut").exists()
