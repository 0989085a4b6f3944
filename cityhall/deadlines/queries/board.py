"""在办监察: how many promises are open, of whom, under which light; when they fall due; and the rows themselves.

A million rows are counted once a minute (`actions.take_stock`) and the count is read; where nobody counted lately (no worker
runs), they are counted as they are asked for. The rows are always read as they are now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, Min, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Replace

from cityhall.deadlines.models import Deadline, DueTally, Stock, Tally, TallyDay
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.workdays import WorkCalendar

from .calendars import calendar
from .clocks import WorkRow, _shows, _work_row

FRESH = timedelta(minutes=5)
WEEKS = 4
LASTS = timedelta(days=1)
WHOLE = (Kind.PROMISED, Kind.STATUTORY)
"""Promises of a case as a whole, which nobody takes; its steps are taken."""
FINE = """
SELECT kind, organ_id, COALESCE(item_id, 0) AS item_id,
       CASE WHEN paused_through >= %(today)s::date THEN 'blue'
            WHEN NOT provisional AND due_at < %(now)s::timestamptz THEN 'red'
            WHEN warn_at <= %(now)s::timestamptz THEN 'yellow' ELSE 'green' END AS light,
       CASE WHEN due_on BETWEEN %(today)s::date AND %(until)s::date THEN due_on END AS day, count(*) AS n
  FROM ch_deadlines_deadline WHERE stopped_at IS NULL
"""
GROUPED = " GROUP BY 1, 2, 3, 4, 5"
SOME = " AND kind = %(kind)s AND (%(organs)s::bigint[] IS NULL OR organ_id = ANY(%(organs)s::bigint[]))"


@dataclass(frozen=True)
class BoardLine:
    """The open promises of one organ and item (0: of none)."""

    organ_id: int
    item_id: int
    green: int = 0
    yellow: int = 0
    red: int = 0
    blue: int = 0

    @property
    def open(self) -> int:
        return self.green + self.yellow + self.red + self.blue


@dataclass(frozen=True)
class Board:
    """`at` is when it was counted."""

    at: datetime
    lines: tuple[BoardLine, ...]


@dataclass(frozen=True)
class OpenRow:
    """An open promise on the supervisor's list."""

    work: WorkRow
    item_id: int | None

    @property
    def risk(self) -> int:
        return self.work.risk


@dataclass(frozen=True)
class Person:
    """Somebody with open work in hand."""

    account_id: int
    count: int


def moments() -> dict[str, Any]:
    """What the light and the coming days depend on."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    return {"now": clock.now(), "today": today, "until": monday + timedelta(days=7 * WEEKS - 1)}


def stock(kind: Kind, organ_ids: Collection[int] | None, *, item_id: int | None = None, by_item: bool = False) -> Board:
    """The board of a kind in these organs (None: all). Whether the asker may see them is the caller's to check."""
    at = _counted_at()
    if at is None:
        return _board(clock.now(), _live(kind, organ_ids), item_id, by_item=by_item)
    rows = _organs(Tally.objects.filter(kind=kind), organ_ids)
    keys = ("organ_id", "item_id", "light") if by_item or item_id is not None else ("organ_id", "light")
    found = rows.values(*keys).annotate(n=Sum("count"))
    told = [(one["organ_id"], one.get("item_id", 0), one["light"], one["n"]) for one in found]
    return _board(at, told, item_id, by_item=by_item)


def _board(
    at: datetime, rows: Iterable[tuple[int, int, str, int]], item_id: int | None, *, by_item: bool
) -> Board:  # fmt: skip
    sums: dict[tuple[int, int], dict[str, int]] = {}
    for organ, item, light, n in rows:
        if item_id is not None and item != item_id:
            continue
        one = sums.setdefault((organ, item if by_item else 0), {})
        one[light] = one.get(light, 0) + n
    return Board(at, tuple(BoardLine(organ, item, **counts) for (organ, item), counts in sorted(sums.items())))


def due_days(kind: Kind, organ_ids: Collection[int] | None) -> dict[date, int]:
    """How many promises of a kind fall due on each of the coming days, from today to the end of the fourth week."""
    if _counted_at() is None:
        found: dict[date, int] = {}
        for _, _, _, day, n in _fine(kind, organ_ids):
            if day is not None:
                found[day] = found.get(day, 0) + n
        return found
    rows = _organs(DueTally.objects.filter(kind=kind, day__gte=clock.today()), organ_ids)
    return {one["day"]: one["n"] for one in rows.values("day").annotate(n=Sum("count"))}


def trend(kind: Kind, organ_ids: Collection[int] | None, days: int = 14) -> dict[date, dict[Light, int]]:
    """What the first count of each of the last days found, by light, today included; days nobody counted are left out."""
    rows = _organs(TallyDay.objects.filter(kind=kind, day__gt=clock.today() - timedelta(days=days)), organ_ids)
    found: dict[date, dict[Light, int]] = {}
    for one in rows.values("day", "light").annotate(n=Sum("count")).order_by("day"):
        found.setdefault(one["day"], {})[Light(one["light"])] = one["n"]
    return found


