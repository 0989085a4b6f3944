"""Reading time: the calendar, the clocks of a thing, the work list with its lights, and why a day counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, Mandate
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.prepared import TEXTS, Prepared, planned_once
from cityhall.kernel.workdays import SpecialDay, WorkCalendar

from . import models, rules
from .models import Deadline
from .terms import Kind, Light, Limit, Unit

ALARM_FROM_MONTH = 10
DayLine = rules.DayLine
_read: dict[str, WorkCalendar] = {}


@dataclass(frozen=True)
class PauseView:
    """Days that do not count, and the words of the law for why; `last` is empty while nobody knows it."""

    first: date
    last: date | None
    cause: str
    days: int  # of them up to today, first and last included
    open: bool  # today is one of them


@dataclass(frozen=True)
class ClockView:
    """One promise as screens and papers show it. `limit` is “20 个工作日”; `left_text` says what remains, in words."""

    id: int
    ref: str
    kind: Kind
    kind_label: str
    organ_id: int
    amount: int
    unit: Unit
    limit: str
    extended: int
    basis: str
    start_on: date
    due_on: date | None
    due_at: datetime
    due_text: str
    provisional: bool
    light: Light
    used: int
    left: int
    left_text: str
    paused_days: int
    stopped_on: date | None
    met: bool | None
    pauses: tuple[PauseView, ...] = ()


@dataclass(frozen=True)
class WorkRow:
    """A line of a work list."""

    deadline_id: int
    ref: str
    kind: Kind
    organ_id: int
    desk: str
    title: str
    subject: str
    start_on: date
    due_on: date | None
    due_at: datetime
    light: Light
    left: int
    left_text: str
    provisional: bool
    risk: int
    taken_by: int | None


@dataclass(frozen=True)
class Counts:
    """How many are open, and under which light."""

    open: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    blue: int = 0


@dataclass(frozen=True)
class Heap:
    """So many things of one sort wait: `tail` is what follows the slash in their ref, `sample` one of the refs."""

    kind: Kind
    title: str
    tail: str
    light: Light
    count: int
    sample: str


@dataclass(frozen=True)
class Explanation:
    clock: ClockView
    days: Sequence[DayLine]
    note: str = ""


@dataclass(frozen=True)
class CalendarYear:
    """A published year as the set-up page and `doctor` show it."""

    year: int
    title: str
    document: str
    days: Sequence[tuple[date, bool, str]]


def edition() -> Coalesce:
    """The stamp of the calendar's edition as an expression, for a caller that reads it in a statement of its own."""
    return Coalesce(Subquery(models.Edition.objects.filter(id=1).values("stamp")), Value(""))


def due_of(ref: Combinable, kind: Kind) -> Subquery:
    """The last moment of the open clock of a ref as an expression (`ref` may name the outer row); null where none is
    open or its day is not known yet."""
    open_ = Deadline.objects.filter(ref=ref, kind=kind, stopped_at=None, provisional=False)
    return Subquery(open_.values("due_at")[:1])


def edition_now() -> str:
    """The stamp of the calendar's edition; empty before the first."""
    return models.Edition.objects.values_list("stamp", flat=True).first() or ""


def calendar(stamp: str | None = None) -> WorkCalendar:
    """The city's working days: one SELECT of the edition's stamp (none where the caller read it already); the days are
    read again only when it changed."""
    stamp = edition_now() if stamp is None else stamp
    if not stamp:
        return WorkCalendar({}, frozenset())
    known = _read.get(stamp)
    if known is None:
        known = read_calendar()
        _read.clear()
        _read[stamp] = known
    return known


def read_calendar() -> WorkCalendar:
    """The calendar as the tables have it now, not kept."""
    days = models.SpecialDay.objects.values_list("day", "works", "name")
    special = {day: SpecialDay(works, name) for day, works, name in days}
    return WorkCalendar(special, frozenset(models.Notice.objects.values_list("year", flat=True)))


