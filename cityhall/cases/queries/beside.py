"""Proceedings beside a case, as its page tells them: one statement for all, one describer a kind."""

from collections.abc import Callable, Mapping, Sequence

from cityhall.cases.models import ProceedingRow
from cityhall.cases.rules import handling
from cityhall.cases.terms import Beside, Can, Proceeding, Stage
from cityhall.deadlines.queries import ClockView
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import sentence_of

from .beside_ends import ENDS
from .beside_intake import INTAKE
from .beside_review import REVIEW
from .parts import PROCEEDINGS
from .told import Told

DESCRIBERS: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {**INTAKE, **REVIEW, **ENDS}


def beside_of(case_id: int, clocks: Sequence[ClockView] = (), *, public: bool = False) -> tuple[Beside, ...]:
    """The proceedings of a case, oldest first, with what is left of their clocks. `public`: as the applicant reads them,
    without what is only the organ's own business."""
    rows = PROCEEDINGS.rows(case_id)
    return tuple(_view(row, clocks) for row in rows if not (public and _inside(row)))


INSIDE = {Proceeding.OPINION, Proceeding.COUNTERSIGN, Proceeding.BACK_ENTRY, Proceeding.THIRD_PARTY}


def _inside(row: ProceedingRow) -> bool:
    """What is only the organ's own business: whole kinds, and whatever was never approved or confirmed."""
    unsaid = row.stage in (Stage.PROPOSED, Stage.REJECTED)
    return row.kind in INSIDE or unsaid or (row.kind == Proceeding.VISIT and row.stage != Stage.DONE)


def _view(row: ProceedingRow, clocks: Sequence[ClockView]) -> Beside:
    kind = Proceeding(row.kind)
    told = DESCRIBERS[kind](row) if kind in DESCRIBERS else Told(kind.label)
    mine = [c for c in clocks if c.ref.endswith(f"/{row.pk}") and c.stopped_on is None]
    return Beside(
        id=row.pk, kind=kind, stage=Stage(row.stage), title=told.title or kind.label, says=told.says,
        facts=tuple((label, value) for label, value in told.facts if value), opened_at=row.opened_at,
        opened_by=row.opened_by, closed_at=row.closed_at, organ_id=row.organ_id, first_on=row.first_on,
        last_on=row.last_on, due_text=f"{mine[0].due_text}（{mine[0].left_text}）" if mine else "", files=told.files,
        about=row.key, proposers=handling.proposers(row.opened_account, row.facts), turn_of=row.facts.get("second"),
        asked=bool(row.facts.get("asked_on")),
    )  # fmt: skip


def own_proposal(actor: Actor, one: Beside, permission: Can, organ_id: int, item_id: int | None = None) -> str:
    """Why this reader may not approve it, in the words of the refusal: she proposed it, or whom she stands in for."""
    lenders = [lender.account_id for lender in actor.acts_for(permission, organ_id, item_id=item_id)]
    return sentence_of(handling.check_not_proposer, one.proposers, actor.account_id, lenders)
