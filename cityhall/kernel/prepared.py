"""A question asked thousands of times in the same words: its SQL is built once a process, only the value changes.

Building the SQL of a wide query costs the ORM more than the database needs to answer it."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
V = TypeVar("V", str, int)
TEXT, NUMBER = "\x1fvalue\x1f", -8_012_345_678_901_234_567  # stand for the value while the SQL is built


class Prepared(Generic[M, V]):
    """`build(value)` answers a query set that uses the value, once or more; `rows(value)` runs it. `mark` is a value
    nobody asks for: TEXT or NUMBER."""

    def __init__(self, build: Callable[[V], QuerySet[M, Any]], mark: V) -> None:
        self.build: Callable[[V], QuerySet[M, Any]] = build
        self.mark: V = mark
        self.lock = Lock()
        self.sql = ""
        self.params: tuple[Any, ...] = ()
        self.make: Callable[[Any], list[M]] | None = None

    def rows(self, value: V) -> list[M]:
        """The rows of the query with this value, as the query set would give them."""
        if self.make is None:
            with self.lock:
                self._compile()
        assert self.make is not None
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [value if p == self.mark else p for p in self.params])
            found = cursor.fetchall()
        return self.make(found)

    def first(self, value: V) -> M | None:
        return next(iter(self.rows(value)), None)

    def _compile(self) -> None:
        compiler = self.build(self.mark).query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        if self.mark not in self.params:
            raise RuntimeError("the query does not use its value as it was given")
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
