"""What keeps the tables fit for a cluster of cities: the four rules, and no change of shape without a migration."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from cityhall.site import testing
from cityhall.site.database import as_owner, owner_url

from .test_house_rules import MIGRATIONS, ROOT, _name

FORBIDDEN = re.compile(r"CREATE\s+(OR\s+REPLACE\s+)?(CONSTRAINT\s+)?(TRIGGER|FUNCTION|PROCEDURE|RULE)", re.IGNORECASE)
SECOND = "second_city"
SCRIPT = """
from cityhall.site import environment
environment.start_django()
from cityhall.site import database, seeds
database.migrate(environment.need_owner(), "{role}")
seeds.sow()
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions
actions.import_divisions(HOUSE, [("99", "试验省")])
"""


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("file", MIGRATIONS, ids=_name)
def test_no_triggers_no_functions_and_one_command_each(file: object) -> None:
    tree = ast.parse(file.read_text())  # type: ignore[attr-defined]
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    assert not [t for t in texts if FORBIDDEN.search(t)]
    names = {
        n.targets[0].id: n.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("RunSQL")):
        for given in call.args[:2]:
            text = names.get(given.id, given) if isinstance(given, ast.Name) else given
            if isinstance(text, ast.Constant):
                assert ";" not in str(text.value).strip().rstrip(";"), f"line {call.lineno}: more than one command"
            else:
                assert ast.unparse(text).endswith("noop"), f"line {call.lineno}: give the command as plain text"


@pytest.fixture
def two_cities() -> Iterator[psycopg.Connection]:
    """A database with a first city, into which another process of the same program brings a second one."""
    name = testing.clone("cities")
    url = urlsplit(owner_url())._replace(path=f"/{name}").geturl()
    role = str(settings.DATABASES["default"]["USER"])
    serving = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    subprocess.run(
        [sys.executable, "-c", SCRIPT.format(role=role)], check=True, cwd=ROOT,
        env={**os.environ, "CITYHALL_CITY": SECOND, "DATABASE_URL": serving, "DATABASE_OWNER_URL": url},
    )  # fmt: skip
    with as_owner(url) as owner:
        yield owner
    testing.drop(name)


def _tables(owner: psycopg.Connection, schema: str) -> set[str]:
    rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
    return {name for (name,) in rows}


@pytest.mark.cluster
def test_a_second_city_moves_in_beside_the_first(two_cities: psycopg.Connection) -> None:
    first, second, shared = (_tables(two_cities, s) for s in (settings.CITY, SECOND, "public"))
    assert first == second
    assert "django_migrations" in second
    assert {t for t in shared if not t.startswith("procrastinate_")} == {"django_migrations"}  # the queue's own history
    assert not {t for t in second if t.startswith("procrastinate_")}

    for schema, count in ((settings.CITY, 0), (SECOND, 1)):
        table = sql.Identifier(schema, "ch_organs_division")
        row = two_cities.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
        assert row == (count,)

    mine = "n.nspname IN (%s, %s)"
    triggers = two_cities.execute(
        f"SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n "
        f"ON n.oid = c.relnamespace WHERE NOT tgisinternal AND {mine}",
        [settings.CITY, SECOND],
    ).fetchall()
    functions = two_cities.execute(
        f"SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE {mine}",
        [settings.CITY, SECOND],
    ).fetchall()
    assert triggers + functions == []
