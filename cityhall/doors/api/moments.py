"""Moments as programs write them: with their offset from UTC, within the centuries the city reckons in."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _reckoned(moment: datetime) -> datetime:
    """In UTC: the database knows no offset of more than fifteen hours, and Python some that nobody has. Raises ValueError."""
    try:
        here = moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("beyond") from beyond
    if not FIRST <= here < LAST:
        raise ValueError("beyond")
    return here


Moment = Annotated[AwareDatetime, AfterValidator(_reckoned)]


def _dated(day: date) -> date:
    if not FIRST.date() <= day < LAST.date():
        raise ValueError("beyond")
    return day


Day = Annotated[date, AfterValidator(_dated)]
"""A day that is reckoned from: before and after it there are others."""
