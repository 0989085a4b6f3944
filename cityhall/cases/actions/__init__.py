"""Everything that can be done to a case. The only files here that write."""

from cityhall.cases.rules import Point, check_alike, check_batch
from cityhall.cases.rules.papers import PAPER_EVENTS

from .accept import accept, deem_accepted, deem_accepted_when_silent, not_accept
from .batch import batch
from .close import archive, archive_ended, deliver, void, withdraw, withdraw_at_window
from .decide import decide_on_spot, grant, refuse, serve_on_spot
from .drafts import Applicant, attach, delete_draft, remove_file, save_draft, start_draft
from .filters import delete_filter, export_desk, save_filter
from .follow import follow_person
from .holds import hold, lift_hold
from .intake import Handed, answer_referral, check_material, correct_here, receive, receive_at_window, refer
from .papers import paper_for, papers_after
from .progress import count_wrong_try
from .ran_out import when_clock_ran_out
from .reveal import reveal
from .review import claim_step, finish_step, hand_over, release_step, return_step
from .supplement import request_supplement, supplement

__all__ = [
    "PAPER_EVENTS",
    "Applicant",
    "Handed",
    "Point",
    "accept",
    "answer_referral",
    "archive",
    "archive_ended",
    "attach",
    "batch",
    "check_alike",
    "check_batch",
    "check_material",
    "claim_step",
    "correct_here",
    "count_wrong_try",
    "decide_on_spot",
    "deem_accepted",
    "deem_accepted_when_silent",
    "delete_draft",
    "delete_filter",
    "deliver",
    "export_desk",
    "finish_step",
    "follow_person",
    "grant",
    "hand_over",
    "hold",
    "lift_hold",
    "not_accept",
    "paper_for",
    "papers_after",
    "receive",
    "receive_at_window",
    "refer",
    "refuse",
    "release_step",
    "remove_file",
    "request_supplement",
    "return_step",
    "reveal",
    "save_draft",
    "save_filter",
    "serve_on_spot",
    "start_draft",
    "supplement",
    "void",
    "when_clock_ran_out",
    "withdraw",
    "withdraw_at_window",
]  # fmt: skip
