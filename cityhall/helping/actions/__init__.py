"""Everything that can be done to 帮办代办: the register, requests, what helpers do. The only files here that write."""

from cityhall.helping.rules import Asking

from .asking import ask_help, assign_help, cancel_help, rate_help
from .helping import accept_help, book_visit, decline_help, finish_help, note_not_met, reveal_help
from .mandating import ask_mandate, sign_mandate
from .people import follow_person
from .registering import change_helper, end_helper, register_helper, set_help_rules

__all__ = [
    "Asking", "accept_help", "ask_help", "ask_mandate", "assign_help", "book_visit", "cancel_help", "change_helper",
    "decline_help", "end_helper", "finish_help", "follow_person", "note_not_met", "rate_help", "register_helper",
    "reveal_help", "set_help_rules", "sign_mandate",
]  # fmt: skip
