"""Moments and days as programs write them: what is beyond reckoning is refused, and asked of nobody."""

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from cityhall.doors.api.moments import Day, Moment


@pytest.mark.parametrize(("said", "moment"), [
    ("2026-11-26T09:00:00+08:00", datetime(2026, 11, 26, 1, tzinfo=UTC)),
    ("2026-11-26T09:00:00+22:21", datetime(2026, 11, 25, 10, 39, tzinfo=UTC)),
    ("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
])  # fmt: skip
def test_a_moment_is_taken_in_utc(said: str, moment: datetime) -> None:
    assert TypeAdapter(Moment).validate_python(said) == moment


@pytest.mark.parametrize("said", [
    "2026-11-26T09:00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "1899-12-31T23:59:59Z", "2200-01-01T00:00:00Z",
    "soon",
])  # fmt: skip
def test_a_moment_without_its_offset_or_beyond_the_centuries_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(said)


@pytest.mark.parametrize(("said", "good"), [("2026-11-26", True), ("0001-01-01", False), ("9999-12-31", False)])
def test_a_day_has_others_around_it(said: str, good: bool) -> None:
    if good:
        assert TypeAdapter(Day).validate_python(said) == date.fromisoformat(said)
        return
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(said)
