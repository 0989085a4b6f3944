"""Tables of the catalogue: items and their versions, the lists above them, what is planned, the regimes of the nine
procedures, standard items, claims, what people ask for."""

from .claims import Claim, UpperItem, UpperList
from .items import Item, ItemVersion, Regime, RegimeVersion
from .library import LibraryEntry, LibraryVersion
from .lists import BaseEntry, Plan
from .questions import Question, Saying
from .standards import GroupMember, Standard, StandardGroup, StandardMapping, StandardRun

__all__ = [
    "BaseEntry", "Claim", "GroupMember", "Item", "ItemVersion", "LibraryEntry", "LibraryVersion", "Plan",
    "Question", "Regime", "RegimeVersion", "Saying",
    "Standard", "StandardGroup", "StandardMapping", "StandardRun", "UpperItem", "UpperList",
]  # fmt: skip
