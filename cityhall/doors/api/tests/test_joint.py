"""一件事 over the API: from the guide to all its cases; designing it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.doors.tests import visit
from cityhall.joint.tests import given
from cityhall.organs.tests import given as organs
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
