"""The law of time: when a limit ends, which days count, what light it shows. Told the time, never asking for it."""

from .counting import LAST_MOMENT, NEVER, PENDING, Due, Pause, Timing, check_pause, pause_of, reckon, union
from .explaining import DayLine, Spent, explain, spent
from .lights import LEFT_WORDS, light, remaining
from .notices import NoticeFile, read_notices

__all__ = [
    "LAST_MOMENT",
    "LEFT_WORDS",
    "NEVER",
    "PENDING",
    "DayLine",
    "Due",
    "NoticeFile",
    "Pause",
    "Spent",
    "Timing",
    "check_pause",
    "explain",
    "light",
    "pause_of",
    "read_notices",
    "reckon",
    "remaining",
    "spent",
    "union",
]
