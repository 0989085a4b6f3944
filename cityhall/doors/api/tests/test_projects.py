"""A project over HTTP: every act has an address, the version is asked for, strangers are refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.deadlines import actions as layers
from cityhall.deadlines.terms import LayerKind, Unit
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs.tests import given as organs
from cityhall.projects.terms import Can
from cityhall.projects.tests import given
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def send(
    client: Client, here: given.Site, method: str, way: str, body: dict[str, Any] | None = None, status: int = 204
) -> Any:
    """One command with the version the program has read."""
    at = f"/api/projects/{here.number}"
    seen = client.get(at).headers.get("ETag", '"1"')
    answer = getattr(client, method)(f"{at}/{way}", data=body or {}, content_type=JSON, headers={"If-Match": seen})
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


def test_a_project_is_registered_planned_and_read() -> None:
    here = given.site()
    hers, keeper = visit.at(here.citizen), visit.at(here.keeper)
    new = {"code": given.code(), "name": "样例二期", "organ_id": here.organ}
    assert hers.post("/api/projects", {**new, "code": "x"}, content_type=JSON).json()["code"] == "projects.bad_code"
    made = hers.post("/api/projects", new, content_type=JSON)
    assert made.status_code == 201
    assert [p["number"] for p in hers.get("/api/me/projects").json()] == [made.json()["number"], here.number]
    today = clock.today()
    day, later = today.isoformat(), (today + timedelta(days=3)).isoformat()
    plan = {"name": "节点", "starts_on": day, "due_on": later, "stage": "approval"}
    one = send(keeper, here, "post", "milestones", plan, 201)["id"]
    two = send(keeper, here, "post", "milestones", plan, 201)["id"]
    send(keeper, here, "put", f"milestones/{one}", {"starts_on": day, "due_on": day, "reason": "提前"})
    send(keeper, here, "post", f"milestones/{one}/reached", {"on": day})
    send(keeper, here, "post", f"milestones/{two}/dropped", {"reason": "合并"})
    case = given.received(here)
    assert send(hers, here, "post", "applications", {"application": case}, 201) == {"stage": "approval"}
    drain()
    read = keeper.get(f"/api/projects/{here.number}").json()
    assert [(m["pace"], m["first_due_on"]) for m in read["milestones"]] == [("done", later)]
    assert (read["days_promised"], read["stages"][0]["state"]) == (45, "open")
    send(keeper, here, "post", f"applications/case:{case}/unlinked", {"reason": "关联错了"})
    assert [p["number"] for p in keeper.get("/api/projects", {"q": "样例厂房"}).json()["rows"]] == [here.number]


def test_without_the_version_that_was_read_nothing_is_changed() -> None:
    here = given.site()
    body = {"reason": "资金未到位"}
    keeper = visit.at(here.keeper)
    assert keeper.post(f"/api/projects/{here.number}/stopped", body, content_type=JSON).status_code == 428
    old = keeper.get(f"/api/projects/{here.number}").headers["ETag"]
    given.planned(here)
    answer = keeper.post(f"/api/projects/{here.number}/stopped", body, content_type=JSON, headers={"If-Match": old})
    assert answer.status_code == 412


def test_documents_and_consultations() -> None:
    here = given.site()
    keeper, at = visit.at(here.keeper), f"/api/projects/{here.number}"
    file = SimpleUploadedFile("纪要.pdf", given.cases_file(), "application/pdf")
    made = keeper.post(f"{at}/documents", {"name": "纪要", "inside": "true", "file": file})
    assert made.status_code == 201
    one = made.json()["id"]
    assert keeper.get(f"{at}/documents/{one}/file").status_code == 200
    assert visit.at(here.citizen).get(f"{at}/documents/{one}/file").status_code == 404
    send(keeper, here, "post", f"documents/{one}/removed", {"reason": "传错了"})
    today = clock.today().isoformat()
    told = {"held_on": today, "issues": "管线", "tasks": [{"what": "出方案", "organ_id": here.organ, "due_on": today}]}
    send(keeper, here, "post", "consultations", told, 201)
    [task] = keeper.get("/api/project-tasks").json()["rows"]
    send(keeper, here, "post", f"tasks/{task['id']}/done", {"note": "已出"})
    assert keeper.get("/api/project-tasks").json()["rows"] == []


def test_what_distinguishes_a_project_comes_and_ends() -> None:
    here = given.site()
    keeper, today = visit.at(here.keeper), clock.today()
    campaign = layers.save_layer(
        HOUSE,
        LayerKind.CAMPAIGN,
        "百日攻坚",
        first_on=today,
        last_on=today,
        document="样例文件",
        switches_to=Unit.DAYS.value,
    )
    agent = organs.staff(here.organ, Can.SEE)
    why = {"document": "样例文件", "reason": "理由"}
    send(keeper, here, "put", "key", {"level": "市重点", **why})
    send(keeper, here, "put", "fast-lane", {**why, "first_on": today.isoformat(), "last_on": today.isoformat()})
    send(keeper, here, "put", "agent", {"account_id": agent.account_id})
    send(keeper, here, "put", "campaign", {"campaign": campaign})
    read = keeper.get(f"/api/projects/{here.number}").json()
    assert (read["campaign"], read["agent"] != "", [f["runs"] for f in read["favours"]]) == (
        "百日攻坚",
        True,
        [True, True],
    )
    assert [p["lane"] for p in keeper.get("/api/projects", {"key": "true"}).json()["rows"]] == [True]
    for way in ("key/ended", "fast-lane/ended", "campaign/ended", "stopped", "resumed"):
        send(keeper, here, "post", way, {"reason": "样例原因"})
    for stage in ("approval", "planning", "building", "acceptance"):
        send(keeper, here, "post", f"stages/{stage}/closed", {"reason": "别处已办结"})
    send(keeper, here, "post", "completion")
    assert keeper.get(f"/api/projects/{here.number}").json()["state"] == "done"


def test_the_rules_are_data_of_the_city() -> None:
    given.site()
    setter = visit.at(organs.staff(organs.organ(), Can.SET_RULES))
    rules = {
        "picture": "YYMM-DDDDDD-99-99-999999",
        "picture_source": "样例",
        "consult_days": 14,
        "consult_source": "样例",
    }
    profile = {"name": "样例方案", "source": "样例", "stages": [{"key": "a", "name": "甲"}]}
    seen = {"If-Match": '"1"'}
    assert setter.put("/api/project-rules", rules, content_type=JSON, headers=seen).status_code == 204
    assert setter.put("/api/project-profiles/own", profile, content_type=JSON).status_code == 204
    assert [p["code"] for p in setter.get("/api/project-profiles").json()] == ["four_stages", "plans_in_one", "own"]


def test_a_stranger_finds_nothing() -> None:
    here = given.site()
    stranger = visit.at(organs.staff(organs.organ(), *given.KEEPING))
    assert stranger.get(f"/api/projects/{here.number}").status_code == 404
    assert stranger.get("/api/projects").json()["rows"] == []
    send(stranger, here, "post", "stopped", {"reason": "试"}, 403)
    send(stranger, here, "put", "key", {"level": "市重点", "document": "x", "reason": "x"}, 403)
    assert Client().get(f"/api/projects/{here.number}").status_code == 401
