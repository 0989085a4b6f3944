"""The verbs of messages and papers."""

from .alarms import note_state, warn_of_looks
from .leaflets import Section as LeafletSection
from .leaflets import leaflet
from .papers import draw, issue_paper, issue_paper_alone, mark_printed, mark_served, pdf_of, stamp_back
from .sending import Receipt, check_receipt_call, deliver, note_receipts, release_held, retry_message, set_quiet_hours
from .tell import empty_bodies, mark_all_read, mark_read, send, send_code, tell_staff
from .templates import preview, publish_template, ref_of, retire_template, save_template, seed_remedies, set_remedies

__all__ = [
    "LeafletSection",
    "Receipt",
    "check_receipt_call",
    "deliver",
    "draw",
    "empty_bodies",
    "issue_paper",
    "issue_paper_alone",
    "leaflet",
    "mark_all_read",
    "mark_printed",
    "mark_read",
    "mark_served",
    "note_receipts",
    "note_state",
    "pdf_of",
    "preview",
    "publish_template",
    "ref_of",
    "release_held",
    "retire_template",
    "retry_message",
    "save_template",
    "seed_remedies",
    "send",
    "send_code",
    "set_quiet_hours",
    "set_remedies",
    "stamp_back",
    "tell_staff",
    "warn_of_looks",
]
