"""What can be asked of the catalogue. The public sees what is published; drafts are for those who edit them."""

from .search import ItemRow, OrganCount, by_organ, find_short, open_items, organs_with_items, popular, search
from .setup import Draft, SetupRow, VersionRow, draft, history, items_for_setup, preview, version
from .versions import (
    Asked,
    Guide,
    as_terms,
    guide,
    published,
    published_at,
    published_now,
    published_of,
    regime_of,
    terms,
    with_gaps,
)

__all__ = [
    "Asked",
    "Draft",
    "Guide",
    "ItemRow",
    "OrganCount",
    "SetupRow",
    "VersionRow",
    "as_terms",
    "by_organ",
    "draft",
    "find_short",
    "guide",
    "history",
    "items_for_setup",
    "open_items",
    "organs_with_items",
    "popular",
    "preview",
    "published",
    "published_at",
    "published_now",
    "published_of",
    "regime_of",
    "search",
    "terms",
    "version",
    "with_gaps",
]
