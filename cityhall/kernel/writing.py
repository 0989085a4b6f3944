"""Rows written thousands of times in the same words: the SQL is built once a process, and the server plans it once.

For steps and actions alone, like the ORM's own writing."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

from .prepared import planned_once

M = TypeVar("M", bound=Model)
FEW = 16  # rows written in one statement of their own length; more go the ORM's way


def insert(rows: Sequence[M]) -> list[M]:
    """New rows of one model, in one INSERT, with the ids and defaults the database gives them. What `bulk_create` does,
    without building its SQL anew; no signals."""
    if not rows:
        return []
    if len(rows) > FEW:
        return type(rows[0]).objects.bulk_create(rows)  # type: ignore[attr-defined,no-any-return]
    model, left = type(rows[0]), _left_to_the_database(rows[0])
    given = [f for f in model._meta.concrete_fields if f.attname not in left]
    values = [f.get_db_prep_save(f.pre_save(row, add=True), connection) for row in rows for f in given]
    with planned_once() as cursor:
        cursor.execute(_insert_sql(model, left, len(rows)), values)
        answers = cursor.fetchall() if left else []
    for row, answer in zip(rows, answers, strict=False):
        for name, value in zip(left, answer, strict=True):
            read = getattr(_field(model, name), "from_db_value", None)
            setattr(row, name, read(value, None, connection) if read else value)
    for row in rows:
        row._state.adding, row._state.db = False, "default"
    return list(rows)


def update(row: Model, names: Sequence[str]) -> None:
    """Write these fields of a row that is there, in one UPDATE by its key. What `save(update_fields=…)` does, without
    building its SQL anew; no signals. A row that is gone is an error of the program: the caller holds its lock."""
    fields = [_field(type(row), name) for name in names]
    values = [f.get_db_prep_save(f.pre_save(row, add=False), connection) for f in fields]
    with planned_once() as cursor:
        cursor.execute(_update_sql(type(row), tuple(names)), [*values, row.pk])
        if cursor.rowcount != 1:
            raise RuntimeError(f"{row!r} is gone: {cursor.rowcount} rows written")


def update_all(rows: Sequence[Model], names: Sequence[str]) -> None:
    """The same of several rows of one model, in one UPDATE. What `bulk_update` does; the caller holds their locks."""
    if not rows:
        return
    if len(rows) > FEW:
        type(rows[0]).objects.bulk_update(rows, names)  # type: ignore[attr-defined]
        return
    model = type(rows[0])
    fields = [_field(model, name) for name in names]
    values = [
        value
        for row in rows
        for value in (row.pk, *(f.get_db_prep_save(f.pre_save(row, add=False), connection) for f in fields))
    ]
    with planned_once() as cursor:
        cursor.execute(_update_all_sql(model, tuple(names), len(rows)), values)
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"{len(rows)} rows were to be written and {cursor.rowcount} were")


def copy(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Rows of plain values by COPY, as they come: what is written by the hundred thousand, and whose ids nobody asks for. JSON
    comes as text. Answers how many."""
    columns = ", ".join(_quoted(_field(model, name).column) for name in names)
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {_quoted(model._meta.db_table)} ({columns}) FROM STDIN") as pipe,
    ):
        for row in rows:
            pipe.write_row(row)
            count += 1
    return count


def ids(model: type[Model], count: int) -> list[int]:
    """So many ids ahead, for rows that are copied in and referred to at once."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [_quoted(table), column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _left_to_the_database(row: Model) -> tuple[str, ...]:
    """The columns whose value the database gives: the serial key, and defaults of its own."""
    return tuple(
        f.attname
        for f in row._meta.concrete_fields
        if isinstance(value := getattr(row, f.attname), DatabaseDefault) or (f.primary_key and value is None)
    )


@cache
def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


@cache
def _insert_sql(model: type[Model], left: tuple[str, ...], count: int) -> str:
    fields = [f for f in model._meta.concrete_fields if f.attname not in left]
    one = f"({', '.join(_place(f) for f in fields)})"
    told = ", ".join(_quoted(_field(model, name).column) for name in left)
    names = ", ".join(_quoted(f.column) for f in fields)
    return (
        f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES {', '.join([one] * count)}"  # noqa: S608 - own names
        f"{f' RETURNING {told}' if told else ''}"
    )


@cache
def _update_sql(model: type[Model], names: tuple[str, ...]) -> str:
    changes = ", ".join(f"{_quoted(f.column)} = {_place(f)}" for f in (_field(model, name) for name in names))
    key = model._meta.pk
    return f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE {_quoted(key.column)} = %s"  # noqa: S608 - own names


@cache
def _update_all_sql(model: type[Model], names: tuple[str, ...], count: int) -> str:
    key, fields = model._meta.pk, [_field(model, name) for name in names]
    changes = ", ".join(f"{_quoted(f.column)} = v.{_quoted(f.column)}" for f in fields)
    columns = ", ".join(_quoted(f.column) for f in (key, *fields))
    one = ", ".join(f"%s::{f.rel_db_type(connection) if f is key else f.db_type(connection)}" for f in (key, *fields))
    return (
        f"UPDATE {_quoted(model._meta.db_table)} AS t SET {changes} "  # noqa: S608 - own names
        f"FROM (VALUES {', '.join([f'({one})'] * count)}) AS v ({columns}) WHERE t.{_quoted(key.column)} = v.{_quoted(key.column)}"
    )


def _place(field: Any) -> str:
    """Where its value stands; some kinds say their type."""
    placeholder = getattr(field, "get_placeholder", None)
    return str(placeholder(None, None, connection)) if placeholder else "%s"


def _quoted(name: Any) -> str:
    return str(connection.ops.quote_name(name))
