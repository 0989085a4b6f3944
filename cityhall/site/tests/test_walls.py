"""Every address of the house carries the headers, asks for its token, and knows a stranger's order."""

from functools import cache
from typing import Any

import pytest
from django.test import Client

from cityhall.cases.terms import Can
from cityhall.doors.api.urls import api
from cityhall.doors.tests.visit import at
from cityhall.kernel.accounts.models import Account
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given
from cityhall.site.tests.addresses import FILLING, every

pytestmark = pytest.mark.django_db
MUST = {
    "Content-Security-Policy": "frame-ancestors",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=()",
}
TOKENLESS = {  # every change that asks for no CSRF token, and why it may
    ("post", "/api/session"): "opens a session: there is none to misuse; JSON only, and no foreign origin",
    ("post", "/api/session/codes"): "as above",
    ("post", "/api/session/phone"): "as above",
    ("post", "/api/items/{item_id}/situations"): "a question answered without a session: it changes nothing",
    ("post", "/api/policies/match"): "as above",
    ("post", "/api/packages/{code}/situation"): "as above",
    ("post", "/api/token"): "a program shows its secret and gets a token; no session is looked at",
    ("post", "/api/messages/receipts"): "a provider's report, signed with the shared secret; no session is looked at",
    ("post", "/api/payments/notices/{provider}"): "as above",
}
CHANGES = {"post", "put", "patch", "delete"}


@pytest.fixture
def staff() -> Actor:
    return given.staff(given.organ(), Can.INTAKE, reach=Reach.EVERYWHERE)


def _strict(actor: Actor) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(pk=actor.account_id or 0))
    return client


def test_the_walk_passes_nothing_by() -> None:
    walked = every()
    assert len(walked) > 250
    assert {
        "/",
        "/search/",
        "/sign-in/staff/",
        "/api/session",
        "/office/",
        "/setup/",
        "/window/",
        "/hall/",
        "/supervisor/",
    } <= set(walked)


@pytest.mark.parametrize("signed_in", [False, True], ids=["anybody", "staff"])
def test_every_address_carries_the_headers(signed_in: bool, staff: Actor) -> None:
    client = at(staff) if signed_in else Client()
    client.raise_request_exception = False
    bare = {}
    for url in every():
        answer = client.get(url)
        missing = [name for name, value in MUST.items() if value not in answer.get(name, "")]
        if signed_in and client.cookies and "no-store" not in answer.get("Cache-Control", ""):
            missing.append("Cache-Control")
        if missing or answer.status_code >= 500:
            bare[url] = (answer.status_code, missing)
    assert not bare


def test_hsts_goes_out_when_the_city_is_on_https(settings: Any) -> None:
    assert "Strict-Transport-Security" not in Client().get("/")
    settings.SESSION_COOKIE_SECURE = True
    assert Client().get("/")["Strict-Transport-Security"] == "max-age=31536000"


def test_static_files_carry_them_too() -> None:
    from cityhall.site import walls

    answer = walls.Headers(lambda request: __import__("django.http").http.HttpResponse())(object())  # type: ignore[arg-type]
    assert answer["X-Content-Type-Options"] == "nosniff"
    from django.conf import settings

    order = list(settings.MIDDLEWARE)
    assert order.index("cityhall.site.walls.Headers") < order.index("whitenoise.middleware.WhiteNoiseMiddleware")


def test_no_page_takes_an_order_without_its_token(staff: Actor) -> None:
    client, open_ones = _strict(staff), {}
    for url in (u for u in every() if not u.startswith("/api/")):
        status = client.post(url, {"a": "b"}).status_code
        if status != 403:
            open_ones[url] = status
    assert not open_ones


@cache
def _paths() -> dict[str, Any]:
    return dict(api.get_openapi_schema()["paths"])


def _operations() -> list[tuple[str, str]]:
    return [(method, path) for path, methods in _paths().items() for method in methods if method in CHANGES]


def _filled(path: str) -> str:
    told = path
    for operation in _paths()[path].values():
        for one in operation.get("parameters", []):
            kinds = one["schema"]
            kind = "int" if kinds.get("type") == "integer" else "uuid" if kinds.get("format") == "uuid" else "slug"
            told = told.replace(f"{{{one['name']}}}", FILLING[kind])
    return told


def test_no_operation_of_the_api_takes_an_order_without_its_token(staff: Actor) -> None:
    client, open_ones = _strict(staff), {}
    assert len(_operations()) > 100
    for method, path in _operations():
        answer = getattr(client, method)(_filled(path), "{}", content_type="application/json")
        if not (answer.status_code == 403 and answer.json()["code"] == "call.forbidden"):
            open_ones[(method, path)] = answer.status_code
    assert set(open_ones) == set(TOKENLESS)


@pytest.mark.parametrize(
    "head",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_an_order_from_a_strangers_page_is_refused_everywhere_in_the_api(head: dict[str, str], staff: Actor) -> None:
    client = at(staff)
    for method, path in _operations():
        answer = getattr(client, method)(_filled(path), "{}", content_type="application/json", headers=head)
        assert (answer.status_code, answer.json()["code"]) == (403, "call.foreign"), path
    assert client.get("/api/session", headers=head).status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},
        {"Origin": "https://fw.example.gov.cn", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://public.example.gov.cn"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_pages_and_programs_are_let_through(head: dict[str, str], settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://fw.example.gov.cn"]
    settings.PUBLIC_URL = "https://public.example.gov.cn"
    answer = Client().post("/api/session", "{}", content_type="application/json", headers=head)
    assert answer.json()["code"] == "call.malformed"
