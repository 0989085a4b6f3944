"""视为准予延续: asked in time and not decided before the licence ran out (行政许可法 第五十条第二款)."""

from cityhall.cases import rules
from cityhall.cases.models import Case, Step
from cityhall.cases.terms import Move, Outcome, Status, StepState
from cityhall.catalogue.terms import LicenceAct
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.queries import Line

from . import clocks, licences
from .beside import cancel_beside
from .decide import Grounds, conclude
from .lock import begin, lock, settle

WORDS = "视为准予延续"
REASON = "有效期届满前未作出是否准予延续的决定，依法视为准予延续（行政许可法第五十条第二款）。"


@action
def deem_renewed(actor: Actor, number: str) -> None:
    """The licence's own end came first: the renewal counts as granted; what was still being looked at falls away."""
    held = lock(number)
    status = begin(actor, Move.DEEM_RENEWED, held)
    until = held.case.application.licence_expires_on
    if held.terms.licence_act is not LicenceAct.RENEW or until is None or not licences.in_time(held):
        raise WrongStateError("case.no_deemed_renewal", "这件不是按期提出的延续申请，没有逾期视为准予延续的规定")
    if clock.today() <= until:
        raise WrongStateError("case.not_expired_yet", f"许可有效期至 {until}，届满前请依法作出决定")
    Step.objects.filter(case=held.case).exclude(state=StepState.DONE).update(state=StepState.CANCELLED)
    open_refs = cancel_beside(actor, held)
    settle(actor, held, status, decided_at=clock.now(), outcome=Outcome.GRANTED)
    refs = [held.ref, *(clocks.step_ref(held, s.key) for s in held.terms.steps), *open_refs]
    clocks.stop(actor, refs, (*rules.MOVES[Move.DEEM_RENEWED].stops, *rules.BESIDE_CLOCKS), met=False)
    conclude(actor, held, Outcome.GRANTED, Grounds(REASON), words=WORDS)


def deem_renewed_when_expired(line: Line) -> None:
    """Reaction to the licence's own clock running out: only while the renewal is still undecided."""
    number = line.ref.removeprefix("case:")
    case = Case.objects.filter(number=number, status=Status.ACCEPTED).select_related("application").first()
    if case is None or case.application.licence_expires_on is None:
        return
    if clock.today() > case.application.licence_expires_on:
        deem_renewed(HOUSE, number)
