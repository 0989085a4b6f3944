"""What can be asked of meetings, visits and reviews: by the organs that sit there, by the applicant, beside a case."""

from .calling import ToCall, to_call
from .experts import ExpertRow, active_experts, expert, experts
from .meetings import (
    FileView,
    MeetingRow,
    MeetingView,
    SeatView,
    SittingView,
    contents_in_use,
    file_of,
    meeting,
    meetings,
    paper_seen,
)
from .told import Told, of_case, of_whole, own_meeting

__all__ = [
    "ExpertRow", "FileView", "MeetingRow", "MeetingView", "SeatView", "SittingView", "ToCall", "Told", "active_experts", "contents_in_use",
    "expert", "experts", "file_of", "meeting", "meetings", "of_case", "of_whole", "own_meeting", "paper_seen",
    "to_call",
]  # fmt: skip
