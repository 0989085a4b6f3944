"""Everything that happens by itself: after which journal line which room does what, and what runs by the hour.
This is the whole list; there are no other listeners."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from procrastinate import App

from cityhall.anywhere import actions as anywhere
from cityhall.cases import actions as cases
from cityhall.cases import queries as seen
from cityhall.catalogue import actions as catalogue
from cityhall.deadlines import actions as deadlines
from cityhall.exchange import actions as exchange
from cityhall.helping import actions as helping
from cityhall.joint import actions as joint
from cityhall.kernel.accounts import tally
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.jobs.fan_out import Reaction
from cityhall.kernel.journal import sealing
from cityhall.meetings import actions as meetings
from cityhall.messages import actions as messages
from cityhall.payments import actions as payments
from cityhall.people import actions as people
from cityhall.projects import actions as projects
from cityhall.site import safety_settings, upkeep
from cityhall.site.operating.alarms import lift_for_subscription, raise_alarms, warn_of_subscription
from cityhall.supervision import actions as supervision

ALONE: dict[str, tuple[Reaction, ...]] = {
    "message.queued": (messages.deliver,),
    "paper.issued": (messages.draw,),
    "people.code_requested": (messages.send_code,),
    "people.own_data_asked": (joint.make_own_data,),
    "people.destruction_approved": (cases.carry_out_destruction,),
    "people.looked_much": (messages.warn_of_looks,),
    "people.merged": (cases.follow_person, joint.follow_person, projects.follow_person, helping.follow_person),
    "subscription.gave_up": (warn_of_subscription,),
    "subscription.resumed": (lift_for_subscription,),
    **dict.fromkeys(cases.PAPER_EVENTS, (cases.papers_after,)),
    **dict.fromkeys(cases.AGENCY_EVENTS, (cases.tell_of_agency,)),
    "deadline.warned": (cases.tell_of_crossing, meetings.tell),
    "deadline.breached": (
        cases.when_clock_ran_out,
        cases.tell_of_crossing,
        supervision.when_clock_ran_out,
        projects.tell_of_task,
        meetings.opinion_due,
    ),
    "standards.run_started": (catalogue.compare,),
    "imports.check_started": (catalogue.check_import,),
    "imports.started": (catalogue.carry_out_import,),
    "catalogue.imported": (catalogue.check_after_import,),
    "case.archived": (cases.pack,),
    "case.delivered": (cases.papers_after, cases.invite),
    "case.accepted": (cases.papers_after, joint.recognise_elsewhere, anywhere.count_from_receipt),
    "material.checked": (joint.recognise_elsewhere,),
    "joint.done": (joint.gather,),
    "joint.part_taken_back": (joint.gather,),
    "joint.handing_chosen": (joint.gather,),
    **dict.fromkeys(cases.FOLLOWED_BILLS, (cases.follow_bill,)),
    "bill.refund_ordered": (payments.carry_out_refund,),
    **dict.fromkeys(payments.TOLD_TO_FINANCE, (payments.tell_finance,)),
    "joint.submitted": (joint.open_ready,),
    "joint.parts_ready": (joint.open_ready,),
    "joint.halted": (joint.hold_rest,),
    "joint.continued": (joint.lift_rest,),
    "joint.withdrawn": (joint.take_back_rest,),
    "project.linked": (projects.follow_link,),
    "project.unlinked": (projects.follow_link,),
    "joint.part_opened": (meetings.catch_up,),
    **dict.fromkeys(meetings.SETTLING, (meetings.settle_cases, meetings.tell)),
    **dict.fromkeys(meetings.TOLD, (meetings.tell,)),
}
WHOLE: dict[str, tuple[Reaction, ...]] = {
    **dict.fromkeys(joint.FOLLOWED, (joint.follow_case,)),
    **dict.fromkeys(joint.STOOD, (joint.follow_pauses,)),
}
OF_PROJECTS: dict[str, tuple[Reaction, ...]] = {
    **dict.fromkeys(projects.FOLLOWED, (projects.follow_case,)),
    **dict.fromkeys(projects.FOLLOWED_JOINT, (projects.follow_joint,)),
}
FEES: dict[str, tuple[Reaction, ...]] = dict.fromkeys(cases.COME_TO_NOTHING, (cases.drop_fee,))
TABLES = (ALONE, WHOLE, OF_PROJECTS, FEES)
WHEN: dict[str, tuple[Reaction, ...]] = {
    event: tuple(reaction for table in TABLES for reaction in table.get(event, ()))
    for event in dict.fromkeys(event for table in TABLES for event in table)
}
FIRST: tuple[Reaction, ...] = (joint.follow_case, joint.open_ready, meetings.settle_cases)
"""These do not wait in the queue behind papers and messages: the next case opens by them."""


class Schedule(NamedTuple):
    """`cron` is minute, hour, day, month, weekday and, where there is a sixth, second, in UTC."""

    cron: str
    run: Callable[[], object]


EVERY: dict[str, Schedule] = {
    "sweep deadlines": Schedule("*/5 * * * *", lambda: deadlines.sweep(HOUSE)),
    "count what is open": Schedule("* * * * *", lambda: deadlines.take_stock(HOUSE)),
    "measure how long things take": Schedule("0 18 * * *", lambda: deadlines.measure(HOUSE)),
    "warn of renewals": Schedule("30 0 * * *", lambda: cases.warn_renewals(HOUSE)),
    "look for anomalies": Schedule("*/30 * * * *", lambda: supervision.detect(HOUSE)),
    "release messages held for the night": Schedule("*/5 * * * *", lambda: messages.release_held(HOUSE)),
    "look after the house": Schedule("*/5 * * * *", raise_alarms),
    "tell subscribers": Schedule("* * * * * */15", lambda: exchange.tell_subscribers(seen.seen_of)),
    "forget old deliveries": Schedule("27 19 * * *", exchange.forget_old_deliveries),
    "seal the journal": Schedule("* * * * *", sealing.seal_settled),
    "publish and retire what was planned": Schedule("*/10 * * * *", lambda: catalogue.run_plans(HOUSE)),
    "look at changed guides": Schedule("* * * * *", catalogue.check_guides),
    "look at old guides again": Schedule("15 19 * * *", catalogue.check_old_guides),
    "chase uncollected results": Schedule("0 1 * * *", lambda: cases.chase_uncollected(HOUSE)),
    "move joint applications on": Schedule("*/5 * * * *", lambda: joint.sweep_joint(HOUSE)),
    "move projects on": Schedule("*/30 * * * *", lambda: projects.sweep_projects(HOUSE)),
    "compare payments": Schedule("30 18 * * *", lambda: payments.reconcile_yesterday(HOUSE)),
    "archive ended cases": Schedule("10 19 * * *", lambda: cases.archive_ended(HOUSE)),
    "forget old requests": Schedule("20 19 * * *", upkeep.forget_old_requests),
    "end what was lent and ran out": Schedule("5 16 * * *", lambda: people.end_expired(HOUSE)),
    "forget old copies": Schedule("33 19 * * *", lambda: people.forget_own_data(HOUSE)),
    "forget old counts": Schedule("30 19 * * *", tally.forget_old),
    "forget old tokens": Schedule("25 19 * * *", exchange.forget_old_tokens),
    "forget finished jobs": Schedule("40 19 * * *", upkeep.forget_finished_jobs),
    "forget old questions": Schedule("35 19 * * *", lambda: catalogue.forget_questions(HOUSE)),
    "forget ended sessions": Schedule("45 19 * * *", upkeep.forget_ended_sessions),
    "forget unreferred files": Schedule("50 19 * * *", upkeep.forget_files),
    "back up": Schedule(safety_settings.backup_cron(), upkeep.back_up),
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
