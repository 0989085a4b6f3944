"""会商、联合踏勘 and the pool of experts over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.doors.tests import visit
from cityhall.joint.tests import given as joint
from cityhall.kernel import clock
from cityhall.kernel.tests import contents
from cityhall.meetings.tests import given
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def test_called_heard_sent_back_changed_and_passed() -> None:
    at = given.table(("plan", "fire"))
    lead, fire, me = visit.at(at.chair), visit.at(at.speakers["fire"]), visit.at(at.whole.citizen)
    call = {"kind": "meeting", "subject": "设计方案联审", "held_at": clock.now().isoformat(), "place": given.SITE,
            "whole": at.number, "stage": "all", "days": 3}  # fmt: skip
    assert fire.post("/api/meetings", call, content_type=JSON).status_code == 403
    made = lead.post("/api/meetings", call, content_type=JSON)
    assert made.status_code == 201, made.content
    home = made["Location"]
    number = made.json()["number"]
    upload = {"file": SimpleUploadedFile("图.png", contents.PNG, "image/png")}
    assert lead.post(f"{home}/files", upload).status_code == 201
    assert lead.post(f"{home}/reminder", content_type=JSON).json() == {"organs": 1}

    def says(opinion: str, reason: str = "") -> None:
        for client, part in ((visit.at(at.speakers["plan"]), "plan"), (fire, "fire")):
            body = {"opinion": opinion if part == "fire" else "agree", "reason": reason}
            done = client.put(f"{home}/seats/{at.seat(number, part)}/opinion", body, content_type=JSON)
            assert done.status_code == 204, done.content

    def concludes(conclusion: str, asked: str = "") -> None:
        tag = lead.get(home)["ETag"]
        body = {"conclusion": conclusion, "minutes": "纪要", "asked": asked}
        done = lead.post(f"{home}/conclusion", body, content_type=JSON, headers={"If-Match": tag})
        assert done.status_code == 201, done.content

    says("conditional", "加宽车道")
    concludes("again", "加宽车道")
    [told] = me.get(f"/api/joint-applications/{at.number}/meetings").json()["rows"]
    assert (told["label"], told["asked"]) == ("修改后再议", "加宽车道")
    assert visit.at(people.citizen()).get(f"/api/joint-applications/{at.number}/meetings").status_code == 404
    assert me.get(home).status_code == 403
    assert me.post(f"{home}/revision", {"changed": "已加宽"}, content_type=JSON).status_code == 204
    again = {"held_at": clock.now().isoformat(), "place": given.SITE, "days": 2}
    tag = lead.get(home)["ETag"]
    assert lead.post(f"{home}/rounds", again, content_type=JSON, headers={"If-Match": tag}).status_code == 204
    says("agree")
    concludes("pass")
    case = joint.case_of(at.number, "fire")
    assert [row["label"] for row in fire.get(f"/api/cases/{case}/meetings").json()["rows"]] == ["通过"]
    assert [row["number"] for row in fire.get("/api/meetings?state=done").json()["rows"]] == [number]
    stranger = visit.at(given.chair(organs.organ()))
    assert stranger.get(home).status_code == 404
    assert stranger.get("/api/meetings").json()["rows"] == []


def test_a_visit_is_moved_and_cancelled() -> None:
    at = given.table(("plan", "fire"))
    lead, number = visit.at(at.chair), given.convened(at)
    home = f"/api/meetings/{number}"
    seat = at.seat(number, "fire")
    excuse = {"opinion": "absent", "reason": "不涉及"}
    assert lead.put(f"{home}/seats/{seat}/excuse", excuse, content_type=JSON).status_code == 204
    for verb, body in (
        ("reschedule", {"held_at": given.soon().isoformat(), "place": "别处", "reason": "下雨"}), ("cancellation", {"reason": "不开了"}),
    ):  # fmt: skip
        tag = lead.get(home)["ETag"]
        done = lead.post(f"{home}/{verb}", body, content_type=JSON, headers={"If-Match": tag})
        assert done.status_code == 204, done.content
    assert lead.get(home).json()["state"] == "cancelled"


def test_the_pool_of_experts() -> None:
    at = given.table(("plan", "fire"))
    lead = visit.at(at.chair)
    body = {"organ_id": at.whole.lead, "name": "样例专家", "field": "结构", "institution": "样例大学"}
    assert visit.at(at.speakers["fire"]).post("/api/experts", body, content_type=JSON).status_code == 403
    made = lead.post("/api/experts", body, content_type=JSON).json()["id"]
    home = f"/api/experts/{made}"
    for verb, path, said in (
        ("put", home, body | {"field": "岩土"}),
        ("post", f"{home}/retirement", {"reason": "退休"}),
    ):
        tag = lead.get(home)["ETag"]
        done = getattr(lead, verb)(path, said, content_type=JSON, headers={"If-Match": tag})
        assert done.status_code == 204, done.content
    [row] = lead.get("/api/experts?field=岩土").json()["rows"]
    assert (row["active"], row["note"]) == (False, "退休")
