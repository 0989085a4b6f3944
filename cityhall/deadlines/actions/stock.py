"""盘点: every open promise counted once a minute, so that a board of a million rows is read and not counted."""

from datetime import timedelta

from django.db import connection, transaction

from cityhall.deadlines.models import Stock, TallyDay
from cityhall.deadlines.queries.board import FINE, GROUPED, moments
from cityhall.deadlines.terms import Can
from cityhall.kernel.actor import Actor, require

KEPT = timedelta(days=400)
LOCK = "SELECT pg_advisory_xact_lock(hashtext('deadlines.stock'))"
GONE = "DELETE FROM ch_deadlines_tally; DELETE FROM ch_deadlines_duetally"
COUNT = f"""
WITH fine AS MATERIALIZED ({FINE}{GROUPED}),
lights AS (
  INSERT INTO ch_deadlines_tally (kind, organ_id, item_id, light, count)
  SELECT kind, organ_id, item_id, light, sum(n) FROM fine GROUP BY 1, 2, 3, 4 RETURNING count
),
days AS (
  INSERT INTO ch_deadlines_duetally (kind, organ_id, day, count)
  SELECT kind, organ_id, day, sum(n) FROM fine WHERE day IS NOT NULL GROUP BY 1, 2, 3
)
SELECT COALESCE(sum(count), 0) FROM lights
"""  # noqa: S608 - constants only
DAY = """
INSERT INTO ch_deadlines_tallyday (day, kind, organ_id, light, count)
SELECT %(today)s::date, kind, organ_id, light, sum(count) FROM ch_deadlines_tally GROUP BY 2, 3, 4
ON CONFLICT DO NOTHING
"""


def take_stock(actor: Actor) -> int:
    """盘点: count what is open, by kind, organ, item and light, and what falls due when; the first count of a day is kept for
    the trend. Answers how many are open. Two at once take turns. The count is a copy of what the rows say, not something
    that happened: no line of the journal tells of it."""
    require(actor, Can.COUNT)
    told = moments()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(GONE)
        cursor.execute(COUNT, told)
        count = int(cursor.fetchone()[0])
        cursor.execute(DAY, told)
        TallyDay.objects.filter(day__lt=told["today"] - KEPT).delete()
        Stock.objects.update_or_create(id=1, defaults={"at": told["now"]})
    return count
