"""视为撤回: only where the item cites a local rule for it; otherwise nothing happens to the case by itself."""

from collections.abc import Sequence

from cityhall.cases import rules
from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.terms import Move, Proceeding, Stage, Status
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from . import clocks
from .beside import cancel_beside, close_beside, open_of, proceeding
from .close import cancel_steps
from .lock import Held, begin, lock, ref_of, settle
from .trust import note_broken

LATE_SUPPLEMENT = "逾期未按一次性告知书补正"
LATE_PROMISE = "逾期未按承诺补交材料"


def may_deem(terms: ItemTerms) -> bool:
    """Does the item have the rule, and name it?"""
    return Move.DEEM_WITHDRAWN in terms.regime.moves and bool(terms.regime.basis)


@action
def deem_withdrawn(actor: Actor, number: str) -> None:
    """视为撤回: the applicant's limit to supplement, or her promise, ran out, and the item's own rule says what that
    means."""
    held = lock(number)
    begin(actor, Move.DEEM_WITHDRAWN, held)
    row = None
    if held.case.status == Status.SUPPLEMENTING:
        _check_over(clocks.over(held.ref, Kind.SUPPLEMENT))
    else:
        found = open_of(held, Proceeding.PROMISE)
        _check_over(bool(found) and clocks.over(ref_of(held, found[0]), Kind.PROMISE))
        row = proceeding(held, Proceeding.PROMISE, found[0])
        fail_promise(actor, held, row)
    taken_as_withdrawn(actor, held, row)


def _check_over(over: bool) -> None:
    if not over:
        raise WrongStateError("case.limit_not_over", "申请人的补正或补交期限还没有届满，不能视为撤回")


@step
def fail_promise(actor: Actor, held: Held, row: ProceedingRow) -> None:
    """The promise is broken, and noted against who gave it."""
    close_beside(actor, held, row, Stage.BROKEN)
    names = "、".join(names_of(held, row.facts["left"]))
    note_broken(actor, held, f"容缺受理承诺逾期未补交：{names}")
    record(
        actor, "case.promise_broken", held.ref, organ_id=held.case.organ_id, materials=row.facts["left"],
        proceeding=row.pk,
    )  # fmt: skip


def names_of(held: Held, keys: Sequence[str]) -> list[str]:
    return [spec.name for key in keys if (spec := held.terms.material(key))]


@step
def taken_as_withdrawn(actor: Actor, held: Held, promise: ProceedingRow | None) -> None:
    """All clocks stop, open steps and proceedings are cancelled."""
    keys = cancel_steps(held)
    left_open = cancel_beside(actor, held)
    settle(actor, held, Status.DEEMED_WITHDRAWN, closed_at=clock.now())
    refs = [held.ref, *(clocks.step_ref(held, key) for key in keys), *left_open]
    refs += [ref_of(held, promise.pk)] if promise else []
    clocks.stop(actor, refs, rules.MOVES[Move.DEEM_WITHDRAWN].stops, met=False)
    clocks.start(actor, held, clocks.delivery(held))
    record(
        actor, "case.deemed_withdrawn", held.ref, organ_id=held.case.organ_id,
        cause=LATE_PROMISE if promise else LATE_SUPPLEMENT, basis=held.terms.regime.basis[:300],
    )  # fmt: skip


def deem_withdrawn_when_over(line: Line) -> None:
    """Reaction to a supplement limit that ran out: only where the case still waits and its item has the rule."""
    number = line.ref.removeprefix("case:")
    case = Case.objects.filter(number=number, status=Status.SUPPLEMENTING).first()
    if case is None or not clocks.over(line.ref, Kind.SUPPLEMENT):
        return
    if may_deem(catalogue.terms(str(case.item_version_id))):
        deem_withdrawn(HOUSE, number)
