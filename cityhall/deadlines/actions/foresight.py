"""Before a calendar comes in: how many open due dates it would move, and which. Computed, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from cityhall.deadlines import queries, rules
from cityhall.deadlines.terms import Can, Kind
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.imports import ImportReport
from cityhall.kernel.workdays import SpecialDay, WorkCalendar

from .calendar import Shape, again, compare, corrected

SHOWN = 20
COUNTED = """
SELECT start_on, amount, unit, extensions, pauses, warn_at, due_at, due_on, provisional, count(*)
FROM ch_deadlines_deadline WHERE stopped_at IS NULL AND unit IN ('workdays', 'days')
GROUP BY start_on, amount, unit, extensions, pauses, warn_at, due_at, due_on, provisional
"""
SAMPLE = """
SELECT d.ref, d.kind, d.title, d.due_on, v.after
FROM ch_deadlines_deadline AS d
JOIN unnest(%s::date[], %s::int[], %s::text[], %s::text[]::jsonb[], %s::text[]::jsonb[], %s::date[])
  AS v(start_on, amount, unit, extensions, pauses, after)
  ON d.start_on = v.start_on AND d.amount = v.amount AND d.unit = v.unit
 AND d.extensions = v.extensions AND d.pauses = v.pauses
WHERE d.stopped_at IS NULL AND d.due_on IS DISTINCT FROM v.after
ORDER BY d.due_at, d.id LIMIT %s
"""


@dataclass(frozen=True)
class MovedDue:
    """One open due date that would move. Empty: the day cannot be told (yet)."""

    ref: str
    kind: Kind
    title: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Foresight:
    """How many open due dates would end later, earlier, on a day known at last, or no longer known; some of them."""

    later: int = 0
    earlier: int = 0
    known: int = 0
    unknown: int = 0
    rows: tuple[MovedDue, ...] = ()

    @property
    def total(self) -> int:
        return self.later + self.earlier + self.known + self.unknown


def foresee(actor: Actor, files: Sequence[Mapping[str, object]]) -> Foresight:
    """试算: what taking over these notices would do to the due dates that run now."""
    require(actor, Can.MANAGE_CALENDAR)
    return _foresee(rules.read_notices(files, ImportReport()))


def foresee_day(actor: Actor, day: date, works: bool | None, name: str) -> Foresight:
    """试算 for one day put right."""
    require(actor, Can.MANAGE_CALENDAR)
    return _foresee([corrected(day, works, name)])


def _foresee(read: Sequence[rules.NoticeFile]) -> Foresight:
    calendar = _as_it_would_be(read)
    moved: list[tuple[Shape, date | None, int]] = []
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        for *shape, count in cursor.fetchall():
            old: Shape = tuple(shape)
            new = again(old, calendar)
            if new is not None and new[7] != old[7]:
                moved.append((old, new[7], count))
    moved.sort(key=lambda m: m[0][6])
    sums = {"later": 0, "earlier": 0, "known": 0, "unknown": 0}
    for old, after, count in moved:
        sums[_how(old[7], after)] += count
    return Foresight(**sums, rows=_sample(moved[:SHOWN]))


def _how(before: date | None, after: date | None) -> str:
    if before is None:
        return "known"
    if after is None:
        return "unknown"
    return "later" if after > before else "earlier"


def _as_it_would_be(read: Sequence[rules.NoticeFile]) -> WorkCalendar:
    now, changes = queries.read_calendar(), compare(read, ImportReport())
    special = {day: told for day, told in now.special.items() if day not in set(changes.gone)}
    special |= {row.day: SpecialDay(row.works, row.name) for row in changes.days}
    return WorkCalendar(special, now.published | {notice.year for notice in read})


def _sample(moved: Sequence[tuple[Shape, date | None, int]]) -> tuple[MovedDue, ...]:
    if not moved:
        return ()
    columns = [list(column) for column in zip(*((*old[:5], after) for old, after, _ in moved), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [*columns, SHOWN])
        return tuple(MovedDue(ref, Kind(kind), title, before, after) for ref, kind, title, before, after in cursor)
