"""退费: what was paid goes back the way it came."""

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line as Entry
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.payments.models import Bill, Line, Payment, Refund
from cityhall.payments.rules import check_refund
from cityhall.payments.terms import Can, LineState, Means, PaymentState, RefundState

from .desks import PROVIDERS
from .lock import by_number, lines_of, lock, may_for, settle


@action
def refund(actor: Actor, number: str, line_id: int, amount: int, reason: str, receipt: str = "") -> str:
    """退费 of (part of) one charge, `amount` in fen: online by the provider, after this act; what was paid at the counter is
    handed back now, against a numbered voucher. Answers the refund's number."""
    bill = by_number(number)
    lines = lines_of(bill)
    line = next((one for one in lines if one.pk == line_id), None)
    if line is None:
        raise NotFoundError("payments.unknown_line", "缴费单上没有这一项，请刷新页面")
    may_for(actor, Can.REFUND, [line])
    call.check_seen(bill.version)
    check_refund(LineState(line.state), line.amount, line.refunded, amount)
    payment = Payment.objects.filter(bill=bill, state=PaymentState.PAID).order_by("-paid_at").first()
    if payment is None:
        raise WrongStateError("payments.not_paid", "这张缴费单没有可退的款，请刷新页面")
    made = _ordered(actor, payment, line, amount, reason, receipt)
    line.refunded += amount
    names = ["refunded"]
    if made.state == RefundState.DONE and line.refunded == line.amount:
        line.state = LineState.REFUNDED
        names.append("state")
    update(line, names)
    _told(actor, bill, lines, made, line)
    return made.number


@action
def refund_late(actor: Actor, order: str, reason: str) -> str:
    """退回 money that came for a bill that no longer wanted it. Answers the refund's number."""
    bill = lock(payments__order=order)
    payment = Payment.objects.filter(order=order).first()
    if bill is None or payment is None:
        raise NotFoundError("payments.unknown_order", "没有这个订单，请核对订单号")
    lines = lines_of(bill)
    may_for(actor, Can.REFUND, lines)
    if payment.state != PaymentState.TO_REFUND:
        raise WrongStateError("payments.not_to_refund", f"这笔款{PaymentState(payment.state).label}，不用再退")
    made = _ordered(actor, payment, None, payment.amount, reason, "")
    payment.state = PaymentState.REFUNDED
    update(payment, ["state"])
    _told(actor, bill, lines, made, None)
    return made.number


@step
def _ordered(actor: Actor, payment: Payment, line: Line | None, amount: int, reason: str, receipt: str) -> Refund:
    if not reason.strip():
        raise InvalidInputError("payments.no_reason", "请写明退费原因和依据", field="reason")
    online = payment.means == Means.ONLINE
    if not online and not receipt.strip():
        raise InvalidInputError("payments.no_voucher", "窗口收的款当面退还，请填写退款凭证号", field="receipt")
    now = clock.now()
    made = Refund(
        number=f"{payment.order}-R{Refund.objects.filter(payment=payment).count() + 1}", payment=payment, line=line,
        amount=amount, reason=reason.strip()[:300], receipt=receipt.strip()[:60], ordered_by=actor.name, ordered_at=now,
        state=RefundState.ORDERED if online else RefundState.DONE, done_at=None if online else now,
    )  # fmt: skip
    insert([made])
    payment.refunded += amount
    update(payment, ["refunded"])
    return made


def _told(actor: Actor, bill: Bill, lines: list[Line], made: Refund, line: Line | None) -> None:
    event = "bill.refunded" if made.state == RefundState.DONE else "bill.refund_ordered"
    told = {"case": line.ref.removeprefix("case:")} if line else {}
    settle(actor, bill, lines, event, refund=made.number, amount=made.amount, reason=made.reason, **told)


def carry_out_refund(line: Entry) -> None:
    """Reaction to a refund that was ordered: the provider is told, then it is noted. Told twice, it sends back once."""
    found = Refund.objects.select_related("payment").filter(number=str(line.values.get("refund", "")))
    made = found.filter(state=RefundState.ORDERED).first()
    if made is not None and made.payment.provider in PROVIDERS:
        PROVIDERS[made.payment.provider]().refund(made.payment.order, made.number, made.amount)
        _note_refunded(HOUSE, made.pk)


@action
def _note_refunded(actor: Actor, refund_id: int) -> None:
    bill = lock(payments__refunds__pk=refund_id)
    made = Refund.objects.select_related("line").get(pk=refund_id)
    if bill is None or made.state == RefundState.DONE:
        record(actor, "bill.refund_stood", f"refund:{made.number}")
        return
    made.state, made.done_at = RefundState.DONE, clock.now()
    update(made, ["state", "done_at"])
    lines = lines_of(bill)
    line = next((one for one in lines if one.pk == made.line_id), None)
    if line is not None and line.refunded == line.amount:
        line.state = LineState.REFUNDED
        update(line, ["state"])
    _told(actor, bill, lines, made, line)
