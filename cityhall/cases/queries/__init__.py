"""What can be asked about cases. Every question takes the actor and answers only what she may see."""

from .before import Said, said_before
from .desk import DeskRow, office
from .drafts import Draft, DraftRow, FileView, FormField, MaterialView, draft, form_problems, my_drafts
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
    package_of,
    published,
    uncollected,
)
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
from .story import Happening
from .window import IntakeNote, history_of, intake_notes, register_totals
from .wishes import draft_wish

__all__ = [
    "Button",
    "CasePage",
    "CaseRow",
    "DecisionView",
    "DeliveryView",
    "DeskRow",
    "Draft",
    "DraftRow",
    "FileView",
    "FormField",
    "Happening",
    "IntakeNote",
    "InvitationView",
    "LicenceView",
    "MaterialView",
    "PackageView",
    "Progress",
    "PublishedRow",
    "RegisterRow",
    "Said",
    "StepView",
    "Tray",
    "UncollectedRow",
    "WishView",
    "case_page",
    "check_tries",
    "draft",
    "draft_wish",
    "file_of",
    "form_problems",
    "history_of",
    "intake_notes",
    "invitation",
    "licence",
    "licences_of",
    "my_cases",
    "my_drafts",
    "office",
    "one_of",
    "package_of",
    "paper_seen",
    "progress",
    "published",
    "ready_to_deliver",
    "register",
    "register_totals",
    "said_before",
    "search",
    "tray",
    "tray_counts",
    "uncollected",
    "under_way",
]  # fmt: skip
