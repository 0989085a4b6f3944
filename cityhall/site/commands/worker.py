"""`cityhall worker`: background work, until told to stop; a running job is finished first."""

import asyncio
import logging
import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cityhall.doors.cli.outcome import Outcome
from cityhall.site import environment

if TYPE_CHECKING:
    from procrastinate.manager import JobManager

HELP = "启动后台任务进程：通知、文书、到期检查"
log = logging.getLogger("cityhall.worker")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=3, help="同时办几件，默认 3")
    parser.add_argument("--stalled-after", type=float, default=20.0, help="几秒没有心跳就接手它的任务，默认 20")
    parser.add_argument("--once", action="store_true", help="办完现有任务就结束")


def run(options: Namespace) -> Outcome:
    environment.find_database()
    environment.hold_database()
    if os.environ.get("CITYHALL_PARENT"):
        environment.end_with_parent()
    environment.start_django()
    asyncio.run(_work(options))
    return Outcome({"stopped": True})


async def _work(options: Namespace) -> None:
    """Work until stopped. A database that goes away is waited for."""
    from procrastinate.exceptions import ConnectorException

    while True:
        try:
            return await _work_while_connected(options)
        except (ConnectorException, OSError):
            log.warning("the database does not answer; trying again soon")
            await asyncio.sleep(1)


async def _work_while_connected(options: Namespace) -> None:
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("the worker is started by a process that serves nothing else")
    with app.replace_connector(app.connector.get_worker_connector()) as own:
        async with own.open_async():
            keeper = asyncio.create_task(_keep_resuming(own.job_manager, options.stalled_after))
            try:
                await own.run_worker_async(
                    queues=[settings.QUEUE], concurrency=options.concurrency, wait=not options.once,
                    shutdown_graceful_timeout=60.0, update_heartbeat_interval=options.stalled_after / 4,
                    stalled_worker_timeout=options.stalled_after, fetch_job_polling_interval=2.0,
                )  # fmt: skip
            finally:
                keeper.cancel()


async def _keep_resuming(manager: "JobManager", after: float) -> None:
    from procrastinate.exceptions import ConnectorException

    from cityhall.site.upkeep import resume_stalled

    while True:
        try:
            for job in await resume_stalled(manager, after):
                log.warning("job %s was left by a worker that died: put back", job)
        except ConnectorException:
            log.warning("the database does not answer; looking again soon")
        await asyncio.sleep(after / 2)
