"""Everything that can be done to the catalogue. The only files here that write."""

from .imports import import_csv, import_items
from .items import create_item, edit_item, feature, publish, retire, save_draft
from .questions import forget_questions, hear
from .regimes import save_regime, seed_regimes
from .sayings import save_saying, seed_sayings, settle_questions

__all__ = [
    "create_item",
    "edit_item",
    "feature",
    "forget_questions",
    "hear",
    "import_csv",
    "import_items",
    "publish",
    "retire",
    "save_draft",
    "save_regime",
    "save_saying",
    "seed_regimes",
    "seed_sayings",
    "settle_questions",
]
