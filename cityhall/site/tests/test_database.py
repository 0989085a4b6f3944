"""What an address of the database says reaches the driver, whoever connects."""

import os

import psycopg
import pytest
from django.db import connections

from cityhall.site import database as city
from cityhall.site.settings import database, driver_options

STRICT = "postgresql://cityhall:p%40ss@db.example:5433/city?sslmode=verify-full&sslrootcert=/etc/a+b.pem&options=-c%20jit%3Doff"


def test_every_parameter_of_the_address_is_handed_on() -> None:
    form = database(STRICT)
    assert (form["HOST"], form["PORT"], form["NAME"], form["PASSWORD"]) == ("db.example", "5433", "city", "p@ss")
    options = form["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/a+b.pem")
    assert str(options["options"]).startswith("-c jit=off -c search_path=")
    assert "host" not in driver_options("postgresql:///city?host=/run/postgresql&port=5433")


def test_the_owner_connects_as_its_address_says() -> None:
    url = os.environ["DATABASE_OWNER_URL"]
    with city.as_owner(f"{url}&application_name=the-owner") as owner:
        assert owner.execute("SHOW application_name").fetchone() == ("the-owner",)
    with pytest.raises(psycopg.Error), city.as_owner(f"{url}&sslmode=perhaps"):
        pytest.fail("what the address asks for was not heeded")


def test_migrating_connects_as_the_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def look(*_: object, database: str, **__: object) -> None:
        seen[database] = connections.databases[database]["OPTIONS"]
        connections[database]

    monkeypatch.setattr(city, "call_command", look)
    city._run_migrations(STRICT)
    assert {alias: options["sslmode"] for alias, options in seen.items()} == {
        "owner_public": "verify-full",
        "owner": "verify-full",
    }
    assert "search_path=public " in seen["owner_public"]["options"]
