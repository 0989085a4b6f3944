"""Signing in by API, and that no stranger's page can do it for the visitor."""

import json
from typing import Any

import pytest
from django.test import Client

from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.journal.models import Entry
from cityhall.organs import queries as organs_queries
from cityhall.organs.tests import given as organs

from .test_doors import PHONE, new_staff, texted_code

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
@pytest.mark.parametrize("path", ["session", "session/phone", "session/codes"])
def test_what_a_form_of_another_site_can_send_is_refused(path: str, kind: str) -> None:
    _, login = new_staff()
    before = Entry.objects.count()
    body = {"login": login, "password": organs.PASSWORD, "phone": PHONE, "code": "000000"}
    client = Client(enforce_csrf_checks=True)
    answer = client.generic("POST", f"/api/{path}", json.dumps(body), content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "call.not_json")
    assert "sessionid" not in client.cookies
    assert Entry.objects.count() == before


def test_json_signs_in_staff_and_citizens() -> None:
    client, kind = Client(enforce_csrf_checks=True), "application/json; charset=utf-8"
    _, login = new_staff()
    came = client.post("/api/session", {"login": login, "password": organs.PASSWORD}, content_type=kind)
    assert (came.status_code, came.json()["staff"]) == (200, True)
    client = Client(enforce_csrf_checks=True)
    assert client.post("/api/session/codes", {"phone": PHONE}, content_type=kind).status_code == 204
    came = client.post("/api/session/phone", {"phone": PHONE, "code": texted_code()}, content_type=kind)
    assert (came.status_code, came.json()["signed_in"]) == (200, True)
    assert client.get("/api/session").json()["signed_in"]


def test_a_sign_in_is_never_answered_from_memory() -> None:
    """The same request number with the password of yesterday, or with a code already used, opens nothing."""
    account_id, login = new_staff()
    body = {"login": login, "password": organs.PASSWORD}
    assert posted("/api/session", body, key="k1").status_code == 200
    actor = organs_queries.actor_for(account_id)
    assert actor is not None
    accounts.change_password(actor, organs.PASSWORD, "Another-Secret-2026")
    assert posted("/api/session", body, key="k1").status_code == 422
    assert posted("/api/session/codes", {"phone": PHONE}).status_code == 204
    code = {"phone": PHONE, "code": texted_code()}
    assert posted("/api/session/phone", code, key="k2").status_code == 200
    assert posted("/api/session/phone", code, key="k2").status_code == 422


def posted(path: str, body: dict[str, str], *, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)
