"""Reading messages, papers and the words they are made of."""

from .inbox import MessageView, OutboxRow, inbox, outbox, unread
from .papers import PaperView, contents_in_use, paper, papers_of, scans, to_stamp
from .sending import Hours, SentRow, Told, bodies_due, quiet_hours, sending, told_about, troubles
from .templates import (
    RemedyView,
    TemplateView,
    Words,
    message_words,
    paper_texts,
    remedies,
    remedies_in_force,
    templates,
    words_of,
)

__all__ = [
    "Hours",
    "MessageView",
    "OutboxRow",
    "PaperView",
    "RemedyView",
    "SentRow",
    "TemplateView",
    "Told",
    "Words",
    "bodies_due",
    "contents_in_use",
    "inbox",
    "message_words",
    "outbox",
    "paper",
    "paper_texts",
    "papers_of",
    "quiet_hours",
    "remedies",
    "remedies_in_force",
    "scans",
    "sending",
    "templates",
    "to_stamp",
    "told_about",
    "troubles",
    "unread",
    "words_of",
]  # fmt: skip
