"""Shared by all tests: a clone of the migrated database, and the owner's broom."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import TransactionTestCase

from cityhall.site import testing


class QuickHasher(Argon2PasswordHasher):
    """Argon2 at its cheapest: tests open hundreds of accounts."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["conftest.QuickHasher"]
    hypothesis.settings.register_profile("busy", suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("busy")  # a machine with other things to do draws slowly, and that proves nothing


FIRST = (("cluster", "crash", "long"), ("journey",))  # marks of files that take minutes


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes begin first: begun last, one of them would keep one processor waiting for the other. Those
    that load the machine come before those where a browser waits for it."""
    marked = [{item.path for item in items if any(map(item.get_closest_marker, marks))} for marks in FIRST]
    items.sort(key=lambda item: next((n for n, paths in enumerate(marked) if item.path in paths), len(marked)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Replaces Django's own test database: same name in every place, so that processes started by tests find it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = os.environ["DATABASE_URL"]
        name = testing.clone(os.environ.get("PYTEST_XDIST_WORKER", "main"))
        testing.use(name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        testing.use(urlsplit(before).path.lstrip("/"))
        testing.drop(name)


def _sweep(self: TransactionTestCase) -> None:
    from django.conf import settings

    testing.sweep(str(settings.DATABASES["default"]["NAME"]))


TransactionTestCase._fixture_teardown = _sweep  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _every_action_keeps_its_budget() -> Iterator[None]:
    from tests import budget

    stop = budget.watch()
    yield
    stop()
