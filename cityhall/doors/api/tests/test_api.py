"""The API: the same acts as the pages, refusals as problems, versions and repeats."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.models import Case
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given
from cityhall.catalogue.terms import Pace
from cityhall.kernel.accounts.models import Account
from cityhall.kernel.actor import Actor
from cityhall.kernel.identifiers import make_credit_code
from cityhall.kernel.tests import contents
from cityhall.messages.terms import Can as Papers
from cityhall.organs.models import Organ
from cityhall.organs.terms import Can, Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people
from cityhall.people.terms import Can as People
from cityhall.people.terms import Tie
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id or 0))
    return client


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    return client.generic(
        method, f"/api{path}", json.dumps(body) if body is not None else "", content_type="application/json",
        headers=headers,
    )  # fmt: skip


def test_the_document_is_openapi_3_1_and_names_every_command() -> None:
    document = Client().get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    accept = document["paths"]["/api/cases/{number}/acceptance"]["post"]
    assert {p["name"] for p in accept["parameters"]} >= {"Idempotency-Key", "If-Match"}
    assert {"204", "403", "409", "412", "428"} <= set(accept["responses"])
    page = Client().get("/api/docs")
    assert (page.status_code, b"<style" in page.content) == (200, False)


def test_an_organ_is_made_seen_refused_to_a_stranger_idempotent_and_stale_safe() -> None:
    admin = signed_in(organs.staff(organs.organ(), Can.MANAGE_ORGANS, reach=Reach.EVERYWHERE))
    stranger = signed_in(organs.staff(organs.organ(), Can.MANAGE_STAFF))
    body = {"name": "市样例接口局", "division_code": "9901"}
    assert send(Client(), "POST", "/organs", body).status_code == 401
    assert send(stranger, "POST", "/organs", body).status_code == 403
    first = send(admin, "POST", "/organs", body, **{"Idempotency-Key": "k1"})
    again = send(admin, "POST", "/organs", body, **{"Idempotency-Key": "k1"})
    assert (first.status_code, first["ETag"], first["Location"]) == (201, '"1"', again["Location"])
    assert Organ.objects.filter(name="市样例接口局").count() == 1
    where = first["Location"].removeprefix("/api")
    change = {"name": "市样例新局"}
    assert send(admin, "PUT", where, change).status_code == 428
    assert send(admin, "PUT", where, change, **{"If-Match": '"1"'})["ETag"] == '"2"'
    stale = send(admin, "PUT", where, {"name": "市样例旧局"}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "call.stale")
    assert stale["Content-Type"] == "application/problem+json"


def test_a_malformed_body_names_its_fields() -> None:
    admin = signed_in(organs.staff(organs.organ(), Can.MANAGE_ORGANS, reach=Reach.EVERYWHERE))
    answer = send(admin, "POST", "/organs", {"division_code": "9901", "name": "x" * 200})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].endswith("name")
    assert send(admin, "POST", "/organs", None).status_code == 422
    assert admin.post("/api/organs", "{", content_type="application/json").status_code == 422


def test_what_the_city_cannot_keep_is_refused_and_not_stumbled_over() -> None:
    admin = signed_in(organs.staff(organs.organ(), Can.MANAGE_ORGANS, reach=Reach.EVERYWHERE))
    for raw in ('{"name": "a\\u0000b", "division_code": "9901"}', '{"name": "\\ud800", "division_code": "9901"}',
                '{"name": NaN, "division_code": "9901"}', "[" * 9000):  # fmt: skip
        assert admin.post("/api/organs", raw, content_type="application/json").status_code == 422
    for path in ("/api/organs?q=%00", "/api/cases/a%00b", "/organs/?q=%00", "/search/?q=a%00"):
        assert (path, admin.get(path).status_code) == (path, 422)
    assert admin.post("/sign-in/staff/", {"login": "a\0", "password": "b"}).status_code == 422


def test_a_change_without_the_csrf_token_is_refused() -> None:
    admin = organs.staff(organs.organ(), Can.MANAGE_ORGANS, reach=Reach.EVERYWHERE)
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(pk=admin.account_id or 0))
    answer = send(client, "POST", "/organs", {"name": "市样例局甲", "division_code": "9901"})
    assert answer.status_code == 403
    token = client.get("/api/session").json()["csrf_token"]
    made = send(client, "POST", "/organs", {"name": "市样例局甲", "division_code": "9901"}, **{"X-CSRFToken": token})
    assert made.status_code == 201


def test_a_case_walks_its_whole_life_by_api() -> None:
    here = given.place()
    citizen, clerk, reviewer = signed_in(here.citizen), signed_in(here.clerk), signed_in(here.reviewer)
    approver, issuer = signed_in(here.approver), signed_in(here.issuer)
    draft = send(citizen, "POST", "/drafts", {"item_id": here.terms.item_id}).json()["id"]
    tag = citizen.get(f"/api/drafts/{draft}")["ETag"]
    assert send(citizen, "PUT", f"/drafts/{draft}", {"values": given.FORM}, **{"If-Match": tag}).status_code == 200
    for key in ("form", "identity"):
        upload = {"file": SimpleUploadedFile("样例.pdf", given.PDF)}
        assert citizen.post(f"/api/materials/{draft}/{key}/files", upload).status_code == 201
    tag = citizen.get(f"/api/drafts/{draft}")["ETag"]
    number = send(citizen, "POST", f"/drafts/{draft}/submission", **{"If-Match": tag}).json()["number"]

    def act(who: Client, what: str, body: Any = None) -> None:
        seen = who.get(f"/api/cases/{number}")["ETag"]
        answer = send(who, "POST", f"/cases/{number}/{what}", body, **{"If-Match": seen})
        assert answer.status_code == 204, answer.content

    assert [row["ref"] for row in clerk.get("/api/work/intake").json()["rows"]] == [f"case:{number}"]
    act(clerk, "acceptance")
    act(reviewer, "steps/review/completion", {"advice": "agree", "opinion": "符合"})
    act(approver, "steps/decide/grant", {"text": "同意"})
    seen = approver.get(f"/api/cases/{number}")["ETag"]
    body = {"receiver": "样例申请人"}
    assert send(issuer, "POST", f"/cases/{number}/delivery", body, **{"If-Match": seen}).status_code == 204
    assert Case.objects.get().status == "delivered"
    page = citizen.get(f"/api/cases/{number}").json()
    assert page["outcome"] == "granted"
    assert [h["event"] for h in page["story"]][-1] == "case.delivered"


def test_a_strangers_case_is_not_found() -> None:
    here, there = given.place(), given.place()
    number = given.accepted(here)
    for actor in (there.clerk, there.reviewer, there.citizen):
        answer = signed_in(actor).get(f"/api/cases/{number}")
        assert (answer.status_code, answer.json()["code"]) == (404, "case.unknown")


def test_each_read_answers_its_schema() -> None:
    here = given.place()
    number = given.granted(here)
    staff = signed_in(here.reviewer)
    page = staff.get(f"/api/cases/{number}").json()
    clock = page["clocks"][0]["id"]
    for path in (
        "/divisions", "/organs", f"/organs/{here.organ}", f"/items/{here.terms.item_id}", "/items?q=样例", "/calendars/2026",
        "/cases", "/work/review", "/work/review/counts", "/register", "/ready", "/messages", f"/cases/{number}/papers",
        f"/cases/{number}/clocks/{clock}",
    ):  # fmt: skip
        answer = staff.get(f"/api{path}")
        assert answer.status_code == 200, (path, answer.content)
    assert staff.get("/api/calendars/2031").status_code == 404
    assert staff.get("/api/jobs/given-up").status_code == 403


def test_who_applies_is_who_signed_in_whatever_the_request_says() -> None:
    here, other = given.place(), given.citizen("样例他人")
    forged = {"ref": f"person:{other.person_id}", "name": "样例他人", "contact_phone": "13900000009"}
    citizen, item = signed_in(here.citizen), here.terms.item_id
    assert send(citizen, "POST", "/drafts", {"item_id": item, "applicant": forged}).status_code == 201
    application = Case.objects.get().application
    assert (application.applicant_ref, application.applicant_name) == (f"person:{here.citizen.person_id}", "样例申请人")
    code = make_credit_code("91990100MA00000010")
    assert (
        send(citizen, "POST", "/drafts", {"item_id": item, "credit_code": code}).json()["code"] == "people.not_linked"
    )
    assert send(signed_in(here.clerk), "POST", "/drafts", {"item_id": item}).json()["code"] == "people.not_a_citizen"


def test_a_citizen_who_stands_for_an_entity_applies_in_its_name() -> None:
    here, code = given.place(), make_credit_code("91990100MA00000010")
    people.register_entity(here.citizen, "样例餐饮有限公司", code)
    people.link_entity(here.citizen, code, Tie.HANDLER)
    body = {"item_id": here.terms.item_id, "credit_code": code}
    assert send(signed_in(here.citizen), "POST", "/drafts", body).status_code == 201
    application = Case.objects.get().application
    assert (application.applicant_ref, application.applicant_name) == (f"entity:{code}", "样例餐饮有限公司")
    assert (application.contact_name, application.applicant_mask) == ("样例申请人", code)


def test_a_progress_code_is_not_found_out_by_trying() -> None:
    number, client = given.received(given.place()), Client()
    code = Case.objects.get(number=number).access_code
    assert client.get(f"/api/progress/{number}", {"code": code}).status_code == 200
    wrong = ["中文", *(f"{n:05}x" for n in range(9))]
    assert {client.get(f"/api/progress/{number}", {"code": w}).status_code for w in wrong} == {404}
    assert client.get(f"/api/progress/{number}", {"code": code}).status_code == 429


def test_a_stamped_scan_is_what_it_is() -> None:
    here = given.place()
    clerk = signed_in(organs.staff(here.organ, Can.MANAGE_ORGANS, Papers.HANDLE_PAPERS, Cases.SEE))
    number = given.received(here)
    drain()
    paper = next(p["number"] for p in clerk.get(f"/api/cases/{number}/papers").json() if p["kind"] == "receipt")
    version = next(p["version"] for p in clerk.get(f"/api/cases/{number}/papers").json() if p["number"] == paper)
    scan = {"file": SimpleUploadedFile("盖章.jpg", contents.JPEG)}
    back = clerk.post(f"/api/papers/{paper}/scans", scan, headers={"If-Match": f'"{version}"'})
    assert back.status_code == 204, back.content
    shown: Any = clerk.get(f"/api/papers/{paper}")
    assert (shown["Content-Type"], b"".join(shown.streaming_content)[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_an_organ_is_succeeded_by_organs_in_force_only() -> None:
    admin = organs.staff(organs.organ(), Can.MANAGE_ORGANS, reach=Reach.EVERYWHERE)
    old, client = organs.organ("市样例旧局"), signed_in(admin)
    where = f"/organs/{old}/succession"
    for kind, successors, status in (
        ("bogus", [old], 422),
        ("merged", [10**9], 422),
        ("merged", [admin.organ_id], 204),
    ):
        body = {"kind": kind, "successors": successors, "document": "样例发〔2026〕1号"}
        assert send(client, "POST", where, body, **{"If-Match": '"1"'}).status_code == status


def test_who_stands_at_the_window_is_who_the_city_knows_and_not_who_the_body_says() -> None:
    here = given.place(pace=Pace.INSTANT)
    clerk, finder = signed_in(here.clerk), organs.clerk(here.window, Cases.INTAKE, Cases.SEE, People.FIND_PEOPLE)
    known = here.citizen.person_id
    body = {
        "item_id": here.terms.item_id, "values": given.FORM,
        "applicant": {"ref": f"person:{known}", "name": "样例别人", "mask": "990101199001010011"},
    }  # fmt: skip
    assert send(clerk, "POST", "/cases", body).status_code == 403
    number = send(signed_in(finder), "POST", "/cases", body).json()["number"]
    page = signed_in(finder).get(f"/api/cases/{number}").json()
    assert (page["applicant_name"], page["access_code"]) == ("样例申请人", "")
    assert page["applicant_mask"] != "990101199001010011"
    for ref in ("person:abc", "x", "person:²", "entity:1"):
        stranger = {**body, "applicant": {"ref": ref}}
        assert send(signed_in(finder), "POST", "/cases", stranger).status_code in (404, 422)
    walk_in = {**body, "applicant": {"name": "单" * 100, "contact_phone": "13900000001"}}
    twice = {**walk_in, "materials": [{"key": "form"}, {"key": "form"}]}
    assert send(clerk, "POST", "/cases", twice).json()["code"] == "case.material_twice"
    all_of_it = [{"key": m.key} for m in here.terms.materials]
    served = send(clerk, "POST", "/cases", {**walk_in, "materials": all_of_it, "on_spot": True})
    assert served.status_code == 201
    assert Case.objects.get(number=served.json()["number"]).status == "decided"


def test_a_draft_is_nobodys_but_its_owners() -> None:
    here = given.place()
    draft, clerk = given.draft(here), signed_in(here.clerk)
    upload = {"file": SimpleUploadedFile("样例.pdf", given.PDF)}
    assert clerk.post(f"/api/materials/{draft}/form/files", upload).status_code == 403
    assert send(clerk, "POST", f"/drafts/{draft}/submission", **{"If-Match": '"2"'}).status_code == 403
