"""The work list of an office: what waits at the reader's desks, with the step it waits in and who has it in hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cityhall.cases.models import Step
from cityhall.deadlines.queries import WorkRow
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel.actor import Actor
from cityhall.kernel.paging import Page

from .lists import Tray, tray


@dataclass(frozen=True)
class DeskRow:
    """One case on the work list. `waiting` is the step's name, or what else is to be done; `work` carries the light."""

    number: str
    key: str
    waiting: str
    holder: str
    mine: bool
    work: WorkRow

    @property
    def draft(self) -> str:
        """A draft under pre-review has no case yet: its id, empty for a case."""
        return self.number if self.work.kind is Kind.PRE_REVIEW else ""


def office(
    actor: Actor, *, light: Light | None = None, mine: bool = False, text: str = "", after: str = "", limit: int = 25
) -> Page[DeskRow]:
    """Review steps, questions of the window and cases not yet taken on, soonest due first. Three statements."""
    found = tray(actor, Tray.OFFICE, light=light, mine=mine, text=text, after=after, limit=limit)
    places = [_place(row.ref) for row in found.rows]
    steps = _steps(places)
    rows = []
    for row, (number, key) in zip(found.rows, places, strict=True):
        name, holder = steps.get((number, key), (row.kind.label, ""))
        taken = row.taken_by is not None and row.taken_by == actor.account_id
        rows.append(DeskRow(number, key, name, holder, taken, row))
    return Page(rows, found.next)


def _place(ref: str) -> tuple[str, str]:
    """`case:<number>`, `step:<number>/<key>`, or `beside:<number or draft>/<id>`."""
    number, _, key = ref.partition(":")[2].partition("/")
    return number, key


def _steps(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Name and holder of these steps."""
    wanted = [(number, key) for number, key in places if key]
    if not wanted:
        return {}
    among = Q(case__number__in={number for number, _ in wanted}, key__in={key for _, key in wanted})
    found = Step.objects.filter(among).values_list("case__number", "key", "name", "holder_name")
    return {(str(number), key): (name, holder) for number, key, name, holder in found}
