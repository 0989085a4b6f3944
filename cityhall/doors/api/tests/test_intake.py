"""The paths around intake over the API: each reached once, and what may not be found out by trying."""

import json
from typing import Any

import pytest
from django.test import Client

from cityhall.cases.models import Case, Grievance, ProceedingRow
from cityhall.cases.terms import Can, Status
from cityhall.cases.tests import given
from cityhall.cases.tests.acts import intake
from cityhall.doors.tests.visit import at
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def send(client: Client, method: str, path: str, body: Any = None, seen: int | None = None) -> Any:
    headers = {} if seen is None else {"If-Match": f'"{seen}"'}
    content = json.dumps(body) if body is not None else ""
    return client.generic(method, f"/api{path}", content, content_type="application/json", headers=headers)


def seen(number: str) -> int:
    return Case.objects.get(number=number).version


def test_accepted_with_gaps_promised_and_accounted_for() -> None:
    here = intake.gaps_place()
    number, clerk = intake.short(here), at(here.clerk)
    path = f"/cases/{number}"
    assert send(clerk, "POST", f"{path}/acceptance-with-gaps", {"keys": ["premises"]}).status_code == 428
    done = send(clerk, "POST", f"{path}/acceptance-with-gaps", {"keys": ["premises"]}, seen(number))
    assert done.status_code == 204
    key = ProceedingRow.objects.get(case__number=number).pk
    longer = {"days": 2, "reason": "台风停运"}
    assert send(clerk, "POST", f"{path}/promises/{key}/extension", longer, seen(number)).status_code == 204
    refused = send(clerk, "POST", f"{path}/promised-materials", {"keys": ["premises"]}, seen(number))
    assert (refused.status_code, refused.json()["code"]) == (422, "case.still_missing")
    assert [r["number"] for r in send(clerk, "GET", "/promises").json()["rows"]] == [number]
    rows = send(Client(), "GET", "/gaps-statement").json()["rows"]
    assert [(r["promised"], r["open"]) for r in rows if r["item_id"] == here.terms.item_id] == [(1, 1)]


def test_an_opinion_needs_no_version_and_a_transfer_names_the_new_case() -> None:
    here, there = given.place(), given.place()
    draft, clerk = intake.asked(here), at(here.clerk)
    assert [r["draft"] for r in send(clerk, "GET", "/pre-reviews").json()["rows"]] == [draft]
    assert send(clerk, "GET", f"/pre-reviews/{draft}").json()["applicant_name"] == "样例申请人"
    assert send(clerk, "POST", f"/pre-reviews/{draft}/opinion", {"ready": True}).status_code == 204
    number = given.received(here)
    body = {"reason": "选错事项", "consent": True, "item_id": there.terms.item_id}
    made = send(clerk, "POST", f"/cases/{number}/transfer", body, seen(number))
    assert made.status_code == 201
    assert Case.objects.get(number=made.json()["number"]).status == Status.RECEIVED


def test_a_matter_is_looked_up_by_its_code_and_not_by_trying() -> None:
    here = given.place()
    citizen = at(here.citizen)
    body = {"name": "样例申请人", "phone": "13900000001", "what": "三次没办成", "organ_id": here.organ}
    number = send(citizen, "POST", "/grievances", body).json()["number"]
    row = Grievance.objects.get(number=number)
    assert send(Client(), "GET", f"/grievance-progress/{number}?code={row.access_code}").json()["state"] == "open"
    wrong = "000000" if row.access_code != "000000" else "111111"
    answers = [send(Client(), "GET", f"/grievance-progress/{number}?code={wrong}").status_code for _ in range(11)]
    assert (answers[0], answers[-1]) == (404, 429)
    desk = at(organs.staff(here.organ, Can.GRIEVANCES))
    answered = send(desk, "POST", f"/grievances/{number}/answer", {"answer": "已补录", "cause": "guide"}, row.version)
    assert answered.status_code == 204
    row.refresh_from_db()
    assert send(citizen, "POST", f"/grievances/{number}/closing", {"solved": True}, row.version).status_code == 204
