"""缴费: online by a provider's notice, or over the counter."""

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update, update_all
from cityhall.payments.adapters import Signed
from cityhall.payments.models import Bill, Difference, Line, Payment
from cityhall.payments.rules import Known, Ruling, judge
from cityhall.payments.terms import (
    OVER_THE_COUNTER,
    BillState,
    Can,
    Kind,
    LineState,
    Means,
    Notice,
    PaymentState,
)

from .desks import THE_SANDBOX, desk, keep_entry, online, sandbox
from .lock import (
    by_number,
    check_open,
    close_tries,
    due_of,
    lines_of,
    lock,
    may_for,
    minutes,
    settle,
    under_way,
    unknown,
)

log = logging.getLogger("cityhall.payments")


def checkout(actor: Actor, number: str) -> str:
    """去支付: a try is begun (or the one under way taken up again); answers the address of the provider's page."""
    gateway = desk()
    order = start_payment(actor, number)
    found = Payment.objects.select_related("bill").get(order=order)
    return gateway.ask(order, found.amount, found.bill.title)


@action
def start_payment(actor: Actor, number: str) -> str:
    """One try at a time: asked twice, the same order is answered."""
    require_signed_in(actor)
    provider = desk().name
    bill = by_number(number)
    if bill.account_id is None or bill.account_id != actor.account_id:
        raise unknown(number)
    check_open(bill)
    due, now = due_of(lines_of(bill)), clock.now()
    running = under_way(bill)
    if running is not None and running.amount == due:
        record(actor, "bill.payment_resumed", bill.ref, organ_id=bill.organ_id, order=running.order)
        return running.order
    close_tries(bill)
    order = _order(bill)
    insert([
        Payment(
            order=order, bill=bill, provider=provider, means=Means.ONLINE, amount=due, started_at=now,
            expires_at=now + timedelta(minutes=minutes()),
        )
    ])  # fmt: skip
    record(actor, "bill.payment_started", bill.ref, organ_id=bill.organ_id, order=order, amount=due)
    return order


def _order(bill: Bill) -> str:
    return f"{bill.number}-{Payment.objects.filter(bill=bill).count() + 1}"


def take_notice(provider: str, message: Signed) -> str:
    """支付通知 of a provider. Booked once, however often it comes; a wrong signature, amount or order is refused, put before
    finance, and never marks anything as paid. Answers what became of it."""
    gateway = desk(provider)
    try:
        notice = gateway.read(message)
    except NotAllowedError:
        _raise_forged(provider)
        raise
    ruled = _book(HOUSE, provider, notice)
    if ruled == Kind.UNKNOWN:
        raise NotFoundError("payments.unknown_order", "没有这个订单，这笔款没有入账，已提请核查；请核对订单号")
    if ruled == Kind.BAD_NOTICE:
        raise WrongStateError("payments.wrong_amount", "金额与订单不符，这笔款没有入账，已提请核查；请核对金额")
    return ruled


def _raise_forged(provider: str) -> None:
    """Once a day and provider: whoever sends a thousand of them fills no book."""
    today = clock.today()
    log.warning("a payment notice of %s was not signed as agreed", provider)
    if not Difference.objects.filter(provider=provider, day=today, kind=Kind.FORGED).exists():
        _note_forged(HOUSE, provider)


@action
def _note_forged(actor: Actor, provider: str) -> None:
    alarm(actor, provider, Kind.FORGED, "", None, None)


@action
def _book(actor: Actor, provider: str, notice: Notice) -> str:
    """What a good notice comes to, under the bill's lock."""
    bill = lock(payments__order=notice.order, payments__provider=provider)
    if bill is None or _used(provider, notice):
        alarm(actor, provider, Kind.UNKNOWN, notice.order, None, notice.amount)
        return str(Kind.UNKNOWN)
    payment, lines = Payment.objects.get(order=notice.order), lines_of(bill)
    ruling = rule(bill, payment, lines, notice.amount)
    if ruling.raises is not None:
        alarm(actor, provider, ruling.raises, notice.order, payment.amount, notice.amount)
    if ruling.refused:
        return str(ruling.raises)
    if ruling.books is None:
        record(actor, "bill.notice_again", bill.ref, organ_id=bill.organ_id, order=notice.order)
        return "again"
    enter(actor, bill, payment, lines, ruling, notice)
    return str(ruling.books)


def _used(provider: str, notice: Notice) -> bool:
    """A transaction that already paid another order pays nothing else."""
    return (
        Payment.objects.filter(provider=provider, transaction=notice.transaction).exclude(order=notice.order).exists()
    )