def calendar_year(year: int) -> CalendarYear:
    """The notice of a year with its days off and make-up days."""
    notice = models.Notice.objects.filter(year=year).first()
    if notice is None:
        raise NotFoundError("calendar.no_year", f"{year} 年的放假安排尚未录入，请先导入当年的放假通知")
    days = models.SpecialDay.objects.filter(year=year).order_by("day").values_list("day", "works", "name")
    return CalendarYear(year, notice.title, notice.document, list(days))


def calendar_years() -> list[tuple[int, str, str]]:
    """The years whose notice has been entered, latest first: year, title, document."""
    return list(models.Notice.objects.order_by("-year").values_list("year", "title", "document"))


def calendar_alarm(today: date) -> str:
    """From three months ahead: which year's notice is missing, as a sentence for set-up; empty when none is."""
    wanted = [today.year] + ([today.year + 1] if today.month >= ALARM_FROM_MONTH else [])
    have = set(models.Notice.objects.filter(year__in=wanted).values_list("year", flat=True))
    missing = "、".join(f"{year} 年" for year in wanted if year not in have)
    if not missing:
        return ""
    return f"{missing}的放假安排尚未录入，跨入该年的截止日暂不能确定；请在国务院办公厅公布后导入工作日历"


def clocks_of(refs: Iterable[str], *, edition: str | None = None) -> list[ClockView]:
    """All promises of these things, open and stopped, oldest first. The caller has checked who may see them, and may
    have read the calendar's edition already."""
    rows = CLOCKS.rows(list(refs))
    if not rows:
        return []
    days, now = calendar(edition), clock.now()
    return [_clock_view(row, days, now) for row in rows]


CLOCKS = Prepared(lambda refs: Deadline.objects.filter(ref__any=refs).order_by("id"), TEXTS)


