"""The verbs of messages and papers."""

from .papers import draw, issue_paper, issue_paper_alone, mark_printed, mark_served, pdf_of, stamp_back
from .tell import deliver, mark_all_read, mark_read, send, send_code

__all__ = [
    "deliver",
    "draw",
    "issue_paper",
    "issue_paper_alone",
    "mark_all_read",
    "mark_printed",
    "mark_read",
    "mark_served",
    "pdf_of",
    "send",
    "send_code",
    "stamp_back",
]
