"""`cityhall worker`: background work, until told to stop; a running job is finished first."""

import asyncio
import contextlib
import logging
import os
import signal
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cityhall.doors.cli.outcome import Outcome
from cityhall.site import environment

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from procrastinate.manager import JobManager

    from cityhall.site.upkeep import InHand

HELP = "启动后台任务进程：通知、文书、到期检查"
log = logging.getLogger("cityhall.worker")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=3, help="同时办几件，默认 3")
    parser.add_argument("--stalled-after", type=float, default=20.0, help="几秒没有心跳就接手它的任务，默认 20")
    parser.add_argument("--nice", type=int, default=5, help="让网页服务优先的程度，0 到 19，默认 5")
    parser.add_argument("--once", action="store_true", help="办完现有任务就结束")


def run(options: Namespace) -> Outcome:
    environment.find_database()
    environment.hold_database()
    if os.environ.get("CITYHALL_PARENT"):
        environment.end_with_parent()
    environment.start_django()
    os.nice(options.nice)  # on one machine, whoever waits at a screen goes before a paper nobody waits for yet
    asyncio.run(_work(options))
    return Outcome({"stopped": True})


async def _work(options: Namespace) -> None:
    """Work until told to stop. A database that goes away is waited for; what is in hand then is finished first."""
    from procrastinate.exceptions import ConnectorException

    from cityhall.site.upkeep import InHand

    told, in_hand = asyncio.Event(), InHand()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, told.set)
    while not told.is_set():
        try:
            await _until_told(told, _work_while_connected(options, in_hand))
            if options.once:
                return
        except (ConnectorException, OSError):
            log.warning("the database does not answer; trying again soon")
            await asyncio.sleep(1)


async def _until_told(told: asyncio.Event, work: "Coroutine[None, None, None]") -> None:
    """The worker stops of itself when one of its connections fails: that is no reason for the process to end."""
    working, waiting = asyncio.ensure_future(work), asyncio.ensure_future(told.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done():
        working.cancel()  # it stops in good order: nothing new is begun, running jobs are waited for
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _work_while_connected(options: Namespace, in_hand: "InHand") -> None:
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("the worker is started by a process that serves nothing else")
    with app.replace_connector(app.connector.get_worker_connector()) as own:
        async with own.open_async():
            keeper = asyncio.create_task(_keep_resuming(own.job_manager, options.stalled_after, in_hand))
            try:
                await own.run_worker_async(
                    queues=[settings.QUEUE], concurrency=options.concurrency, wait=not options.once,
                    shutdown_graceful_timeout=60.0, update_heartbeat_interval=options.stalled_after / 4,
                    stalled_worker_timeout=options.stalled_after, fetch_job_polling_interval=2.0,
                    install_signal_handlers=False, worker_middleware=[in_hand.note],
                )  # fmt: skip
            finally:
                keeper.cancel()


async def _keep_resuming(manager: "JobManager", after: float, in_hand: "InHand") -> None:
    from procrastinate.exceptions import ConnectorException

    from cityhall.site.upkeep import resume_stalled

    while True:
        try:
            for job in await resume_stalled(manager, after, in_hand):
                log.warning("job %s was left undone: put back", job)
        except ConnectorException:
            log.warning("the database does not answer; looking again soon")
        await asyncio.sleep(after / 2)