def worklist(
    actor: Actor,
    *,
    kinds: Sequence[Kind] = (),
    organ_ids: Iterable[int] | None = None,
    desks: Iterable[tuple[int, str]] | None = None,
    light: Light | None = None,
    mine: bool = False,
    text: str = "",
    title: str = "",
    tail: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[WorkRow]:
    """What waits, most urgent first: at this actor's own desks, or in the organs the caller has found within reach.
    `title` is asked for whole; `tail` is what follows the slash in the ref."""
    now = clock.now()
    rows = _waiting(actor, kinds, organ_ids, desks, mine, text)
    if light is not None:
        rows = rows.filter(_shows(light, now))
    if title:
        rows = rows.filter(title=title)
    if tail:
        rows = rows.filter(ref__endswith=f"/{tail}")
    found = list(keyset(rows, ("due_at", "id"), after, limit))
    days = calendar() if found else WorkCalendar({}, frozenset())
    made = [_work_row(row, days, now) for row in found]
    return page(made, limit, ("due_at", "id"), lambda row: (row.due_at, row.deadline_id), after)


def counts(
    actor: Actor, *, kinds: Sequence[Kind] = (), organ_ids: Iterable[int] | None = None,
    desks: Iterable[tuple[int, str]] | None = None, mine: bool = False, text: str = "",
) -> Counts:  # fmt: skip
    """The same work list, counted by light in one statement."""
    now = clock.now()
    shown = (Light.GREEN, Light.YELLOW, Light.RED, Light.BLUE)
    sums: dict[str, Any] = {light.value: Count("id", filter=_shows(light, now)) for light in shown}
    return Counts(**_waiting(actor, kinds, organ_ids, desks, mine, text).aggregate(open=Count("id"), **sums))


HEAPS = """
SELECT kind, title, split_part(ref, '/', 2),
       CASE WHEN paused_through >= %(today)s::date THEN 'blue' WHEN NOT provisional AND due_at < %(now)s::timestamptz THEN 'red'
            WHEN warn_at <= %(now)s::timestamptz THEN 'yellow' ELSE 'green' END,
       count(*), min(ref)
  FROM ch_deadlines_deadline
 WHERE stopped_at IS NULL
   AND ((organ_id, desk) IN (SELECT * FROM unnest(%(organs)s::bigint[], %(desks)s::text[]))
        OR (organ_id, desk, item_id) IN
           (SELECT * FROM unnest(%(lent_organs)s::bigint[], %(lent_desks)s::text[], %(lent_items)s::bigint[])))
   AND kind = ANY(%(kinds)s::text[]) AND (NOT %(mine)s::boolean OR taken_by = %(me)s::bigint)
   AND (%(text)s::text = '' OR strpos(lower(concat_ws(chr(10), title, subject, ref)), lower(%(text)s::text)) > 0)
 GROUP BY 1, 2, 3, 4
"""


def heaps(
    actor: Actor, *, kinds: Sequence[Kind], desks: Iterable[tuple[int, str]], mine: bool = False, text: str = ""
) -> list[Heap]:
    """The same work list in heaps of one kind, title, step and light: what there is to choose from, in one statement."""
    own = sorted(frozenset(desks) if actor.is_house else frozenset(desks) & actor.desks)
    lent, now = actor.lent_desks(), clock.now()
    given: dict[str, Any] = {
        **{f"lent_{key}": [one[n] for one in lent] for n, key in enumerate(("organs", "desks", "items"))},
        "organs": [organ for organ, _ in own], "desks": [desk for _, desk in own], "kinds": [str(k) for k in kinds],
        "mine": mine, "me": actor.account_id, "text": text.strip(), "now": now, "today": clock.day_of(now),
    }  # fmt: skip
    with planned_once() as cursor:
        cursor.execute(HEAPS, given)
        return [Heap(Kind(k), title, tail, Light(light), n, ref) for k, title, tail, light, n, ref in cursor.fetchall()]


def explain(deadline_id: int) -> Explanation:
    """Every counted and every excluded day of a promise, with its reason. The caller has checked who may see it."""
    row = Deadline.objects.filter(id=deadline_id).first()
    if row is None:
        raise NotFoundError("deadline.not_found", "没有找到这条时限，请返回列表刷新后再查看")
    days, now = calendar(), clock.now()
    timing = timing_of(row)
    due = rules.reckon(timing, days)
    until = clock.day_of(row.stopped_at or now)
    through = max(until, due.on) if due.on else until
    if due.provisional:
        through = max(until, days.known_through(timing.start_on) or until)
    return Explanation(_clock_view(row, days, now), rules.explain(timing, due, days, through), due.note)


def timing_of(row: Deadline) -> rules.Timing:
    """The row's own facts, as the rules want them."""
    pauses = tuple(rules.pause_of(p) for p in row.pauses)
    limit = Limit(row.amount, Unit(row.unit), row.basis)
    return rules.Timing(row.start_at, limit, tuple(row.extensions), pauses, row.rolls)


def _waiting(
    actor: Actor,
    kinds: Sequence[Kind],
    organ_ids: Iterable[int] | None,
    desks: Iterable[tuple[int, str]] | None,
    mine: bool,
    text: str,
) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(stopped_at=None)
    if organ_ids is not None:
        rows = rows.filter(organ_id__in=list(organ_ids))
        if desks is not None:
            rows = rows.filter(_at(frozenset(desks)))
    elif not actor.is_house or desks is not None:
        own = actor.desks if desks is None else frozenset(desks)
        rows = rows.filter(_at(own) if actor.is_house else _at(own & actor.desks, actor.mandates))
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if mine:
        rows = rows.filter(taken_by=actor.account_id) if actor.account_id is not None else rows.none()
    if text.strip():
        word = text.strip()
        rows = rows.filter(Q(title__icontains=word) | Q(subject__icontains=word) | Q(ref__icontains=word))
    return rows


def _at(desks: frozenset[tuple[int, str]], lent: Iterable[Mandate] = ()) -> Q:
    """At one of these desks, or at one that is lent for named items; at none, nothing."""
    condition = Q(pk__in=[])
    for one in lent:
        condition |= Q(organ_id=one.organ_id, desk__in=sorted(one.desks), item_id__in=sorted(one.items))
    for desk in sorted({desk for _, desk in desks}):
        condition |= Q(desk=desk, organ_id__in=sorted(organ for organ, d in desks if d == desk))
    return condition


def _shows(light: Light, now: datetime) -> Q:
    """The rows that show this light now: the same comparison as `rules.light`, for the database."""
    today = clock.day_of(now)
    paused = Q(paused_through__gte=today)
    running = Q(paused_through=None) | Q(paused_through__lt=today)
    late = Q(provisional=False, due_at__lt=now)
    in_time = Q(provisional=True) | Q(due_at__gte=now)
    return {
        Light.BLUE: paused,
        Light.RED: running & late,
        Light.YELLOW: running & in_time & Q(warn_at__lte=now),
        Light.GREEN: running & in_time & Q(warn_at__gt=now),
    }.get(light, Q(pk__in=[]))


def _light_of(row: Deadline, now: datetime) -> Light:
    paused = row.paused_through is not None and row.paused_through >= clock.day_of(now)
    return rules.light(now, row.warn_at, row.due_at, row.stopped_at, paused=paused, provisional=row.provisional)


def _due_of(row: Deadline) -> rules.Due:
    """The end as the row has it, computed when its inputs last changed."""
    return rules.Due(row.due_on, row.due_at, row.warn_at, row.provisional)


def _clock_view(row: Deadline, days: WorkCalendar, now: datetime) -> ClockView:
    timing, shown = timing_of(row), _light_of(row, now)
    gone = rules.spent(timing, _due_of(row), days, row.stopped_at or now)
    extended = sum(timing.extensions)
    limit = str(timing.limit) + (f"（延长 {Limit(extended, timing.limit.unit)}）" if extended else "")
    return ClockView(
        id=row.pk, ref=row.ref, kind=Kind(row.kind), kind_label=Kind(row.kind).label, organ_id=row.organ_id,
        amount=row.amount, unit=timing.limit.unit, limit=limit, extended=extended, basis=row.basis,
        start_on=row.start_on, due_on=row.due_on, due_at=row.due_at, due_text=_due_text(row),
        provisional=row.provisional, light=shown, used=gone.used, left=gone.left,
        left_text=rules.remaining(shown, timing.limit.unit, gone.left, row.due_on), paused_days=gone.paused_days,
        stopped_on=clock.day_of(row.stopped_at) if row.stopped_at else None, met=row.met,
        pauses=tuple(_pause_view(p, clock.day_of(row.stopped_at or now), row.stopped_at is None) for p in timing.pauses),
    )  # fmt: skip


def _pause_view(pause: rules.Pause, until: date, running: bool) -> PauseView:
    end = min(pause.last or until, until)
    here = running and pause.first <= until and (pause.last is None or until <= pause.last)
    return PauseView(pause.first, pause.last, pause.cause, max(0, (end - pause.first).days + 1), here)


def _due_text(row: Deadline) -> str:
    """The due day as papers print it."""
    if row.due_on is None:
        return rules.PENDING if row.provisional else "暂停计时，恢复后确定"
    day = f"{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日"
    return f"{day} {clock.local(row.due_at):%H:%M}" if row.unit == Unit.HOURS else day


def _work_row(row: Deadline, days: WorkCalendar, now: datetime) -> WorkRow:
    timing, shown = timing_of(row), _light_of(row, now)
    left = rules.spent(timing, _due_of(row), days, now).left
    return WorkRow(
        deadline_id=row.pk, ref=row.ref, kind=Kind(row.kind), organ_id=row.organ_id, desk=row.desk, title=row.title,
        subject=row.subject, start_on=row.start_on, due_on=row.due_on, due_at=row.due_at, light=shown, left=left,
        left_text=rules.remaining(shown, timing.limit.unit, left, row.due_on), provisional=row.provisional,
        risk=row.risk, taken_by=row.taken_by,
    )  # fmt: skip
