"""重新加密: what another key sealed is sealed anew with the one that writes, in batches, while the city works.

What is done and what is not is told by the values themselves (their first byte is the key's id), so a run that was killed
goes on where it stood."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record

from .columns import Sealed, sealed_tables
from .keys import reseal as sealed_anew
from .keys import ring

BATCH = 500


@dataclass(frozen=True)
class Progress:
    """How far a table has come: rows done, and rows that somebody held and that the next round takes."""

    table: str
    rows: int


def reseal_all(actor: Actor, batch: int = BATCH) -> Iterator[Progress]:
    """One round through all tables; says how far it is after each batch. A row somebody is writing is left for the next
    round: nobody waits for us."""
    for table in sealed_tables():
        last: Any = None
        while (found := _next(table, last, batch)) is not None:
            done = _reseal(actor, table.table, found)
            last = found[-1]
            yield Progress(table.table, done)


def _next(table: Sealed, last: Any, batch: int) -> list[Any] | None:
    """The keys of the next rows that need it; None when the round is through."""
    name, key, own = connection.ops.quote_name(table.table), connection.ops.quote_name(table.key), ring().writes
    after, values = ("", []) if last is None else (f"{key} > %s AND ", [last])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} FROM {name} WHERE {after}({table.old()}) ORDER BY {key} LIMIT %s",  # noqa: S608 - own names
            [*values, *[own] * len(table.columns), batch],
        )
        return [row[0] for row in cursor.fetchall()] or None


@action
def _reseal(actor: Actor, table_name: str, pks: list[Any]) -> int:
    """One batch, under the locks of its rows."""
    table = next(one for one in sealed_tables() if one.table == table_name)
    name, key, own = connection.ops.quote_name(table.table), connection.ops.quote_name(table.key), ring().writes
    columns = ", ".join(table.quoted)
    changes = ", ".join(f"{one} = %s" for one in table.quoted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {columns} FROM {name} WHERE {key} = ANY(%s) AND ({table.old()}) "  # noqa: S608 - own names
            f"ORDER BY {key} FOR UPDATE SKIP LOCKED",
            [pks, *[own] * len(table.columns)],
        )
        rows = cursor.fetchall()
        if rows:
            cursor.executemany(
                f"UPDATE {name} SET {changes} WHERE {key} = %s",  # noqa: S608 - own names
                [[*(_anew(value) for value in row[1:]), row[0]] for row in rows],
            )
    record(actor, "keys.resealed", "house:keys", table=table.table, rows=len(rows), key=own)
    return len(rows)


def _anew(value: Any) -> bytes | None:
    """Empty stays empty, nothing stays nothing."""
    return sealed_anew(bytes(value)) if value else value


@action
def note_key(actor: Actor, what: str, key: int) -> None:
    """A key came, began to write, or was retired: on record, its id alone."""
    record(actor, f"keys.{what}", "house:keys", key=key)
