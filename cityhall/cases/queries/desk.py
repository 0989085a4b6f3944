"""The work list of an office: what waits at the reader's desks, with the step it waits in and who has it in hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cityhall.cases.models import ProceedingRow, Step
from cityhall.cases.terms import Proceeding
from cityhall.deadlines.queries import WorkRow
from cityhall.deadlines.terms import Light
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


def office(
    actor: Actor, *, light: Light | None = None, mine: bool = False, text: str = "", after: str = "", limit: int = 25
) -> Page[DeskRow]:
    """Review steps, questions of the window and of other organs, hearings to be held, cases not yet taken on, soonest due
    first. Three statements, a fourth where something beside a case waits."""
    found = tray(actor, Tray.OFFICE, light=light, mine=mine, text=text, after=after, limit=limit)
    places = [_place(row.ref) for row in found.rows]
    steps = {**_steps(places), **_proceedings(row.ref for row in found.rows)}
    rows = []
    for row, (number, key) in zip(found.rows, places, strict=True):
        name, holder = steps.get((number, key), (row.kind.label, ""))
        taken = row.taken_by is not None and row.taken_by == actor.account_id
        rows.append(DeskRow(number, key, name, holder, taken, row))
    return Page(rows, found.next)


def _place(ref: str) -> tuple[str, str]:
    """`case:<number>`, `step:<number>/<key>`, or `beside:<number>/<id>`, whose key is told from a step's by its sign."""
    room, _, rest = ref.partition(":")
    number, _, key = rest.partition("/")
    return number, f"#{key}" if room == "beside" else key


def _proceedings(refs: Iterable[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """What waits beside these cases, by name. No statement where nothing does."""
    places = [_place(ref) for ref in refs if ref.startswith("beside:")]
    ids = {key[1:]: number for number, key in places}
    if not ids:
        return {}
    found = ProceedingRow.objects.filter(pk__in=[int(pk) for pk in ids]).values_list("id", "kind")
    return {(ids[str(pk)], f"#{pk}"): (Proceeding(kind).label, "") for pk, kind in found}


def _steps(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Name and holder of these steps."""
    wanted = [(number, key) for number, key in places if key and not key.startswith("#")]
    if not wanted:
        return {}
    among = Q(case__number__in={number for number, _ in wanted}, key__in={key for _, key in wanted})
    found = Step.objects.filter(among).values_list("case__number", "key", "name", "holder_name")
    return {(str(number), key): (name, holder) for number, key, name, holder in found}
