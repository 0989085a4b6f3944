"""Everything that can be done to the catalogue. The only files here that write."""

from .imports import import_csv, import_items
from .items import create_item, edit_item, feature, save_draft
from .lists import carry_down, follow, retire_entry, save_entry
from .plans import drop_plan, plan_publication, plan_retirement, run_plans
from .publishing import publish, retire
from .regimes import save_regime, seed_regimes

__all__ = [
    "carry_down",
    "create_item",
    "drop_plan",
    "edit_item",
    "feature",
    "follow",
    "import_csv",
    "import_items",
    "plan_publication",
    "plan_retirement",
    "publish",
    "retire",
    "retire_entry",
    "run_plans",
    "save_draft",
    "save_entry",
    "save_regime",
    "seed_regimes",
]
