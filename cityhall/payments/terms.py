"""Words of payment (缴费): bills and their lines, how money comes and goes back, what does not agree. All amounts are whole fen."""

from dataclasses import dataclass
from datetime import datetime

from cityhall.kernel.terms import Term


class Can(Term):
    COLLECT = "payments.collect", "窗口收费"
    REFUND = "payments.refund", "退费"
    RECONCILE = "payments.reconcile", "对账"


class BillState(Term):
    OPEN = "open", "待缴"
    PAID = "paid", "已缴"
    CANCELLED = "cancelled", "已取消"


class LineState(Term):
    DUE = "due", "待缴"
    PAID = "paid", "已缴"
    WAIVED = "waived", "免缴"
    CANCELLED = "cancelled", "已取消"
    REFUNDED = "refunded", "已退"


class Means(Term):
    ONLINE = "online", "网上支付"
    CASH = "cash", "现金"
    POS = "pos", "刷卡"


OVER_THE_COUNTER = (Means.CASH, Means.POS)


class PaymentState(Term):
    """One try to pay a bill. `TO_REFUND`: money came for a bill that no longer wanted it; a person sends it back."""

    PENDING = "pending", "支付中"
    PAID = "paid", "已支付"
    CLOSED = "closed", "已关闭"
    TO_REFUND = "to_refund", "待退款"
    REFUNDED = "refunded", "已退款"


class RefundState(Term):
    ORDERED = "ordered", "退款中"
    DONE = "done", "已退"


class Kind(Term):
    """差异: what does not agree between our books and the provider's."""

    OURS_ONLY = "ours_only", "我方有、渠道无"
    THEIRS_ONLY = "theirs_only", "渠道有、我方无"
    AMOUNT = "amount", "金额不符"
    BAD_NOTICE = "bad_notice", "通知金额不符"
    UNKNOWN = "unknown", "通知的订单不存在"
    LATE = "late", "取消后到账"
    FORGED = "forged", "签名不对的通知"


PROVIDERS = {"sandbox": "沙箱渠道"}  # what people call them
LONGEST_ADDRESS = 6000  # of what a pay page is asked with


@dataclass(frozen=True)
class Payer:
    """Who owes. `account_id`: whose page shows the bill; None: whoever applied at a window pays there."""

    ref: str
    name: str
    account_id: int | None


@dataclass(frozen=True)
class Charge:
    """收费项目 of one case as it is put on a bill: how much, in fen, and by what standard and rule."""

    name: str
    amount: int
    standard: str = ""
    basis: str = ""


@dataclass(frozen=True)
class About:
    """What is charged for: the case, whose organ it is, its item."""

    ref: str
    organ_id: int
    item_id: int
    item_name: str


@dataclass(frozen=True)
class Notice:
    """What a provider says about an order, once its signature has been found good. `amount` in fen."""

    order: str
    amount: int
    transaction: str
    paid_at: datetime


@dataclass(frozen=True)
class Entry:
    """One movement in a book: money in (`refund` empty) or back out."""

    order: str
    amount: int
    transaction: str = ""
    refund: str = ""

    @property
    def key(self) -> str:
        return f"{self.order}/{self.refund}" if self.refund else self.order
