"""Numbers people read. Allocated inside the action's transaction: a rolled-back act gives its number back."""

from django.db import connection

from cityhall.kernel.action import step

NEXT = """
INSERT INTO ch_numbering_counter AS c (series, last) VALUES (%(series)s, 1)
ON CONFLICT (series) DO UPDATE SET last = c.last + 1 RETURNING last
"""
"""For a statement that numbers what it inserts: `WITH counted AS (NEXT) …`."""


@step
def next_in(series: str) -> int:
    """The next number of a series, from 1. Call it last: its row stays locked until commit."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"series": series})
        row = cursor.fetchone()
    return int(row[0])
