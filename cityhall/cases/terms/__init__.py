"""Words of a case: its states, the moves between them, what beside it has a life of its own."""

from .beside import OPEN_STAGES, Again, Beside, Proceeding, Stage
from .counter import GrievanceCause
from .ends import (
    Advice,
    Channel,
    DeliveryMethod,
    DeliveryState,
    GrievanceState,
    HoldKind,
    LicenceStatus,
    Origin,
    Outcome,
    ScreenState,
    StepState,
    Verdict,
)
from .looks import OwnField, Sealed
from .moves import Can, Move, Refusal, Status, Who

__all__ = [
    "OPEN_STAGES",
    "Advice",
    "Again",
    "Beside",
    "Can",
    "Channel",
    "DeliveryMethod",
    "DeliveryState",
    "GrievanceCause",
    "GrievanceState",
    "HoldKind",
    "LicenceStatus",
    "Move",
    "Origin",
    "Outcome",
    "OwnField",
    "Proceeding",
    "Refusal",
    "ScreenState",
    "Sealed",
    "Stage",
    "Status",
    "StepState",
    "Verdict",
    "Who",
]
