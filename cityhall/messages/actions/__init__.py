"""The verbs of messages and papers."""

from .papers import issue_paper, issue_paper_alone, mark_printed, mark_served, stamp_back
from .tell import deliver, mark_read, send

__all__ = [
    "deliver", "issue_paper", "issue_paper_alone", "mark_printed", "mark_read", "mark_served", "send", "stamp_back",
]  # fmt: skip
