"""A question asked thousands of times in the same words: its SQL is built once a process, only the values change.

Building the SQL of a wide query costs the ORM more than the database needs to answer it; and the server plans it once a
connection. That takes a connection that allows prepared statements at all: `prepare_threshold` in `site.settings`."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Lookup, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
TEXT, NUMBER = "\x1fvalue\x1f", -8_012_345_678_901_234_567  # stand for the value while the SQL is built
MOMENT, LATER = datetime(1, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(1, 1, 3, 3, 4, 5, tzinfo=UTC)
TEXTS, KEYS, UNIQUE = [TEXT], [TEXT, TEXT], uuid.UUID(int=0x0C17_1A11)
KEPT = 400  # statements a connection keeps ready; the driver's own hundred is less than the house has


@Field.register_lookup
class AmongAny(Lookup):
    """`ref__any=[…]`: one of these, as one parameter however many there are."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]


class PlannedOnce(ServerBindingCursor):
    """Sends the words once a connection, afterwards only the values: the server plans them once."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        answer = super().execute(query, params, **{**options, "prepare": True})  # type: ignore[misc]
        if (
            connection.queries_logged
        ):  # a statement kept ready has no words of its own; the log of statements asks for them
            self._query = SimpleNamespace(query=str(query).encode())
        return answer


def planned_once() -> CursorWrapper:
    """A cursor whose statements the server keeps ready; everything that listens to statements hears these as well."""
    connection.ensure_connection()
    driver: Any = connection.connection
    if driver.prepared_max != KEPT:
        driver.prepared_max = KEPT
    cursor = PlannedOnce(driver)  # type: ignore[call-arg]
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined,no-any-return]


class Prepared(Generic[M]):
    """`build(*values)` answers a query set that uses each value, once or more; `rows(*values)` runs it. `marks` are
    values nobody asks for, one for each: TEXT, NUMBER, MOMENT, LATER, TEXTS, KEYS, UNIQUE."""

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *marks: Any) -> None:
        self.build: Callable[..., QuerySet[M, Any]] = build
        self.marks = marks
        self.lock = Lock()
        self.sql = ""
        self.places: tuple[tuple[int, Any], ...] = ()  # which of the values, or -1 and a constant
        self.make: Callable[[Any], list[M]] | None = None

    def rows(self, *values: Any) -> list[M]:
        """The rows of the query with these values, as the query set would give them."""
        if self.make is None:
            with self.lock:
                self._compile()
        assert self.make is not None
        with planned_once() as cursor:
            cursor.execute(self.sql, [constant if n < 0 else values[n] for n, constant in self.places])
            found = cursor.fetchall()
        return self.make(found)

    def first(self, *values: Any) -> M | None:
        return next(iter(self.rows(*values)), None)

    def _compile(self) -> None:
        compiler = self.build(*self.marks).query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.places = tuple((self.marks.index(p), None) if p in self.marks else (-1, p) for p in params)
        if {n for n, _ in self.places if n >= 0} != set(range(len(self.marks))):
            raise RuntimeError("the query does not use its values as they were given")
        self.make = _maker(compiler)


def _maker(compiler: SQLCompiler) -> Callable[[Any], list[Any]]:
    """How the query set itself makes models of rows: columns, related models, annotations."""
    select, info, extra = compiler.select, compiler.klass_info, compiler.annotation_col_map
    assert select is not None
    assert info is not None
    assert extra is not None
    positions = info["select_fields"]
    start, end = positions[0], positions[-1] + 1
    names = [field[0].target.attname for field in select[start:end]]
    related = get_related_populators(info, select, "default")  # type: ignore[call-arg]
    converters = compiler.get_converters([field[0] for field in select])
    model: type[Model] = info["model"]

    def make(found: Any) -> list[Any]:
        made = []
        for row in compiler.apply_converters(found, converters) if converters else found:
            one = model.from_db("default", names, row[start:end])
            for populate in related:
                populate.populate(row, one)
            for name, column in extra.items():
                setattr(one, name, row[column])
            made.append(one)
        return made

    return make
