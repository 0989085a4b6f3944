"""Letting go of content nobody came to refer to: an upload whose act was refused, or never sent."""

import re
from collections.abc import Iterator
from itertools import islice

from django.core.files.storage import default_storage
from django.db import connection
from psycopg import sql

from cityhall.kernel import clock

from .store import KEPT

OURS = re.compile(r"[0-9a-f]{64}|\.draft-.*")  # a draft: of one who was killed while writing
CITIES = "SELECT schemaname FROM pg_tables WHERE tablename = 'ch_files_storedfile'"


def forget_unreferred(batch: int = 500) -> int:
    """Delete content older than a day that no list of files names; answers how many. The folder may serve every city
    of the database, so the lists of all are asked; where all are empty (a folder put back before its database) nothing
    is deleted."""
    lists = _lists()
    if not any(_named(lists)):
        return 0
    paths, gone = _paths(), 0
    while some := list(islice(paths, batch)):
        known = set(_named(lists, [_sha256(path) for path in some]))
        gone += sum(_let_go(path) for path in some if _sha256(path) not in known)
    return gone


def _lists() -> sql.Composable:
    with connection.cursor() as cursor:
        cursor.execute(CITIES)
        ones = [sql.SQL("SELECT sha256 FROM {}.ch_files_storedfile").format(sql.Identifier(c)) for (c,) in cursor]
    return sql.SQL(" UNION ALL ").join(ones)


def _named(lists: sql.Composable, among: list[str] | None = None) -> list[str]:
    """Those of the contents that are on a list; without any given, one of all."""
    asked = sql.SQL("SELECT sha256 FROM ({}) AS f {} ").format(
        lists, sql.SQL("LIMIT 1" if among is None else "WHERE sha256 = ANY(%s)")
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, None if among is None else [among])
        return [sha256 for (sha256,) in cursor]


def _paths() -> Iterator[str]:
    """Everything that `store` may have put there, folder by folder."""
    if not default_storage.exists(""):
        return
    for first in sorted(default_storage.listdir("")[0]):
        for second in sorted(default_storage.listdir(first)[0]):
            names = default_storage.listdir(f"{first}/{second}")[1]
            yield from (f"{first}/{second}/{name}" for name in names if OURS.match(name))


def _sha256(path: str) -> str:
    return path.rpartition("/")[2]


def _let_go(path: str) -> bool:
    """The age is looked at last: putting a content that is there already makes it young again."""
    try:
        if clock.now() - default_storage.get_modified_time(path) < KEPT:
            return False
    except FileNotFoundError:
        return False
    default_storage.delete(path)
    return True
