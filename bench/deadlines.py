"""Recomputing 1,000,000 open promises after a change of calendar, and working out due days one by one.

A million open deadlines of a hundred and twenty days' starts, ten lengths, working and calendar days, some paused, some
extended. First every one of them moves (they come in without an end), then those whose days a correction of the calendar
touches. The baseline recomputes a sample the plain way, each row on its own: read, work out, update by id; its figures are
scaled to the million. `per_s` are due days worked out in memory; `naive_per_s` by the day-by-day counter of the tests.

Then the supervisor looks: the count that a worker takes each minute (`stock_s`), and her screen over the same million rows of
eighty organs and four hundred items, as the city, a county, an organ and a light show it: the board (`board_*`), a page of the
list (`list_*`, by due day, by risk, of one day, of one person, by number), the coming weeks with the trend (`weeks_*`).
`live_board_ms` is the same board counted on the spot, as it would be without the minute's count."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import ground
from bench.ground import Ground

ROWS, SAMPLE, SPREAD = 1_000_000, 20_000, 120
QUICK_ROWS, QUICK_SAMPLE = 20_000, 500
ORGANS, LOOKS = 80, 40
TODAY = "2026-10-30T10:00"
TOUCHED = date(2026, 11, 4)
FILL = """
INSERT INTO ch_deadlines_deadline
  (ref, kind, organ_id, item_id, taken_by, desk, title, subject, start_at, start_on, amount, unit, basis, extensions, pauses,
   rolls, warn_at, due_at, due_on, provisional, risk)
SELECT 'case:990100-2026-' || lpad(n::text, 8, '0'), 'statutory', (%(organs)s::bigint[])[1 + n %% 80], 1 + n %% 400,
  CASE WHEN n %% 5 = 0 THEN 1000 + n %% 900 END, '', '食品经营许可核发', '样例申请人',
  day + time '10:00', day, amount, unit, '行政许可法 第四十二条',
  CASE WHEN n %% 33 = 0 THEN '[10]'::jsonb ELSE '[]' END,
  CASE WHEN n %% 12 = 0 THEN jsonb_build_array(jsonb_build_object(
    'first', (day + (n / 12 %% 9)::int)::date, 'last', (day + (n / 12 %% 9)::int + 3 + (n / 108 %% 6)::int)::date,
    'cause', '检验', 'key', 'special:1')) ELSE '[]' END,
  true, 'epoch', 'epoch', NULL, false, (hashint8(n * 7) & 1023) %% 101
FROM generate_series(1, %(rows)s) AS n,
  LATERAL (SELECT date '2026-10-29' - (hashint8(n) & 65535) %% %(spread)s AS day,
    (ARRAY[5, 7, 10, 15, 20, 20, 20, 30, 45, 60])[1 + (hashint8(n * 3) & 1023) %% 10] AS amount,
    CASE WHEN n %% 10 = 0 THEN 'days' ELSE 'workdays' END AS unit) AS made
