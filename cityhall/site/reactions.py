"""Everything that happens by itself: after which journal line which room does what, and what runs by the hour.
This is the whole list; there are no other listeners."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from procrastinate import App

from cityhall.cases import actions as cases
from cityhall.catalogue import actions as catalogue
from cityhall.deadlines import actions as deadlines
from cityhall.kernel.accounts import tally
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.jobs.fan_out import Reaction
from cityhall.kernel.journal import sealing
from cityhall.messages import actions as messages
from cityhall.site import upkeep

WHEN: dict[str, tuple[Reaction, ...]] = {
    "message.queued": (messages.deliver,),
    "paper.issued": (messages.draw,),
    "people.code_requested": (messages.send_code,),
    "people.merged": (cases.follow_person,),
    **dict.fromkeys(cases.PAPER_EVENTS, (cases.papers_after,)),
    "deadline.breached": (cases.when_clock_ran_out,),
    "standards.run_started": (catalogue.compare,),
    "imports.check_started": (catalogue.check_import,),
    "imports.started": (catalogue.carry_out_import,),
    "catalogue.imported": (catalogue.check_after_import,),
    "case.archived": (cases.pack,),
    "case.delivered": (cases.papers_after, cases.invite),
}


class Schedule(NamedTuple):
    """`cron` is minute, hour, day, month, weekday, in UTC."""

    cron: str
    run: Callable[[], object]


EVERY: dict[str, Schedule] = {
    "sweep deadlines": Schedule("*/5 * * * *", lambda: deadlines.sweep(HOUSE)),
    "release messages held for the night": Schedule("*/5 * * * *", lambda: messages.release_held(HOUSE)),
    "seal the journal": Schedule("* * * * *", sealing.seal_settled),
    "publish and retire what was planned": Schedule("*/10 * * * *", lambda: catalogue.run_plans(HOUSE)),
    "look at changed guides": Schedule("* * * * *", catalogue.check_guides),
    "look at old guides again": Schedule("15 19 * * *", catalogue.check_old_guides),
    "chase uncollected results": Schedule("0 1 * * *", lambda: cases.chase_uncollected(HOUSE)),
    "archive ended cases": Schedule("10 19 * * *", lambda: cases.archive_ended(HOUSE)),
    "forget old requests": Schedule("20 19 * * *", upkeep.forget_old_requests),
    "forget old counts": Schedule("30 19 * * *", tally.forget_old),
    "forget finished jobs": Schedule("40 19 * * *", upkeep.forget_finished_jobs),
    "forget old questions": Schedule("35 19 * * *", lambda: catalogue.forget_questions(HOUSE)),
    "forget ended sessions": Schedule("45 19 * * *", upkeep.forget_ended_sessions),
    "forget unreferred files": Schedule("50 19 * * *", upkeep.forget_files),
    "journal months ahead": Schedule("0 20 * * *", upkeep.journal_months_ahead),
}


def on_app_ready(app: App) -> None:
    """Called by the job queue when it is set up: the schedules. Their names carry the city, or the second city of a
    database would never get its turn."""
    for name, schedule in EVERY.items():
        _register(app, name, schedule)


def _register(app: App, name: str, schedule: Schedule) -> None:
    def due(timestamp: int) -> None:
        schedule.run()

    own = f"{settings.QUEUE}: {name}"
    task = app.task(name=f"every: {name}", queue=settings.QUEUE, queueing_lock=own)(due)
    app.periodic(cron=schedule.cron, periodic_id=own)(task)
