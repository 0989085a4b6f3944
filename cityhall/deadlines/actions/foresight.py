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

from .again import COLUMNS, KEY, SAME, Shape, again, shapes
from .calendar import compare, corrected

SHOWN = 20
SAMPLE = f"""
SELECT d.ref, d.kind, d.title, d.due_on, v.due_on
FROM ch_deadlines_deadline AS d JOIN {COLUMNS} AS v({KEY}, warn_at, due_at, due_on, provisional) ON {SAME}
WHERE d.stopped_at IS NULL AND d.unit <> 'hours' AND d.due_on IS DISTINCT FROM v.due_on
ORDER BY d.due_at, d.id LIMIT %s
"""  # noqa: S608 - constants only


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
    return foreseen(_as_it_would_be(read))


def foreseen(calendar: WorkCalendar) -> Foresight:
    """What this calendar would do to the open due dates."""
    days = queries.Almanac(calendar, queries.read_light_rules())
    moved = [
        (old, new, count)
        for old, count in shapes()
        if (new := again(old, days)) is not None and new.due_on != old.due_on
    ]
    moved.sort(key=lambda m: m[0].due_at)
    sums = {"later": 0, "earlier": 0, "known": 0, "unknown": 0}
    for old, new, count in moved:
        sums[_how(old.due_on, new.due_on)] += count
    return Foresight(**sums, rows=_sample([new for _, new, _ in moved[:SHOWN]]))


def _how(before: date | None, after: date | None) -> str:
    if before is None:
        return "known"
    if after is None:
        return "unknown"
    return "later" if after > before else "earlier"


def _as_it_would_be(read: Sequence[rules.NoticeFile]) -> WorkCalendar:
    now, changes = queries.national(), compare(read, ImportReport())
    special = {day: told for day, told in now.special.items() if day not in set(changes.gone)}
    special |= {row.day: SpecialDay(row.works, row.name) for row in changes.days}
    ground = WorkCalendar(special, now.published | {notice.year for notice in read})
    return queries.stacked(ground, queries.read_layers())


def _sample(moved: Sequence[Shape]) -> tuple[MovedDue, ...]:
    if not moved:
        return ()
    columns = [list(column) for column in zip(*moved, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [*columns, SHOWN])
        return tuple(MovedDue(ref, Kind(kind), title, before, after) for ref, kind, title, before, after in cursor)
