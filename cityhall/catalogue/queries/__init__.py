"""What can be asked of the catalogue. The public sees what is published; drafts are for those who edit them."""

from cityhall.catalogue.rules.differences import Change

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
from .search import ItemRow, OrganCount, by_organ, find_short, item_ids, open_items, organs_with_items, popular, search
from .setup import Draft, SetupRow, VersionRow, changes, draft, history, items_for_setup, preview, preview_of, version
from .versions import Guide, as_terms, guide, published, published_at, published_now, published_of, regime_of, terms

__all__ = [
    "CHOOSABLE",
    "LOCAL",
    "Change",
    "Draft",
    "Guide",
    "ItemRow",
    "OrganCount",
    "RegimeLine",
    "RegimeView",
    "SetupRow",
    "VersionRow",
    "as_terms",
    "by_organ",
    "changes",
    "draft",
    "find_short",
    "guide",
    "history",
    "item_ids",
    "items_behind",
    "items_for_setup",
    "open_items",
    "organs_with_items",
    "popular",
    "preview",
    "preview_of",
    "published",
    "published_at",
    "published_now",
    "published_of",
    "published_under",
    "regime_history",
    "regime_of",
    "regime_preview",
    "regime_view",
    "regime_views",
    "search",
    "terms",
    "version",
]
