"""Bills: one's own, those an organ's people may see, and how the fee of a case stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.payments.models import Bill, Line, Payment, Refund
from cityhall.payments.terms import BillState, Can, LineState, Means, PaymentState, RefundState

OWED = (LineState.DUE, LineState.PAID, LineState.REFUNDED)


@dataclass(frozen=True)
class LineView:
    id: int
    ref: str
    item_name: str
    name: str
    standard: str
    basis: str
    amount: int
    refunded: int
    state: LineState
    why: str

    @property
    def case(self) -> str:
        return self.ref.removeprefix("case:")

    @property
    def refundable(self) -> int:
        return self.amount - self.refunded if self.state is LineState.PAID else 0


@dataclass(frozen=True)
class PaymentView:
    order: str
    means: Means
    amount: int
    state: PaymentState
    paid_at: datetime | None
    receipt: str
    refunded: int


@dataclass(frozen=True)
class RefundView:
    number: str
    amount: int
    state: RefundState
    reason: str
    ordered_at: datetime


@dataclass(frozen=True)
class BillPage:
    number: str
    subject: str
    title: str
    payer_name: str
    state: BillState
    due_on: date
    created_at: datetime
    paid_at: datetime | None
    version: int
    lines: tuple[LineView, ...]
    payments: tuple[PaymentView, ...]
    refunds: tuple[RefundView, ...]
    mine: bool
    may_collect: bool
    may_refund: bool

    @property
    def due(self) -> int:
        return sum(one.amount for one in self.lines if one.state is LineState.DUE)

    @property
    def total(self) -> int:
        return sum(one.amount for one in self.lines if one.state in OWED)

    @property
    def is_open(self) -> bool:
        return self.state is BillState.OPEN

    @property
    def joint(self) -> str:
        """The number of the whole it is of, if it is of one."""
        return self.subject.removeprefix("joint:") if self.subject.startswith("joint:") else ""

    @property
    def receipt(self) -> PaymentView | None:
        return next((one for one in self.payments if one.state is PaymentState.PAID), None)


@dataclass(frozen=True)
class BillRow:
    number: str
    title: str
    payer_name: str
    state: BillState
    due_on: date
    created_at: datetime
    total: int


@dataclass(frozen=True)
class FeeStanding:
    """How the fee of one case stands on its bills: in fen, with the number of the latest."""

    bill: str
    due: int
    paid: int
    refunded: int
    means: str
    receipt: str
    paid_at: datetime | None


def my_bills(actor: Actor, limit: int = 50) -> list[BillRow]:
    """One's own, latest first. One statement."""
    require_signed_in(actor)
    rows = Bill.objects.filter(account=actor.account_id).exclude(state=BillState.CANCELLED)
    return [_row(b) for b in _summed(rows).order_by("-created_at")[:limit]]


def my_bill(actor: Actor, number: str) -> BillPage:
    """One's own, whole."""
    found = bill_page(actor, number)
    if not found.mine:
        raise _unknown(number)
    return found


def bill_page(actor: Actor, number: str) -> BillPage:
    """A bill for its payer, and for whoever may take or return money for one of its organs, or compare books. Four statements."""
    require_signed_in(actor)
    bill = Bill.objects.filter(number=number).first()
    lines = list(Line.objects.filter(bill=bill).order_by("id")) if bill else []
    mine = bill is not None and actor.account_id is not None and bill.account_id == actor.account_id
    collects = any(actor.may(Can.COLLECT, one.organ_id, one.item_id) for one in lines)
    refunds = any(actor.may(Can.REFUND, one.organ_id, one.item_id) for one in lines)
    if bill is None or not (mine or collects or refunds or actor.may(Can.RECONCILE)):
        raise _unknown(number)
    return BillPage(
        bill.number, bill.subject, bill.title, bill.payer_name, BillState(bill.state), bill.due_on, bill.created_at,
        bill.paid_at, bill.version, tuple(_line(one) for one in lines), _payments(bill), _refunds(bill), mine,
        collects, refunds,
    )  # fmt: skip


def _unknown(number: str) -> NotFoundError:
    return NotFoundError("payments.unknown_bill", f"没有编号为 {number} 的缴费单，请核对编号")


