"""What supervisors and organs do: orders up the ladder, replies, reviews, appeals of red lights; what rules find and issue."""

from .appeals import appeal, decide_appeal
from .by_rule import detect, judge, set_rule, when_clock_ran_out
from .orders import answer, attach, close, issue, raise_level, send_back, withdraw
from .taken import export_board

__all__ = [
    "answer",
    "appeal",
    "attach",
    "close",
    "decide_appeal",
    "detect",
    "export_board",
    "issue",
    "judge",
    "raise_level",
    "send_back",
    "set_rule",
    "when_clock_ran_out",
    "withdraw",
]
