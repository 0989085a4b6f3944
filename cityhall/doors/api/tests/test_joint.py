"""一件事 over the API: from the guide to all its cases; designing it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.doors.tests import visit
from cityhall.joint.terms import Can
from cityhall.joint.tests import given
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs
from cityhall.people import actions
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def change(client: Client, method: str, at: str, url: str = "", body: object = None) -> Any:
    """A change of what is at an address, as it was read there a moment ago."""
    seen = client.get(at)["ETag"]
    return getattr(client, method)(url or at, body or {}, content_type=JSON, headers={"If-Match": seen})


def test_from_the_guide_to_all_the_cases() -> None:
    whole = given.four()
    anybody, mine = Client(), visit.at(whole.citizen)
    [row] = anybody.get("/api/packages").json()
    assert (row["code"], row["parts"]) == (whole.code, 4)
    guide = anybody.post(f"/api/packages/{whole.code}/situation", {"answers": {}}, content_type=JSON).json()
    assert guide["saved"]["said"] == "原需填 8 项、交 8 份材料；现填 2 项、交 2 份"
    assert guide["fields"][0]["items"] == ["样例licence", "样例code", "样例tax", "样例seal"]
    assert anybody.get(f"/api/packages/{whole.code}").json()["materials"] == guide["materials"]

    made = mine.post("/api/joint-drafts", {"code": whole.code}, content_type=JSON)
    assert made.status_code == 201, made.content
    at = str(made["Location"])
    draft = mine.get(at).json()
    values = {f["key"]: given.FORM[f["label"]] for f in draft["fields"]}
    saved = change(mine, "put", at, body={"values": values}).json()
    assert saved["problems"] == {}
    assert saved["missing"] == ["身份证明", "住所使用证明"]
    for slot in saved["materials"]:
        file = SimpleUploadedFile("材料.pdf", cases.PDF)
        assert mine.post(f"{at}/materials/{slot['key']}/files", {"file": file}).status_code == 201
    done = change(mine, "post", at, f"{at}/submission")
    assert done.status_code == 201, done.content
    drain()
    page = mine.get(str(done["Location"])).json()
    assert [p["state"] for p in page["stages"][0]["parts"]] == ["received", "waiting", "waiting", "waiting"]

    other = visit.at(people.citizen(name="样例他人"))
    assert other.get(str(done["Location"])).status_code == 404
    assert other.get(at).status_code == 404
    reviewer = visit.at(whole.places["tax"].reviewer)
    opinion = f"{done['Location']}/parts/tax/opinion"
    assert reviewer.post(opinion, {"opinion": "lacking"}, content_type=JSON).status_code == 422
    assert reviewer.post(opinion, {"opinion": "fit"}, content_type=JSON).status_code == 204
    whole_at = str(done["Location"])
    assert change(mine, "post", whole_at, f"{whole_at}/continuation").status_code == 409
    assert change(mine, "post", whole_at, f"{whole_at}/withdrawal").status_code == 204
    assert change(mine, "post", whole_at, f"{whole_at}/withdrawal").status_code == 409


def test_a_draft_is_changed_and_deleted() -> None:
    whole = given.four()
    mine, draft = visit.at(whole.citizen), given.draft(whole)
    at = f"/api/joint-drafts/{draft}"
    assert change(mine, "post", at, f"{at}/versions").status_code == 204
    file = SimpleUploadedFile("材料.pdf", cases.PDF)
    made = mine.post(f"{at}/materials/licence-identity/files", {"file": file}).json()["id"]
    assert mine.delete(f"{at}/files/{made}").status_code == 204
    assert mine.delete(f"{at}/files/{made}").status_code == 404
    assert change(mine, "delete", at).status_code == 204
    assert mine.get(at).status_code == 404


def test_a_package_is_designed_checked_and_published() -> None:
    places = {"a": given.item(), "b": given.item()}
    lead = places["a"].organ
    desk, stranger = visit.at(given.designer(lead)), visit.at(given.designer(organs.organ()))
    ring = {"a": [{"part": "b", "need": "result"}], "b": [{"part": "a", "need": "result"}]}
    body = {"code": "kaiban", "name": "企业开办", "organ_id": lead, "content": given.content(places, lead, after=ring)}
    assert stranger.post("/api/package-drafts", body, content_type=JSON).status_code == 403
    assert desk.post("/api/package-drafts", body, content_type=JSON).status_code == 201
    at = "/api/package-drafts/kaiban"
    seen = desk.get(at).json()
    assert [(p["code"], p["blocks"]) for p in seen["problems"]] == [("ring", True)]
    refused = change(desk, "post", at, f"{at}/publication")
    assert (refused.status_code, refused.json()["code"]) == (409, "joint.cannot_publish")
    good = {"name": "企业开办", "content": given.content(places, lead)}
    assert change(desk, "put", at, body=good).json()["problems"] == []
    assert change(desk, "post", at, f"{at}/publication", {"note": "首次"}).json() == {"number": 1}
    [row] = desk.get("/api/package-drafts").json()["rows"]
    assert (row["code"], row["number"]) == ("kaiban", 1)
    assert stranger.get(at).status_code == 403
    assert change(desk, "post", at, f"{at}/retirement", {"reason": "调整"}).status_code == 204


def test_a_window_takes_it_in_for_a_person_present() -> None:
    whole = given.four()
    clerk = visit.at(organs.clerk(organs.window(whole.lead), Can.TAKE_IN, People.FIND_PEOPLE))
    ref = f"person:{people.walk_in('样例到场人')}"
    made = clerk.post(
        "/api/joint-drafts",
        {"code": whole.code, "applicant": {"ref": ref, "contact_phone": "13900000001"}},
        content_type=JSON,
    )
    assert made.status_code == 201, made.content
    at = str(made["Location"])
    draft = clerk.get(at).json()
    assert draft["applicant_name"] == "样例到场人"
    change(clerk, "put", at, body={"values": {f["key"]: given.FORM[f["label"]] for f in draft["fields"]}})
    paper = f"{at}/materials/{draft['materials'][0]['key']}/paper"
    assert change(clerk, "put", at, paper, {"copies": 100}).status_code == 422
    assert change(clerk, "put", at, paper, {"copies": 1, "original_seen": True}).status_code == 204
    assert clerk.get(at).json()["missing"] == [draft["materials"][1]["name"]]
    [row] = clerk.get("/api/joint-taken").json()["rows"]
    assert (row["ref"], row["state"]) == (at.rsplit("/", 1)[1], "draft")
    number = change(clerk, "post", at, f"{at}/submission").json()["number"]
    drain()
    page = clerk.get(f"/api/joint-applications/{number}").json()
    assert (page["at_window"], len(page["access_code"])) == (True, 6)
    anybody = Client()
    told = anybody.get(f"/api/joint-progress/{number}?code={page['access_code']}").json()
    assert [p["case"] for p in told["stages"][0]["parts"]] == [""] * 4
    assert "样例到场人" not in str(told)
    assert anybody.get(f"/api/joint-progress/{number}?code=x").status_code == 404
    assert visit.at(people.citizen()).get("/api/joint-taken").status_code == 403


def test_an_agent_applies_by_her_mandate() -> None:
    whole = given.four()
    phone = people.phone()
    principal, agent = people.citizen(name="样例委托人"), people.citizen(phone, name="样例代办人")
    matters = [(one.terms.item_id, one.terms.name) for one in whole.places.values()]
    agency = actions.give_agency(principal, "样例代办人", phone, matters, clock.today() + timedelta(days=9), True)
    actions.answer_agency(agent, agency, True)
    made = visit.at(agent).post("/api/joint-drafts", {"code": whole.code, "agency_id": agency}, content_type=JSON)
    assert made.status_code == 201, made.content
    for who in (principal, agent):
        assert visit.at(who).get(str(made["Location"])).json()["applicant_name"] == "样例委托人"
    actions.end_agency(principal, agency)
    gone = visit.at(agent).get(str(made["Location"]))
    assert (gone.status_code, gone.json()["code"]) == (403, "people.agency_ended")
