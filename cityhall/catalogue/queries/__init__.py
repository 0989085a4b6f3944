"""What can be asked of the catalogue. The public sees what is published; drafts are for those who edit them."""

from cityhall.catalogue.rules.codes import CodePart
from cityhall.catalogue.rules.differences import Change
from cityhall.catalogue.rules.figures import Figure, Totals
from cityhall.catalogue.rules.process import ProcessFinding
from cityhall.catalogue.rules.reforming import Effect, Sums
from cityhall.catalogue.rules.situations import Situation
from cityhall.catalogue.rules.what_if import Comparison, Outcome, StepOutcome

from .checkups import (
    FINDINGS,
    CheckupCounts,
    FindingRow,
    guide_counts,
    guide_findings,
    guide_report,
)
from .claims import (
    ClaimRow,
    ClaimView,
    OrganProgress,
    UpperItemRow,
    UpperListRow,
    claim,
    claim_counts,
    claims,
    progress,
    taken_items,
    upper_item,
    upper_items,
    upper_list,
    upper_lists,
)
from .composing import (
    FrontDraft,
    FrontRow,
    columns_called,
    free_events,
    front_draft,
    front_names,
    front_preview,
    fronts_for_setup,
)
from .decisions import (
    TARGETS,
    TableRow,
    Trial,
    applying,
    asks_written,
    decision_table,
    line_of,
    questions_of,
    tabled,
    try_out,
)
from .entrusting import item_names, items_written, names_in_order, owners, step_names
from .entry_tables import entry_columns, export_entries
from .exports import ExportTable, export, national
from .facts import FactRow, asks_of, fact_row, fact_rows, held_of, kept_at
from .figures import LEVELS, Account, OnceRow, OrganAccount, account, once_list, once_rows, organ_accounts
from .form_tables import FORM_COLUMNS, Fate, FormRow, FormTrial, form_table, try_form
from .fronts import (
    Column,
    FrontPage,
    Shown,
    column,
    column_ids,
    columns,
    columns_of_item,
    flagship,
)
from .imports import (
    REPORT,
    ImportRow,
    ImportView,
    RemarkRow,
    TableView,
    files_of_imports,
    import_of,
    imports,
    parts_and_columns,
    remarks_of,
    report_of,
)
from .judging import FIRST, applies, as_fields, put_as_fields, read_asks, read_when, when_in_words, when_written
from .levels import SamePower, same_power_items, why_not_accept, why_not_review
from .library import (
    Decomposition,
    LibraryRow,
    LibraryUse,
    LibraryView,
    ToReplace,
    called,
    decomposition,
    library,
    library_entry,
    library_names,
    library_problems,
    to_replace,
)
from .listing import ItemRow, OrganCount, by_organ, open_items, organs_with_items, popular
from .lists import (
    Codes,
    EntryRow,
    EntryView,
    Inheritance,
    PlanRow,
    code_of,
    codes_of,
    entries,
    entry,
    followers,
    freedoms,
    inheritance_of,
    plans,
)
from .matching import CheckUp, Matched, check_up, fact_questions
from .policies import (
    PolicyDraft,
    PolicyRow,
    PolicySetupRow,
    PolicyView,
    list_policies,
    organs_with_policies,
    policies_called,
    policies_for_setup,
    policies_named,
    policy,
    policy_draft,
    policy_names,
    tried,
    try_policy,
)
from .process import (
    PROCESS_COLUMNS,
    CityProcess,
    OrganProcess,
    ProcessNote,
    ProcessRow,
    StandardNow,
    Tally,
    process_city,
    process_items,
    process_organs,
    process_report,
    process_standards,
    standards_now,
)
from .questions import InVain, SayingView, asked_in_vain, saying, sayings, topics
from .reform import (
    ReformRow,
    RoundRow,
    ledger_counts,
    reform,
    reform_notes,
    reforms,
    reforms_of,
    round_choices,
    round_of,
    rounds,
)
from .regimes import (
    CHOOSABLE,
    LOCAL,
    RegimeLine,
    RegimeView,
    items_behind,
    published_under,
    regime_history,
    regime_preview,
    regime_view,
    regime_views,
)
from .search import Found, Hit, Topic, find, find_short, item_ids, search
from .setup import Draft, SetupRow, VersionRow, changes, draft, history, items_for_setup, preview, preview_of, version
from .situations import Questionnaire, all_fields, as_values, questionnaire, situated, situation_of, whole
from .standards import (
    GroupRow,
    GroupView,
    MappingRow,
    RunView,
    StandardRow,
    group,
    group_counts,
    groups,
    items_of_standard,
    latest_run,
    mappings,
    standard,
    standard_of,
    standards,
)
from .there import There, items_there, library_there
from .versions import (
    Guide,
    Offered,
    as_terms,
    changes_between,
    guide,
    published,
    published_here,
    published_now,
    published_of,
    regime_of,
    terms,
    with_gaps,
)
from .what_if import ProposalRow, ProposalView, WhatIf, proposal, proposals, what_if

