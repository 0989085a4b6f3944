"""出件: what waits to reach its applicant, by what is to be done next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cityhall.cases.models import Case, Delivery
from cityhall.cases.terms import Can, DeliveryMethod, DeliveryState, Outcome, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.terms import Term

from .lists import counting
from .visible import within

REFUSALS = (Status.NOT_ACCEPTED, Status.TERMINATED, Status.DEEMED_WITHDRAWN)


class Pile(Term):
    """Where a result lies."""

    READY = "ready", "待领取"
    CHASED = "chased", "久未领取"
    MAIL = "mail", "待邮寄"
    SENT = "sent", "在途和公告中"
    RETURNED = "returned", "已退回"
    KEPT = "kept", "等一次领取"


@dataclass(frozen=True)
class HandoverRow:
    number: str
    item_name: str
    applicant_name: str
    status: Status
    outcome: Outcome | None
    since: datetime | None
    method: DeliveryMethod | None
    chases: int
    chased_at: datetime | None
    carrier: str
    waybill: str
    sent_at: datetime | None
    why: str  # why it came back
    clock: ClockView | None

    @property
    def result(self) -> str:
        return self.outcome.label if self.outcome else self.status.label


def handover(
    actor: Actor, pile: Pile = Pile.READY, text: str = "", after: str = "", limit: int = 30
) -> Page[HandoverRow]:
    """Results and refusals not yet served, oldest first. Two statements."""
    require(actor, Can.DELIVER)
    rows = _last_try(_unserved(actor).filter(PILES[pile]))
    if text := text.strip():
        rows = rows.filter(Q(number__startswith=text) | Q(applicant_name__startswith=text))
    found = list(keyset(rows.select_related("application"), ["closed_or_decided", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.closed_or_decided, c.pk))
    clocks: dict[str, list[ClockView]] = {}
    for one in deadlines.clocks_of([c.ref for c in cut.rows]):
        clocks.setdefault(one.ref, []).append(one)
    return Page([_row(c, clocks) for c in cut.rows], cut.next)


def handover_counts(actor: Actor) -> dict[Pile, int]:
    """How much lies on each pile. One statement."""
    require(actor, Can.DELIVER)
    counted = _unserved(actor).aggregate(**{f"n_{pile.value}": Count("id", filter=PILES[pile]) for pile in Pile})
    return {pile: counted[f"n_{pile.value}"] for pile in Pile}


def _unserved(actor: Actor) -> QuerySet[Case]:
    """Each with when it was due to go out, whether something is under way, and whether something came back."""
    tries = Delivery.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.annotate(
        closed_or_decided=Coalesce("decided_at", "closed_at"), served=Exists(tries.filter(state=DeliveryState.SERVED)),
        sent=Exists(tries.filter(state=DeliveryState.SENT)), returned=Exists(tries.filter(state=DeliveryState.RETURNED)),
    ).filter(Q(status=Status.DECIDED) | Q(status__in=REFUSALS, served=False))  # fmt: skip
    return rows.filter(within(actor, Can.DELIVER))


KEPT = Q(application__kept=True, outcome=Outcome.GRANTED, status=Status.DECIDED)
MAIL, WAITS = Q(application__delivery_method=DeliveryMethod.MAIL), Q(sent=False, returned=False) & ~KEPT
PILES = {
    Pile.READY: ~MAIL & WAITS, Pile.CHASED: ~MAIL & WAITS & Q(chases__gt=0), Pile.MAIL: MAIL & WAITS,
    Pile.SENT: Q(sent=True), Pile.RETURNED: Q(sent=False, returned=True), Pile.KEPT: KEPT & Q(sent=False),
}  # fmt: skip


def _last_try(rows: QuerySet[Case]) -> QuerySet[Case]:
    last = Delivery.objects.filter(case=OuterRef("pk")).order_by("-id")
    return rows.annotate(
        carrier=Subquery(last.values("carrier")[:1]), waybill=Subquery(last.values("waybill")[:1]),
        sent_at=Subquery(last.values("sent_at")[:1]), why=Subquery(last.values("reason")[:1]),
    )  # fmt: skip


def _row(case: Case, clocks: Mapping[str, list[ClockView]]) -> HandoverRow:
    told = case.__dict__
    method = case.application.delivery_method
    return HandoverRow(
        str(case.number), case.item_name, case.applicant_name, Status(case.status),
        Outcome(case.outcome) if case.outcome else None, told["closed_or_decided"],
        DeliveryMethod(method) if method else None, case.chases, case.chased_at, told["carrier"] or "",
        told["waybill"] or "", told["sent_at"], told["why"] or "", counting(clocks.get(case.ref, [])),
    )  # fmt: skip
