"""统计用时: once a night, how long everything that ended really took, and how likely what is open is to run out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from cityhall.deadlines import queries, rules
from cityhall.deadlines.models import Calibration, Deadline, Pace
from cityhall.deadlines.terms import Can, Kind, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.workdays import WorkCalendar

MEASURED = (Kind.PROMISED, Kind.STATUTORY, Kind.STEP, Kind.REFERRAL, Kind.NOTICE, Kind.DELIVERY)
SCORED = (Kind.PROMISED, Kind.STATUTORY, Kind.STEP)
UNITS = (Unit.WORKDAYS, Unit.DAYS)
LOOK_BACK = timedelta(days=365)
BATCH = 5_000
FIELDS = ("id", "ref", "kind", "organ_id", "item_id", "title", "start_at", "start_on", "amount", "unit", "basis",
          "extensions", "pauses", "switches", "rolls", "layer_id", "due_at", "due_on", "warn_at", "provisional",
          "stopped_at", "risk")  # fmt: skip
WRITE_SPENT = """
UPDATE ch_deadlines_deadline AS d SET spent = v.spent
FROM unnest(%s::bigint[], %s::int[]) AS v(id, spent) WHERE d.id = v.id
"""
WRITE_RISK = """
UPDATE ch_deadlines_deadline AS d SET risk = v.risk
FROM unnest(%s::bigint[], %s::int[]) AS v(id, risk) WHERE d.id = v.id AND d.stopped_at IS NULL
"""
ENDED = """
SELECT kind, item_id, organ_id, CASE WHEN kind = 'step' THEN split_part(ref, '/', 2) ELSE '' END, unit, spent,
       met OR stopped_at > due_at, NOT provisional AND stopped_at > due_at, max(title), count(*)
  FROM ch_deadlines_deadline
 WHERE stopped_at >= %(since)s AND spent IS NOT NULL AND kind = ANY(%(kinds)s::text[])
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
HALVES = """
SELECT item_id, unit, amount, spent, met OR stopped_at > due_at, NOT provisional AND stopped_at > due_at,
       stopped_at < %(middle)s, count(*)
  FROM ch_deadlines_deadline
 WHERE stopped_at >= %(since)s AND spent IS NOT NULL AND kind = %(kind)s AND extensions = '[]' AND switches = '[]'
 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
MIDDLE = """
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY stopped_at) FROM ch_deadlines_deadline
 WHERE stopped_at >= %(since)s AND spent IS NOT NULL AND kind = %(kind)s
"""


class Key(NamedTuple):
    """What is measured together."""

    kind: str
    item_id: int | None
    organ_id: int | None
    step: str
    unit: str


class Heap:
    """What is known of one key."""

    def __init__(self) -> None:
        self.ended: Counter[int] = Counter()
        self.running: Counter[int] = Counter()
        self.late, self.title = 0, ""

    def add(self, spent: int, count: int, *, ended: bool, late: bool = False, title: str = "") -> None:
        (self.ended if ended else self.running)[spent] += count
        self.late += count if late and ended else 0
        self.title = title or self.title

    def curve(self) -> rules.Curve:
        return rules.curve(self.ended, self.running)


def measure(actor: Actor) -> int:
    """统计用时: write down what ended ones took, make the curves anew, push the risk of open ones down into their rows.
    Answers how many open promises were scored. A count of what the rows say, not something that happened: no line."""
    require(actor, Can.COUNT)
    days = queries.calendar()
    for rows in _batches(
        Deadline.objects.filter(stopped_at__isnull=False, spent=None, unit__in=UNITS, kind__in=MEASURED)
    ):
        _write(WRITE_SPENT, [(row.pk, _used(row, days, row.stopped_at or row.due_at)) for row in rows])
    heaps = _ended()
    scored = _score(heaps, days)
    _keep(heaps)
    _calibrate()
    return scored


def _batches(found: QuerySet[Deadline]) -> Iterator[list[Deadline]]:
    rows = found.only(*FIELDS).order_by("id").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _used(row: Deadline, days: WorkCalendar, until: datetime) -> int:
    due = rules.Due(row.due_on, row.due_at, row.warn_at, row.provisional)
    return max(0, rules.spent(queries.timing_of(row), due, days, until).used)


def _write(sql: str, pairs: Iterable[tuple[int, int]]) -> None:
    told = list(pairs)
    if told:
        with connection.cursor() as cursor:
            cursor.execute(sql, [[pk for pk, _ in told], [value for _, value in told]])


def _ended() -> dict[Key, Heap]:
    """What ended within a year, by key; what fell away unfulfilled took longer, nobody knows how long."""
    heaps: dict[Key, Heap] = defaultdict(Heap)
    with connection.cursor() as cursor:
        cursor.execute(ENDED, {"since": clock.now() - LOOK_BACK, "kinds": [k.value for k in MEASURED]})
        for kind, item, organ, step, unit, spent, fulfilled, late, title, n in cursor.fetchall():
            for key in (Key(kind, item, organ, step, unit), Key(kind, None, None, "", unit)):
                heaps[key].add(spent, n, ended=bool(fulfilled), late=late, title=title if key.item_id else "")
    return heaps


def _score(heaps: dict[Key, Heap], days: WorkCalendar) -> int:
    """The curves of what ended, and the open ones as far as they have come; then each open one's risk."""
    open_ = Deadline.objects.filter(stopped_at=None, unit__in=UNITS, kind__in=SCORED)
    now, known = clock.now(), {}
    for row in open_.only(*FIELDS).iterator(chunk_size=BATCH):
        known[row.pk] = used = _used(row, days, now)
        for key in (_key(row), Key(row.kind, None, None, "", row.unit)):
            heaps[key].add(used, 1, ended=False, title=row.title if key.item_id else "")
    curves = {key: heap.curve() for key, heap in heaps.items()}
    count = 0
    for rows in _batches(open_):
        made = []
        for row in rows:
            nearest = rules.chosen([curves.get(_key(row)), curves.get(Key(row.kind, None, None, "", row.unit))])
            risk = rules.risk(nearest, known.get(row.pk, 0), row.amount + sum(row.extensions)) if nearest else 0
            made += [(row.pk, risk)] if risk != row.risk else []
        _write(WRITE_RISK, made)
        count += len(rows)
    return count


