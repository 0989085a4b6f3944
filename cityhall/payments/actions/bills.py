"""开单: what is owed for a case is put on the one bill of its application. The room that owns the case calls this in its own act."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.writing import insert, update_all
from cityhall.organs import queries as organs
from cityhall.payments.models import Bill, Line
from cityhall.payments.rules import check_charges
from cityhall.payments.terms import About, BillState, Charge, LineState, Payer

from .lock import close_tries, lines_of, lock, settle, under_way

STANDING = (LineState.DUE, LineState.PAID)


@step
def charge(
    actor: Actor, subject: str, title: str, payer: Payer, about: About, charges: Sequence[Charge],
    published: Sequence[str] = (),
) -> str:  # fmt: skip
    """核定收费: these amounts are due for this case, in place of what was due for it before. Answers the bill's number. While
    somebody is paying, or once it is paid, nothing is changed under her hands."""
    check_charges(charges, published)
    bill = lock(subject=subject, state=BillState.OPEN)
    standing = list(Line.objects.filter(Q(state__in=STANDING), ref=about.ref).order_by("id"))
    names = {one.name for one in charges}
    if paid := next((one for one in standing if one.state == LineState.PAID and one.name in names), None):
        raise WrongStateError(
            "payments.paid_already", f"“{paid.name}”已经缴费，不能再改金额；多收的请退费，其他收费项目请单独核定"
        )
    if bill is not None and under_way(bill) is not None:
        raise WrongStateError("payments.being_paid", "申请人正在支付这张缴费单，请等支付完成或过期后再核定")
    _retire([one for one in standing if one.state == LineState.DUE])
    if bill is None:
        bill = _opened(subject, title, payer, about)
    else:
        Bill.objects.filter(pk=bill.pk).update(version=bill.version + 1)
    rows = [
        Line(
            bill=bill, ref=about.ref, organ_id=about.organ_id, item_id=about.item_id, item_name=about.item_name[:200],
            name=one.name[:120], standard=one.standard[:300], basis=one.basis[:300], amount=one.amount, set_by=actor.name,
            set_at=clock.now(),
        )
        for one in charges
    ]  # fmt: skip
    insert(rows)
    record(
        actor, "bill.charged", bill.ref, organ_id=about.organ_id, case=about.ref.removeprefix("case:"),
        amount=sum(one.amount for one in charges),
    )  # fmt: skip
    return bill.number


def _retire(rows: list[Line]) -> None:
    for one in rows:
        one.state, one.why = LineState.CANCELLED, "重新核定"
    update_all(rows, ["state", "why"])


def _opened(subject: str, title: str, payer: Payer, about: About) -> Bill:
    """缴费单号: division (6) - year - F and seven digits, without a gap."""
    now = clock.now()
    place, year = organs.organ(about.organ_id).division_code[:6], clock.local(now).year
    bill = Bill(
        number=f"{place}-{year}-F{next_in(f'bill:{place}:{year}'):07d}", subject=subject, title=title[:200],
        payer_ref=payer.ref, payer_name=payer.name, account_id=payer.account_id, organ_id=about.organ_id,
        due_on=clock.today() + timedelta(days=settings.PAYMENTS.days), created_at=now,
    )  # fmt: skip
    insert([bill])
    return bill


@step
def waive(actor: Actor, ref: str, basis: str) -> bool:
    """免缴: nothing is due for this case any more, by this rule. Answers whether anything was."""
    return _end(actor, ref, LineState.WAIVED, basis, "bill.waived")


@step
def drop(actor: Actor, ref: str, why: str) -> bool:
    """取消: the case came to nothing, and what was due for it with it. What was paid stays until a person sends it back."""
    return _end(actor, ref, LineState.CANCELLED, why, "bill.dropped")


def _end(actor: Actor, ref: str, state: LineState, why: str, event: str) -> bool:
    bill = lock(pk__in=Line.objects.filter(ref=ref, state=LineState.DUE).values("bill_id"))
    lines = lines_of(bill) if bill is not None else []
    ended = [one for one in lines if one.ref == ref and one.state == LineState.DUE]
    if bill is None or not ended:
        return False
    for one in ended:
        one.state, one.why = state, why[:200]
    update_all(ended, ["state", "why"])
    close_tries(bill)
    settle(actor, bill, lines, event, case=ref.removeprefix("case:"))
    return True
