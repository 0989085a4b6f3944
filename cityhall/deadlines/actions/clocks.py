"""Steps on clocks, called from other rooms' actions, which record what happened. The legal acts live there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, SmallIntegerField, Value, When

from cityhall.deadlines import rules
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.queries import Almanac, almanac, timing_of
from cityhall.deadlines.terms import Clock, Kind, Unit
from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.prepared import planned_once
from cityhall.kernel.writing import insert, update_all

COMPUTED = ("start_at", "start_on", "extensions", "pauses", "switches", "layer", "paused_through", "warn_at", "due_at",
            "due_on", "provisional", "breached_at", "warned_at")  # fmt: skip

STOP = """
UPDATE ch_deadlines_deadline SET stopped_at = %s, met = %s AND (provisional OR due_at >= %s)
WHERE ref = ANY(%s) AND kind = ANY(%s) AND stopped_at IS NULL
"""


@step
def start(actor: Actor, clocks: Sequence[Clock], edition: str | None = None) -> list[int]:
    """Start these promises, in one INSERT; answers their ids in the order given. `edition` is the calendar's stamp,
    where the caller has read it with its own lock (`queries.edition`); otherwise one SELECT."""
    if not clocks:
        return []
    days = almanac(edition)
    rows = []
    for one in clocks:
        row = Deadline(
            ref=one.ref, kind=one.kind, organ_id=one.organ_id, desk=one.desk, title=one.title[:300],
            subject=one.subject[:200], start_at=one.start, amount=one.limit.amount, unit=one.limit.unit,
            basis=one.limit.basis, rolls=one.rolls, item_id=one.item_id, sort=one.sort, layer_id=one.layer,
            light_rule_id=days.rule_for(one.kind, one.sort, one.item_id),
        )  # fmt: skip
        _compute(row, days)
        rows.append(row)
    return [row.pk for row in insert(rows)]


@step
def stop(
    actor: Actor, ref: str | Sequence[str], kinds: Iterable[Kind], *, met: bool = True, at: datetime | None = None
) -> int:
    """End all open clocks of these kinds (of one thing or of several) now, in one UPDATE; `met=False` where the promise fell
    away unfulfilled; `at` where what fulfilled it happened before it was written down. A promise fulfilled after its last
    moment is not met. Answers how many were stopped."""
    now, refs = at or clock.now(), [ref] if isinstance(ref, str) else list(ref)
    with planned_once() as cursor:
        cursor.execute(STOP, [now, met, now, refs, [str(kind) for kind in kinds]])
        return int(cursor.rowcount)


@step
def restart_from(actor: Actor, ref: str | Sequence[str], kinds: Iterable[Kind], start: datetime) -> list[int]:
    """Run open clocks from another moment (视为受理: from the day of receipt, 行政许可法 第三十二条)."""
    rows = _locked(ref, kinds)
    for row in rows:
        row.start_at = start
    return _save(rows)


@step
def extend(actor: Actor, ref: str, kind: Kind, amount: int, *, edition: str | None = None) -> list[int]:
    """Lengthen an open limit by so many of its own units (行政许可法 第四十二条), before its last moment has gone."""
    rows = _locked(ref, [kind])
    if amount <= 0:
        raise InvalidInputError("deadline.bad_extension", "延长的天数必须大于 0", field="amount")
    for row in rows:
        if not row.provisional and row.due_at < clock.now():
            raise WrongStateError("deadline.over", "期限已经届满，不能再延长；请尽快办结并说明超期原因")
        row.extensions = [*row.extensions, amount]
    return _save(rows, edition)


@step
def pause(
    actor: Actor,
    ref: str | Sequence[str],
    kinds: Iterable[Kind],
    first: date,
    *,
    last: date | None = None,
    key: str,
    cause: str,
    edition: str | None = None,
) -> list[int]:
    """Stop counting from `first` (included), through `last` if it is known. `key` is whatever caused the pause."""
    rows = _locked(ref, kinds)
    asked = rules.Pause(first, last, cause, key)
    for row in rows:
        rules.check_pause(timing_of(row), asked, clock.today())
        if any(p["key"] == key for p in row.pauses):
            raise WrongStateError("deadline.paused_already", f"“{cause}”已经登记暂停，请勿重复登记")
        row.pauses = [*row.pauses, asked.as_json()]
    return _save(rows, edition)


@step
def resume(
    actor: Actor, ref: str | Sequence[str], kinds: Iterable[Kind], *, key: str, last: date, edition: str | None = None
) -> list[int]:
    """Say which day is the last of that pause (included); counting goes on the day after."""
    rows = [row for row in _locked(ref, kinds) if any(p["key"] == key for p in row.pauses)]
    if not rows:
        raise WrongStateError("deadline.not_paused", "没有正在进行的暂停，请刷新页面核对办件的计时情况")
    for row in rows:
        kept = [p for p in row.pauses if p["key"] != key]
        was = next(p for p in row.pauses if p["key"] == key)
        ended = replace(rules.pause_of(was), last=last)
        rules.check_pause(timing_of(row), ended, clock.today())
        row.pauses = [*kept, ended.as_json()]
    return _save(rows, edition)


@step
def switch(
    actor: Actor, ref: str, kinds: Iterable[Kind], *, key: str, cause: str, unit: Unit, on: date,
    layer: int | None = None, edition: str | None = None,
) -> list[int]:  # fmt: skip
    """改计: from a day on the rest of these open limits counts by another unit, and by the calendar of a campaign where it
    has one. What was spent stays spent."""
    rows = _locked(ref, kinds)
    asked = rules.Switch(on, unit, layer, cause, key)
    for row in rows:
        rules.check_switch(timing_of(row), asked, clock.today())
        row.switches = [*row.switches, asked.as_json()]
    return _save(rows, edition)


@step
def stand_still_with(actor: Actor, ref: str, kind: Kind, parts: Collection[str]) -> bool:
    """Give the open clock of a whole the pauses of its parts: the days on which a part's promised limit was stopped, and those
    on which its applicant owed it a supplement. Level-triggered: how they stand now replaces what was taken over before.
    Answers whether anything is different; false where that clock does not run. Two statements, and one that writes."""
    row = _open(ref, [kind]).select_for_update().first()
    if row is None:
        return False
    first = timing_of(row).start_on
    of = Deadline.objects.filter(ref__in=list(parts), kind__in=[Kind.PROMISED, Kind.SUPPLEMENT]).order_by("id")
    found = [rules.within(pause, first, _ended_on(one)) for one in of for pause in _stood(one)]
    told = [p.as_json() for p in sorted(filter(None, found), key=lambda p: (p.first, p.key))]
    if told == row.pauses:
        return False
    row.pauses = told
    _save([row])
    return True


def _ended_on(row: Deadline) -> date | None:
    return clock.local(row.stopped_at).date() if row.stopped_at else None


def _stood(row: Deadline) -> list[rules.Pause]:
    if row.kind == Kind.SUPPLEMENT:
        return [rules.Pause(clock.local(row.start_at).date(), None, "等申请人补正", row.ref)]
    return [rules.pause_of(kept) for kept in row.pauses]


@step
def take(actor: Actor, ref: str, kind: Kind, account_id: int) -> int:
    """Take the work behind an open clock; whoever took it first keeps it. Answers the deadline's id."""
    free = Q(taken_by=None) | Q(taken_by=account_id)
    if _open(ref, [kind]).filter(free).update(taken_by=account_id):
        return Deadline.objects.values_list("id", flat=True).get(ref=ref, kind=kind, stopped_at=None)
    row = _open(ref, [kind]).first()
    if row is None:
        raise _not_running()
    raise WrongStateError("deadline.taken", "这件工作已由同事签收，请刷新列表或联系签收人转交")


