"""Numbers people read. Allocated inside the action's transaction: a rolled-back act gives its number back."""

from django.db import connection

from cityhall.kernel.action import step


@step
def next_in(series: str) -> int:
    """The next number of a series, from 1. Call it last: its row stays locked until commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ch_numbering_counter AS c (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = c.last + 1 RETURNING last",
            [series],
        )
        row = cursor.fetchone()
    return int(row[0])
