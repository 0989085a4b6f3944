"""The only writer of time: clocks are started, stopped, paused and taken; the overdue are found; calendars come in."""

from .calendar import correct_day, import_calendar, seed_calendars, settle
from .clocks import extend, give, pause, release, restart_from, resume, set_risk, start, stop, take
from .foresight import Foresight, MovedDue, foresee, foresee_day
from .overdue import sweep

__all__ = [
    "Foresight",
    "MovedDue",
    "correct_day",
    "extend",
    "foresee",
    "foresee_day",
    "give",
    "import_calendar",
    "pause",
    "release",
    "restart_from",
    "resume",
    "seed_calendars",
    "set_risk",
    "settle",
    "start",
    "stop",
    "sweep",
    "take",
]
