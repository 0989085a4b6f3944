"""Subscriptions through the API: by their keepers, never by the program itself."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from cityhall.doors.tests.visit import at
from cityhall.exchange.terms import Can
from cityhall.exchange.tests import given
from cityhall.exchange.tests.receiver import Receiver
from cityhall.kernel.actor import Actor
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db(transaction=True)
WANTED = {"url": "https://hook.example/in", "kinds": ["case.decided"]}


@pytest.fixture
def keeper() -> Actor:
    return organs.staff(organs.organ(), Can.MANAGE_CLIENTS)


class Asking:
    """A person at the API, who reads the client's version before each change."""

    def __init__(self, actor: Actor, key: str) -> None:
        self.browser, self.key = at(actor), key

    def __call__(self, method: str, path: str = "", body: Any = None) -> Any:
        tag = self.browser.get(f"/api/clients/{self.key}").get("ETag", '"1"')
        url = f"/api/clients/{self.key}/subscriptions{path}"
        more: dict[str, Any] = {} if method == "get" else {"headers": {"If-Match": tag}}
        if body is not None:
            more |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.browser, method)(url, **more)


def test_a_subscription_from_beginning_to_end(keeper: Actor, settings: object) -> None:
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]
    ask = Asking(keeper, given.client(keeper.organ_id, keeper))
    made = ask("post", "", WANTED)
    assert made.status_code == 201, made.content
    number, secret = made.json()["id"], made.json()["secret"]
    assert secret.startswith("whsec_")
    assert made["Location"].endswith(f"/{number}")
    assert secret not in ask("get").content.decode()
    assert [row["kinds"] for row in ask("get").json()] == [["case.decided"]]
    with Receiver().up() as there:
        assert ask("put", f"/{number}", {**WANTED, "url": there.url}).status_code == 204
        assert ask("post", f"/{number}/try").json() == {"good": True, "status": 204, "reason": ""}
    assert ask("post", f"/{number}/try").json()["reason"] == "连不上对方服务器"
    log = ask("get", f"/{number}/deliveries").json()["rows"]
    assert [(row["kind"], row["good"]) for row in log] == [("ping", False), ("ping", True)]
    assert len(ask("get", f"/{number}/deliveries?failed=true").json()["rows"]) == 1
    assert ask("post", f"/{number}/secrets").status_code == 201
    assert ask("get", f"/{number}").json()["two_secrets"]
    assert ask("delete", f"/{number}/secrets/former").status_code == 204
    assert ask("post", f"/{number}/suspension").status_code == 204
    assert ask("get", f"/{number}").json()["cause"] == "person"
    assert ask("delete", f"/{number}/suspension").status_code == 204
    assert ask("post", f"/{number}/replay", {"since": "2026-01-01T00:00:00+08:00"}).status_code == 204
    assert ask("post", f"/{number}/replay", {"since": "2026-01-01T00:00:00"}).status_code == 422
    assert ask("delete", f"/{number}").status_code == 204
    assert ask("get", f"/{number}").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"url": "http://hook.example/"}, {"url": "https://10.0.0.8/"}, {"kinds": ["case.revealed"]}]
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], keeper: Actor) -> None:
    answer = Asking(keeper, given.client(keeper.organ_id, keeper))("post", "", {**WANTED, **wrong})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(next(iter(wrong)))


def test_of_another_organ_nothing_is_there(keeper: Actor) -> None:
    key = given.client(keeper.organ_id, keeper)
    number, _ = given.subscription(key, WANTED["url"], actor=keeper)  # type: ignore[arg-type]
    stranger = Asking(organs.staff(organs.organ(), Can.MANAGE_CLIENTS), key)
    assert {stranger("get", path).status_code for path in ("", f"/{number}", f"/{number}/deliveries")} == {404}
    assert stranger("post", f"/{number}/suspension").status_code == 403
    assert stranger("post", f"/{number}/try").status_code == 403


def test_a_program_does_not_manage_itself(keeper: Actor) -> None:
    key = given.client(keeper.organ_id, keeper)
    body = {"grant_type": "client_credentials", "client_id": key, "client_secret": given.SECRET}
    token = Browser().post("/api/token", body).json()["access_token"]
    answer = Browser().get(f"/api/clients/{key}/subscriptions", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "exchange.closed")
