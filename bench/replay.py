"""The statements of an act, captured once and played again on another row of the same kind by plain psycopg."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Params = Any  # a sequence or, with named places, a mapping


@dataclass(frozen=True)
class Statement:
    sql: str
    params: Params


@contextmanager
def capturing() -> Iterator[list[Statement]]:
    """Every statement Django sends meanwhile, in the form the server binds: prepared statements need no more."""
    from django.db import connection

    said: list[Statement] = []

    def listen(execute: Callable[..., Any], sql: str, params: Params, many: bool, context: Mapping[str, Any]) -> Any:
        said.append(Statement(sql, params))
        return execute(sql, params, many, context)

    options = connection.settings_dict["OPTIONS"]
    before = options.get("server_side_binding", False)
    _reopen(server_side_binding=True)
    try:
        with connection.execute_wrapper(listen):
            yield said
    finally:
        _reopen(server_side_binding=before)


def _reopen(*, server_side_binding: bool) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["OPTIONS"]["server_side_binding"] = server_side_binding


def connect() -> "psycopg.Connection[Any]":
    """A connection as the house opens it, and everything prepared from the first time on."""
    from django.db import connection
    from django.db.backends.postgresql.psycopg_any import get_adapters_template

    told = {**connection.get_connection_params(), "prepare_threshold": 0, "cursor_factory": psycopg.Cursor}
    told.pop("context", None)
    return psycopg.connect(**told, context=get_adapters_template(True, None))


def play(on: "psycopg.Connection[Any]", statements: Sequence[Statement]) -> None:
    """One act: one transaction, one commit, every answer read."""
    with on.transaction():
        for statement in statements:
            answer = on.execute(statement.sql, statement.params, prepare=True)
            if answer.description is not None:
                answer.fetchall()


def put(value: Any, ids: Mapping[int, int], words: Mapping[str, str]) -> Any:
    """The same parameter for another row: its ids and its words exchanged, however deep they lie."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return type(value)(ids[value]) if value in ids else value
    if isinstance(value, str):
        return _said(value, words)
    if isinstance(value, Jsonb):
        return Jsonb(put(value.obj, ids, words), value.dumps)
    if isinstance(value, dict):
        return {key: put(inner, ids, words) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(put(inner, ids, words) for inner in value)
    return value


def _said(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        if old in text:
            return text.replace(old, new)
    return text


def on_another(statements: Sequence[Statement], ids: Mapping[int, int], words: Mapping[str, str]) -> list[Statement]:
    return [Statement(s.sql, put(s.params, ids, words)) for s in statements]
