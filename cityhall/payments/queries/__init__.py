"""What can be asked about bills and books."""

from .bills import (
    BillPage,
    BillRow,
    FeeStanding,
    LineView,
    PaymentView,
    bill_page,
    bills,
    bills_of,
    fees_of,
    my_bill,
    my_bills,
    refs_on,
)
from .books import (
    DayRow,
    DifferenceRow,
    LateRow,
    days,
    differences,
    late_payments,
    our_entries,
    sandbox_entries,
)
from .money import fen, suggested, yuan

# fmt: off
__all__ = [
    "BillPage", "BillRow", "DayRow", "DifferenceRow", "FeeStanding", "LateRow", "LineView", "PaymentView", "bill_page",
    "bills", "bills_of", "days", "differences", "fees_of", "fen", "late_payments", "my_bill", "my_bills", "our_entries",
    "refs_on", "sandbox_entries", "suggested", "yuan",
]
# fmt: on
