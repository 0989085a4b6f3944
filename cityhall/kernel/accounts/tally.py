"""Throttling: counts kept in the database, so that they hold across processes and machines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.secrets.keys import blind

from .models import Tally

COUNT = """
INSERT INTO ch_accounts_tally AS t (key, count, until) VALUES (%(key)s, %(more)s, %(until)s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN t.until <= %(now)s THEN excluded.count ELSE t.count + excluded.count END,
  until = CASE WHEN %(sliding)s OR t.until <= %(now)s THEN excluded.until ELSE t.until END
RETURNING count, until
"""


@dataclass(frozen=True)
class Limit:
    """At most `most` of `kind` for one thing (an address, a login, a phone) within `span`, counted from the first;
    from the last when `sliding`."""

    kind: str
    most: int
    span: timedelta
    sliding: bool = False

    def key(self, what: str) -> str:
        return blind(f"tally:{self.kind}", what)


TRIES, LOCK = 5, timedelta(minutes=15)
BY_LOGIN = Limit("sign_in_failed_as", TRIES, LOCK, sliding=True)
BY_SECOND = Limit("second_failed_as", TRIES, LOCK, sliding=True)
BY_ADDRESS = Limit("sign_in_failed_from", 50, LOCK)


@step
def count(limit: Limit, what: str) -> int:
    """One more; answers how many there now are. Others counting the same thing wait until this act ends."""
    return _add(limit, what, 1)[0]


def add(limit: Limit, what: str, more: int) -> tuple[int, datetime]:
    """So many more at once; answers how many there now are, and until when they count."""
    return _add(limit, what, more)


def _add(limit: Limit, what: str, more: int) -> tuple[int, datetime]:
    now = clock.now()
    with connection.cursor() as cursor:
        values: dict[str, str | int | datetime] = {
            "key": limit.key(what),
            "more": more,
            "now": now,
            "until": now + limit.span,
            "sliding": limit.sliding,
        }
        cursor.execute(COUNT, values)
        counted, until = cursor.fetchone()
        return int(counted), until


@step
def forget(limit: Limit, what: str) -> None:
    """Start again at nothing."""
    Tally.objects.filter(key=limit.key(what)).delete()


def reached(asked: Iterable[tuple[Limit, str]]) -> list[Limit]:
    """Those of the limits that are used up, in one look."""
    limits = {limit.key(what): limit for limit, what in asked}
    rows = Tally.objects.filter(key__in=list(limits), until__gt=clock.now()).values_list("key", "count")
    return [limits[key] for key, counted in rows if counted >= limits[key].most]


def forget_old() -> int:
    """Let go of counts whose time has passed; answers how many."""
    gone, _ = Tally.objects.filter(until__lt=clock.now()).delete()
    return gone
