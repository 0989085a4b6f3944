"""A past for an item's steps: promises of steps that were started and ended, then measured."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.deadlines.tests import given as time
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.workdays import ZONE

MONDAY = datetime(2026, 9, 7, 10, tzinfo=ZONE)
_numbers = count(1)
_FIVE = Limit(5, Unit.WORKDAYS)

LONG = [
    {"key": key, "name": name, "desk": desk, "order": n + 1, "limit": {"amount": 2, "unit": "workdays"},
     "checks": [f"{name}要点"], "decides": key == "decide"}
    for n, (key, name, desk) in enumerate([
        ("sort", "收件核对", "intake"), ("first", "初审", "review"), ("survey", "现场勘验", "survey"),
        ("second", "复审", "review"), ("law", "法制审核", "review"), ("decide", "局长签发", "approve"),
    ])
]  # fmt: skip
"""Five internal approvals and a survey."""


def past(item_id: int, organ_id: int, took: Mapping[str, Sequence[int]]) -> None:
    """Steps of the item that took so many days each, all within one week of September 2026 that has no day off; the whole
    promise under the key of nothing."""
    for step, lengths in took.items():
        for days in lengths:
            kind = Kind.STEP if step else Kind.PROMISED
            ref = (
                f"step:990100-2026-9{next(_numbers):07d}/{step}" if step else f"case:990100-2026-9{next(_numbers):07d}"
            )
            with clock.frozen(MONDAY):
                time.started(Clock(ref, kind, organ_id, MONDAY, _FIVE, "样例许可", item_id=item_id))
            with clock.frozen(MONDAY + timedelta(days=days)):
                time.acting(HOUSE, lambda ref=ref, kind=kind: deadlines.stop(HOUSE, ref, [kind]))  # type: ignore[misc]
    with clock.frozen("2026-11-20T10:00"):
        deadlines.measure(HOUSE)
