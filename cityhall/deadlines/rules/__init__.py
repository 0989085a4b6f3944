"""The law of time: when a limit ends, which days count, what light it shows. Told the time, never asking for it."""

from .counting import LAST_MOMENT, reckon
from .explaining import DayLine, Spent, explain, spent
from .layers import Layer, OwnDay, Week, laid_over, read_shifts, words_of
from .lights import LEFT_WORDS, light, remaining
from .notices import NoticeFile, read_notices
from .survival import Curve, chosen, curve, decile, percentile, risk
from .timing import (
    NEVER,
    PENDING,
    Due,
    Margin,
    Pause,
    Switch,
    Timing,
    check_pause,
    check_switch,
    pause_of,
    switch_of,
    union,
    within,
)

__all__ = [
    "LAST_MOMENT",
    "LEFT_WORDS",
    "NEVER",
    "PENDING",
    "Curve",
    "DayLine",
    "Due",
    "Layer",
    "Margin",
    "NoticeFile",
    "OwnDay",
    "Pause",
    "Spent",
    "Switch",
    "Timing",
    "Week",
    "check_pause",
    "check_switch",
    "chosen",
    "curve",
    "decile",
    "explain",
    "laid_over",
    "light",
    "pause_of",
    "percentile",
    "read_notices",
    "read_shifts",
    "reckon",
    "remaining",
    "risk",
    "spent",
    "switch_of",
    "union",
    "within",
    "words_of",
]
