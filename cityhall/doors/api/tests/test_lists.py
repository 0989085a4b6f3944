"""Lists above, codes and plans over the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.lists import csv_of
from cityhall.catalogue.tests.test_entries import HEAD, A, B, row
from cityhall.doors.tests.visit import at
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_api import send

pytestmark = pytest.mark.django_db
CODE = "000122001000"


def test_a_code_is_taken_apart_for_anyone() -> None:
    found = Client().get("/api/codes/11440100007482575H3440118009000").json()
    assert (found["generation"], found["parts"][1]["meaning"]) == ("item", "市级")
    wrong = Client().get("/api/codes/443018009000")
    assert wrong.status_code == 422
    assert "第 3、4 位" in wrong.json()["detail"]


def test_lists_plans_and_departures_by_program() -> None:
    organ = given.organ()
    client = at(given.staff(organ, *Can, reach=Reach.EVERYWHERE))

    def call(method: str, url: str, body: dict[str, Any] | None = None, of: str = "") -> Any:
        seen = client.get(f"/api{of}").headers["ETag"] if of else ""
        return send(client, method, url, body, **({"If-Match": seen} if seen else {}))

    entry = {"name": "样例许可", "procedure": "licence", "level": "state", "source": "样例目录",
             "content": {"promised": {"amount": 5, "unit": "workdays"}}}  # fmt: skip
    made = call("PUT", f"/base-entries/{CODE}", entry)
    assert made.status_code == 200, made.content
    assert client.get("/api/base-entries?q=样例").json()["rows"][0]["base_code"] == CODE
    item = items.draft_item(organ, name="样例许可")
    draft = f"/items/{item}/draft"
    assert client.get(f"/api/items/{item}/inheritance").json() is None
    assert call("PUT", f"/items/{item}/upper", {"base_code": CODE}, draft).status_code == 204
    told = client.get(f"/api/items/{item}/inheritance").json()
    assert {d["field"] for d in told["departures"] if not d["allowed"]} == {"promised", "base_code"}
    assert call("PUT", f"/items/{item}/upper", {"base_code": ""}, draft).status_code == 204
    day = (clock.today() + timedelta(days=5)).isoformat()
    planned = call("POST", f"/items/{item}/plans", {"kind": "publish", "on": day}, draft)
    assert planned.status_code == 201, planned.content
    assert [p["state"] for p in client.get(f"/api/items/{item}/plans").json()] == ["waiting"]
    retired = call("POST", f"/base-entries/{CODE}/retirement", {"reason": "取消（样例）"}, f"/base-entries/{CODE}")
    assert retired.status_code == 204, retired.content
    assert call("DELETE", f"/items/{item}/plans/publish", None, draft).status_code == 204


def test_a_list_is_taken_in_by_program_whole_or_not_at_all() -> None:
    client = at(given.staff(given.organ(), *Can, reach=Reach.EVERYWHERE))

    def call(rows: list[Any], query: str = "") -> Any:
        file = SimpleUploadedFile("lists.csv", csv_of([HEAD, *rows]))
        headers = {"Idempotency-Key": str(uuid4())}
        return client.post(f"/api/base-entry-imports{query}", {"file": file}, headers=headers)

    ring = [row(A, "甲", B), row(B, "乙", A)]
    told = call(ring, "?dry_run=true").json()
    assert (told["dry_run"], told["rejected"], [n["row"] for n in told["notes"]]) == (True, 2, [2])
    refused = call(ring)
    assert (refused.status_code, refused.json()["code"]) == (422, "catalogue.entries_wrong")
    assert client.get("/api/base-entries").json()["rows"] == []
    assert call([row(B, "样例许可", A), row(A)]).json()["created"] == 2
    assert [r["parent_code"] for r in client.get("/api/base-entries").json()["rows"]] == [A, ""]
    data = b"".join(client.get("/api/base-entry-exports/csv"))
    assert A in data.decode("utf-8-sig")
    assert client.get("/api/base-entry-exports/pdf").status_code == 422
