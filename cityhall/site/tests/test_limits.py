"""More than a hall would ask is refused with a time to wait; what a hall asks is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.doors.tests.visit import at
from cityhall.kernel import clock
from cityhall.kernel.accounts.models import Tally
from cityhall.organs.tests import given
from cityhall.site import hardening_settings as figures
from cityhall.site import limits

pytestmark = pytest.mark.django_db
MORNING = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
def strict(settings: Any) -> Iterator[None]:
    settings.LIMITS = {"page": 15, "search": 12, "progress": 10, "sign_in": 10, "api": 10, "account": 15}
    limits.forget()
    yield
    limits.forget()


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/proof/", 10),
        ("/progress/", 10),
        ("/search/?q=a", 12),
        ("/api/items?q=a", 12),
        ("/api/session", 10),
        ("/topics/", 15),
    ],
)
def test_beyond_the_limit_it_is_429_with_a_time_to_wait(url: str, most: int) -> None:
    client = Client(REMOTE_ADDR="10.1.1.1")
    with clock.frozen(MORNING):
        for _ in range(most):
            assert client.get(url).status_code == 200
        refused = client.get(url)
        assert refused.status_code == 429
        assert refused["Retry-After"] == "60"
        assert "60 秒后再试" in refused.content.decode()
        assert Client(REMOTE_ADDR="10.1.1.2").get(url).status_code == 200
    with clock.frozen("2026-11-23 09:02"):
        assert client.get(url).status_code == 200


def test_a_program_is_told_by_code() -> None:
    with clock.frozen(MORNING):
        answers = [Client().get("/api/session") for _ in range(11)]
    assert answers[-1].json()["code"] == "call.too_many"
    assert answers[-1]["Content-Type"].startswith("application/problem+json")


def test_tries_to_sign_in_count_and_looking_at_the_page_does_not_count_as_one() -> None:
    client = Client()
    with clock.frozen(MORNING):
        for _ in range(12):
            assert client.get("/sign-in/staff/").status_code == 200
        answers = [client.post("/sign-in/staff/", {}).status_code for _ in range(11)]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]


def test_who_is_signed_in_is_counted_by_account_wherever_she_sits() -> None:
    person = given.staff(given.organ())
    with clock.frozen(MORNING):
        seen = [at(person).get("/topics/", REMOTE_ADDR=f"10.2.0.{n}").status_code for n in range(16)]
        assert seen == [200] * 15 + [429]
        assert Client(REMOTE_ADDR="10.2.0.1").get("/topics/").status_code == 200


def test_what_the_processes_count_they_count_together() -> None:
    """Another process is one that has this one's memory not."""
    with clock.frozen(MORNING):
        for _ in range(3):
            for _ in range(4):
                limits.hit("page", 10, "10.3.0.1")
            limits.forget()
        assert limits.hit("page", 10, "10.3.0.1") is not None
        assert Tally.objects.count() == 1


def test_a_visitor_costs_no_statement() -> None:
    with (
        clock.frozen(MORNING),
        CaptureQueriesContext(
            connection,
        ) as counted,
    ):
        for _ in range(99):
            limits.hit("page", 1000, "10.4.0.1")
        assert len(counted) == 0
        limits.hit("page", 1000, "10.4.0.1")
        assert len(counted) == 1


def test_memory_stays_small_and_a_closed_address_stays_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEPT", 50)
    with clock.frozen(MORNING):
        for _ in range(2):
            limits.hit("page", 1, "10.5.0.1")
        for n in range(500):
            limits.hit("page", 1000, f"10.6.{n // 250}.{n % 250}")
        assert len(limits._here) <= 51
        assert limits.hit("page", 1, "10.5.0.1") is not None


def test_a_hall_full_of_people_behind_one_address_is_not_refused(settings: Any) -> None:
    """300 of 600 people at their phones at once: ten pages, four searches, a look at progress each, in one minute."""
    settings.LIMITS = figures.limits("")
    with clock.frozen(MORNING):
        for kind, each in (("page", 10), ("search", 4), ("progress", 1), ("sign_in", 1)):
            assert not any(limits.hit(kind, settings.LIMITS[kind], "10.7.0.1") for _ in range(300 * each))


def test_limits_are_read_from_the_environment_and_a_wrong_name_is_refused() -> None:
    assert figures.limits("") == figures.USUAL
    assert figures.limits("api=5, page=7") == figures.USUAL | {"api": 5, "page": 7}
    assert figures.limits("off") == {}
    with pytest.raises(ValueError, match="everything"):
        figures.limits("everything=1")


def test_switched_off_nothing_is_counted(settings: Any) -> None:
    settings.LIMITS = {}
    assert {Client().get("/proof/").status_code for _ in range(30)} == {200}
