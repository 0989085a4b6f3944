"""A session that cannot be written: the database went away, or it was ended elsewhere while the request was answered."""

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client

from cityhall.kernel.accounts.models import SignedIn
from cityhall.organs.tests import given as organs
from cityhall.organs.tests.given import PASSWORD

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.mark.parametrize(("fault", "status", "code"), [
    (OperationalError("server closed the connection unexpectedly"), 503, "house.no_database"),
    (InterfaceError("connection already closed"), 503, "house.no_database"),
    (DatabaseError("Forced update did not affect any rows."), 401, "account.session_over"),
])  # fmt: skip
def test_a_program_is_told_which(monkeypatch: pytest.MonkeyPatch, fault: DatabaseError, status: int, code: str) -> None:
    login, client = login_of(), Client(raise_request_exception=False)
    broken(monkeypatch, fault)
    answer = client.post("/api/session", {"login": login, "password": PASSWORD}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    monkeypatch.undo()
    assert client.post("/api/session", {"login": login, "password": PASSWORD}, content_type=JSON).status_code == 200


def test_a_person_is_asked_to_sign_in_or_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    login, client = login_of(), Client(raise_request_exception=False)
    told = {"login": login, "password": PASSWORD}
    broken(monkeypatch, OperationalError("server closed the connection unexpectedly"))
    waiting = client.post("/sign-in/staff/", told)
    assert (waiting.status_code, "数据库暂时连不上" in waiting.content.decode()) == (503, True)
    monkeypatch.undo()
    broken(monkeypatch, DatabaseError("Forced update did not affect any rows."))
    assert client.post("/sign-in/staff/", told).status_code in (302, 401)


def test_what_is_no_request_keeps_its_page() -> None:
    assert Client().get("/", headers={"host": "not a host"}).status_code == 400


def login_of() -> str:
    from cityhall.kernel.accounts.models import Account

    return str(Account.objects.get(pk=organs.staff(organs.organ()).account_id or 0).login)


def broken(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """The session's row is there, and writing it again fails."""
    plain = SignedIn.save

    def save(self: SignedIn, *args: object, **how: object) -> None:
        if how.get("force_update"):
            raise fault
        plain(self, *args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(SignedIn, "save", save)