def rule(bill: Bill, payment: Payment, lines: list[Line], amount: int) -> Ruling:
    known = Known(PaymentState(payment.state), payment.amount, BillState(bill.state), due_of(lines))
    return judge(known, amount)


@step
def enter(actor: Actor, bill: Bill, payment: Payment, lines: list[Line], ruling: Ruling, notice: Notice) -> None:
    """入账: the money is noted; where it was wanted, everything due on the bill is paid by it."""
    payment.state, payment.transaction = ruling.books or payment.state, notice.transaction
    payment.paid_at = notice.paid_at
    if ruling.books is PaymentState.PAID:
        update(payment, ["state", "transaction", "paid_at"])
        _pay(actor, bill, payment, lines)
        return
    update(payment, ["state", "transaction", "paid_at"])
    record(actor, "bill.paid_late", bill.ref, organ_id=bill.organ_id, order=payment.order, amount=payment.amount)


@step
def _pay(actor: Actor, bill: Bill, payment: Payment, lines: list[Line]) -> None:
    paid = [one for one in lines if one.state == LineState.DUE]
    for one in paid:
        one.state = LineState.PAID
    update_all(paid, ["state"])
    settle(
        actor, bill, lines, "bill.paid", order=payment.order, amount=payment.amount, means=str(payment.means),
        receipt=payment.receipt,
    )  # fmt: skip


@step
def alarm(actor: Actor, provider: str, kind: Kind, key: str, ours: int | None, theirs: int | None) -> None:
    """Put before finance: a row to be cleared by a person, and word of it."""
    found, new = Difference.objects.get_or_create(
        provider=provider, day=clock.today(), kind=kind, key=key[:90],
        defaults={"ours": ours, "theirs": theirs, "found_at": clock.now()},
    )  # fmt: skip
    if not new:
        Difference.objects.filter(pk=found.pk).update(times=found.times + 1)
    record(
        actor, "payments.alarmed", f"difference:{found.pk}", kind=str(kind), provider=provider, key=key[:90], ours=ours,
        theirs=theirs,
    )  # fmt: skip


@action
def collect(actor: Actor, number: str, means: str, receipt: str) -> None:
    """窗口收款: all that is due, in cash or by card, against a numbered receipt."""
    bill = by_number(number)
    lines = lines_of(bill)
    may_for(actor, Can.COLLECT, lines)
    call.check_seen(bill.version)
    check_open(bill)
    if means not in OVER_THE_COUNTER:
        raise InvalidInputError("payments.unknown_means", "请选择现金或刷卡", field="means")
    if not receipt.strip():
        raise InvalidInputError("payments.no_receipt", "请填写开给缴款人的票据号", field="receipt")
    if Payment.objects.filter(receipt=receipt.strip()[:60]).exists():
        raise InvalidInputError("payments.receipt_used", "这个票据号已经用过，请核对票据", field="receipt")
    close_tries(bill)
    now = clock.now()
    payment = Payment(
        order=_order(bill), bill=bill, means=Means(means), amount=due_of(lines), state=PaymentState.PAID, paid_at=now,
        receipt=receipt.strip()[:60], taken_by=actor.name, started_at=now,
    )  # fmt: skip
    insert([payment])
    _pay(actor, bill, payment, lines)


def sandbox_message(address: str) -> Signed:
    """The order in the address of the sandbox's page."""
    query = parse_qs(urlsplit(address).query)
    return sandbox().asked(query.get("m", [""])[0], query.get("s", [""])[0])


def sandbox_order(message: Signed) -> tuple[str, int, str]:
    """What the sandbox's page shows: order, fen, for what. Only where the sandbox is in use."""
    _only_sandbox()
    said = sandbox().check(message)
    return str(said.get("order", "")), int(said.get("amount", 0)), str(said.get("title", ""))


def pay_at_sandbox(message: Signed, *, notify: bool = True) -> str:
    """付款 on the sandbox's page: it writes its book, signs a notice and sends it. `notify` off: the notice is lost on the
    way, as happens, and the daily comparison finds it. Answers the order."""
    order, amount, _ = sandbox_order(message)
    transaction = keep_entry(THE_SANDBOX, order, amount)
    said = {"order": order, "amount": amount, "transaction": transaction, "paid_at": clock.now().isoformat()}
    if notify:
        take_notice(sandbox().name, sandbox().sign(said))
    return order


def _only_sandbox() -> None:
    if online() != sandbox().name:
        raise NotFoundError("payments.no_provider", "没有开通沙箱支付")