def open_rows(
    kind: Kind, organ_ids: Collection[int] | None, *, light: Light | None = None, item_id: int | None = None,
    account_id: int | None = None, number: str = "", day: date | None = None, by_risk: bool = False, after: str = "",
    limit: int = 30,
) -> Page[OpenRow]:  # fmt: skip
    """The open promises of a kind in these organs (None: all), soonest due first or riskiest first. `number` is a case's
    number or its beginning. Whether the asker may see them is the caller's to check."""
    now = clock.now()
    rows = in_reach(kind, organ_ids, light=light, item_id=item_id, account_id=account_id, number=number, day=day)
    keys = ("-risk", "due_at", "id") if by_risk else ("due_at", "id")
    found = list(keyset(rows, keys, after, limit))
    days = calendar() if found else WorkCalendar({}, frozenset())
    made = [OpenRow(_work_row(row, days, now), row.item_id) for row in found]
    if by_risk:
        return page(made, limit, keys, lambda r: (r.risk, r.work.due_at, r.work.deadline_id), after)
    return page(made, limit, keys, lambda r: (r.work.due_at, r.work.deadline_id), after)


def in_reach(
    kind: Kind, organ_ids: Collection[int] | None, *, light: Light | None = None, item_id: int | None = None,
    account_id: int | None = None, number: str = "", day: date | None = None,
) -> QuerySet[Deadline]:  # fmt: skip
    """The rows behind the list, for who reads on."""
    rows = _organs(Deadline.objects.filter(stopped_at=None, kind=kind), organ_ids)
    if light is not None:
        now = clock.now()
        rows = rows.filter(_shows(light, now))
        rows = rows.filter(_in_words_of_the_index(kind, light, now))
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    if account_id is not None:
        rows = rows.filter(_in_hand(account_id))
    if day is not None:
        opens = datetime.combine(day, time(), clock.ZONE)
        rows = rows.filter(due_on=day, due_at__gte=opens, due_at__lte=opens + LASTS)
    if number:
        schemes = ("case", "step", "beside", "supervision")
        rows = rows.filter(_begins(schemes, number))
    return rows


def _in_words_of_the_index(kind: Kind, light: Light, now: datetime) -> Q:
    """What the light says already, so that the first of a million rows is found and not looked for."""
    if light is Light.BLUE:
        return Q(paused_through__isnull=False)
    if light is Light.GREEN:  # nothing warns after it is due
        return Q(due_at__gt=now)
    if light is Light.YELLOW:  # what is provisional is never late, whatever is certain of its end so far
        waiting = Deadline.objects.filter(kind=kind, stopped_at=None, provisional=True).aggregate(first=Min("due_at"))
        return Q(due_at__gte=min(waiting["first"] or now, now))
    return Q()


def _begins(schemes: Iterable[str], number: str) -> Q:
    """A ref is the thing's number, or begins with it and a slash."""
    found = Q()
    for one in schemes:
        found |= Q(ref=f"{one}:{number}") | Q(ref__gt=f"{one}:{number}/", ref__lt=f"{one}:{number}0")
    return found


def _in_hand(account_id: int) -> Q:
    """What somebody took, and the cases of which she has a step in hand."""
    steps = Deadline.objects.filter(stopped_at=None, taken_by=account_id, kind=Kind.STEP)
    number = Func(F("ref"), Value("/"), Value(1), function="split_part", output_field=TextField())
    cases = steps.values_list(Replace(number, Value("step:"), Value("case:"), output_field=TextField()), flat=True)
    return Q(taken_by=account_id) | Q(ref__in=list(cases))


def people_with_work(kind: Kind, organ_ids: Collection[int] | None, limit: int = 200) -> list[Person]:
    """Who has open promises of a kind in hand, most first; of a whole case has it in hand who has a step of it."""
    held = {kind, Kind.STEP} if kind in WHOLE else {kind}
    rows = _organs(Deadline.objects.filter(stopped_at=None, kind__in=held, taken_by__isnull=False), organ_ids)
    found = rows.values("taken_by").annotate(n=Count("id")).order_by("-n", "taken_by")[:limit]
    return [Person(one["taken_by"], one["n"]) for one in found]


def _organs(rows: QuerySet[Any], organ_ids: Collection[int] | None) -> QuerySet[Any]:
    return rows if organ_ids is None else rows.filter(organ_id__in=sorted(organ_ids))


def _counted_at() -> datetime | None:
    at = Stock.objects.values_list("at", flat=True).first()
    return at if at is not None and clock.now() - FRESH <= at <= clock.now() else None


def _live(kind: Kind, organ_ids: Collection[int] | None) -> list[tuple[int, int, str, int]]:
    return [(organ, item, light, n) for organ, item, light, _, n in _fine(kind, organ_ids)]


def _fine(kind: Kind, organ_ids: Collection[int] | None) -> list[tuple[int, int, str, date | None, int]]:
    told = {**moments(), "kind": kind.value, "organs": None if organ_ids is None else sorted(organ_ids)}
    with connection.cursor() as cursor:
        cursor.execute(FINE + SOME + GROUPED, told)
        return [tuple(row[1:]) for row in cursor.fetchall()]
