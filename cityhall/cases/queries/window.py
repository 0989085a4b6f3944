"""What a window asks beside the lists: an applicant's last cases, what the intake list's rows carry, a day's totals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Max, Q

from cityhall.cases.terms import Channel, Outcome, Status
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor

from .lists import ORDER, CaseRow
from .visible import visible


@dataclass(frozen=True)
class IntakeNote:
    """How a waiting case came, and how its referral stands."""

    channel: Channel
    asked: bool  # the organ's desk has been asked and has not answered
    answered_at: datetime | None


def history_of(actor: Actor, ref: str, name: str, limit: int = 3) -> list[CaseRow]:
    """The last cases of one applicant (`ref` of people, with her name) that the actor may see. One statement."""
    rows = visible(actor).filter(applicant_name=name, application__applicant_ref=ref, received_at__isnull=False)
    return [
        CaseRow(
            str(c.number), c.item_name, c.applicant_name, Status(c.status), Outcome(c.outcome) if c.outcome else None,
            c.received_at, c.organ_id, None,
        )
        for c in rows.order_by(*ORDER)[:limit]
    ]  # fmt: skip


def intake_notes(actor: Actor, numbers: Iterable[str]) -> dict[str, IntakeNote]:
    """For the rows of an intake list. One statement."""
    rows = visible(actor).filter(number__in=list(numbers)).annotate(
        channel=F("application__channel"),
        open_referrals=Count("referrals", filter=Q(referrals__answered_at=None)),
        answered=Max("referrals__answered_at"),
    )  # fmt: skip
    found = rows.values_list("number", "channel", "open_referrals", "answered")
    return {str(number): IntakeNote(Channel(how), bool(asked), answered) for number, how, asked, answered in found}


def register_totals(actor: Actor, day: date | None = None) -> dict[Status, int]:
    """How many of a day's register stand where now, in the order of the life of a case. One statement."""
    start = datetime.combine(day or clock.today(), time(0), clock.ZONE)
    rows = visible(actor).filter(received_at__gte=start, received_at__lt=start + timedelta(days=1))
    rows = rows.filter(window_id=actor.window_id) if actor.window_id else rows.filter(received_by=actor.account_id)
    counted = dict(rows.values_list("status").annotate(n=Count("id", distinct=True)))
    return {status: counted[status] for status in Status if status in counted}
