"""Signing in by API, and that no stranger's page can do it for the visitor."""

import json

import pytest
from django.test import Client

from cityhall.kernel.journal.models import Entry
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