def _line(one: Line) -> LineView:
    return LineView(
        one.pk, one.ref, one.item_name, one.name, one.standard, one.basis, one.amount, one.refunded, LineState(one.state),
        one.why,
    )  # fmt: skip


def _payments(bill: Bill) -> tuple[PaymentView, ...]:
    rows = Payment.objects.filter(bill=bill).exclude(state=PaymentState.CLOSED).order_by("id")
    return tuple(
        PaymentView(p.order, Means(p.means), p.amount, PaymentState(p.state), p.paid_at, p.receipt, p.refunded)
        for p in rows
    )


def _refunds(bill: Bill) -> tuple[RefundView, ...]:
    rows = Refund.objects.filter(payment__bill=bill).order_by("id")
    return tuple(RefundView(r.number, r.amount, RefundState(r.state), r.reason, r.ordered_at) for r in rows)


def bills(
    actor: Actor, text: str = "", state: str = "", after: str = "", limit: int = 30
) -> Page[BillRow]:  # fmt: skip
    """Bills of the organs one takes money for (all of them for whoever compares books), latest first. One statement."""
    require_signed_in(actor)
    rows = _summed(Bill.objects.filter(_within(actor)))
    if state in list(BillState):
        rows = rows.filter(state=state)
    if text := text.strip():
        on_it = Line.objects.filter(bill=OuterRef("pk"), ref=f"case:{text}")
        rows = rows.filter(Q(number__startswith=text) | Q(payer_name__startswith=text) | Exists(on_it))
    found = list(keyset(rows, ["-created_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda b: (b.created_at, b.pk), after)
    return Page([_row(b) for b in cut.rows], cut.next, cut.prev)


def _within(actor: Actor) -> Q:
    """Of the organs, and in the items entrusted, that one takes money for; everything for whoever compares books."""
    reach = None if actor.may(Can.RECONCILE) else actor.reach(Can.COLLECT)
    if reach is None:
        return Q()
    here = Q(organ_id__in=reach)
    for organ_id, items in actor.entrusted(Can.COLLECT):
        here |= Q(organ_id=organ_id, item_id__in=sorted(items))
    return Q(Exists(Line.objects.filter(here, bill=OuterRef("pk"))))


def _summed(rows: QuerySet[Bill]) -> QuerySet[Bill]:
    return rows.annotate(total=Coalesce(Sum("lines__amount", filter=Q(lines__state__in=OWED)), 0))


def _row(b: Bill) -> BillRow:
    total = b.__dict__["total"]
    return BillRow(b.number, b.title, b.payer_name, BillState(b.state), b.due_on, b.created_at, int(total))


def bills_of(actor: Actor, subject: str) -> list[BillRow]:
    """Those of one application, for who may already see that. One statement."""
    require_signed_in(actor)
    rows = Bill.objects.filter(subject=subject).exclude(state=BillState.CANCELLED)
    return [_row(b) for b in _summed(rows).order_by("created_at")]


def fees_of(refs: Sequence[str]) -> dict[str, FeeStanding]:
    """How the fees of these cases stand; a case never charged is missing. Asked by the room whose cases they are. Two statements."""
    found: dict[str, list[Line]] = {}
    for one in Line.objects.filter(ref__in=list(refs), state__in=OWED).select_related("bill").order_by("id"):
        found.setdefault(one.ref, []).append(one)
    paid = {
        p.bill_id: p for p in Payment.objects.filter(
            bill_id__in={line.bill_id for lines in found.values() for line in lines}, state=PaymentState.PAID
        )
    }  # fmt: skip
    return {ref: _standing(lines, paid.get(lines[-1].bill_id)) for ref, lines in found.items()}


def _standing(lines: Sequence[Line], payment: Payment | None) -> FeeStanding:
    def total(state: LineState) -> int:
        return sum(one.amount for one in lines if one.state == state)

    return FeeStanding(
        lines[-1].bill.number, total(LineState.DUE), total(LineState.PAID), total(LineState.REFUNDED),
        str(payment.means) if payment else "", (payment.receipt or payment.order) if payment else "",
        payment.paid_at if payment else None,
    )  # fmt: skip


def refs_on(number: str) -> list[str]:
    """Whose charges are on a bill. One statement."""
    return list(Line.objects.filter(bill__number=number).order_by("ref").values_list("ref", flat=True).distinct())
