"""Tables of the catalogue: items and their versions, the lists above them, what is planned, the regimes of the nine
procedures, standard items, claims, what people ask for."""

from .claims import Claim, UpperItem, UpperList
from .editions import Front, FrontEdition, Policy, PolicyEdition
from .facts import Fact, KeptAnswers
from .figures import VersionFigures
from .items import Item, ItemVersion, Regime, RegimeVersion
from .lists import BaseEntry, Plan
from .questions import Question, Saying
from .reform import ReformEntry, ReformItem, ReformRound
from .standards import GroupMember, Standard, StandardGroup, StandardMapping, StandardRun

__all__ = [
    "BaseEntry",
    "Claim",
    "Fact",
    "Front",
    "FrontEdition",
    "GroupMember",
    "Item",
    "ItemVersion",
    "KeptAnswers",
    "Plan",
    "Policy",
    "PolicyEdition",
    "Question",
    "ReformEntry",
    "ReformItem",
    "ReformRound",
    "Regime",
    "RegimeVersion",
    "Saying",
    "Standard",
    "StandardGroup",
    "StandardMapping",
    "StandardRun",
    "UpperItem",
    "UpperList",
    "VersionFigures",
]  # fmt: skip
