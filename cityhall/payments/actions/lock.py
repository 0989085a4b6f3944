"""Taking hold of a bill. Everything about it (its lines, the tries to pay it, refunds) changes under the lock of its row, which comes
after that of a case and before the counters."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.payments.models import Bill, Line, Payment
from cityhall.payments.rules import state_of
from cityhall.payments.terms import BillState, Can, LineState, PaymentState


def lock(**wanted: object) -> Bill | None:
    return Bill.objects.select_for_update(of=("self",)).filter(**wanted).order_by("id").first()


def by_number(number: str) -> Bill:
    bill = lock(number=number)
    if bill is None:
        raise unknown(number)
    return bill


def unknown(number: str) -> NotFoundError:
    return NotFoundError("payments.unknown_bill", f"没有编号为 {number} 的缴费单，请核对编号")


def lines_of(bill: Bill) -> list[Line]:
    return list(Line.objects.filter(bill=bill).order_by("id"))


def may_for(actor: Actor, permission: Can, lines: Iterable[Line]) -> None:
    """One bill is one payment: whoever may take money for one of its organs takes all of it."""
    rows = list(lines)
    if not any(actor.may(permission, one.organ_id, one.item_id) for one in rows):
        first = rows[0]
        require(actor, permission, first.organ_id, first.item_id)


def due_of(lines: Iterable[Line]) -> int:
    """What is still to be paid, in fen."""
    return sum(one.amount for one in lines if one.state == LineState.DUE)


def check_open(bill: Bill) -> None:
    if bill.state != BillState.OPEN:
        raise WrongStateError("payments.not_open", f"缴费单{BillState(bill.state).label}，不需要再缴；请刷新页面查看")


def under_way(bill: Bill) -> Payment | None:
    """The try that may still end in money; one whose time has run is not waited for."""
    now = clock.now()
    return Payment.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), bill=bill, state=PaymentState.PENDING
    ).first()


def close_tries(bill: Bill) -> None:
    """Whatever is under way no longer counts; money that comes by it all the same is to be sent back."""
    Payment.objects.filter(bill=bill, state=PaymentState.PENDING).update(state=PaymentState.CLOSED)


def settle(actor: Actor, bill: Bill, lines: Iterable[Line], event: str, **told: object) -> None:
    """What its lines make of it, and the line of the journal."""
    before = bill.state
    bill.state, bill.version = state_of(LineState(one.state) for one in lines), bill.version + 1
    names = ["state", "version"]
    if bill.state == BillState.PAID and bill.paid_at is None:
        bill.paid_at = clock.now()
        names.append("paid_at")
    update(bill, names)
    if before != bill.state:
        told["state"] = str(bill.state)
    record(actor, event, bill.ref, organ_id=bill.organ_id, **told)


def minutes() -> int:
    return int(settings.PAYMENTS.minutes)
