"""Tables of the catalogue: items and their versions, the lists above them, what is planned, the regimes of the nine
procedures, standard items, claims, lists taken in, what people ask for."""

from .checkups import Checkup, Finding
from .claims import Claim, UpperItem, UpperList
from .imports import ColumnMemory, ImportLine, ImportProgress, ImportReady, ImportRemark, ItemImport
from .items import Item, ItemVersion, Regime, RegimeVersion
from .lists import BaseEntry, Plan
from .questions import Question, Saying
from .standards import GroupMember, Standard, StandardGroup, StandardMapping, StandardRun

__all__ = [
    "BaseEntry", "Checkup", "Claim", "ColumnMemory", "Finding", "GroupMember", "ImportLine", "ImportProgress", "ImportReady",
    "ImportRemark",
    "Item", "ItemImport", "ItemVersion", "Plan", "Question", "Regime", "RegimeVersion", "Saying", "Standard",
    "StandardGroup", "StandardMapping", "StandardRun", "UpperItem", "UpperList",
]  # fmt: skip
