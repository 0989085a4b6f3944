"""对账: once a day our book beside the provider's; what does not agree is put before a person, who clears it with a reason."""

from datetime import date, datetime, time, timedelta

from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.messages import actions as messages
from cityhall.payments import queries
from cityhall.payments.models import Difference, Payment, Reconciliation
from cityhall.payments.rules import Odd, compare
from cityhall.payments.terms import Can, Entry, Kind, Notice

from .desks import desk, online
from .lock import lines_of, lock
from .paying import enter, rule

COMPARED = (Kind.OURS_ONLY, Kind.THEIRS_ONLY, Kind.AMOUNT)
TOLD_TO_FINANCE = ("payments.alarmed", "payments.differed", "payments.agreed", "payments.cleared")
"""Lines after which finance may have to be told."""
AGREES = "重新对账，双方已一致"


def reconcile_yesterday(actor: Actor) -> int:
    """The daily run; nothing to do where money comes over the counter only. Answers how many differences stand for that day."""
    return reconcile(actor, clock.today() - timedelta(days=1)) if online() else 0


def reconcile(actor: Actor, day: date) -> int:
    """对账 of one day, as often as one likes: it ends the same."""
    require(actor, Can.RECONCILE)
    if day > clock.today():
        raise InvalidInputError("payments.future_day", "这一天还没有到，请选择今天或以前的日期", field="day")
    gateway = desk()
    theirs = gateway.statement(day)
    return _compare(actor, gateway.name, day, theirs)


@action
def _compare(actor: Actor, provider: str, day: date, theirs: list[Entry]) -> int:
    require(actor, Can.RECONCILE)
    ours = queries.our_entries(provider, day)
    found = compare(ours, theirs)
    known = list(Difference.objects.select_for_update().filter(provider=provider, day=day, kind__in=COMPARED))
    _note(provider, day, [one for one in found if (one.kind, one.key) not in {(d.kind, d.key) for d in known}])
    gone = [d.pk for d in known if d.cleared_at is None and (d.kind, d.key) not in {(o.kind, o.key) for o in found}]
    if gone:
        Difference.objects.filter(pk__in=gone).update(cleared_at=clock.now(), cleared_by=HOUSE.name, reason=AGREES)
    Reconciliation.objects.update_or_create(
        provider=provider, day=day,
        defaults={
            "ours": len(ours), "ours_amount": _net(ours), "theirs": len(theirs), "theirs_amount": _net(theirs),
            "odd": len(found), "run_at": clock.now(),
        },
    )  # fmt: skip
    event = "payments.differed" if found else "payments.agreed"
    record(actor, event, f"reconciliation:{provider}/{day}", ours=len(ours), theirs=len(theirs), odd=len(found))
    return len(found)


def _net(entries: list[Entry]) -> int:
    return sum(-e.amount if e.refund else e.amount for e in entries)


@step
def _note(provider: str, day: date, odd: list[Odd]) -> None:
    now = clock.now()
    Difference.objects.bulk_create(
        Difference(provider=provider, day=day, kind=o.kind, key=o.key, ours=o.ours, theirs=o.theirs, found_at=now)
        for o in odd
    )


@action
def clear_difference(actor: Actor, difference_id: int, reason: str) -> None:
    """核销: a person has looked, and says what it was."""
    found = _standing(actor, difference_id)
    _clear(actor, found, reason)


@action
def book_difference(actor: Actor, difference_id: int, reason: str) -> None:
    """补登: the provider has the money and its notice was lost; it is booked as the notice would have been, and cleared."""
    found = _standing(actor, difference_id, locked=False)
    bill = lock(payments__order=found.key) if found.kind == Kind.THEIRS_ONLY else None
    payment = Payment.objects.filter(order=found.key).first() if bill is not None else None
    found = _standing(actor, difference_id)
    if bill is None or payment is None or found.theirs is None:
        raise WrongStateError(
            "payments.cannot_book", "只有渠道有、我方订单也在的款项才能补登；请与渠道核实后写明原因核销"
        )
    lines = lines_of(bill)
    ruling = rule(bill, payment, lines, found.theirs)
    if ruling.books is None:
        raise WrongStateError(
            "payments.cannot_book", "金额与订单不符或者已经入账，不能补登；请与渠道核实后写明原因核销"
        )
    at = datetime.combine(found.day, time(23, 59), clock.ZONE)
    enter(actor, bill, payment, lines, ruling, Notice(payment.order, found.theirs, f"补登{found.pk}", at))
    _clear(actor, found, reason)


def _standing(actor: Actor, difference_id: int, *, locked: bool = True) -> Difference:
    require(actor, Can.RECONCILE)
    rows = Difference.objects.select_for_update() if locked else Difference.objects.all()
    found = rows.filter(pk=difference_id).first()
    if found is None:
        raise NotFoundError("payments.unknown_difference", "没有这条差异，请刷新页面")
    if found.cleared_at is not None:
        raise WrongStateError("payments.cleared_already", f"{found.cleared_by}已经核销了这条差异：{found.reason}")
    return found


@step
def _clear(actor: Actor, found: Difference, reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError("payments.no_reason", "请写明核实的情况和处理办法", field="reason")
    found.cleared_by, found.cleared_at, found.reason = actor.name, clock.now(), reason.strip()[:300]
    update(found, ["cleared_by", "cleared_at", "reason"])
    record(
        actor, "payments.cleared", f"difference:{found.pk}", kind=str(found.kind), key=found.key, reason=found.reason
    )  # fmt: skip


def tell_finance(line: Line) -> None:
    """Reaction to something that does not agree, and to its clearing: whoever reconciles for the whole city (or else the
    operators) is told when it begins, and when nothing stands any more."""
    standing = Difference.objects.filter(cleared_at=None).count()
    text = (
        f"支付对账有 {standing} 笔差异待核，请到“对账”核实并写明原因核销。"
        if standing
        else "支付对账的差异已全部核销。"
    )
    messages.note_state(HOUSE, "payments", "支付对账有差异", bad=standing > 0, text=text, to=Can.RECONCILE)
