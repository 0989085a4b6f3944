"""Sealing in tests: another process of tests has transactions under way in a database of its own, and the server counts them
all. Nobody else writes to this one."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection

from cityhall.kernel.journal import sealing


def _ended_here() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


@contextmanager
def alone() -> Iterator[None]:
    """Whatever began here has ended."""
    with mock.patch.object(sealing, "_settled_before", _ended_here):
        yield
