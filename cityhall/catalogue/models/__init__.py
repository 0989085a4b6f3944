"""Tables of the catalogue: items and their versions, the lists above them, what is planned, the regimes of the nine
procedures, standard items, claims, lists taken in, what people ask for."""

from .checkups import Checkup, Finding
from .claims import Claim, UpperItem, UpperList
from .editions import Front, FrontEdition, Policy, PolicyEdition
from .facts import Fact, KeptAnswers
from .figures import VersionFigures
from .imports import ColumnMemory, ImportLine, ImportProgress, ImportReady, ImportRemark, ItemImport
from .items import Item, ItemVersion, Regime, RegimeVersion
from .library import LibraryEntry, LibraryVersion
from .lists import BaseEntry, Plan
from .process import ProcessCheck, ProcessDay, ProcessStandard, Proposal
from .questions import Question, Saying
from .reform import ReformEntry, ReformItem, ReformRound
from .standards import GroupMember, Standard, StandardGroup, StandardMapping, StandardRun

__all__ = [
    "BaseEntry",
    "Checkup",
    "Claim",
    "ColumnMemory",
    "Fact",
    "Finding",
    "Front",
    "FrontEdition",
    "GroupMember",
    "ImportLine",
    "ImportProgress",
    "ImportReady",
    "ImportRemark",
    "Item",
    "ItemImport",
    "ItemVersion",
    "KeptAnswers",
    "LibraryEntry",
    "LibraryVersion",
    "Plan",
    "Policy",
    "PolicyEdition",
    "ProcessCheck",
    "ProcessDay",
    "ProcessStandard",
    "Proposal",
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
