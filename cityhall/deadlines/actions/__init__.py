"""The only writer of time: clocks are started, stopped, paused and taken; the overdue are found; calendars come in."""

from .calendar import correct_day, import_calendar, seed_calendars, settle
from .clocks import (
    extend,
    give,
    pause,
    release,
    restart_from,
    resume,
    set_risk,
    stand_still_with,
    start,
    stop,
    switch,
    take,
)
from .foresight import Foresight, MovedDue, foresee, foresee_day
from .layers import save_layer, seed_office_hours, set_layer_day, set_week
from .lights import end_light_rule, set_light_rule
from .overdue import sweep
from .paces import measure
from .stock import take_stock

__all__ = [
    "Foresight",
    "MovedDue",
    "correct_day",
    "end_light_rule",
    "extend",
    "foresee",
    "foresee_day",
    "give",
    "import_calendar",
    "measure",
    "pause",
    "release",
    "restart_from",
    "resume",
    "save_layer",
    "seed_calendars",
    "seed_office_hours",
    "set_layer_day",
    "set_light_rule",
    "set_risk",
    "set_week",
    "settle",
    "stand_still_with",
    "start",
    "stop",
    "sweep",
    "switch",
    "take",
    "take_stock",
]
