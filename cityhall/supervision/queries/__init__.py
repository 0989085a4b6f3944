"""What can be asked about supervision: the board, orders, appeals, findings. Each actor sees the organs her permission
reaches."""

from cityhall.supervision.rules import about, case_of

from .board import (
    KINDS,
    BoardRow,
    BoardView,
    Bottleneck,
    HeatDay,
    ListRow,
    Sought,
    Sums,
    board,
    bottlenecks,
    calibration,
    heat,
    may_explain,
    people,
    rows,
    trend,
)
from .findings import FindingView, RuleVersion, RuleView, finding, findings, rule_view, rule_views, value_specs
from .orders import (
    AppealView,
    FileView,
    OrderView,
    ReplyView,
    appeal,
    appealed,
    appeals,
    counted_reds,
    file_of,
    files_in_use,
    order,
    orders,
    waiting,
)

__all__ = [
    "KINDS", "AppealView", "BoardRow", "BoardView", "Bottleneck", "FileView", "FindingView", "HeatDay", "ListRow",
    "OrderView", "ReplyView", "RuleVersion", "RuleView", "Sought", "Sums", "about", "appeal", "appealed", "appeals", "board",
    "bottlenecks", "calibration", "case_of", "counted_reds", "file_of", "files_in_use", "finding", "findings", "heat", "may_explain",
    "order", "orders", "people", "rows", "rule_view", "rule_views", "trend", "value_specs", "waiting",
]  # fmt: skip
