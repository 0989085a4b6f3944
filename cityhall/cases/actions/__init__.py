"""Everything that can be done to a case. The only files here that write."""

from cityhall.cases.adapters.devices import Card, Shot
from cityhall.cases.rules import Point, check_alike, check_batch
from cityhall.cases.rules.papers import PAPER_EVENTS

from .accept import accept, deem_accepted, deem_accepted_when_silent, not_accept
from .again import correct_decision, decide_again, order_again, revoke
from .agents import AGENCY_EVENTS, tell_of_agency
from .batch import batch
from .campaigns import join_campaign
from .carry import carry_over
from .close import archive, archive_ended, void, withdraw, withdraw_at_window
from .counter import note_consultation
from .crossings import tell_of_crossing
from .decide import decide_on_spot, grant, refuse, serve_on_spot
from .deliver import deliver, dispatch, note_delivered, note_returned, publish_notice, serve_by_notice
from .destroy import carry_out_destruction, propose_destruction
from .devices import drop, has_devices, read_card, take_shot
from .drafts import Applicant, attach, delete_draft, remove_file, save_draft, start_draft
from .elsewhere import Lying, TakenIn, hand_out_elsewhere, lying, take_in_elsewhere
from .extension import approve_extension, explain_overrun, propose_extension
from .fees import COME_TO_NOTHING, FOLLOWED_BILLS, drop_fee, follow_bill, note_fee, set_fee
from .filters import delete_filter, export_desk, save_filter
from .follow import follow_person
from .gathered import bind_case, leave_out_visit
from .grievances import answer_grievance, close_grievance, open_grievance, tell_grievance
from .handing import chase_uncollected, check_original, choose_delivery, invite
from .hearing import ask_hearing, hold_hearing, set_hearing, tell_hearing, waive_hearing
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
from .licences import name_licence
from .looks import question_look
from .mailing import Label, mail_list
from .opinions import answer_more, answer_opinion, ask_more, ask_opinion
from .own_data import ask_correction, end_account, make_own_data, refuse_to_close
from .package import pack, verify_package
from .papers import paper_for, papers_after
from .phrases import drop_phrase, keep_phrase
from .pledge import accept_on_pledge, finish_after_check
from .pre_review import answer_pre_review, ask_pre_review
from .progress import count_wrong_try
from .promises import accept_with_gaps, break_promise, extend_promise, keep_promise
from .ran_out import when_clock_ran_out
from .renew import deem_renewed, warn_renewals
from .reveal import reveal
from .review import claim_step, finish_step, hand_over, release_step, return_step
from .screens import answer_check, close_check, enter_code, keep_check, pair_screen, push_check
from .shifts import leave_shift, take_shift
from .special import approve_stop, propose_stop, resume
from .supplement import request_supplement, supplement
from .suspension import lift_suspension, note_report, report_up, suspend, terminate
from .third_party import note_statement, tell_third_party
from .together import Handover, Paper, Wish, hold_case, lift_case, open_case, recognise, take_case_back
from .transfer import transfer
from .trust import repair_trust
from .visit import confirm_visit, record_visit
from .whole import all_there, carry_wish, hand_all, send_all, send_all_back, sign_for_all, wish
from .withdrawn import deem_withdrawn

# fmt: off
__all__ = [
    "AGENCY_EVENTS", "COME_TO_NOTHING", "FOLLOWED_BILLS", "PAPER_EVENTS", "Applicant", "Card", "Handed", "Handover",
    "Label", "Lying", "Paper", "Point", "Shot", "TakenIn", "Wish", "accept", "accept_on_pledge", "accept_with_gaps",
    "all_there", "answer_check", "answer_grievance", "answer_more", "answer_opinion", "answer_pre_review",
    "answer_referral", "approve_extension", "approve_stop", "archive", "archive_ended", "ask_correction",
    "ask_hearing", "ask_more", "ask_opinion", "ask_pre_review", "attach", "batch", "bind_case", "break_promise",
    "carry_out_destruction", "carry_over", "carry_wish", "chase_uncollected", "check_alike", "check_batch",
    "check_material", "check_original", "choose_delivery", "claim_step", "close_check", "close_grievance",
    "confirm_back_entry", "confirm_visit", "correct_decision", "correct_here", "count_wrong_try", "decide_again",
    "decide_on_spot", "deem_accepted", "deem_accepted_when_silent", "deem_renewed", "deem_withdrawn",
    "delete_draft", "delete_filter", "deliver", "dispatch", "drop", "drop_fee", "drop_phrase", "end_account",
    "enter_code", "explain_overrun", "export_desk", "extend_promise", "finish_after_check", "finish_step",
    "follow_bill", "follow_person", "grant", "hand_all", "hand_out_elsewhere", "hand_over", "has_devices", "hold",
    "hold_case", "hold_hearing", "invite", "join_campaign", "keep_check", "keep_phrase", "keep_promise",
    "leave_out_visit", "leave_shift", "lift_case", "lift_hold", "lift_suspension", "lying", "mail_list",
    "make_own_data", "name_licence", "not_accept", "note_consultation", "note_delivered", "note_fee", "note_report",
    "note_returned", "note_statement", "open_case", "open_grievance", "order_again", "pack", "pair_screen",
    "paper_for", "papers_after", "propose_destruction", "propose_extension", "propose_stop", "publish_notice",
    "push_check", "question_look", "read_card", "receive", "receive_at_window", "receive_back_entry", "recognise",
    "record_visit", "refer", "refuse", "refuse_to_close", "release_step", "remove_file", "repair_trust",
    "report_up", "request_supplement", "resume", "return_step", "reveal", "revoke", "save_draft", "save_filter",
    "send_all", "send_all_back", "serve_by_notice", "serve_on_spot", "set_fee", "set_hearing", "sign_for_all",
    "start_draft", "supplement", "suspend", "take_case_back", "take_in_elsewhere", "take_shift", "take_shot",
    "tell_grievance", "tell_hearing", "tell_of_agency", "tell_of_crossing", "tell_third_party", "terminate",
    "transfer", "verify_package", "void", "waive_hearing", "warn_renewals", "when_clock_ran_out", "wish",
    "withdraw", "withdraw_at_window",
]
# fmt: on
