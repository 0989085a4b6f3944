"""登录, as whoever sets it sees it."""

import json

import pytest
from django.test import Client

from cityhall.doors.tests.visit import at, page
from cityhall.kernel.accounts.models import Provider
from cityhall.kernel.accounts.terms import Can
from cityhall.organs import queries
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
FORM = {
    "key": "province", "name": "省统一身份认证", "door": "citizen", "issuer": "https://id.example", "client_id": "cityhall",
    "client_secret": "sample-secret", "scopes": "", "claim": "id_number", "name_claim": "name", "is_open": "on",
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    return at(given.staff(given.organ(), Can.SET_SIGN_IN, reach=Reach.EVERYWHERE))


def test_a_provider_is_set_up_changed_and_stopped(client: Client) -> None:
    assert "还没有接入" in page(client, "/setup/sign-in/")
    assert "/sign-in/with/标识/back/" in page(client, "/setup/sign-in/new/")
    refused = client.post("/setup/sign-in/new/", {**FORM, "issuer": "http://id.example"})
    assert (refused.status_code, "https://" in refused.content.decode()) == (422, True)
    client.post("/setup/sign-in/new/", FORM)
    shown = page(client, "/setup/sign-in/province/")
    assert "sample-secret" not in shown
    assert "/sign-in/with/province/back/" in shown
    changed = {k: v for k, v in FORM.items() if k not in {"is_open", "key"}}
    client.post("/setup/sign-in/province/", {**changed, "client_secret": "", "name": "市平台", "_seen": "1"})
    row = Provider.objects.get()
    assert (row.name, row.is_open, row.client_secret) == ("市平台", False, "sample-secret")
    stale = client.post("/setup/sign-in/province/", {**changed, "name": "旧页面", "_seen": "1"})
    assert stale.status_code in {409, 412}


def test_the_rules_are_set_with_their_source(client: Client) -> None:
    given.staff(given.organ(), Organs.DELEGATE)
    key = queries.roles()[0][0]
    told = {"second_roles": [key], "second_permissions": ["organs.staff"], "password_days": "90", "source": ""}
    assert client.post("/setup/sign-in/rules/", told).status_code == 422
    client.post("/setup/sign-in/rules/", {**told, "source": "市局决定"})
    shown = page(client, "/setup/sign-in/")
    assert "90 天" in shown
    assert "维护人员与角色" in shown


def test_nobody_else_comes_here() -> None:
    other = at(given.staff(given.organ(), Organs.MANAGE_ORGANS, reach=Reach.EVERYWHERE))
    for path in ("", "new/", "rules/", "province/"):
        assert "设置登录方式和登录规则" in page(other, f"/setup/sign-in/{path}", 403)


def test_the_same_by_program(client: Client) -> None:
    body = {k: v for k, v in FORM.items() if k not in {"key", "is_open"}}
    said = client.put("/api/sign-in/providers/province", json.dumps(body), "application/json")
    assert said.status_code == 204, said.content
    assert "client_secret" not in client.get("/api/sign-in/providers").json()[0]
    assert Client().get("/api/session/providers/citizen").json() == [{"key": "province", "name": "省统一身份认证"}]
    rules = {"password_days": 90, "source": "市局决定"}
    assert client.put("/api/sign-in/rules", json.dumps(rules), "application/json").status_code == 204
    assert client.get("/api/sign-in/rules").json()["password_days"] == 90
    other = at(given.staff(given.organ(), Organs.MANAGE_ORGANS, reach=Reach.EVERYWHERE))
    assert other.get("/api/sign-in/rules").status_code == 403
    assert other.put("/api/sign-in/rules", json.dumps(rules), "application/json").status_code == 403
