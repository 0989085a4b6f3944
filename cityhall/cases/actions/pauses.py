"""Standing still: a proceeding stops the clocks of its case, under its own name, and lets them go again once."""

from collections.abc import Iterable
from datetime import date

from cityhall.cases.models import ProceedingRow
from cityhall.cases.rules.handling import PAUSING
from cityhall.cases.terms import Stage
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor

from . import clocks
from .lock import Held, ref_of

ALL = (Kind.STATUTORY, Kind.PROMISED, Kind.STEP)
WAITING = (*ALL, Kind.OPINION, Kind.HEARING_ASK, Kind.HEARING_HOLD, Kind.PROMISE)
"""What stands still while a case is suspended. Not the time a special procedure was told to take: the laboratory works
on, and that clock ends its own pause."""


def refs_of(held: Held) -> list[str]:
    """The case and all its steps."""
    return [held.ref, *(clocks.step_ref(held, s.key) for s in held.terms.steps)]


@step
def stop_counting(
    actor: Actor, held: Held, row: ProceedingRow, cause: str, *, kinds: Iterable[Kind] = ALL, last: date | None = None
) -> None:
    """From today on, through `last` where it is known, these clocks do not count. Pauses are a set: a day stopped twice
    is stopped once."""
    beside = [ref_of(held, pk) for some in held.case.beside.values() for pk in some]
    deadlines.pause(
        actor, [*refs_of(held), *beside], list(kinds), clock.today(), last=last, key=ref_of(held, row.pk), cause=cause,
        edition=held.edition,
    )  # fmt: skip


@step
def count_again(actor: Actor, held: Held, row: ProceedingRow, last: date) -> None:
    """`last` is the last day this proceeding stopped anything; counting goes on the day after. Touches only what it had
    stopped."""
    beside = [ref_of(held, pk) for some in held.case.beside.values() for pk in some]
    key = ref_of(held, row.pk)
    deadlines.resume(actor, [*refs_of(held), *beside], WAITING, key=key, last=last, edition=held.edition)


def ends_on(row: ProceedingRow) -> date:
    """The last day of a pause that ends now: today, or the day told before where that has gone by."""
    today = clock.today()
    return min(today, row.last_on) if row.last_on else today


@step
def carry(actor: Actor, held: Held, keys: Iterable[str]) -> None:
    """A step that opens while its case stands still stands still with it. No statement where nothing is stopped."""
    opened = [clocks.step_ref(held, key) for key in keys]
    if not opened or not any(held.case.beside.get(str(kind)) for kind in PAUSING):
        return
    today = clock.today()
    standing = ProceedingRow.objects.filter(case=held.case, kind__in=PAUSING, stage=Stage.OPEN, first_on__isnull=False)
    for row in standing.order_by("id"):
        if not row.facts.get("promised_only") and (row.last_on is None or row.last_on >= today):
            deadlines.pause(
                actor, opened, [Kind.STEP], today, last=row.last_on, key=ref_of(held, row.pk),
                cause=row.facts.get("label", row.reason), edition=held.edition,
            )  # fmt: skip
