"""Promises of time as tests need them, made through the room's own steps inside a small action."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import TypeVar

from cityhall.deadlines import actions, queries
from cityhall.deadlines.terms import Clock, Kind, LayerKind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.record import record
from cityhall.organs.tests import given as organs

T = TypeVar("T")
_numbers = count(1)
TWENTY = Limit(20, Unit.WORKDAYS, "行政许可法 第四十二条")
FIVE = Limit(5, Unit.WORKDAYS, "行政许可法 第三十二条")


def ref() -> str:
    return f"case:990100-2026-{next(_numbers):08d}"


def organ() -> int:
    return organs.organ()


def a_clock(
    organ_id: int,
    kind: Kind = Kind.STATUTORY,
    limit: Limit = TWENTY,
    *,
    of: str = "",
    start: datetime | None = None,
    desk: str = "",
    title: str = "样例许可",
    subject: str = "样例申请人",
) -> Clock:
    return Clock(of or ref(), kind, organ_id, start or clock.now(), limit, title, subject, desk)


@action
def acting(actor: Actor, what: Callable[[], T]) -> T:
    """Run steps as an action of another room would."""
    answer = what()
    record(actor, "test.acted", "test:deadlines")
    return answer


def started(*clocks: Clock) -> list[int]:
    return acting(HOUSE, lambda: actions.start(HOUSE, clocks))


def city_layer() -> int:
    """The city's own layer of the calendar, with office hours."""
    actions.seed_office_hours()
    return next(one.id for one in queries.layers(HOUSE) if one.kind is LayerKind.CITY)
