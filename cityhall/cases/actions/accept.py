"""受理, 视为受理, 不受理与不予受理."""

from collections.abc import Sequence
from datetime import datetime

from cityhall.cases import rules
from cityhall.cases.models import Case, Step
from cityhall.cases.terms import Can, Move, Refusal, Status, StepState
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import LicenceAct
from cityhall.deadlines.terms import Clock, Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert

from . import clocks, licences
from .entrusted import by_entrustment
from .lock import Held, begin, lock, settle


@action
def accept(actor: Actor, number: str) -> None:
    """受理: the case is taken on; the statutory and the promised clock start, and the first review steps open. Clicked
    after the notice period it writes down what the law has done already: accepted from the day of receipt."""
    held = lock(number)
    status = begin(actor, Move.ACCEPT, held)
    if rules.silent(held.terms.regime.silence_accepts, held.notice_due, clock.now()):
        _deem(actor, held, status)
        return
    rules.check_holds(held.barring)
    rules.check_complete(held.terms.materials, held.given, held.verdicts, rules.open_points(held.points))
    licences.check_named(held)
    case = held.case
    effective = rules.accepted_from(received(case), case.completed_at, clock.now())
    take_on(actor, held, status, Move.ACCEPT, effective)
    record(
        actor, "case.accepted", held.ref, organ_id=case.organ_id, effective=effective.isoformat(), clicked=not case.completed_at,
        **_renewal(held), **by_entrustment(actor, Can.INTAKE, case),
    )  # fmt: skip


def _renewal(held: Held) -> dict[str, object]:
    """延续 asked later than thirty days before the expiry is taken on all the same, and noted (第五十条第一款)."""
    if held.terms.licence_act is not LicenceAct.RENEW:
        return {}
    return {"renewal_late": not licences.in_time(held)}


@action
def deem_accepted(actor: Actor, number: str) -> None:
    """视为受理: nobody told the applicant anything in time; accepted from the day of receipt (第三十二条第一款第四项)."""
    held = lock(number)
    _deem(actor, held, begin(actor, Move.DEEM_ACCEPTED, held))


@step
def _deem(actor: Actor, held: Held, status: Status) -> None:
    effective = rules.deemed_accepted(held.terms.regime.silence_accepts, received(held.case))
    take_on(actor, held, status, Move.DEEM_ACCEPTED, effective, met=False)
    basis = held.terms.regime.silence_basis
    record(
        actor, "case.deemed_accepted", held.ref, organ_id=held.case.organ_id, effective=effective.isoformat(), basis=basis
    )  # fmt: skip


def deem_accepted_when_silent(line: Line) -> None:
    """Reaction to a clock that ran out: only the notice clock, only while the case still waits, only where the law of
    the item says so. Anything else is somebody else's business."""
    if line.values.get("kind") != Kind.NOTICE or not line.ref.startswith("case:"):
        return
    number = line.ref.removeprefix("case:")
    case = Case.objects.filter(number=number, status=Status.RECEIVED).first()
    if case is None or not clocks.over(line.ref, Kind.NOTICE):
        return
    if catalogue.terms(str(case.item_version_id)).regime.silence_accepts:
        deem_accepted(HOUSE, number)


@step
def take_on(
    actor: Actor, held: Held, status: Status, move: Move, effective: datetime, *, met: bool = True,
    more: Sequence[Clock] = (),
) -> None:  # fmt: skip
    """The case is accepted as of that moment: its clocks (and `more` of them) start, its first steps open."""
    others = {s.organ_id for s in held.terms.steps if s.organ_id} - {held.case.organ_id, *held.case.partners}
    settle(actor, held, status, accepted_at=effective, partners=[*held.case.partners, *sorted(others)])
    clocks.stop(actor, [held.ref], rules.MOVES[move].stops, met=met)
    now = clock.now()
    first = min((s.order for s in held.terms.steps), default=0)
    opening = [s for s in held.terms.steps if s.order == first]
    started = [*clocks.handling(held, effective), *licences.expiry(held, effective), *more]
    clocks.start(actor, held, [*started, *(clocks.step(held, s) for s in opening)])
    insert(
        [
            Step(
                case=held.case, key=s.key, name=s.name, desk=s.desk, organ_id=s.organ_id or held.case.organ_id,
                order=s.order, decides=s.decides, state=StepState.OPEN if s.order == first else StepState.WAITING,
                opened_at=now if s.order == first else None,
            )
            for s in held.terms.steps
        ]
    )  # fmt: skip


@action
def not_accept(actor: Actor, number: str, kind: str, reasons: str, other_organ: str = "", basis: str = "") -> None:
    """不受理（依法不需要）或不予受理（另有机关；法律规定不得申请）: by the back office, with reasons and remedies. Being
    ineligible is no ground: that is accepted and refused."""
    held = lock(number)
    status = begin(actor, Move.NOT_ACCEPT, held)
    ground = Refusal(kind)
    rules.check_not_silent(held.terms.regime.silence_accepts, held.notice_due, clock.now())
    rules.check_not_accepted(ground, reasons, other_organ, basis)
    settle(actor, held, status, closed_at=clock.now())
    clocks.stop(actor, [held.ref], rules.MOVES[Move.NOT_ACCEPT].stops)
    clocks.start(actor, held, clocks.delivery(held))
    record(
        actor, "case.not_accepted", held.ref, organ_id=held.case.organ_id,
        kind=ground, reasons=reasons.strip()[:1000], other_organ=other_organ.strip()[:120], basis=basis.strip()[:200],
        **by_entrustment(actor, Can.NOT_ACCEPT, held.case),
    )  # fmt: skip


def received(case: Case) -> datetime:
    """When it came; every case past draft has such a moment."""
    if case.received_at is None:
        raise RuntimeError(f"{case} is past draft without a moment of receipt")
    return case.received_at
