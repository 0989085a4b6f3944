"""What can be asked about cases. Every question takes the actor and answers only what she may see."""

from .desk import DeskRow, office
from .drafts import Draft, DraftRow, FileView, FormField, MaterialView, draft, form_problems, my_drafts
from .hall import FloorRow, HallNumbers, HallRow, floor, hall_numbers, hall_register, register_rows, uncollected_rows
from .lists import (
    CaseRow,
    RegisterRow,
    Tray,
    my_cases,
    one_of,
    ready_to_deliver,
    register,
    search,
    tray,
    tray_counts,
    under_way,
)
from .page import Button, CasePage, StepView, case_page, file_of, paper_seen
from .progress import Progress, check_tries, progress
from .screens import CheckView, ScreenView, check, check_code_tries, has_screen, screen
from .shifts import Left, OpenWork, ShiftView, open_shift, open_shifts, open_work, shifts
from .story import Happening
from .window import IntakeNote, history_of, intake_notes, register_totals

__all__ = [
    "Button", "CasePage", "CaseRow", "CheckView", "DeskRow", "Draft", "DraftRow", "FileView", "FloorRow", "FormField",
    "HallNumbers", "HallRow", "Happening", "IntakeNote", "Left", "MaterialView", "OpenWork", "Progress", "RegisterRow",
    "ScreenView", "ShiftView", "StepView", "Tray", "case_page", "check", "check_code_tries", "check_tries", "draft",
    "file_of", "floor", "form_problems", "hall_numbers", "hall_register", "has_screen", "history_of", "intake_notes",
    "my_cases", "my_drafts", "office", "one_of", "open_shift", "open_shifts", "open_work", "paper_seen", "progress",
    "ready_to_deliver", "register", "register_rows", "register_totals", "screen", "search", "shifts", "tray",
    "tray_counts", "uncollected_rows", "under_way",
]  # fmt: skip
