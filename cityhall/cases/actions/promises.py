"""容缺受理: accepted with a promise for what is still missing; the promise is kept, extended, or broken."""

from collections.abc import Sequence

from cityhall.cases import rules
from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.terms import Can, Move, Proceeding, Stage, Status
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from . import clocks
from .accept import received, take_on
from .beside import clock_of, close_beside, open_beside, open_of, proceeding, save_beside, stop_clock
from .licences import check_named
from .lock import Held, begin, lock, owns, ref_of, settle
from .trust import check_trusted
from .withdrawn import fail_promise, may_deem, names_of, taken_as_withdrawn

MOST_DAYS = 60  # a bound against typing errors; no law names one


@action
def accept_with_gaps(actor: Actor, number: str, keys: Sequence[str]) -> None:
    """容缺受理: the main materials are there and right, these secondary ones come within the item's limit. The clocks
    of the decision run from now all the same."""
    held = lock(number)
    status = begin(actor, Move.ACCEPT_WITH_GAPS, held)
    now = clock.now()
    rules.check_not_silent(held.terms.regime.silence_accepts, held.notice_due, now)
    rules.check_holds(held.barring)
    check_named(held)
    limit = rules.check_gaps(held.terms, keys, held.given, held.verdicts, rules.open_points(held.points))
    check_trusted(held)
    names = names_of(held, keys)
    row = open_beside(
        actor, held, Proceeding.PROMISE, organ_id=held.case.organ_id, basis=limit.basis, amount=limit.amount,
        keys=list(keys), left=list(keys), names=names, limit=str(limit),
    )  # fmt: skip
    effective = rules.accepted_from(received(held.case), held.case.completed_at, now)
    take_on(actor, held, status, Move.ACCEPT_WITH_GAPS, effective, more=[clock_of(held, row, Kind.PROMISE, limit)])
    organ = held.case.organ_id
    record(
        actor, "case.accepted", held.ref, organ_id=organ, effective=effective.isoformat(),
        clicked=not held.case.completed_at, gaps=list(keys),
    )  # fmt: skip
    record(actor, "case.gaps_promised", held.ref, organ_id=organ, materials=list(keys), proceeding=row.pk)


@action
def keep_promise(actor: Actor, number: str, keys: Sequence[str]) -> None:
    """补交容缺材料: these have come (attached or handed in before); with the last the promise is kept."""
    held = lock(number)
    if not owns(actor, held.case):
        require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    row = _open_promise(held)
    left = [str(key) for key in row.facts["left"]]
    known = {m.key: m.name for m in held.terms.materials}
    rules.check_kept(keys, left, known, held.came, held.verdicts, row.opened_at)
    rest = [key for key in left if key not in keys]
    facts = {**row.facts, "left": rest, "came_at": {**row.facts.get("came_at", {}), **_now(keys)}}
    if rest:
        save_beside(row, facts=facts)
    else:
        close_beside(actor, held, row, Stage.DONE, facts=facts)
    settle(actor, held, Status(held.case.status))
    if not rest:
        stop_clock(actor, held, row, [Kind.PROMISE])
    record(
        actor, "case.promise_kept", held.ref, organ_id=held.case.organ_id, materials=list(keys), complete=not rest,
        left=len(rest), proceeding=row.pk,
    )  # fmt: skip


def _open_promise(held: Held) -> ProceedingRow:
    """The one promise of the case that still waits."""
    found = open_of(held, Proceeding.PROMISE)
    if not found:
        raise WrongStateError("case.no_promise", "这件没有等待补交的容缺材料，可能已经补齐或逾期；请刷新查看最新进度")
    return proceeding(held, Proceeding.PROMISE, found[0])


def _now(keys: Sequence[str]) -> dict[str, str]:
    return dict.fromkeys(keys, clock.now().isoformat())


@action
def extend_promise(actor: Actor, number: str, key: str, days: int, reason: str) -> None:
    """不可抗力: the promise has so many more of its own days, with the reason, before it has run out."""
    held = lock(number)
    require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    row = proceeding(held, Proceeding.PROMISE, key)
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明延长的原因（不可抗力的情形）", field="reason")
    if not 0 < days <= MOST_DAYS:
        raise InvalidInputError("case.bad_extension", f"延长的天数应在 1 到 {MOST_DAYS} 之间", field="days")
    save_beside(row, facts={**row.facts, "extended": row.facts.get("extended", 0) + days, "why": reason.strip()[:300]})
    deadlines.extend(actor, ref_of(held, row.pk), Kind.PROMISE, days)
    settle(actor, held, Status(held.case.status))
    record(
        actor, "case.promise_extended", held.ref, organ_id=held.case.organ_id, days=days, reason=reason.strip()[:300],
        proceeding=row.pk,
    )  # fmt: skip


@action
def break_promise(actor: Actor, number: str, key: str) -> None:
    """承诺未兑现: the limit ran out. Deemed withdrawn where a local rule that the item cites says so; otherwise the case
    is decided on what it has."""
    held = lock(number)
    if not actor.is_house:
        raise NotAllowedError("case.house_only", "承诺到期由系统登记，不用人工办理")
    row = proceeding(held, Proceeding.PROMISE, key)
    if not clocks.over(ref_of(held, row.pk), Kind.PROMISE):
        raise WrongStateError("case.promise_not_over", "补交期限还没有届满，不能登记为未兑现")
    fail_promise(actor, held, row)
    if may_deem(held.terms):
        taken_as_withdrawn(actor, held, row)
        return
    settle(actor, held, Status(held.case.status))
    stop_clock(actor, held, row, [Kind.PROMISE], met=False)


def break_promise_when_over(line: Line) -> None:
    """Reaction to a promise that ran out: only while it still waits, beside a case still under review."""
    number, _, key = line.ref.removeprefix("beside:").partition("/")
    case = Case.objects.filter(number=number, status=Status.ACCEPTED).first()
    waiting = case is not None and int(key or 0) in case.beside.get(str(Proceeding.PROMISE), [])
    if waiting and clocks.over(line.ref, Kind.PROMISE):
        break_promise(HOUSE, number, key)


def broken_keys(held: Held) -> list[str]:
    """What was promised in vain. One SELECT, and none where the item lets nothing come later or all of it is there."""
    late = [m.key for m in held.terms.materials if m.deferrable and m.key not in held.given]
    if held.terms.gaps is None or not late:
        return []
    rows = ProceedingRow.objects.filter(case=held.case, kind=Proceeding.PROMISE, stage=Stage.BROKEN)
    return [str(key) for facts in rows.values_list("facts", flat=True) for key in facts["left"]]
