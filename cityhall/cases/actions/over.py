"""A proceeding whose own clock ran out: is it still open, and has its last moment really gone?"""

from dataclasses import dataclass
from datetime import date

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Proceeding, Stage, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line


@dataclass(frozen=True)
class Over:
    number: str
    key: str
    due_on: date


def over(line: Line, kind: Proceeding, clock_kind: Kind) -> Over | None:
    """What a `deadline.breached` of this clock still asks of the house; None where somebody was faster, the case has
    ended, or a calendar entered since moved the day."""
    if line.values.get("kind") != clock_kind or not line.ref.startswith("beside:"):
        return None
    number, _, key = line.ref.removeprefix("beside:").partition("/")
    row = ProceedingRow.objects.filter(case__number=number, case__status=Status.ACCEPTED, kind=kind, stage=Stage.OPEN)
    if not key.isdecimal() or not row.filter(pk=int(key)).exists():
        return None
    now = clock.now()
    gone = [
        c for c in deadlines.clocks_of([line.ref])
        if c.kind is clock_kind and c.stopped_on is None and not c.provisional and now > c.due_at and c.due_on
    ]  # fmt: skip
    return Over(number, key, gone[-1].due_on) if gone and gone[-1].due_on else None
