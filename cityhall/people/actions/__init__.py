"""The verbs of applicants."""

from .agencies import answer_agency, end_agency, give_agency
from .codes import request_code, verify_code
from .entities import end_link, link_entity, register_entity
from .identity import sign_in_by_identity
from .looking import Seen, note_looks
from .own_data import ask_own_data, close_person, forget_own_data, keep_own_data, take_own_data
from .persons import complete_profile, correct_person, register_person
from .retention import (
    end_processing,
    judge_destruction,
    next_batch,
    note_destroyed,
    propose_destruction,
    save_processing,
    set_retention,
)
from .staff_agencies import Signed, end_expired, propose_agency, revoke_for

__all__ = [
    "Seen",
    "Signed",
    "answer_agency",
    "ask_own_data",
    "close_person",
    "complete_profile",
    "correct_person",
    "end_agency",
    "end_expired",
    "end_link",
    "end_processing",
    "forget_own_data",
    "give_agency",
    "judge_destruction",
    "keep_own_data",
    "link_entity",
    "next_batch",
    "note_destroyed",
    "note_looks",
    "propose_agency",
    "propose_destruction",
    "register_entity",
    "register_person",
    "request_code",
    "revoke_for",
    "save_processing",
    "set_retention",
    "sign_in_by_identity",
    "take_own_data",
    "verify_code",
]
