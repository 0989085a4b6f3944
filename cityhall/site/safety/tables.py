"""Every table of a database with its rows and a digest of them: the same in two places means the same rows."""

import psycopg
from psycopg import sql

from .manifest import Table

TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname NOT IN ('information_schema', 'pg_catalog') AND n.nspname NOT LIKE 'pg\\_%'
 ORDER BY 1, 2
"""
CITIES = """
SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relname = 'ch_journal_entry' AND c.relkind = 'p' ORDER BY 1
"""
SPELLING = ("TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "extra_float_digits = 1",
            "bytea_output = 'hex'")  # fmt: skip


def names(connection: psycopg.Connection) -> list[tuple[str, str]]:
    return [(str(schema), str(name)) for schema, name in connection.execute(TABLES)]


def cities(connection: psycopg.Connection) -> list[str]:
    return [str(schema) for (schema,) in connection.execute(CITIES)]


def measure(connection: psycopg.Connection) -> dict[str, Table]:
    """Count and digest each table, one pass each and in any order of its rows: the sum of the hashes of their text."""
    for setting in SPELLING:
        connection.execute(sql.SQL("SET LOCAL {}").format(sql.SQL(setting)))
    found = {}
    for schema, name in names(connection):
        asked = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t")
        row = connection.execute(asked.format(sql.Identifier(schema, name))).fetchone()
        assert row
        found[f"{schema}.{name}"] = Table(int(row[0]), str(row[1]))
    return found


def contents(connection: psycopg.Connection) -> dict[str, int]:
    """What the lists of files of all cities of this database name."""
    found: dict[str, int] = {}
    for city in cities(connection):
        asked = sql.SQL("SELECT sha256, size FROM {}.ch_files_storedfile").format(sql.Identifier(city))
        found |= {str(sha256): int(size) for sha256, size in connection.execute(asked)}
    return found


def differences(told: dict[str, Table], found: dict[str, Table], *, same_server: bool) -> list[str]:
    """Sentences on what is not as it was. The hash of a text may be another in another version of the server: there
    only the counts are compared."""
    wrong = [f"缺少表 {name}" for name in told if name not in found]
    for name, table in told.items():
        now = found.get(name, table)
        if now.rows != table.rows:
            wrong.append(f"表 {name} 应有 {table.rows} 行，现有 {now.rows} 行")
        elif same_server and now.digest != table.digest:
            wrong.append(f"表 {name} 的行数相同而内容不同")
    return wrong
