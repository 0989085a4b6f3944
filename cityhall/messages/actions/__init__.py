"""The verbs of messages and papers."""

from .papers import draw, issue_paper, issue_paper_alone, mark_printed, mark_served, pdf_of, stamp_back
from .tell import deliver, mark_all_read, mark_read, send, send_code
from .templates import preview, publish_template, ref_of, retire_template, save_template, seed_remedies, set_remedies

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
    "preview",
    "publish_template",
    "ref_of",
    "retire_template",
    "save_template",
    "seed_remedies",
    "send",
    "send_code",
    "set_remedies",
    "stamp_back",
]
