"""What holds of money: amounts, what a provider's notice may do, when a bill is settled, how two books are compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cityhall.kernel.errors import InvalidInputError, WrongStateError

from .terms import BillState, Charge, Entry, Kind, LineState, PaymentState

FEN, MOST = 100, 10**11
SINGLE = re.compile(r"^\D*(\d+(?:\.\d{1,2})?)\s*元(?:\s*/\s*[件本证份次]|每[件本证份次])?[。；]?$")


def fen(text: str, field: str = "amount") -> int:
    """“120.00” → 12000. At most two places, more than nothing, below a thousand million yuan."""
    try:
        yuan = Decimal(text.strip())
    except InvalidOperation as wrong:
        raise InvalidInputError("payments.bad_amount", "请填写金额，如 120.00", field=field) from wrong
    if not yuan.is_finite() or not 0 < yuan * FEN < MOST or yuan * FEN != int(yuan * FEN):
        raise InvalidInputError("payments.bad_amount", "请填写大于 0、最多两位小数的金额，如 120.00", field=field)
    return int(yuan * FEN)


def yuan(amount: int) -> str:
    """12000 → “120.00”."""
    return f"{amount // FEN}.{amount % FEN:02d}" if amount >= 0 else f"-{yuan(-amount)}"


def suggested(standard: str) -> int | None:
    """What a published standard comes to where it names one sum only (“10 元/件”); None where somebody must work it out."""
    found = SINGLE.match(standard.strip())
    return fen(found[1]) if found and Decimal(found[1]) > 0 else None


def check_charges(charges: Sequence[Charge], published: Sequence[str]) -> None:
    """Nothing is charged that is not published with the item, each once (行政许可法 第五十九条: 按照公布的法定项目和标准收费)."""
    if not charges:
        raise InvalidInputError(
            "payments.no_charges", "请至少填写一个收费项目的金额；不收的，请登记免缴依据", field="amount"
        )
    for one in charges:
        if published and one.name not in published:
            raise InvalidInputError(
                "payments.not_published", f"“{one.name}”不在该事项公布的收费项目之中，不能收取", field="amount"
            )
        if not 0 < one.amount < MOST:
            raise InvalidInputError(
                "payments.bad_amount", "请填写大于 0、最多两位小数的金额，如 120.00", field="amount"
            )
    if len({one.name for one in charges}) < len(charges):
        raise InvalidInputError("payments.charged_twice", "同一收费项目只能列一次，请合并金额", field="amount")


def state_of(lines: Iterable[LineState]) -> BillState:
    """A bill is what its lines are: open while one is due, cancelled when nothing on it was ever paid."""
    states = list(lines)
    if LineState.DUE in states:
        return BillState.OPEN
    return BillState.PAID if {LineState.PAID, LineState.REFUNDED} & set(states) else BillState.CANCELLED


@dataclass(frozen=True)
class Known:
    """What we hold under an order's number: the try, the bill it was for and what is due on that now."""

    state: PaymentState
    amount: int
    bill: BillState
    due: int


@dataclass(frozen=True)
class Ruling:
    """What a notice comes to. `raises`: what finance is alarmed about; `refused` with it: the provider is told no."""

    books: PaymentState | None
    raises: Kind | None = None
    refused: bool = False


def judge(known: Known | None, amount: int) -> Ruling:
    """A notice with a good signature. Twice is once; another amount never pays; money for what is no longer owed goes back."""
    if known is None:
        return Ruling(None, Kind.UNKNOWN, refused=True)
    if known.amount != amount:
        return Ruling(None, Kind.BAD_NOTICE, refused=True)
    if known.state in (PaymentState.PAID, PaymentState.TO_REFUND, PaymentState.REFUNDED):
        return Ruling(None)
    if known.bill is BillState.OPEN and known.due == amount:
        return Ruling(PaymentState.PAID)
    return Ruling(PaymentState.TO_REFUND, Kind.LATE)


@dataclass(frozen=True)
class Odd:
    kind: Kind
    key: str
    ours: int | None
    theirs: int | None


def compare(ours: Iterable[Entry], theirs: Iterable[Entry]) -> list[Odd]:
    """对账: every movement of the day in both books, by order (and refund) number."""
    mine, yours = {e.key: e.amount for e in ours}, {e.key: e.amount for e in theirs}
    found = []
    for key in sorted(mine.keys() | yours.keys()):
        a, b = mine.get(key), yours.get(key)
        if a != b:
            kind = Kind.THEIRS_ONLY if a is None else Kind.OURS_ONLY if b is None else Kind.AMOUNT
            found.append(Odd(kind, key, a, b))
    return found


def check_refund(line: LineState, amount: int, refunded: int, wanted: int) -> None:
    """Only what was paid goes back, and no more of it."""
    if line is not LineState.PAID:
        raise WrongStateError("payments.not_paid", f"这一项{line.label}，没有可退的款")
    if not 0 < wanted <= amount - refunded:
        raise InvalidInputError(
            "payments.too_much", f"最多可退 {yuan(amount - refunded)} 元，请核对退款金额", field="amount"
        )
