"""The law of a case, as functions of plain values. No database, no clock, no web."""

from .acceptance import (
    Point,
    accepted_from,
    check_complete,
    check_not_accepted,
    check_not_silent,
    check_points,
    deemed_accepted,
    open_points,
    renewed,
    silent,
)
from .beside import BESIDE_CLOCKS, check_settled, unsettled
from .entering import check_back_entry, check_opinion, check_transfer
from .forms import check_form, form_problems, split_form
from .moves import END, MOVES, MoveRule, check_holds, moves_from, next_status, replay
from .promises import check_findings, check_gaps, check_kept, check_owed, check_pledge, check_trusted, owed
from .review import (
    StepFacts,
    advance,
    check_advice,
    check_may_work,
    check_not_own_proposal,
    check_reasons,
    outcome_words,
    steps_after_return,
)

__all__ = [
    "BESIDE_CLOCKS",
    "END",
    "MOVES",
    "MoveRule",
    "Point",
    "StepFacts",
    "accepted_from",
    "advance",
    "check_advice",
    "check_back_entry",
    "check_complete",
    "check_findings",
    "check_form",
    "check_gaps",
    "check_holds",
    "check_kept",
    "check_may_work",
    "check_not_accepted",
    "check_not_own_proposal",
    "check_not_silent",
    "check_opinion",
    "check_owed",
    "check_pledge",
    "check_points",
    "check_reasons",
    "check_settled",
    "check_transfer",
    "check_trusted",
    "deemed_accepted",
    "form_problems",
    "moves_from",
    "next_status",
    "open_points",
    "outcome_words",
    "owed",
    "renewed",
    "replay",
    "silent",
    "split_form",
    "steps_after_return",
    "unsettled",
]
