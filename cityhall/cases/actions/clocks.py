"""The clocks a move starts and stops, in the words of the work lists."""

from collections.abc import Iterable
from datetime import datetime

from cityhall.cases.terms import Outcome
from cityhall.catalogue.terms import StepSpec
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as reading
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Desk

from .lock import Held

SAME_DAY = Limit(0, Unit.DAYS, "转部门审查当日答复（内部时限）")
COMPLETION = Limit(1, Unit.WORKDAYS, "补正收齐后核对（内部时限）")


def start(actor: Actor, held: Held, clocks: Iterable[Clock]) -> None:
    if wanted := list(clocks):
        deadlines.start(actor, wanted, edition=held.edition)


def stop(
    actor: Actor, refs: Iterable[str], kinds: Iterable[Kind], *, met: bool = True, at: datetime | None = None
) -> None:
    deadlines.stop(actor, list(refs), list(kinds), met=met, at=at)


def over(ref: str, kind: Kind) -> bool:
    """Is this clock still open and past its last moment? A calendar entered since may have moved it."""
    now = clock.now()
    waiting = [c for c in reading.clocks_of([ref]) if c.kind is kind and c.stopped_on is None]
    return any(not c.provisional and now > c.due_at for c in waiting)


def give(actor: Actor, held: Held, key: str, account_id: int | None) -> None:
    """The step's clock shows in whose hands it is, so that “my” work list is hers."""
    deadlines.give(actor, step_ref(held, key), Kind.STEP, account_id)


def of(
    held: Held, kind: Kind, limit: Limit, start_at: datetime, *, ref: str = "", desk: str = "", organ_id: int = 0,
    rolls: bool = True,
) -> Clock:  # fmt: skip
    return Clock(
        ref=ref or held.ref,
        kind=kind,
        organ_id=organ_id or held.case.organ_id,
        start=start_at,
        limit=limit,
        title=held.case.item_name,
        subject=held.case.applicant_name,
        desk=desk,
        rolls=rolls,
        item_id=held.case.item_id,
        sort=str(held.terms.procedure),
    )


def notice(held: Held, start_at: datetime) -> list[Clock]:
    """The promise to tell the applicant once; where the regime has none, the intake desk still has its day."""
    limit = held.terms.regime.notice or COMPLETION
    return [of(held, Kind.NOTICE, limit, start_at, desk=Desk.INTAKE)]


def handling(held: Held, start_at: datetime) -> list[Clock]:
    """The two clocks of a decision: what the law allows and what was promised."""
    return [
        of(held, Kind.STATUTORY, held.terms.statutory, start_at),
        of(held, Kind.PROMISED, held.terms.promised, start_at),
    ]


def delivery(held: Held) -> list[Clock]:
    """送达: every outcome is served, refusals too; where the regime has no limit for it there is no clock."""
    if held.case.application.kept and held.case.outcome == Outcome.GRANTED:
        return []  # she wants it with the others: it is due when they are all there
    return owed(held)


def owed(held: Held) -> list[Clock]:
    """The clock of serving, from this moment."""
    limit = held.terms.regime.delivery
    return [of(held, Kind.DELIVERY, limit, clock.now(), desk=Desk.ISSUE)] if limit else []


def step(held: Held, spec: StepSpec, start_at: datetime | None = None) -> Clock:
    """A review step's own limit; without one it has the whole promise."""
    return of(
        held,
        Kind.STEP,
        spec.limit or held.terms.promised,
        start_at or clock.now(),
        ref=step_ref(held, spec.key),
        desk=spec.desk,
        organ_id=spec.organ_id,
    )


def step_ref(held: Held, key: str) -> str:
    return f"step:{held.case.number}/{key}"