"""


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    rows, sample = (QUICK_ROWS, QUICK_SAMPLE) if quick else (ROWS, SAMPLE)
    with ground.scratch() as here:
        here.enter()
        fill(here, rows)
        from cityhall.kernel import clock

        with clock.frozen(TODAY):
            measure(here, rows, sample)


def fill(here: Ground, rows: int) -> None:
    """The promises, as they come in: nobody has worked out when they end."""
    from django.db import connection

    from cityhall.organs.models import Organ

    organs = [
        Organ.objects.create(
            name=f"样例局{n}", short_name=f"样例{n}局", division_code=f"99010{n % 8}000000", kind="department",
            valid_from=date(2025, 1, 1),
        ).pk
        for n in range(ORGANS)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"organs": organs, "rows": rows, "spread": SPREAD})
    analyse(here)


def analyse(here: Ground) -> None:
    from django.conf import settings
    from psycopg import sql

    from cityhall.site.database import as_owner

    with as_owner(here.urls.owner) as owner:
        owner.execute(sql.SQL("VACUUM ANALYZE {}.ch_deadlines_deadline").format(sql.Identifier(settings.CITY)))


def measure(here: Ground, rows: int, sample: int) -> None:
    from cityhall.deadlines import actions
    from cityhall.deadlines.actions.again import recompute
    from cityhall.kernel.actor import HOUSE

    plain = one_by_one(sample) * rows / sample
    began = time.perf_counter()
    moved = recompute()
    whole = time.perf_counter() - began
    analyse(here)
    began = time.perf_counter()
    corrected = actions.correct_day(HOUSE, TOUCHED, False, "样例停工", "样例文件")
    correction = time.perf_counter() - began
    ours, naive = in_memory()
    ground.say("deadlines", plain / whole, "each row read, worked out and updated on its own, scaled from a sample", {
        "rows": rows, "moved": moved, "seconds": round(whole, 1), "corrected": corrected,
        "correction_s": round(correction, 1), "baseline_seconds": round(plain, 1), "per_s": round(ours),
        "naive_per_s": round(naive), **watch(here),
    })  # fmt: skip


def watch(here: Ground) -> dict[str, float]:
    """The supervisor's screen over these rows."""
    from cityhall.deadlines import actions
    from cityhall.deadlines.models import Stock
    from cityhall.deadlines.terms import Kind, Light
    from cityhall.kernel.actor import HOUSE
    from cityhall.organs.models import Organ
    from cityhall.supervision import queries
    from cityhall.supervision.queries import Sought

    analyse(here)
    organ = Organ.objects.order_by("id").values_list("pk", flat=True)[7]
    whole = Sought(kind=Kind.STATUTORY)
    places = [whole, replace(whole, division="990103"), replace(whole, organ_id=organ), replace(whole, light=Light.RED)]
    lists = [
        *places, replace(whole, by_risk=True), replace(whole, organ_id=organ, by_risk=True), replace(whole, item_id=17),
        replace(whole, day=date(2026, 11, 18)), replace(whole, account_id=1005), replace(whole, number="990100-2026-00000777"),
        replace(whole, light=Light.YELLOW, division="990103"), replace(whole, light=Light.BLUE),
    ]  # fmt: skip
    began = time.perf_counter()
    actions.take_stock(HOUSE)
    told = {"stock_s": round(time.perf_counter() - began, 1)}
    looks: dict[str, list[Callable[[], object]]] = {
        "board": [partial(queries.board, HOUSE, one) for one in places],
        "list": [partial(queries.rows, HOUSE, one) for one in lists],
        "weeks": [partial(ask, HOUSE, one) for ask in (queries.heat, queries.trend, queries.people) for one in places],
    }
    for name, asks in looks.items():
        spent = sorted(_timed(asks[n % len(asks)]) for n in range(LOOKS * len(asks)))
        told |= {
            f"{name}_p50_ms": round(spent[len(spent) // 2], 1),
            f"{name}_p95_ms": round(spent[len(spent) * 95 // 100], 1),
        }
    Stock.objects.all().delete()
    told["live_board_ms"] = round(min(_timed(partial(queries.board, HOUSE, whole)) for _ in range(3)), 1)
    return told


def _timed(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def one_by_one(sample: int) -> float:
    """The plain way over a sample, given back afterwards; answers its seconds."""
    from django.db import transaction

    from cityhall.deadlines import queries, rules
    from cityhall.deadlines.models import Deadline

    days = queries.read_calendar()
    began = time.perf_counter()
    with transaction.atomic():
        for row in Deadline.objects.order_by("id")[:sample].iterator():
            due = rules.reckon(queries.timing_of(row), days)
            Deadline.objects.filter(pk=row.pk).update(
                warn_at=due.warn_at, due_at=due.at, due_on=due.on, provisional=due.provisional
            )
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def in_memory(times: int = 20_000) -> tuple[float, float]:
    """Due days a second: by the rules, and by counting day by day."""
    from datetime import datetime, timedelta

    from cityhall.deadlines import queries, rules
    from cityhall.deadlines.terms import Limit, Unit
    from cityhall.deadlines.tests import oracle
    from cityhall.kernel import clock

    days = queries.read_calendar()
    off = {day for day, told in days.special.items() if not told.works}
    made = {day for day, told in days.special.items() if told.works}
    years, starts = set(days.published), [date(2025, 1, 1) + timedelta(days=n % 400) for n in range(times)]
    timings = [
        rules.Timing(datetime(s.year, s.month, s.day, 10, tzinfo=clock.ZONE), Limit(20, Unit.WORKDAYS)) for s in starts
    ]
    began = time.perf_counter()
    for timing in timings:
        rules.reckon(timing, days)
    ours = times / (time.perf_counter() - began)
    began = time.perf_counter()
    for start in starts:
        oracle.due(oracle.History(start, 20, "workdays"), off, made, years)
    return ours, times / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
