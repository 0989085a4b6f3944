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
from .batch import check_alike, check_batch
from .beside import BESIDE_CLOCKS, check_settled, unsettled
from .finding import Sought, sought
from .forms import check_form, form_problems, split_form
from .moves import END, MOVES, MoveRule, check_holds, moves_from, next_status, replay
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
    "Sought",
    "StepFacts",
    "accepted_from",
    "advance",
    "check_advice",
    "check_alike",
    "check_batch",
    "check_complete",
    "check_form",
    "check_holds",
    "check_may_work",
    "check_not_accepted",
    "check_not_own_proposal",
    "check_not_silent",
    "check_points",
    "check_reasons",
    "check_settled",
    "deemed_accepted",
    "form_problems",
    "moves_from",
    "next_status",
    "open_points",
    "outcome_words",
    "renewed",
    "replay",
    "silent",
    "sought",
    "split_form",
    "steps_after_return",
    "unsettled",
]
