"""Every open due date computed again, after a change of the calendar, of a layer, or of a rule of warning."""

import json
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import connection

from cityhall.deadlines import queries, rules
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel import clock

BATCH = 100_000
KEY = "start_on, moment, amount, unit, extensions, pauses, switches, layer_id, light_rule_id, rolls"
MOMENT = "CASE WHEN d.unit = 'work_hours' THEN d.start_at END"
OPEN = "(d.stopped_at IS NULL OR d.provisional) AND d.unit <> 'hours'"
SHAPES = f"""
SELECT d.start_on, {MOMENT}, d.amount, d.unit, d.extensions, d.pauses, d.switches, d.layer_id, d.light_rule_id, d.rolls,
       d.warn_at, d.due_at, d.due_on, d.provisional, count(*)
  FROM ch_deadlines_deadline AS d WHERE {OPEN}
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
"""  # noqa: S608 - constants only
SAME = f"""
d.start_on = v.start_on AND d.amount = v.amount AND d.unit = v.unit AND d.extensions = v.extensions
AND d.pauses = v.pauses AND d.switches = v.switches AND d.layer_id IS NOT DISTINCT FROM v.layer_id
AND d.light_rule_id IS NOT DISTINCT FROM v.light_rule_id AND d.rolls = v.rolls
AND {MOMENT} IS NOT DISTINCT FROM v.moment
"""
COLUMNS = """
unnest(%s::date[], %s::timestamptz[], %s::int[], %s::text[], %s::text[]::jsonb[], %s::text[]::jsonb[],
       %s::text[]::jsonb[], %s::bigint[], %s::bigint[], %s::bool[],
       %s::timestamptz[], %s::timestamptz[], %s::date[], %s::bool[])
"""
RECOMPUTE = f"""
UPDATE ch_deadlines_deadline AS d
SET warn_at = v.warn_at, due_at = v.due_at, due_on = v.due_on, provisional = v.provisional,
    met = CASE WHEN d.stopped_at IS NULL OR v.provisional THEN d.met ELSE d.met AND d.stopped_at <= v.due_at END,
    breached_at = CASE WHEN v.due_at > d.breached_at THEN NULL ELSE d.breached_at END,
    warned_at = CASE WHEN v.warn_at > d.warned_at THEN NULL ELSE d.warned_at END
FROM {COLUMNS} AS v({KEY}, warn_at, due_at, due_on, provisional)
WHERE {OPEN} AND {SAME}
  AND (d.warn_at, d.due_at, d.provisional) IS DISTINCT FROM (v.warn_at, v.due_at, v.provisional)
"""  # noqa: S608 - constants only


class Shape(NamedTuple):
    """All that the end of a promise depends on, besides the calendar; and that end, as the row has it or as it will be."""

    start_on: date
    moment: datetime | None
    amount: int
    unit: str
    extensions: str
    pauses: str
    switches: str
    layer_id: int | None
    light_rule_id: int | None
    rolls: bool
    warn_at: datetime
    due_at: datetime
    due_on: date | None
    provisional: bool


def recompute() -> int:
    """Each distinct shape once in memory, the changed ones written by joins; answers how many rows moved. Only the shape
    decides, so a million rows are a few thousand computations."""
    days = queries.Almanac(queries.read_calendar(), queries.read_light_rules())
    changed = [new for old, _ in shapes() if (new := again(old, days)) is not None]
    unique, total = list(dict.fromkeys(changed)), 0
    with connection.cursor() as cursor:
        for n in range(0, len(unique), BATCH):
            cursor.execute(RECOMPUTE, [list(column) for column in zip(*unique[n : n + BATCH], strict=True)])
            total += cursor.rowcount
    return total


def shapes() -> list[tuple[Shape, int]]:
    """All that the ends of open promises depend on, with those ends, and how many have them."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPES)
        return [(Shape(*shape), count) for *shape, count in cursor.fetchall()]


def again(old: Shape, days: queries.Almanac) -> Shape | None:
    """The shape with its new end, or nothing where the end stays."""
    timing = rules.Timing(
        old.moment or datetime.combine(old.start_on, time(), clock.ZONE),
        Limit(old.amount, Unit(old.unit)),
        tuple(json.loads(old.extensions)),
        tuple(rules.pause_of(p) for p in json.loads(old.pauses)),
        old.rolls,
        old.layer_id,
        tuple(rules.switch_of(one) for one in json.loads(old.switches)),
        days.margin(old.light_rule_id),
    )
    due = rules.reckon(timing, days.calendar)
    new = old._replace(warn_at=due.warn_at, due_at=due.at, due_on=due.on, provisional=due.provisional)
    return None if new == old else new
