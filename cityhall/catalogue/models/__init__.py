"""Tables of the catalogue: items and their versions, the regimes of the nine procedures, standard items, claims."""

from .claims import Claim, UpperItem, UpperList
from .items import Item, ItemVersion, Regime, RegimeVersion
from .standards import GroupMember, Standard, StandardGroup, StandardMapping, StandardRun

__all__ = [
    "Claim",
    "GroupMember",
    "Item",
    "ItemVersion",
    "Regime",
    "RegimeVersion",
    "Standard",
    "StandardGroup",
    "StandardMapping",
    "StandardRun",
    "UpperItem",
    "UpperList",
]
