"""Which columns are sealed, and with which keys: read from the models themselves, so that none can be forgotten."""

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from .fields import SealedText


@dataclass(frozen=True)
class Sealed:
    """A table with sealed columns; `key` is its primary key's column."""

    table: str
    key: str
    columns: tuple[str, ...]

    def old(self) -> str:
        """The condition for rows that hold a value of another key than `%s`, once for each column."""
        return " OR ".join(f"(octet_length({one}) > 0 AND get_byte({one}, 0) <> %s)" for one in self.quoted)

    @property
    def quoted(self) -> list[str]:
        return [connection.ops.quote_name(one) for one in self.columns]


def sealed_tables() -> list[Sealed]:
    """Every table of the installed rooms that has a sealed column."""
    found = []
    for model in apps.get_models():
        columns = tuple(str(f.column) for f in model._meta.concrete_fields if isinstance(f, SealedText))
        if columns and model._meta.managed:
            found.append(Sealed(model._meta.db_table, str(model._meta.pk.column), columns))
    return sorted(found, key=lambda one: one.table)


def uses(table: Sealed) -> Counter[int]:
    """How many values of the table each key has sealed."""
    counted: Counter[int] = Counter()
    with connection.cursor() as cursor:
        for column in table.quoted:
            cursor.execute(
                f"SELECT get_byte({column}, 0), count(*) FROM {connection.ops.quote_name(table.table)} "  # noqa: S608 - own names
                f"WHERE octet_length({column}) > 0 GROUP BY 1"
            )
            counted.update(dict(cursor.fetchall()))
    return counted


def all_uses() -> Counter[int]:
    """How many values of the whole city each key has sealed."""
    return sum((uses(table) for table in sealed_tables()), Counter())
