"""通办的业绩: what each organ took in, decided and handed out, so that both sides are credited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from cityhall.anywhere.models import Intake
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs import queries as organs

from .seeing import visible

MOST_DAYS = 400
LAST = date(9990, 1, 1)  # a day on which a year can still be added


@dataclass(frozen=True)
class CreditRow:
    """One organ's part: taken in for others, decided for others' windows, handed out for others."""

    organ_id: int
    organ: str
    received: int
    decided: int
    issued: int


def credit(actor: Actor, since: date, until: date) -> list[CreditRow]:
    """From `since` to `until` (both included), by what happened in those days; of what the actor may see. The most first. Four
    statements."""
    since = min(since, LAST)
    until = min(until, since + timedelta(days=MOST_DAYS))
    first = datetime.combine(since, time(0), clock.ZONE)
    last = datetime.combine(until + timedelta(days=1), time(0), clock.ZONE)
    received = _count(actor, "receiving_organ_id", Q(received_at__gte=first, received_at__lt=last))
    decided = _count(actor, "deciding_organ_id", Q(case__decided_at__gte=first, case__decided_at__lt=last))
    issued = _count(actor, "issuing_organ_id", Q(issued_at__gte=first, issued_at__lt=last))
    everyone = {*received, *decided, *issued}
    named = organs.organs_named(everyone) if everyone else {}
    rows = [
        CreditRow(one, named.get(one, ""), received.get(one, 0), decided.get(one, 0), issued.get(one, 0))
        for one in everyone
    ]
    return sorted(rows, key=lambda row: (-(row.received + row.decided + row.issued), row.organ, row.organ_id))


def _count(actor: Actor, organ: str, when: Q) -> Mapping[int, int]:
    rows = Intake.objects.filter(when, pk__in=visible(actor).values("pk"))
    return dict(rows.order_by().values_list(organ).annotate(n=Count("id")))
