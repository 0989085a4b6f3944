"""Everything that can be done to a bill: drawing it up, paying it, sending money back, comparing books. The only files here that write."""

from cityhall.payments.adapters import Signed

from .bills import charge, drop, waive
from .desks import online, sandbox
from .paying import checkout, collect, pay_at_sandbox, sandbox_message, sandbox_order, start_payment, take_notice
from .reconciling import (
    TOLD_TO_FINANCE,
    book_difference,
    clear_difference,
    reconcile,
    reconcile_yesterday,
    tell_finance,
)
from .refunding import carry_out_refund, refund, refund_late

# fmt: off
__all__ = [
    "TOLD_TO_FINANCE", "Signed", "book_difference", "carry_out_refund", "charge", "checkout", "clear_difference",
    "collect", "drop", "online", "pay_at_sandbox", "reconcile", "reconcile_yesterday", "refund", "refund_late",
    "sandbox", "sandbox_message", "sandbox_order", "start_payment", "take_notice", "tell_finance", "waive",
]
# fmt: on
