"""What can be asked about cases. Every question takes the actor and answers only what she may see."""

from .agents import AgentCase, cases_by_agency
from .before import Said, said_before
from .beside import own_proposal
from .contents import contents_in_use
from .counter import (
    ConsultationRow,
    GrievanceView,
    TrustRow,
    consultation,
    consultations,
    grievance,
    grievance_page,
    grievances,
    my_grievances,
    trust_records,
)
from .desk import Choice, DeskPage, DeskRow, Wanted, desk, desk_rows, office
from .drafts import (
    Draft,
    DraftRow,
    FileView,
    FormField,
    MaterialView,
    News,
    draft,
    form_problems,
    my_drafts,
    news,
    problems_of,
    split_form,
)
from .ending import DecisionView, DeliveryView, WishView
from .ends import (
    InvitationView,
    LicenceView,
    PackageView,
    PublishedRow,
    UncollectedRow,
    invitation,
    licence,
    licences_of,
    licences_page,
    package_of,
    published,
    uncollected,
)
from .fees import ChargeLine, FeeView, fee_of
from .files import minutes_of
from .hall import (
    DeskNote,
    FloorRow,
    HallNumbers,
    HallRow,
    floor,
    hall_back_entries,
    hall_consultations,
    hall_grievances,
    hall_numbers,
    hall_register,
    hall_trust,
    register_rows,
    uncollected_rows,
)
from .handed_before import HandedBefore, Likeness, handed_before, likeness
from .handover import HandoverRow, Pile, handover, handover_counts
from .kept import BatchLine, BatchView, FilterView, PhraseView, Picked, batch_report, my_filters, my_phrases, picked
from .latest import last_cases
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
from .looks import Look, look_at_me, looks_at_me
from .moves import MOVE_NAMES, MoveLine, moves_table
from .oddities import (
    Odd,
    back_entered_together,
    extended_again,
    finished_at_once,
    in_hand,
    in_hands,
    refused_without_reasons,
    registered_after_decision,
    same_reasons,
    step_late_alone,
    stopped_near_the_end,
)
from .page import Button, CasePage, StepView, case_page, file_of, paper_seen
from .pre_review import PreReviewPage, PreReviewRow, pre_review_file, pre_review_page, pre_reviews
from .progress import Progress, check_tries, progress
from .promises import GapsRow, PromiseRow, back_entries, broken_pledges, gaps_statement, promises
from .proof import proof_of
from .retention import DueRow, due
from .screens import CheckView, ScreenView, check, check_code_tries, has_screen, screen
from .search import search
from .shifts import Left, OpenWork, ShiftView, open_shift, open_shifts, open_work, shifts
from .standards import OfStandard, of_standard
from .story import Happening
from .together import (
    CaseFacts,
    KeptResult,
    ResultFacts,
    facts_of,
    facts_of_draft,
    kept_results,
    papers_taken,
    results_of,
    standing_of,
)
from .trust import why_no_promise
from .visible import numbers_seen, seen_of
from .why import Barred, why_not
from .window import IntakeNote, history_of, intake_notes, register_totals
from .wishes import DraftMore, draft_more, promised
from .wording import message_words

# fmt: off
__all__ = [
    "MOVE_NAMES", "AgentCase", "Barred", "BatchLine", "BatchView", "Button", "CaseFacts", "CasePage", "CaseRow",
    "ChargeLine", "CheckView", "Choice", "ConsultationRow", "DecisionView", "DeliveryView", "DeskNote", "DeskPage",
    "DeskRow", "Draft", "DraftMore", "DraftRow", "DueRow", "FeeView", "FileView", "FilterView", "FloorRow",
    "FormField", "GapsRow", "GrievanceView", "HallNumbers", "HallRow", "HandedBefore", "HandoverRow", "Happening",
    "IntakeNote", "InvitationView", "KeptResult", "Left", "LicenceView", "Likeness", "Look", "MaterialView",
    "MoveLine", "News", "Odd", "OfStandard", "OpenWork", "PackageView", "PhraseView", "Picked", "Pile",
    "PreReviewPage", "PreReviewRow", "Progress", "PromiseRow", "PublishedRow", "RegisterRow", "ResultFacts", "Said",
    "ScreenView", "ShiftView", "StepView", "Tray", "TrustRow", "UncollectedRow", "Wanted", "WishView",
    "back_entered_together", "back_entries", "batch_report", "broken_pledges", "case_page", "cases_by_agency",
    "check", "check_code_tries", "check_tries", "consultation", "consultations", "contents_in_use", "desk",
    "desk_rows", "draft", "draft_more", "due", "extended_again", "facts_of", "facts_of_draft", "fee_of", "file_of",
    "finished_at_once", "floor", "form_problems", "gaps_statement", "grievance", "grievance_page", "grievances",
    "hall_back_entries", "hall_consultations", "hall_grievances", "hall_numbers", "hall_register", "hall_trust",
    "handed_before", "handover", "handover_counts", "has_screen", "history_of", "in_hand", "in_hands",
    "intake_notes", "invitation", "kept_results", "last_cases", "licence", "licences_of", "licences_page",
    "likeness", "look_at_me", "looks_at_me", "message_words", "minutes_of", "moves_table", "my_cases", "my_drafts",
    "my_filters", "my_grievances", "my_phrases", "news", "numbers_seen", "of_standard", "office", "one_of",
    "open_shift", "open_shifts", "open_work", "own_proposal", "package_of", "paper_seen", "papers_taken", "picked",
    "pre_review_file", "pre_review_page", "pre_reviews", "problems_of", "progress", "promised", "promises",
    "proof_of", "published", "ready_to_deliver", "refused_without_reasons", "register", "register_rows",
    "register_totals", "registered_after_decision", "results_of", "said_before", "same_reasons", "screen", "search",
    "seen_of", "shifts", "split_form", "standing_of", "step_late_alone", "stopped_near_the_end", "tray",
    "tray_counts", "trust_records", "uncollected", "uncollected_rows", "under_way", "why_no_promise", "why_not",
]
# fmt: on
