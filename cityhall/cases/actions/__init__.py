"""Everything that can be done to a case. The only files here that write."""

from cityhall.cases.rules import Point
from cityhall.cases.rules.papers import PAPER_EVENTS

from .accept import accept, deem_accepted, deem_accepted_when_silent, not_accept
from .close import archive, archive_ended, deliver, void, withdraw, withdraw_at_window
from .counter import note_consultation
from .decide import decide_on_spot, grant, refuse, serve_on_spot
from .drafts import Applicant, attach, delete_draft, remove_file, save_draft, start_draft
from .follow import follow_person
from .grievances import answer_grievance, close_grievance, open_grievance
from .holds import hold, lift_hold
from .intake import (
    Handed,
    answer_referral,
    check_material,
    confirm_back_entry,
    correct_here,
    receive,
    receive_at_window,
    receive_back_entry,
    refer,
)
from .papers import paper_for, papers_after
from .pledge import accept_on_pledge, finish_after_check
from .pre_review import answer_pre_review, ask_pre_review
from .progress import count_wrong_try
from .promises import accept_with_gaps, break_promise, extend_promise, keep_promise
from .ran_out import when_clock_ran_out
from .reveal import reveal
from .review import claim_step, finish_step, hand_over, release_step, return_step
from .supplement import request_supplement, supplement
from .transfer import transfer
from .trust import repair_trust
from .withdrawn import deem_withdrawn

__all__ = [
    "PAPER_EVENTS",
    "Applicant",
    "Handed",
    "Point",
    "accept",
    "accept_on_pledge",
    "accept_with_gaps",
    "answer_grievance",
    "answer_pre_review",
    "answer_referral",
    "archive",
    "archive_ended",
    "ask_pre_review",
    "attach",
    "break_promise",
    "check_material",
    "claim_step",
    "close_grievance",
    "confirm_back_entry",
    "correct_here",
    "count_wrong_try",
    "decide_on_spot",
    "deem_accepted",
    "deem_accepted_when_silent",
    "deem_withdrawn",
    "delete_draft",
    "deliver",
    "extend_promise",
    "finish_after_check",
    "finish_step",
    "follow_person",
    "grant",
    "hand_over",
    "hold",
    "keep_promise",
    "lift_hold",
    "not_accept",
    "note_consultation",
    "open_grievance",
    "paper_for",
    "papers_after",
    "receive",
    "receive_at_window",
    "receive_back_entry",
    "refer",
    "refuse",
    "release_step",
    "remove_file",
    "repair_trust",
    "request_supplement",
    "return_step",
    "reveal",
    "save_draft",
    "serve_on_spot",
    "start_draft",
    "supplement",
    "transfer",
    "void",
    "when_clock_ran_out",
    "withdraw",
    "withdraw_at_window",
]  # fmt: skip