@step
def give(actor: Actor, ref: str, kind: Kind, account_id: int | None) -> None:
    """Put the work behind an open clock into somebody's hands, or (None) back on the desk. One UPDATE; the room above
    holds the lock and has checked that it may change hands."""
    _open(ref, [kind]).update(taken_by=account_id)


@step
def release(actor: Actor, ref: str, kind: Kind) -> None:
    """Put the work back for whoever is at the desk."""
    if not _open(ref, [kind]).update(taken_by=None):
        raise _not_running()


@step
def set_risk(actor: Actor, risks: dict[int, int]) -> None:
    """Push down how likely each open deadline is to be missed (0 to 100), in one statement."""
    if any(not 0 <= risk <= 100 for risk in risks.values()):  # noqa: PLR2004 - per cent
        raise InvalidInputError("deadline.bad_risk", "风险值应在 0 到 100 之间", field="risk")
    cases = [When(id=pk, then=Value(risk)) for pk, risk in risks.items()]
    if cases:
        risk = Case(*cases, default=F("risk"), output_field=SmallIntegerField())
        Deadline.objects.filter(id__in=risks, stopped_at=None).update(risk=risk)


def _open(ref: str | Sequence[str], kinds: Iterable[Kind]) -> QuerySet[Deadline]:
    refs = [ref] if isinstance(ref, str) else list(ref)
    return Deadline.objects.filter(ref__in=refs, kind__in=list(kinds), stopped_at=None)


def _locked(ref: str | Sequence[str], kinds: Iterable[Kind]) -> list[Deadline]:
    """The open clocks, locked in the order of their ids; none is a refusal."""
    rows = list(_open(ref, kinds).select_for_update().order_by("id"))
    if not rows:
        raise _not_running()
    return rows


def _not_running() -> WrongStateError:
    return WrongStateError("deadline.not_running", "这项计时没有在进行，请刷新页面查看办件的当前状态")


def _compute(row: Deadline, days: Almanac) -> None:
    timing = timing_of(row, days.margin(row.light_rule_id))
    due = rules.reckon(timing, days.calendar)
    row.start_on, row.warn_at = timing.start_on, due.warn_at
    row.due_at, row.due_on, row.provisional = due.at, due.on, due.provisional
    if row.breached_at is not None and row.due_at > row.breached_at:
        row.breached_at = None  # it was not late after all; if it runs out again, that is a new breach
    if row.warned_at is not None and row.warn_at > row.warned_at:
        row.warned_at = None  # nor close to its end
    row.paused_through = max((p.last or date.max for p in timing.pauses), default=None)


def _save(rows: list[Deadline], edition: str | None = None) -> list[int]:
    """Compute again and write, all rows in one UPDATE. `edition`: the calendar's stamp, where the caller has read it."""
    days = almanac(edition)
    for row in rows:
        _compute(row, days)
    update_all(rows, COMPUTED)
    return [row.pk for row in rows]
