"""The OpenAPI document itself: complete enough to write a program from, and true in what it shows."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from cityhall.doors.api.door import api
from cityhall.site import urls

METHODS = {"get", "post", "put", "patch", "delete"}
REFUSED = 400
WHOLE = {  # lists that are answered whole, and why they cannot grow
    "/api/anywhere/credit": "one row an organ",
    "/api/items": "the best of a search, fifty at most", "/api/phrases": "thirty of a person",
    "/api/calendars/layers": "centres, windows and campaigns", "/api/campaigns": "as above",
    "/api/light-rules": "editions of a few rules",
    "/api/topics": "a page of the portal", "/api/columns": "as above", "/api/questions/in-vain": "the most asked of a month",
    "/api/items/{item_id}/findings": "of one draft", "/api/items/{item_id}/plans": "of one item",
    "/api/library/work": "what waits to be replaced", "/api/cases/{number}/papers": "of one case",
    "/api/me/data": "of one person, kept for days", "/api/policies/facts": "a page of the portal",
    "/api/policies/{policy_id}/trial": "the samples", "/api/retention": "kinds of data", "/api/supervision/reds": "organs",
    "/api/helpers": "five hundred of a city", "/api/helpers/openings": "as far ahead as is booked", "/api/help-register": "as above",
    "/api/help-desk": "two hundred of a person", "/api/me/help-requests": "as above", "/api/help-workload": "helpers",
    "/api/item-groups": "named by hand", "/api/me/mandates": "two hundred of a person", "/api/session/all": "of one account",
    "/api/cases/{number}/meetings": "of one case", "/api/joint-applications/{number}/meetings": "of one application",
    "/api/shipped-packages": "what comes with the program",
    "/api/packages": "a page of the portal",
    "/api/me/projects": "fifty of a unit", "/api/project-profiles": "a few of a city", "/api/sign-in/providers": "a few of a city",
    "/api/session/providers/{door}": "a few of a city",
    "/api/supervision/board": "one level of the city", "/api/supervision/calibration": "ten tenths",
    "/api/supervision/due-days": "four weeks", "/api/supervision/paces": "the slowest", "/api/supervision/rules": "kinds of rules",
    "/api/me/bills": "fifty of a person", "/api/reconciliations": "a month", "/api/payment-differences": "a hundred, oldest first",
    "/api/process/standards": "the rules",
    "/api/event-kinds": "a list in the code", "/api/clients/{key}/subscriptions": "ten of a client",
}  # fmt: skip


def _document() -> dict[str, Any]:
    assert urls.urlpatterns  # everything is mounted
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return document


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in _document()["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield method, path, operation


def test_every_operation_says_what_it_does_under_one_heading_and_a_name_of_its_own() -> None:
    mute = [f"{m} {p}" for m, p, o in _operations() if not re.search(r"[一-鿿]", o.get("summary", ""))]
    homeless = [f"{m} {p}" for m, p, o in _operations() if len(o.get("tags", [])) != 1]
    names = Counter(o["operationId"] for _, _, o in _operations())
    assert (mute, homeless, [name for name, times in names.items() if times > 1]) == ([], [], [])


def test_every_refusal_is_a_problem_document_and_every_operation_may_refuse() -> None:
    bare, plain = [], []
    for method, path, operation in _operations():
        refusals = {code: told for code, told in operation["responses"].items() if int(code) >= REFUSED}
        if not {"401", "403", "404", "422", "429"} <= set(refusals):
            bare.append(f"{method} {path}")
        for code, told in refusals.items():
            kinds = {kind: one["schema"] for kind, one in told.get("content", {}).items()}
            if kinds != {"application/problem+json": {"$ref": "#/components/schemas/Problem"}}:
                plain.append(f"{method} {path} {code}")
    assert (bare, plain) == ([], [])


def test_every_place_in_an_address_is_described_and_a_change_takes_a_number_of_its_own() -> None:
    wrong = []
    for method, path, operation in _operations():
        told = {(one["in"], one["name"]) for one in operation.get("parameters", [])}
        if {name for where, name in told if where == "path"} != set(re.findall(r"{(\w+)}", path)):
            wrong.append(f"{method} {path}: places")
        if len(told) != len(operation.get("parameters", [])):
            wrong.append(f"{method} {path}: twice")
    assert not wrong


def _resolved(schema: Any, document: dict[str, Any]) -> Any:
    while isinstance(schema, dict) and "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def test_lists_come_by_pages_or_cannot_grow() -> None:
    document, endless = _document(), []
    for method, path, operation in _operations():
        good = operation["responses"].get("200", {}).get("content", {}).get("application/json")
        schema = _resolved(good["schema"], document) if good else {}
        names = schema.get("properties", {})
        by_pages = "next" in names and any(one["name"] == "after" for one in operation.get("parameters", []))
        if method == "get" and (schema.get("type") == "array" or ("rows" in names and not by_pages)):
            endless.append(path)
    assert " ".join(sorted(set(endless) - set(WHOLE))) == ""
    assert sorted(set(WHOLE) - set(endless)) == []


def _examples(node: Any, document: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Every example in the document with the schema it stands at."""
    if isinstance(node, dict):
        if "examples" in node and isinstance(node["examples"], list):
            yield from ((node, example) for example in node["examples"])
        if "example" in node and isinstance(node.get("schema"), dict):
            yield node["schema"], node["example"]
        for value in node.values():
            yield from _examples(value, document)
    elif isinstance(node, list):
        for value in node:
            yield from _examples(value, document)


def test_every_example_is_valid() -> None:
    document = _document()
    shown = list(_examples(document, document))
    assert len(shown) >= 10
    wrong = []
    for schema, example in shown:
        judge = jsonschema_rs.Draft202012Validator(
            {**schema, "components": document["components"]}, validate_formats=True
        )
        if not judge.is_valid(example):
            wrong.append(example)
    assert not wrong


@pytest.mark.parametrize("name", ["Bearer", "Session"])
def test_how_to_sign_in_is_described(name: str) -> None:
    assert name in _document()["components"]["securitySchemes"]