__all__ = [
    "CHOOSABLE", "FINDINGS", "FIRST", "FORM_COLUMNS", "LEVELS", "LOCAL", "PROCESS_COLUMNS", "REPORT", "TARGETS",
    "Account", "Change", "CheckUp", "CheckupCounts", "CityProcess", "ClaimRow", "ClaimView", "CodePart", "Codes",
    "Column", "Comparison", "Decomposition", "Draft", "Effect", "EntryRow", "EntryView", "ExportTable", "FactRow",
    "Fate", "Figure", "FindingRow", "FormRow", "FormTrial", "Found", "FrontDraft", "FrontPage", "FrontRow",
    "GroupRow", "GroupView", "Guide", "Hit", "ImportRow", "ImportView", "InVain", "Inheritance", "ItemRow",
    "LibraryRow", "LibraryUse", "LibraryView", "MappingRow", "Matched", "Offered", "OnceRow", "OrganAccount",
    "OrganCount", "OrganProcess", "OrganProgress", "Outcome", "PlanRow", "PolicyDraft", "PolicyRow",
    "PolicySetupRow", "PolicyView", "ProcessFinding", "ProcessNote", "ProcessRow", "ProposalRow", "ProposalView",
    "Questionnaire", "ReformRow", "RegimeLine", "RegimeView", "RemarkRow", "RoundRow", "RunView", "SamePower",
    "SayingView", "SetupRow", "Shown", "Situation", "StandardNow", "StandardRow", "StepOutcome", "Sums", "TableRow",
    "TableView", "Tally", "There", "ToReplace", "Topic", "Totals", "Trial", "UpperItemRow", "UpperListRow",
    "VersionRow", "WhatIf", "account", "all_fields", "applies", "applying", "as_fields", "as_terms", "as_values",
    "asked_in_vain", "asks_of", "asks_written", "by_organ", "called", "changes", "changes_between", "check_up",
    "claim", "claim_counts", "claims", "code_of", "codes_of", "column", "column_ids", "columns", "columns_called",
    "columns_of_item", "decision_table", "decomposition", "draft", "entries", "entry", "entry_columns", "export",
    "export_entries", "fact_questions", "fact_row", "fact_rows", "files_of_imports", "find", "find_short",
    "flagship", "followers", "form_table", "free_events", "freedoms", "front_draft", "front_names", "front_preview",
    "fronts_for_setup", "group", "group_counts", "groups", "guide", "guide_counts", "guide_findings",
    "guide_report", "held_of", "history", "import_of", "imports", "inheritance_of", "item_ids", "item_names",
    "items_behind", "items_for_setup", "items_of_standard", "items_there", "items_written", "kept_at", "latest_run",
    "ledger_counts", "library", "library_entry", "library_names", "library_problems", "library_there", "line_of",
    "list_policies", "mappings", "names_in_order", "national", "once_list", "once_rows", "open_items",
    "organ_accounts", "organs_with_items", "organs_with_policies", "owners", "parts_and_columns", "plans",
    "policies_called", "policies_for_setup", "policies_named", "policy", "policy_draft", "policy_names", "popular",
    "preview", "preview_of", "process_city", "process_items", "process_organs", "process_report",
    "process_standards", "progress", "proposal", "proposals", "published", "published_here", "published_now",
    "published_of", "published_under", "put_as_fields", "questionnaire", "questions_of", "read_asks", "read_when",
    "reform", "reform_notes", "reforms", "reforms_of", "regime_history", "regime_of", "regime_preview",
    "regime_view", "regime_views", "remarks_of", "report_of", "round_choices", "round_of", "rounds",
    "same_power_items", "saying", "sayings", "search", "situated", "situation_of", "standard", "standard_of",
    "standards", "standards_now", "step_names", "tabled", "taken_items", "terms", "to_replace", "topics", "tried",
    "try_form", "try_out", "try_policy", "upper_item", "upper_items", "upper_list", "upper_lists", "version",
    "what_if", "when_in_words", "when_written", "whole", "why_not_accept", "why_not_review", "with_gaps",
]  # fmt: skip
