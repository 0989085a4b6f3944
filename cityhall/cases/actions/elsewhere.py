"""通办: what a room above does with a case for a window that is not its organ's: taken in there, handed out there. Each step
stands inside that room's own act, which has asked whether the window may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases.models import Material
from cityhall.cases.terms import Status
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor

from .accept import received
from .deliver import served_by_hand
from .drafts import Applicant
from .intake import Handed, taken_at_window, taken_in
from .lock import lock


@dataclass(frozen=True)
class TakenIn:
    """A case received at a window for another place. `id` is the row, for whoever keeps something beside it."""

    id: int
    number: str
    organ_id: int
    item_name: str
    received_at: datetime


@dataclass(frozen=True)
class Lying:
    """A case, locked: whose it is, how it stands, which of its materials lie at the window on paper."""

    id: int
    number: str
    organ_id: int
    item_id: int
    item_name: str
    applicant_name: str
    status: Status
    received_at: datetime
    completed_at: datetime | None
    papers: tuple[tuple[str, str, int], ...] = ()  # key, name, copies


@step
def take_in_elsewhere(
    actor: Actor, item_id: int, applicant: Applicant, values: Mapping[str, str], handed: Sequence[Handed], at_window: str
) -> TakenIn:  # fmt: skip
    """异地收件: received this moment, as at the organ's own window; the clock of the one notice starts now."""
    held = taken_at_window(actor, item_id, applicant, values, handed)
    taken_in(actor, held, Status.RECEIVED, at_window=at_window)
    case = held.case
    return TakenIn(case.pk, str(case.number), case.organ_id, case.item_name, received(case))


@step
def lying(number: str) -> Lying:
    """The case, locked, with the paper that was taken in with it. Two statements."""
    held = lock(number)
    case = held.case
    rows = Material.objects.filter(application=case.application, paper_copies__gt=0).order_by("key")
    names = {spec.key: spec.name for spec in held.terms.materials}
    papers = tuple((key, names.get(key, key), n) for key, n in rows.values_list("key", "paper_copies"))
    return Lying(
        case.pk, number, case.organ_id, case.item_id, case.item_name, case.applicant_name, Status(case.status),
        received(case), case.completed_at, papers,
    )  # fmt: skip


@step
def hand_out_elsewhere(actor: Actor, number: str, receiver: str, relation: str, receiver_id: str, note: str) -> None:
    """异地出件: handed to the applicant at that window; the clocks of serving stop."""
    served_by_hand(actor, number, receiver, relation, receiver_id, note=note)
