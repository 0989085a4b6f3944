"""Everything that can be done to the catalogue. The only files here that write."""

from .checkups import check_after_import, check_guides, check_old_guides
from .claims import adapt, amend_upper, claim, refuse_claim, review, send_down
from .drafting import NewItem, draft_items
from .entries import import_entries
from .entrusting import entrust_items
from .facts import forget_answers, keep_answers, save_fact, seed_facts
from .fronts import (
    create_column,
    create_flagship,
    drop_front_edition,
    publish_front,
    revert_front,
    save_front,
    withdraw_front,
)
from .grouping import save_item_group
from .importing import (
    MOST_FILE,
    begin_import,
    carry_out_import,
    check_import,
    drop_import,
    match_columns,
    start_import,
)
from .imports import import_csv, import_items
from .items import create_item, edit_item, feature, save_draft
from .library import (
    Stocked,
    adopt_standard,
    retire_library_entry,
    save_library_entry,
    stock_library,
    stocked,
    swap_library_entry,
    take_material_apart,
)
from .lists import carry_down, follow, retire_entry, save_entry
from .plans import drop_plan, plan_publication, plan_retirement, run_plans
from .policies import (
    create_policy,
    drop_policy_edition,
    publish_policy,
    revert_policy,
    save_policy,
    withdraw_policy,
)
from .process import (
    adopt_proposal,
    amend_proposal,
    compare_proposal,
    drop_proposal,
    keep_process_day,
    save_proposal,
    set_process_standard,
)
from .publishing import publish, retire
from .questions import forget_questions, hear
from .reform import lift_reform, open_round, register_reform
from .regimes import save_regime, seed_regimes
from .sayings import save_saying, seed_sayings, settle_questions
from .standard_groups import confirm_group, reject_group, split_group
from .standards import compare, start_comparison

__all__ = [
    "MOST_FILE",
    "NewItem",
    "Stocked",
    "adapt",
    "adopt_proposal",
    "adopt_standard",
    "amend_proposal",
    "amend_upper",
    "begin_import",
    "carry_down",
    "carry_out_import",
    "check_after_import",
    "check_guides",
    "check_import",
    "check_old_guides",
    "claim",
    "compare",
    "compare_proposal",
    "confirm_group",
    "create_column",
    "create_flagship",
    "create_item",
    "create_policy",
    "draft_items",
    "drop_front_edition",
    "drop_import",
    "drop_plan",
    "drop_policy_edition",
    "drop_proposal",
    "edit_item",
    "entrust_items",
    "feature",
    "follow",
    "forget_answers",
    "forget_questions",
    "hear",
    "import_csv",
    "import_entries",
    "import_items",
    "keep_answers",
    "keep_process_day",
    "lift_reform",
    "match_columns",
    "open_round",
    "plan_publication",
    "plan_retirement",
    "publish",
    "publish_front",
    "publish_policy",
    "refuse_claim",
    "register_reform",
    "reject_group",
    "retire",
    "retire_entry",
    "retire_library_entry",
    "revert_front",
    "revert_policy",
    "review",
    "run_plans",
    "save_draft",
    "save_entry",
    "save_fact",
    "save_front",
    "save_item_group",
    "save_library_entry",
    "save_policy",
    "save_proposal",
    "save_regime",
    "save_saying",
    "seed_facts",
    "seed_regimes",
    "seed_sayings",
    "send_down",
    "set_process_standard",
    "settle_questions",
    "split_group",
    "start_comparison",
    "start_import",
    "stock_library",
    "stocked",
    "swap_library_entry",
    "take_material_apart",
    "withdraw_front",
    "withdraw_policy",
]
