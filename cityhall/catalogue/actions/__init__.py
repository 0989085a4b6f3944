"""Everything that can be done to the catalogue. The only files here that write."""

from .claims import adapt, amend_upper, claim, refuse_claim, review, send_down
from .imports import import_csv, import_items
from .items import create_item, edit_item, feature, publish, retire, save_draft
from .questions import forget_questions, hear
from .regimes import save_regime, seed_regimes
from .sayings import save_saying, seed_sayings, settle_questions
from .standard_groups import confirm_group, reject_group, split_group
from .standards import compare, start_comparison

__all__ = [
    "adapt",
    "amend_upper",
    "claim",
    "compare",
    "confirm_group",
    "create_item",
    "edit_item",
    "feature",
    "forget_questions",
    "hear",
    "import_csv",
    "import_items",
    "publish",
    "refuse_claim",
    "reject_group",
    "retire",
    "review",
    "save_draft",
    "save_regime",
    "save_saying",
    "seed_regimes",
    "seed_sayings",
    "send_down",
    "settle_questions",
    "split_group",
    "start_comparison",
]
