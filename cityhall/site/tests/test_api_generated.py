"""Every operation of the API is asked things nobody thought of: made from the OpenAPI document by Schemathesis, the same every
time (fixed seed), few of each. Whatever comes, the answer is one the document names, and never a fault of the server.

The places of an address are filled with things that are there, so that a request comes further than “not found”; what is
meant badly is also asked as it was made. What a request changed is undone before the next."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode

from cityhall.cases.models import Case as Row
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.doors.api.door import api
from cityhall.doors.tests.visit import at
from cityhall.exchange.terms import Can as Exchange
from cityhall.exchange.tests import given as programs
from cityhall.kernel.actor import Actor
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.messages.terms import Can as Messages
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Desk, Reach
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People
from cityhall.site import urls
from cityhall.supervision.terms import Can as Supervision

pytestmark = pytest.mark.django_db
SEED = 20261126
EXAMPLES, PARTS = 1, 4  # of each kind for each operation; the operations in so many tests
Made = Case[Any]
DAY, EXTREMES = re.compile(r"\b\d{4}-\d\d-\d\d"), ("0001-01-01", "9999-12-31")
EVERYTHING = (
    *Cases, *Catalogue, *Deadlines, *Exchange, *Jobs, *Journal, *Messages, *Organs, *People, *Supervision,
)  # fmt: skip
QUIET = {"Authorization", "Cookie"}  # who asks is said by the session
FAULT = 500


@dataclass(frozen=True)
class Known:
    """What is there to be asked for: by the names of the places in addresses."""

    staff: Client
    citizen: Client
    places: dict[str, str]
    version: int  # of the case


@pytest.fixture
def known(settings: Any) -> Known:
    settings.LIMITS = {}
    here = cases.place()
    number = cases.accepted(here)
    draft = cases.draft(here)
    staff = organs.staff(here.organ, *EVERYTHING, reach=Reach.EVERYWHERE, desk=Desk.REVIEW)
    key = programs.client(here.organ)
    subscription, _ = programs.subscription(key, "https://hook.example/in")
    return Known(_signed_in(staff), _signed_in(here.citizen), {
        "number": number, "draft_id": draft, "ref": draft, "key": "review", "item_id": str(here.terms.item_id),
        "organ_id": str(here.organ), "subscription_id": str(subscription), "client": key,
    }, Row.objects.get(number=number).version)  # fmt: skip


def _signed_in(actor: Actor) -> Client:
    client = at(actor)
    client.raise_request_exception = False
    return client


def _operations() -> list[Any]:
    assert urls.urlpatterns  # everything is mounted
    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    found: list[Any] = list(schemathesis.openapi.from_dict(document).get_all_operations())
    return [one.ok() for one in found]


def _made(operation: Any, mode: GenerationMode) -> list[Made]:
    made: list[Made] = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def gather(case: Made) -> None:
        made.append(case)

    try:
        gather()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # there are requests of which nothing can be wrong
    return made


def _path(case: Made, places: dict[str, str]) -> str:
    told = case.path
    for name, value in {**(case.path_parameters or {}), **places}.items():
        told = told.replace(f"{{{name}}}", quote(str(value), safe="%"))
    query = urlencode([(k, v) for k, v in (case.query or {}).items() if _plain(v)], doseq=True)
    return f"{told}?{query}" if query else told


def _plain(value: object) -> bool:
    try:
        str(value).encode()
    except UnicodeEncodeError:  # half a character, which no URL can carry
        return False
    return True


def _ask(client: Client, case: Made, path: str, version: int, day: str) -> Any:
    heads = {k: str(v) for k, v in (case.headers or {}).items() if k not in QUIET and str(v).isascii()}
    if case.meta and not case.meta.generation.mode.is_negative:
        heads["If-Match"] = f'"{version}"'
    kind = case.media_type or "application/json"
    if kind == "application/json":
        said = json.dumps(case.body, default=str) if _has_body(case) else ""
        body: Any = DAY.sub(day, said) if day else said
    elif kind == "multipart/form-data" and isinstance(case.body, dict):
        return client.generic(case.method, path, *_multipart(case.body), headers=heads)
    else:
        body = urlencode(case.body) if isinstance(case.body, dict) else b""
    return client.generic(case.method, path, body, content_type=kind, headers=heads)


def _has_body(case: Made) -> bool:
    return type(case.body).__name__ != "NotSet"


def _multipart(body: dict[str, Any]) -> tuple[bytes, str]:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{quote(k)}"; filename="a.csv"\r\n\r\n'.encode() + str(v).encode("utf-8", "replace")
        for k, v in body.items()
    ]  # fmt: skip
    return b"\r\n".join([*parts, b"--b--\r\n"]), "multipart/form-data; boundary=b"


@contextmanager
def _undone() -> Iterator[None]:
    """A request, and as if it had not been."""
    here = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(here)


def _wrong(operation: Any, answer: Any) -> str:
    """What is wrong with an answer, if anything."""
    if answer.status_code >= FAULT and answer.status_code != 503:
        return f"{answer.status_code}"
    if answer.status_code >= 400:
        if not answer.get("Content-Type", "").startswith("application/problem+json"):
            return f"{answer.status_code} is no problem document"
        told = answer.json()
        if told["status"] != answer.status_code or not told["code"] or not told["detail"]:
            return f"{answer.status_code} says too little"
    documented = {str(status) for status in operation.definition.raw["responses"]}
    return "" if str(answer.status_code) in documented else f"{answer.status_code} is not in the document"


@pytest.mark.parametrize("part", range(PARTS))
def test_no_operation_fails_whatever_it_is_asked(part: int, known: Known) -> None:
    operations = _operations()
    assert len(operations) > 300
    wrong: dict[str, str] = {}
    for operation in operations[part::PARTS]:
        places = {**known.places, "key": known.places["client"]} if "/clients/" in operation.path else known.places
        for client, case, path, day in _asked(operation, known, places):
            with _undone():
                trouble = _wrong(operation, _ask(_fresh(client), case, path, known.version, day))
            if trouble:
                wrong.setdefault(f"{operation.label}: {trouble}", f"{path[:200]} {str(case.body)[:200]}")
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def _asked(operation: Any, known: Known, places: dict[str, str]) -> Iterator[tuple[Client, Made, str, str]]:
    """Who asks what where; and the day that stands for every day of it, where the ends of time are asked about."""
    for case in _made(operation, GenerationMode.POSITIVE):
        yield known.staff, case, _path(case, places), ""
        yield known.citizen, case, _path(case, places), ""
        if DAY.search(_path(case, {}) + json.dumps(case.body, default=str)):
            yield from ((known.staff, case, DAY.sub(day, _path(case, places)), day) for day in EXTREMES)
    for case in _made(operation, GenerationMode.NEGATIVE):
        yield known.staff, case, _path(case, places), ""
        yield known.staff, case, _path(case, {}), ""


def _fresh(client: Client) -> Client:
    """The same person with the session she came with: what ended it is undone, and her browser has forgotten it."""
    again = Client(raise_request_exception=False)
    again.cookies.update(client.cookies)
    return again
