"""Less of an answer, more of it, the next page of it; and everything of a case in one request."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from cityhall.cases.models import Case, MaterialFile
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given
from cityhall.doors.tests.visit import at
from cityhall.kernel.actor import HOUSE
from cityhall.messages.terms import Can as Messages
from cityhall.organs import actions
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db
PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n").decode()


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api{path}")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def post(client: Client, body: Any, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/cases", json.dumps(body), "application/json", headers=headers)


def test_only_the_fields_that_were_asked_for_come_back() -> None:
    here = given.place()
    number, clerk = given.received(here), at(here.clerk)
    assert get(clerk, f"/cases/{number}?fields=number,status") == {"number": number, "status": "received"}
    whole = get(clerk, "/cases?fields=number,%20status")
    assert whole["rows"] == [{"number": number, "status": "received"}]
    assert "next" in whole
    refused = get(clerk, "/cases?fields=number,id_number", 422)
    assert (refused["code"], refused["errors"][0]["field"]) == ("call.unknown_field", "fields")
    assert "item_name" in get(clerk, "/cases?fields=")["rows"][0]


def test_a_version_goes_with_a_narrowed_answer_all_the_same() -> None:
    here = given.place()
    number, clerk = given.received(here), at(here.clerk)
    assert clerk.get(f"/api/cases/{number}?fields=number")["ETag"] == clerk.get(f"/api/cases/{number}")["ETag"]


def test_what_is_named_comes_along_if_one_may_see_it_by_itself() -> None:
    here = given.place()
    number, clerk = given.received(here), at(here.clerk)
    listed = get(clerk, "/cases?expand=organ")
    assert listed["expanded"]["organ"][str(here.organ)] == here.terms.organ_name
    one = get(clerk, f"/cases/{number}?expand=organ,proof")
    assert (one["expanded"]["organ"]["id"], set(one["expanded"])) == (here.organ, {"organ", "proof"})
    assert get(clerk, f"/cases/{number}")["expanded"] == {}
    assert get(clerk, f"/cases/{number}?expand=messages", 403)["code"] == f"no.{Messages.SEE_SENDING}"
    both = organs.staff(here.organ, Messages.SEE_SENDING, Cases.SEE, reach=Reach.EVERYWHERE)
    assert get(at(both), f"/cases/{number}?expand=messages")["expanded"]["messages"] == []
    assert get(clerk, f"/cases/{number}?expand=applicant", 422)["code"] == "call.unknown_expansion"


def test_pages_of_divisions_stay_whole_when_rows_come_in_between() -> None:
    actions.import_divisions(HOUSE, [("97", "样例省"), *((f"97{n:02d}", f"样例市{n:02d}") for n in range(10, 60, 2))])
    admin = at(organs.staff(organs.organ(), Organs.MANAGE_DIVISIONS))
    seen, after, pages = [], "", 0
    while True:
        page = get(admin, f"/divisions?parent=970000000000&limit=4&after={after}")
        seen += [row["name"] for row in page["rows"]]
        pages += 1
        if pages == 2:
            actions.import_divisions(HOUSE, [("9711", "样例早到"), ("9759", "样例晚到")])
        if not (after := page["next"]):
            break
    assert [name for name in seen if name.startswith("样例市")] == [f"样例市{n:02d}" for n in range(10, 60, 2)]
    assert len(seen) == len(set(seen))
    assert "样例晚到" in seen
    assert get(admin, "/divisions?after=nonsense", 422)["code"] == "page.bad_cursor"


def test_licences_come_by_pages() -> None:
    here = given.place()
    given.granted(here)
    page = get(at(here.citizen), "/licences")
    assert (len(page["rows"]), page["next"]) == (1, "")


def whole(here: given.Place, **more: Any) -> dict[str, Any]:
    keys = [m.key for m in here.terms.materials if m.required]
    files = [{"name": "扫描.pdf", "content": PDF}]
    return {
        "item_id": here.terms.item_id, "applicant": {"name": "样例申请人", "contact_name": "样例代办人"}, "values": given.FORM,
        "materials": [{"key": key, "files": files} for key in keys], **more,
    }  # fmt: skip


def test_case_applicant_and_materials_come_in_one_request_and_once() -> None:
    here = given.place()
    clerk, body = at(here.clerk), whole(here)
    made = post(clerk, body, "one-request")
    assert made.status_code == 201, made.content.decode()
    number = made.json()["number"]
    assert made["Location"] == f"/api/cases/{number}"
    found = get(clerk, f"/cases/{number}")
    assert (found["applicant_name"], found["contact_name"]) == ("样例申请人", "样例代办人")
    assert [m["files"][0]["name"] for m in found["materials"] if m["files"]] == ["扫描.pdf"] * len(body["materials"])
    assert post(clerk, body, "one-request").json() == {"number": number}
    assert (Case.objects.count(), MaterialFile.objects.count()) == (1, len(body["materials"]))
    other = post(clerk, whole(here, applicant={"name": "另一人"}), "one-request")
    assert (other.status_code, other.json()["code"]) == (409, "call.key_reused")


@pytest.mark.parametrize("broken", [
    {"materials": [{"key": "nothing", "files": []}]}, {"values": {}}, {"applicant": {"name": ""}},
    {"materials": [{"key": "application", "files": [{"name": "a.pdf", "content": "%%%"}]}]},
])  # fmt: skip
def test_all_of_it_or_nothing(broken: dict[str, Any]) -> None:
    here = given.place()
    assert post(at(here.clerk), {**whole(here), **broken}).status_code == 422
    assert not Case.objects.exists()
    assert not MaterialFile.objects.exists()


def test_another_organs_clerk_takes_nothing_in() -> None:
    here, there = given.place(), given.place()
    assert post(at(there.clerk), whole(here)).status_code == 403
    assert not Case.objects.exists()
