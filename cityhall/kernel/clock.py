"""The only place in the house that knows what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

from . import workdays

ZONE = workdays.ZONE
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_everywhere: list[datetime] = []


def now() -> datetime:
    """This moment, aware, to the microsecond."""
    return _frozen.get() or (_everywhere[-1] if _everywhere else timezone.now())


def today() -> date:
    """The day it is in China."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The Chinese calendar day of an aware moment."""
    return moment.astimezone(ZONE).date()


def local(moment: datetime) -> datetime:
    """The moment as a clock on a wall in China shows it."""
    return moment.astimezone(ZONE)


@contextmanager
def frozen(at: datetime | str, *, everywhere: bool = False) -> Iterator[None]:
    """Stop the clock: tests, the demo's past and what-if runs read the same `now()`.

    `everywhere` stops it for all threads of this process (a live server in a test);
    otherwise only for the code inside the block.
    """
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    token = _frozen.set(moment)
    if everywhere:
        _everywhere.append(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
        if everywhere:
            _everywhere.remove(moment)