def _key(row: Deadline) -> Key:
    step = row.ref.partition("/")[2] if row.kind == Kind.STEP else ""
    return Key(row.kind, row.item_id, row.organ_id, step, row.unit)


def _keep(heaps: dict[Key, Heap]) -> None:
    now = clock.now()
    rows = [
        Pace(
            **key._asdict(), title=heap.title, count=heap.ended.total(), late=heap.late, computed_at=now,
            median=rules.percentile(heap.ended, 0.5), p90=rules.percentile(heap.ended, 0.9),
            ended=dict(heap.ended), running=dict(heap.running),
        )
        for key, heap in heaps.items()
    ]  # fmt: skip
    with transaction.atomic():
        Pace.objects.all().delete()
        Pace.objects.bulk_create(rows, batch_size=1000)


def _calibrate() -> None:
    """The honest test: curves of the earlier half of the year's ended promises, tried on the later half as each stood when
    half its limit was used."""
    now = clock.now()
    with transaction.atomic():
        Calibration.objects.all().delete()
        for kind in SCORED[:2]:
            Calibration.objects.bulk_create(_tried(kind, now))


def _tried(kind: Kind, now: datetime) -> list[Calibration]:
    told: dict[str, Any] = {"since": now - LOOK_BACK, "kind": kind.value}
    with connection.cursor() as cursor:
        cursor.execute(MIDDLE, told)
        middle = cursor.fetchone()[0]
        if middle is None:
            return []
        cursor.execute(HALVES, {**told, "middle": middle})
        rows = cursor.fetchall()
    heaps: dict[tuple[int | None, str], Heap] = defaultdict(Heap)
    for item, unit, _, spent, fulfilled, _, early, n in rows:
        for key in ((item, unit), (None, unit)) if early else ():
            heaps[key].add(spent, n, ended=bool(fulfilled))
    curves = {key: heap.curve() for key, heap in heaps.items()}
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for item, unit, amount, spent, fulfilled, late, early, n in rows:
        nearest = rules.chosen([curves.get((item, unit)), curves.get((None, unit))])
        half = (amount + 1) // 2
        if early or not fulfilled or nearest is None or spent < half:
            continue
        risk = rules.risk(nearest, half, amount)
        cell = sums[rules.decile(risk)]
        cell[0], cell[1], cell[2] = cell[0] + n, cell[1] + risk * n, cell[2] + (n if late else 0)
    return [
        Calibration(kind=kind, decile=tenth, count=n, predicted=risks / n, happened=late, computed_at=now)
        for tenth, (n, risks, late) in sorted(sums.items())
    ]
