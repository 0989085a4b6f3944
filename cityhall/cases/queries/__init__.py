"""What can be asked about cases. Every question takes the actor and answers only what she may see."""

from .counter import BatchLine, BatchView, FilterView, Picked, batch_report, my_filters, picked
from .desk import Choice, DeskPage, DeskRow, Wanted, desk, desk_rows, office
from .drafts import Draft, DraftRow, FileView, FormField, MaterialView, draft, form_problems, my_drafts
from .lists import (
    CaseRow,
    RegisterRow,
    Tray,
    my_cases,
    one_of,
    ready_to_deliver,
    register,
    tray,
    tray_counts,
    under_way,
)
from .page import Button, CasePage, DecisionView, FeeView, StepView, case_page, file_of, paper_seen
from .progress import Progress, check_tries, progress
from .search import search
from .story import Happening
from .why import Barred, why_not
from .window import IntakeNote, history_of, intake_notes, register_totals

__all__ = [
    "Barred", "BatchLine", "BatchView", "Button", "CasePage", "CaseRow", "Choice", "DecisionView", "DeskPage",
    "DeskRow", "Draft", "DraftRow", "FeeView", "FileView", "FilterView", "FormField", "Happening", "IntakeNote",
    "MaterialView", "Picked", "Progress", "RegisterRow", "StepView", "Tray", "Wanted", "batch_report", "case_page",
    "check_tries", "desk", "desk_rows", "draft", "file_of", "form_problems", "history_of", "intake_notes",
    "my_cases", "my_drafts", "my_filters", "office", "one_of", "paper_seen", "picked", "progress",
    "ready_to_deliver", "register", "register_totals", "search", "tray", "tray_counts", "under_way", "why_not",
]  # fmt: skip
