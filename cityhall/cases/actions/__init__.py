"""Everything that can be done to a case. The only files here that write."""

from cityhall.cases.rules import Point
from cityhall.cases.rules.papers import PAPER_EVENTS

from .accept import accept, deem_accepted, deem_accepted_when_silent, not_accept
from .close import archive, archive_ended, deliver, void, withdraw, withdraw_at_window
from .decide import decide_on_spot, grant, refuse, serve_on_spot
from .drafts import Applicant, attach, delete_draft, remove_file, save_draft, start_draft
from .extension import approve_extension, explain_overrun, propose_extension
from .follow import follow_person
from .hearing import ask_hearing, hold_hearing, set_hearing, tell_hearing, waive_hearing
from .holds import hold, lift_hold
from .intake import Handed, answer_referral, check_material, correct_here, receive, receive_at_window, refer
from .opinions import answer_more, answer_opinion, ask_more, ask_opinion
from .papers import paper_for, papers_after
from .progress import count_wrong_try
from .ran_out import when_clock_ran_out
from .reveal import reveal
from .review import claim_step, finish_step, hand_over, release_step, return_step
from .special import approve_stop, propose_stop, resume
from .supplement import request_supplement, supplement
from .suspension import lift_suspension, note_report, report_up, suspend, terminate
from .third_party import note_statement, tell_third_party
from .visit import confirm_visit, record_visit

__all__ = [
    "PAPER_EVENTS",
    "Applicant",
    "Handed",
    "Point",
    "accept",
    "answer_more",
    "answer_opinion",
    "answer_referral",
    "approve_extension",
    "approve_stop",
    "archive",
    "archive_ended",
    "ask_hearing",
    "ask_more",
    "ask_opinion",
    "attach",
    "check_material",
    "claim_step",
    "confirm_visit",
    "correct_here",
    "count_wrong_try",
    "decide_on_spot",
    "deem_accepted",
    "deem_accepted_when_silent",
    "delete_draft",
    "deliver",
    "explain_overrun",
    "finish_step",
    "follow_person",
    "grant",
    "hand_over",
    "hold",
    "hold_hearing",
    "lift_hold",
    "lift_suspension",
    "not_accept",
    "note_report",
    "note_statement",
    "paper_for",
    "papers_after",
    "propose_extension",
    "propose_stop",
    "receive",
    "receive_at_window",
    "record_visit",
    "refer",
    "refuse",
    "release_step",
    "remove_file",
    "report_up",
    "request_supplement",
    "resume",
    "return_step",
    "reveal",
    "save_draft",
    "serve_on_spot",
    "set_hearing",
    "start_draft",
    "supplement",
    "suspend",
    "tell_hearing",
    "tell_third_party",
    "terminate",
    "void",
    "waive_hearing",
    "when_clock_ran_out",
    "withdraw",
    "withdraw_at_window",
]  # fmt: skip
