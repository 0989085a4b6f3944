"""Tables of cases: what is applied for, what stands beside it, how it ends, what a counter keeps."""

from .beside import Hold, ProceedingRow, Referral, SupplementNotice
from .core import Application, Case, Material, MaterialFile, Step
from .counter import Batch, Consultation, Grievance, Invitation, Phrase, SavedFilter, Shift, TrustRecord
from .ends import ArchivePackage, CasePaper, Decision, Delivery, Licence
from .screen import ScreenCheck, WindowScreen

__all__ = [
    "Application", "ArchivePackage", "Batch", "Case", "CasePaper", "Consultation", "Decision", "Delivery", "Grievance",
    "Hold", "Invitation", "Licence", "Material", "MaterialFile", "Phrase", "ProceedingRow", "Referral", "SavedFilter",
    "ScreenCheck", "Shift", "Step", "SupplementNotice", "TrustRecord", "WindowScreen",
]  # fmt: skip
