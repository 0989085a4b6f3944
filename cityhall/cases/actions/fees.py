"""收费: what a case costs is set by who handles it, as its item publishes; it is paid on the one bill of the application; the result
is not handed over before (the delivery asks for `fee_noted_at`)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from cityhall.cases.models import Case
from cityhall.cases.queries.fees import charges_of
from cityhall.cases.terms import Can, Outcome, Status
from cityhall.catalogue.terms import Fee
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.payments import actions as payments
from cityhall.payments import queries as bills
from cityhall.payments.terms import About, Charge, Payer

from .deliver import tell
from .lock import Held, lock, settle

OPEN = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED, Status.DECIDED)
FOLLOWED_BILLS = ("bill.paid", "bill.refunded")
"""Lines of a bill after which the cases on it are looked at."""
COME_TO_NOTHING = (
    "case.withdrawn", "case.deemed_withdrawn", "case.not_accepted", "case.terminated", "case.voided",
    "case.transferred", "case.decided",
)  # fmt: skip
"""Lines of a case after which nothing may be due any more."""
FEN = 100


@action
def set_fee(actor: Actor, number: str, amounts: Mapping[str, str]) -> str:
    """核定收费: published charge → yuan, as text; those left empty are not charged. In place of what was set before. Answers the
    number of the bill, on which everything of the same application stands."""
    held = lock(number)
    _may(actor, held)
    call.check_seen(held.case.version, held.case.last_actor)
    _check_charged(held)
    known = {one.name: one for one in charges_of(held.terms)}
    wanted = {name: text.strip() for name, text in amounts.items() if text.strip()}
    charges = [
        Charge(
            name,
            bills.fen(text),
            known[name].standard if name in known else "",
            known[name].basis if name in known else "",
        )
        for name, text in wanted.items()
    ]
    case, application = held.case, held.case.application
    whole = application.whole
    bill = payments.charge(
        actor, f"joint:{whole}" if whole else f"application:{application.pk}",
        f"联办申请 {whole} 的费用" if whole else case.item_name,
        Payer(application.applicant_ref, application.applicant_name, application.account_id),
        About(held.ref, case.organ_id, case.item_id, case.item_name), charges, list(known),
    )  # fmt: skip
    settle(actor, held, Status(case.status), fee_noted_at=None, fee_waiver="")
    total = bills.yuan(sum(one.amount for one in charges))
    tell(
        held,
        "fee_set",
        "请缴费",
        f"“{case.item_name}”（{number}）应缴 {total} 元，缴费单号 {bill}。可登录后网上缴费，或到窗口缴费。",
    )
    record(actor, "case.fee_set", held.ref, organ_id=case.organ_id, amount=total, bill=bill)
    return bill


def _may(actor: Actor, held: Held) -> None:
    """Whoever reviews it, takes it in or hands it over."""
    organ, item = held.case.organ_id, held.case.item_id
    if not any(actor.may(one, organ, item) for one in (Can.REVIEW, Can.DELIVER)):
        require(actor, Can.INTAKE, organ, item)


def _check_charged(held: Held) -> None:
    if held.terms.fee is not Fee.CHARGED:
        raise WrongStateError("case.no_fee", f"“{held.terms.name}”不收费，无需登记缴费")
    status = Status(held.case.status)
    if status not in OPEN or held.case.outcome == Outcome.REFUSED:
        raise WrongStateError("case.too_late_for_fee", f"办件{status.label}，不能再登记缴费")


@action
def note_fee(actor: Actor, number: str, amount: str, receipt: str = "", waiver: str = "") -> None:
    """缴费登记 without a bill: what was paid and on which receipt; or why nothing is due, which ends what a bill says."""
    held = lock(number)
    if not actor.may(Can.DELIVER, held.case.organ_id, held.case.item_id):
        require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    _check_charged(held)
    paid = Decimal(0) if waiver.strip() else money(amount)
    if not waiver.strip() and not receipt.strip():
        raise InvalidInputError("case.no_receipt", "请填写票据号；免缴的，请填写免缴依据", field="receipt")
    _settle_bill(actor, held, waiver.strip())
    settle(
        actor, held, Status(held.case.status), fee_amount=paid, fee_receipt=receipt.strip()[:60],
        fee_waiver=waiver.strip()[:200], fee_noted_at=clock.now(),
    )  # fmt: skip
    record(
        actor, "case.fee_noted", held.ref, organ_id=held.case.organ_id, amount=str(paid), receipt=receipt.strip()[:60],
        waiver=waiver.strip()[:200],
    )  # fmt: skip


@step
def _settle_bill(actor: Actor, held: Held, waiver: str) -> None:
    """One case is never paid for on two papers."""
    if waiver:
        payments.waive(actor, held.ref, waiver)
        return
    owed = bills.fees_of([held.ref]).get(held.ref)
    if owed is not None and owed.due:
        raise WrongStateError("case.on_a_bill", f"这件已开缴费单 {owed.bill}，请在缴费单上收款")


def money(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as wrong:
        raise InvalidInputError("case.bad_amount", "请填写金额，如 120.00", field="amount") from wrong
    if not (amount.is_finite() and 0 < amount < 10**10 and amount == amount.quantize(Decimal("0.01"))):
        raise InvalidInputError(
            "case.bad_amount", "请填写大于 0、最多两位小数的金额，如 120.00；免缴的填写免缴依据", field="amount"
        )
    return amount


def follow_bill(line: Line) -> None:
    """Reaction to a bill that was paid or paid back: each case on it looks at how its fee stands now."""
    on_it = [ref.removeprefix("case:") for ref in bills.refs_on(line.ref.removeprefix("bill:"))]
    for number in Case.objects.filter(number__in=on_it).order_by("id").values_list("number", flat=True):
        with call.calling():  # an act of its own; it looks at what is, so a second run changes nothing
            _follow_bill(HOUSE, str(number))


@action
def _follow_bill(actor: Actor, number: str) -> None:
    held = lock(number)
    case, fee = held.case, bills.fees_of([held.ref]).get(held.ref)
    if fee is not None and not fee.due and fee.paid and case.fee_noted_at is None:
        amount = Decimal(fee.paid) / FEN
        settle(
            actor, held, Status(case.status), fee_amount=amount, fee_receipt=fee.receipt[:60], fee_waiver="",
            fee_noted_at=clock.now(),
        )  # fmt: skip
        record(
            actor, "case.fee_noted", held.ref, organ_id=case.organ_id, amount=bills.yuan(fee.paid), receipt=fee.receipt[:60],
            bill=fee.bill,
        )  # fmt: skip
    elif fee is not None and not fee.paid and fee.refunded and case.fee_noted_at and case.status in OPEN:
        settle(actor, held, Status(case.status), fee_noted_at=None)
        record(actor, "case.fee_returned", held.ref, organ_id=case.organ_id, bill=fee.bill)
    else:
        record(actor, "case.fee_stood", held.ref, organ_id=case.organ_id)


def drop_fee(line: Line) -> None:
    """Reaction to a case that came to nothing: what was still due for it is due no more. One statement for those without."""
    owed = bills.fees_of([line.ref]).get(line.ref) if line.values.get("outcome") != Outcome.GRANTED else None
    if owed is not None and owed.due:
        _drop_fee(HOUSE, line.ref.removeprefix("case:"))


@action
def _drop_fee(actor: Actor, number: str) -> None:
    case = Case.objects.select_for_update(of=("self",)).get(number=number)
    payments.drop(actor, case.ref, f"办件{Status(case.status).label}")
    record(actor, "case.fee_dropped", case.ref, organ_id=case.organ_id)
