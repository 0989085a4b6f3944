"""A program at the door: its token, its scopes, its limits, and what it may not do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases
from cityhall.exchange import actions, queries
from cityhall.exchange.models import Secret, Token
from cityhall.exchange.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions as organs
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a-secret-of-the-tests"


def made(organ_id: int, actor: Actor = HOUSE, scopes: tuple[str, ...] = ("cases:read",), **more: Any) -> str:
    organs.save_role(HOUSE, "service", "接口服务", [Cases.SEE, Cases.INTAKE])
    values = {"organ_id": organ_id, "name": "数据平台", "role_key": "service", "contact": "样例联系人", **more}
    return actions.create_client(actor, actions.fresh_key(), SECRET, scopes=list(scopes), **values)


def token_of(key: str, secret: str = SECRET) -> Any:
    body = {"grant_type": "client_credentials", "client_id": key, "client_secret": secret}
    return Browser().post("/api/token", body)


def asking(key: str) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token_of(key).json()['access_token']}"}


def test_a_program_reads_with_its_token_and_neither_token_nor_secret_is_kept() -> None:
    key = made(given.organ())
    answer = Browser().get("/api/cases", **asking(key))
    assert answer.status_code == 200
    assert not Secret.objects.filter(digest__contains=SECRET).exists()
    assert SECRET not in json.dumps(list(Entry.objects.values_list("values", flat=True)), ensure_ascii=False)
    view = queries.client(HOUSE, key)
    assert (view.calls_today, view.refused_today) == (1, 0)
    assert Entry.objects.filter(event="client.token_given", actor="数据平台（对接系统）").exists()


@pytest.mark.parametrize(("method", "path"), [
    ("post", "/api/cases"), ("get", "/api/items"), ("get", "/api/jobs/given-up"), ("get", "/api/entities"),
    ("post", "/api/drafts"), ("get", "/api/clients"), ("get", "/api/messages"), ("get", "/api/openapi.json"),
])  # fmt: skip
def test_what_its_scopes_do_not_name_is_closed(method: str, path: str) -> None:
    key = made(given.organ())
    answer = getattr(Browser(), method)(path, **asking(key))
    assert answer.status_code == 403, answer.content
    assert answer.json()["code"] in {"exchange.scope", "exchange.closed"}
    assert queries.client(HOUSE, key).refused_today == 1


def test_the_actor_has_no_more_than_role_and_scopes_let_through() -> None:
    organ = given.organ()
    reading = actions.admit(asking(made(organ))["HTTP_AUTHORIZATION"][7:], "", "GET", "cases").actor
    assert dict(reading.grants) == {Cases.SEE: frozenset({organ})}
    assert reading.person_id is None
    assert not reading.desks
    acting = made(organ, scopes=("cases:act",))
    held = actions.admit(asking(acting)["HTTP_AUTHORIZATION"][7:], "", "POST", "cases").actor
    assert set(held.grants) == {Cases.SEE, Cases.INTAKE}


def test_beyond_the_limit_it_is_told_when_to_come_again() -> None:
    head = asking(made(given.organ(), per_minute=2))
    with clock.frozen("2026-11-26 10:00:15"):
        head = asking(made(given.organ(), per_minute=2))
        codes = [Browser().get("/api/cases", **head) for _ in range(3)]
    assert [one.status_code for one in codes] == [200, 200, 429]
    assert codes[2]["Retry-After"] == "45"


def test_secrets_are_rotated_without_a_gap_and_a_token_ends_with_its_secret() -> None:
    key = made(given.organ())
    head = asking(key)
    actions.rotate_secret(HOUSE, key, "another-secret")
    with pytest.raises(WrongStateError):
        actions.rotate_secret(HOUSE, key, "a-third")
    assert token_of(key, "another-secret").status_code == 200
    first = Secret.objects.filter(client__key=key).order_by("id").first()
    assert first is not None
    actions.end_secret(HOUSE, key, first.pk)
    assert Browser().get("/api/cases", **head).status_code == 401
    assert token_of(key).status_code == 401


def test_suspended_expired_or_from_elsewhere_it_is_refused() -> None:
    key = made(given.organ())
    head = asking(key)
    actions.suspend_client(HOUSE, key)
    assert Browser().get("/api/cases", **head).status_code == 401
    actions.resume_client(HOUSE, key)
    assert Browser().get("/api/cases", **head).status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert Browser().get("/api/cases", **head).status_code == 401
    assert token_of(made(given.organ(), networks=["10.8.0.0/16"])).status_code == 401
    assert token_of(made(given.organ(), expires_on=clock.today() - timedelta(days=1))).status_code == 401


def test_guessing_is_stopped() -> None:
    key = made(given.organ())
    codes = [token_of(key, "wrong").status_code for _ in range(31)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert not Token.objects.exists()


def test_an_administrator_manages_those_of_her_own_organ() -> None:
    organ = given.organ()
    keeper, stranger = given.staff(organ, Can.MANAGE_CLIENTS), given.staff(given.organ(), Can.MANAGE_CLIENTS)
    key = made(organ, keeper)
    assert [row.key for row in queries.clients(keeper).rows] == [key]
    assert not queries.clients(stranger).rows
    with pytest.raises(NotAllowedError):
        actions.suspend_client(stranger, key)


def test_deciding_needs_a_scope_of_its_own() -> None:
    here = cases.place()
    organs.save_role(HOUSE, "decider", "审批接口", [Cases.SEE, Cases.DECIDE], desk=Desk.APPROVE)
    number = cases.reviewed(here)
    for more, status in (((), 403), (("cases:decide",), 204)):
        values: dict[str, Any] = {
            "organ_id": here.organ,
            "name": "审批平台",
            "role_key": "decider",
            "contact": "样例联系人",
        }
        key = actions.create_client(
            HOUSE, actions.fresh_key(), SECRET, scopes=["cases:read", "cases:act", *more], **values
        )
        head = asking(key)
        seen = Browser().get(f"/api/cases/{number}", **head)
        assert seen.status_code == 200, seen.content.decode()
        tag = seen["ETag"]
        answer = Browser().post(
            f"/api/cases/{number}/steps/decide/grant", "{}", "application/json", HTTP_IF_MATCH=tag, **head
        )
        assert answer.status_code == status, answer.content
        assert status == 204 or "cases:decide" in answer.json()["detail"]
