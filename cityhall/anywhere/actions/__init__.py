"""Everything that can be done to 通办: its list, taking in, paper that travels, handing out. The only files here that write."""

from .handovers import (
    cancel_handover,
    close_handover,
    lose_handover,
    make_handover,
    receive_handover,
    refuse_handover,
    send_handover,
)
from .issuing import hand_out
from .listing import CARRY_DAYS, end_entry, put_on_list
from .taking import choose_issue_window, count_from_receipt, take_in

__all__ = [
    "CARRY_DAYS", "cancel_handover", "choose_issue_window", "close_handover", "count_from_receipt", "end_entry", "hand_out",
    "lose_handover", "make_handover", "put_on_list", "receive_handover", "refuse_handover", "send_handover", "take_in",
]  # fmt: skip
