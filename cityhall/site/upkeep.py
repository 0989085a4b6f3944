"""What the worker does for the house itself, by the clock."""

import os
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from cityhall.cases import queries as cases
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.files import store, sweep
from cityhall.kernel.journal import claims
from cityhall.site import database

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
    store.let_go(lambda some: cases.contents_in_use(some) | catalogue.files_of_imports(some))
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


async def resume_stalled(manager: JobManager, after: float) -> list[int]:
    """Put back what a killed worker had in hand: its heart has not beaten for so many seconds."""
    resumed = []
    for job in await manager.get_stalled_jobs(queue=settings.QUEUE, seconds_since_heartbeat=after):
        try:
            await manager.retry_job(job)
        except ConnectorException:  # another worker was first
            continue
        resumed.append(int(job.id or 0))
    return resumed
