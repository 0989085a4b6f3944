"""Reading time: the clocks of a thing, the work list with its lights, and why a day counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from cityhall.deadlines import rules
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.terms import Kind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, Mandate
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.prepared import TEXTS, Prepared, planned_once
from cityhall.kernel.workdays import ONE_DAY, ZONE, WorkCalendar

from .calendars import calendar

DayLine = rules.DayLine


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
    switched: str = ""  # “自 2026年9月18日 起按自然日计算（百日攻坚）”


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


def due_of(ref: Combinable, kind: Kind) -> Subquery:
    """The last moment of the open clock of a ref as an expression (`ref` may name the outer row); null where none is
    open or its day is not known yet."""
    open_ = Deadline.objects.filter(ref=ref, kind=kind, stopped_at=None, provisional=False)
    return Subquery(open_.values("due_at")[:1])


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


def in_hands(deadline_id: int) -> tuple[str, int | None]:
    """At which desk the work behind a promise waits, and the account that took it; for telling somebody."""
    found = Deadline.objects.filter(pk=deadline_id).values_list("desk", "taken_by").first()
    return found or ("", None)


def left_on(asked: Iterable[tuple[str, date]]) -> list[tuple[str, Kind, date, int]]:
    """Of the working-day clocks of these things: how much of the limit was left at the end of the day before the one asked
    about, as (ref, kind, the day, left). Pauses that begin that day or later do not count yet."""
    wanted: dict[str, set[date]] = {}
    for ref, day in asked:
        wanted.setdefault(ref, set()).add(day)
    rows = Deadline.objects.filter(ref__in=list(wanted), unit=Unit.WORKDAYS).order_by("id")
    days, found = calendar() if wanted else WorkCalendar({}, frozenset()), []
    for row in rows:
        timing = timing_of(row)
        for day in sorted(wanted[row.ref]):
            before = replace(timing, pauses=tuple(p for p in timing.pauses if p.first < day))
            eve = datetime.combine(day - ONE_DAY, time(23, 59), tzinfo=ZONE)
            used = rules.spent(before, _due_of(row), days, eve).used
            found.append((row.ref, Kind(row.kind), day, timing.total - used))
    return found


def unit_label(unit: str) -> str:
    return Unit(unit).label


def timing_of(row: Deadline, margin: rules.Margin | None = None) -> rules.Timing:
    """The row's own facts, as the rules want them. `margin` is what its rule of warning says; the warning apart, an end does
    not depend on it."""
    return rules.Timing(
        row.start_at, Limit(row.amount, Unit(row.unit), row.basis), tuple(row.extensions),
        tuple(rules.pause_of(p) for p in row.pauses), row.rolls, row.layer_id,
        tuple(rules.switch_of(one) for one in row.switches), margin or rules.Margin(),
    )  # fmt: skip


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
        amount=row.amount, unit=timing.unit, limit=limit, extended=extended, basis=row.basis,
        start_on=row.start_on, due_on=row.due_on, due_at=row.due_at, due_text=_due_text(row),
        provisional=row.provisional, light=shown, used=gone.used, left=gone.left,
        left_text=rules.remaining(shown, timing.unit, gone.left, row.due_on), paused_days=gone.paused_days,
        stopped_on=clock.day_of(row.stopped_at) if row.stopped_at else None, met=row.met,
        pauses=tuple(_pause_view(p, clock.day_of(row.stopped_at or now), row.stopped_at is None) for p in timing.pauses),
        switched="；".join(_switched(one) for one in timing.switches),
    )  # fmt: skip


def _pause_view(pause: rules.Pause, until: date, running: bool) -> PauseView:
    end = min(pause.last or until, until)
    here = running and pause.first <= until and (pause.last is None or until <= pause.last)
    return PauseView(pause.first, pause.last, pause.cause, max(0, (end - pause.first).days + 1), here)


def _switched(switch: rules.Switch) -> str:
    day = f"{switch.on.year}年{switch.on.month}月{switch.on.day}日"
    return f"自{day}起按{switch.unit.label.removeprefix('个')}计算" + (f"（{switch.cause}）" if switch.cause else "")


def _due_text(row: Deadline) -> str:
    """The due day as papers print it."""
    if row.due_on is None:
        return rules.PENDING if row.provisional else "暂停计时，恢复后确定"
    day = f"{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日"
    return f"{day} {clock.local(row.due_at):%H:%M}" if row.unit in (Unit.HOURS, Unit.WORK_HOURS) else day


def _work_row(row: Deadline, days: WorkCalendar, now: datetime) -> WorkRow:
    timing, shown = timing_of(row), _light_of(row, now)
    left = rules.spent(timing, _due_of(row), days, now).left
    return WorkRow(
        deadline_id=row.pk, ref=row.ref, kind=Kind(row.kind), organ_id=row.organ_id, desk=row.desk, title=row.title,
        subject=row.subject, start_on=row.start_on, due_on=row.due_on, due_at=row.due_at, light=shown, left=left,
        left_text=rules.remaining(shown, timing.unit, left, row.due_on), provisional=row.provisional,
        risk=row.risk, taken_by=row.taken_by,
    )  # fmt: skip
