"""静默时段: when a message waits for the morning."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from cityhall.kernel.errors import InvalidInputError

STARTS, ENDS = time(21), time(8)
CODE = "code"  # who is signing in waits at the screen


def leaves_at(now: datetime, starts: time, ends: time, kind: str, urgent: Collection[str]) -> datetime | None:
    """The moment a message of this kind may leave, if not now; `now` is local."""
    if kind == CODE or kind in urgent or not quiet(now.time(), starts, ends):
        return None
    morning = now.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)


def quiet(at: time, starts: time, ends: time) -> bool:
    return starts <= at < ends if starts <= ends else at >= starts or at < ends


def check_hours(starts: time, ends: time) -> None:
    if starts == ends:
        raise InvalidInputError(
            "message.quiet_all_day", "静默时段的开始和结束不能相同，否则全天都不能发送", field="ends"
        )
