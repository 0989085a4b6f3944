"""Everything that can be done to the catalogue. The only files here that write."""

from .claims import adapt, amend_upper, claim, refuse_claim, review, send_down
from .imports import import_csv, import_items
from .items import create_item, edit_item, feature, save_draft
from .library import (
    Stocked,
    adopt_standard,
    retire_library_entry,
    save_library_entry,
    stock_library,
    swap_library_entry,
    take_material_apart,
)
from .lists import carry_down, follow, retire_entry, save_entry
from .plans import drop_plan, plan_publication, plan_retirement, run_plans
from .publishing import publish, retire
from .questions import forget_questions, hear
from .regimes import save_regime, seed_regimes
from .sayings import save_saying, seed_sayings, settle_questions
from .standard_groups import confirm_group, reject_group, split_group
from .standards import compare, start_comparison

__all__ = [
    "Stocked",
    "adapt",
    "adopt_standard",
    "amend_upper",
    "carry_down",
    "claim",
    "compare",
    "confirm_group",
    "create_item",
    "drop_plan",
    "edit_item",
    "feature",
    "follow",
    "forget_questions",
    "hear",
    "import_csv",
    "import_items",
    "plan_publication",
    "plan_retirement",
    "publish",
    "refuse_claim",
    "reject_group",
    "retire",
    "retire_entry",
    "retire_library_entry",
    "review",
    "run_plans",
    "save_draft",
    "save_entry",
    "save_library_entry",
    "save_regime",
    "save_saying",
    "seed_regimes",
    "seed_sayings",
    "send_down",
    "settle_questions",
    "split_group",
    "start_comparison",
    "stock_library",
    "swap_library_entry",
    "take_material_apart",
]
