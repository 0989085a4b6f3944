"""The give-up list: jobs that were tried to the end without success, for a person to see and to run again."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from cityhall.kernel.actor import Actor, require
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.paging import Page, keyset, page

from .terms import Can


@dataclass(frozen=True)
class GivenUp:
    """One job nobody tries any more: after which line (event and ref) what was to be done, how often it was tried."""

    id: int
    event: str
    ref: str
    reaction: str
    attempts: int
    last_tried_at: datetime | None


def given_up(actor: Actor, after: str = "", limit: int = 50) -> Page[GivenUp]:
    """Jobs of this city that failed for good, newest first."""
    require(actor, Can.SEE_JOBS)
    last = ProcrastinateEvent.objects.filter(job_id=OuterRef("id")).order_by("-id").values("at")[:1]
    failed = ProcrastinateJob.objects.filter(queue_name=settings.QUEUE, status="failed").annotate(at=Subquery(last))
    jobs = list(keyset(failed.values_list("id", "task_name", "args", "attempts", "at"), ["-id"], after, limit))
    entries = [args["entry_id"] for _, _, args, _, _ in jobs if "entry_id" in args]
    refs = dict(Entry.objects.filter(id__in=entries).values_list("id", "ref")) if entries else {}
    rows = [
        GivenUp(pk, args.get("event", task), refs.get(args.get("entry_id"), ""), args.get("name", task), attempts, at)
        for pk, task, args, attempts, at in jobs
    ]
    return page(rows, limit, ["-id"], lambda row: [row.id])


def count_given_up() -> int:
    """How many wait for a person; for the house's own check-up."""
    return int(ProcrastinateJob.objects.filter(queue_name=settings.QUEUE, status="failed").count())
