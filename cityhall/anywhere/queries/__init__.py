"""What can be asked of 通办. The list is public; cases and paper are for those at their ends."""

from .credit import CreditRow, credit
from .handovers import HandoverView, handover, handover_counts, handovers
from .intakes import IntakePage, IntakeRow, Told, intake, intakes, told_of
from .listing import (
    EntryRow,
    ItemElsewhere,
    Offered,
    elsewhere,
    entries,
    entry,
    issue_windows,
    not_listed,
    offered_here,
    takes_here,
)

__all__ = [
    "CreditRow", "EntryRow", "HandoverView", "IntakePage", "IntakeRow", "ItemElsewhere", "Offered", "Told", "credit",
    "elsewhere", "entries", "entry", "handover", "handover_counts", "handovers", "intake", "intakes", "issue_windows",
    "not_listed", "offered_here", "takes_here", "told_of",
]  # fmt: skip
