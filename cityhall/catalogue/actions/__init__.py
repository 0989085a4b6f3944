"""Everything that can be done to the catalogue. The only files here that write."""

from .imports import import_csv, import_items
from .items import create_item, edit_item, feature, publish, retire, save_draft
from .regimes import save_regime, seed_regimes

__all__ = [
    "create_item",
    "edit_item",
    "feature",
    "import_csv",
    "import_items",
    "publish",
    "retire",
    "save_draft",
    "save_regime",
    "seed_regimes",
]
