"""The sweep: what ran out without anyone looking is recorded once, however often or late the sweep runs."""

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


class _NothingLeftError(Exception):
    """This batch found no row: the transaction is given back, the sweep is over."""


def sweep(actor: Actor) -> int:
    """Record every promise that ran out, in batches of their own; answers how many. Two at once share the work."""
    require(actor, Can.SWEEP)
    found = 0
    with calling():  # each batch is an act of its own; the call's key belongs to the sweep as a whole
        settle(actor)
        while True:
            try:
                found += _breach_batch(actor)
            except _NothingLeftError:
                return found


@action
def _breach_batch(actor: Actor) -> int:
    """超期: claim rows whose last moment has gone; the database decides who won."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, now, BATCH])
        rows = cursor.fetchall()
    if not rows:
        raise _NothingLeftError
    for pk, ref, kind, due_on, organ_id in rows:
        record(
            actor, "deadline.breached", ref, organ_id=organ_id,
            deadline_id=pk, kind=Kind(kind).value, due_on=due_on.isoformat(),
        )  # fmt: skip
    return len(rows)
