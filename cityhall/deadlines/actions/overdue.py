"""The sweep: what came close to its end, and what ran out, without anyone looking is recorded once, however often or
late the sweep runs, and by however many workers."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import connection

from cityhall.deadlines.terms import Can, Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.journal.record import record

from .calendar import settle

BATCH = 500
CLAIM = """
UPDATE ch_deadlines_deadline SET breached_at = %s WHERE id IN (
  SELECT id FROM ch_deadlines_deadline
  WHERE breached_at IS NULL AND NOT provisional AND (stopped_at IS NULL OR stopped_at > due_at) AND due_at < %s
  ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id, ref, kind, due_on, organ_id
"""


CLOSE = """
UPDATE ch_deadlines_deadline SET warned_at = %s WHERE id IN (
  SELECT id FROM ch_deadlines_deadline
  WHERE warned_at IS NULL AND stopped_at IS NULL AND warn_at > start_at AND warn_at <= %s
    AND (paused_through IS NULL OR paused_through < %s)
  ORDER BY warn_at LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id, ref, kind, due_on, organ_id
"""


class _NothingLeftError(Exception):
    """This batch found no row: the transaction is given back, the sweep is over."""


def sweep(actor: Actor) -> int:
    """Record every promise that came close to its end or ran out, in batches of their own; answers how many ran out. Two at
    once share the work."""
    require(actor, Can.SWEEP)
    with calling():  # each batch is an act of its own; the call's key belongs to the sweep as a whole
        settle(actor)
        _until_nothing_is_left(actor, _warn_batch)
        return _until_nothing_is_left(actor, _breach_batch)


def _until_nothing_is_left(actor: Actor, batch: Callable[[Actor], int]) -> int:
    found = 0
    while True:
        try:
            found += batch(actor)
        except _NothingLeftError:
            return found


@action
def _warn_batch(actor: Actor) -> int:
    """将到期: claim rows whose yellow light came on. One that is close from its first moment on has no line to cross."""
    now = clock.now()
    return _claimed(actor, "deadline.warned", CLOSE, [now, now, clock.day_of(now), BATCH])


@action
def _breach_batch(actor: Actor) -> int:
    """超期: claim rows whose last moment has gone; the database decides who won."""
    now = clock.now()
    return _claimed(actor, "deadline.breached", CLAIM, [now, now, BATCH])


def _claimed(actor: Actor, event: str, claim: str, values: Sequence[datetime | date | int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(claim, values)
        rows = cursor.fetchall()
    if not rows:
        raise _NothingLeftError
    for pk, ref, kind, due_on, organ_id in rows:
        record(
            actor, event, ref, organ_id=organ_id,
            deadline_id=pk, kind=Kind(kind).value, due_on=due_on and due_on.isoformat(),
        )  # fmt: skip
    return len(rows)
