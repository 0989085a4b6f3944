"""What the worker does for the house itself, by the clock."""

import os
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from cityhall.cases import queries as cases
from cityhall.catalogue import queries as catalogue
from cityhall.joint import queries as joint
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.files import store, sweep
from cityhall.kernel.journal import claims
from cityhall.meetings import queries as meetings
from cityhall.people import queries as people
from cityhall.projects import queries as projects
from cityhall.site import database, safety_settings
from cityhall.site.safety import making
from cityhall.supervision import queries as supervision

REQUESTS_KEPT = timedelta(days=30)
JOBS_KEPT_HOURS = 7 * 24


def forget_old_requests() -> int:
    """A request is answered as the first time for thirty days."""
    return claims.forget(clock.now() - REQUESTS_KEPT)


def forget_finished_jobs() -> None:
    """Jobs that ended well are of no use after a week; those given up stay until a person has seen to them."""
    from procrastinate import sql

    app.connector.get_sync_connector().execute_query(
        sql.queries["delete_old_jobs"], nb_hours=JOBS_KEPT_HOURS, queue=settings.QUEUE, statuses=["succeeded"]
    )


def forget_files() -> int:
    """What was let go and nobody else needs is taken off the list; then what no list names is deleted."""
    store.let_go(
        lambda some: (
            cases.contents_in_use(some)
            | catalogue.files_of_imports(some)
            | supervision.files_in_use(some)
            | joint.contents_in_use(some)
            | projects.contents_in_use(some)
            | meetings.contents_in_use(some)
            | people.papers_in_use(some)
        )
    )
    return sweep.forget_unreferred()


def forget_ended_sessions() -> None:
    """Sessions that ended, by their time or with the browser, are of no use to anybody."""
    call_command("clearsessions")


def journal_months_ahead() -> list[str]:
    """Next months' tables of the journal; only where this machine knows the owner's address."""
    if "DATABASE_OWNER_URL" not in os.environ:
        return []
    with database.as_owner(database.owner_url()) as owner:
        made = database.make_partitions(owner, clock.today())
        database.grant(owner, str(settings.DATABASES["default"]["USER"]))
    return made


def back_up() -> str:
    """The nightly backup, where a folder for it is set; answers its name. It needs the owner's address."""
    folder = safety_settings.backup_folder()
    if folder is None:
        return ""
    keep, cluster = safety_settings.backup_keep(), making.cluster_to_copy()
    made = making.make(database.owner_url(), folder, keep=keep, cluster=cluster)
    making.say_made(HOUSE, made)
    return made.place.name


class InHand:
    """What this process has in hand. A job whose end could not be written down, for the database was away at that
    moment, would stay "doing" as long as its worker lives: `left` finds it."""

    def __init__(self) -> None:
        self.workers: set[int] = set()
        self.ended: dict[int, float] = {}  # by job: when, on this process's own clock; not yet while it runs

    async def note(self, run: Callable[[], Awaitable[object]], context: JobContext, worker: Worker) -> object:
        """Around every job of the worker."""
        job = context.job.id or 0
        self.workers.add(worker.worker_id or 0)
        self.ended.pop(job, None)
        try:
            return await run()
        finally:
            self.ended[job] = time.monotonic()

    async def left(self, manager: JobManager, after: float) -> list[Job]:
        """Jobs that ended here so many seconds ago and are still written down as being done."""
        if not self._ended_before(after):
            return []
        doing = {job.id or 0: job for job in await manager.list_jobs_async(queue=settings.QUEUE, status="doing")}
        old = self._ended_before(after)  # anew: what was taken up again meanwhile runs
        self.ended = {job: at for job, at in self.ended.items() if job not in old or job in doing}
        return [doing[job] for job in old & doing.keys() if doing[job].worker_id in self.workers]

    def _ended_before(self, after: float) -> set[int]:
        return {job for job, at in self.ended.items() if time.monotonic() - at >= after}


async def resume_stalled(manager: JobManager, after: float, in_hand: InHand | None = None) -> list[int]:
    """Put back what a killed worker had in hand, for its heart has not beaten for so many seconds, and what ended here
    without anybody having heard of it."""
    stalled = list(await manager.get_stalled_jobs(queue=settings.QUEUE, seconds_since_heartbeat=after))
    left = await in_hand.left(manager, after) if in_hand else []
    resumed = []
    for job in {one.id: one for one in (*stalled, *left)}.values():
        try:
            await manager.retry_job(job)
        except ConnectorException:  # another worker was first
            continue
        resumed.append(int(job.id or 0))
    return resumed
