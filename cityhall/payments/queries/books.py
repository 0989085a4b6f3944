"""The books: ours and the sandbox's for a day, how each day compared, what stands to be cleared or sent back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.payments.models import Difference, Payment, Reconciliation, Refund, SandboxEntry
from cityhall.payments.terms import PROVIDERS, Can, Entry, Kind, PaymentState, RefundState

MOVED = (PaymentState.PAID, PaymentState.TO_REFUND, PaymentState.REFUNDED)


@dataclass(frozen=True)
class DayRow:
    provider: str
    day: date
    ours: int
    ours_amount: int
    theirs: int
    theirs_amount: int
    odd: int
    run_at: datetime

    @property
    def provider_name(self) -> str:
        return PROVIDERS.get(self.provider, self.provider)


@dataclass(frozen=True)
class DifferenceRow:
    id: int
    provider: str
    day: date
    kind: Kind
    key: str
    ours: int | None
    theirs: int | None
    times: int
    found_at: datetime
    cleared_by: str
    cleared_at: datetime | None
    reason: str

    @property
    def provider_name(self) -> str:
        return PROVIDERS.get(self.provider, self.provider)

    @property
    def bookable(self) -> bool:
        return self.kind is Kind.THEIRS_ONLY


@dataclass(frozen=True)
class LateRow:
    order: str
    bill: str
    payer_name: str
    amount: int
    paid_at: datetime | None


def _day(day: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), clock.ZONE)
    return begins, begins + timedelta(days=1)


def our_entries(provider: str, day: date) -> list[Entry]:
    """What we booked for a provider on a day of China's calendar. Two statements."""
    begins, ends = _day(day)
    paid = Payment.objects.filter(provider=provider, state__in=MOVED, paid_at__gte=begins, paid_at__lt=ends)
    sent = Refund.objects.filter(
        payment__provider=provider, state=RefundState.DONE, done_at__gte=begins, done_at__lt=ends
    ).select_related("payment")
    return [Entry(p.order, p.amount, p.transaction) for p in paid] + [
        Entry(r.payment.order, r.amount, refund=r.number) for r in sent
    ]


def sandbox_entries(day: date) -> list[Entry]:
    """The sandbox's own book of a day: what its statement says. One statement."""
    begins, ends = _day(day)
    rows = SandboxEntry.objects.filter(at__gte=begins, at__lt=ends).order_by("at")
    return [Entry(e.order, e.amount, e.transaction, e.refund) for e in rows]


def days(actor: Actor, limit: int = 31) -> list[DayRow]:
    """How the last days compared, latest first. One statement."""
    require(actor, Can.RECONCILE)
    return [
        DayRow(r.provider, r.day, r.ours, r.ours_amount, r.theirs, r.theirs_amount, r.odd, r.run_at)
        for r in Reconciliation.objects.order_by("-day", "provider")[:limit]
    ]


def differences(actor: Actor, *, cleared: bool = False, limit: int = 100) -> list[DifferenceRow]:
    """What stands to be cleared, oldest first; or what was, latest first. One statement."""
    require(actor, Can.RECONCILE)
    rows = Difference.objects.filter(cleared_at__isnull=not cleared)
    rows = rows.order_by("-cleared_at") if cleared else rows.order_by("found_at", "id")
    return [
        DifferenceRow(
            d.pk, d.provider, d.day, Kind(d.kind), d.key, d.ours, d.theirs, d.times, d.found_at, d.cleared_by, d.cleared_at,
            d.reason,
        )
        for d in rows[:limit]
    ]  # fmt: skip


def late_payments(actor: Actor, limit: int = 100) -> list[LateRow]:
    """Money to be sent back, oldest first. One statement."""
    require(actor, Can.RECONCILE)
    rows = Payment.objects.filter(state=PaymentState.TO_REFUND).select_related("bill").order_by("paid_at")[:limit]
    return [LateRow(p.order, p.bill.number, p.bill.payer_name, p.amount, p.paid_at) for p in rows]
