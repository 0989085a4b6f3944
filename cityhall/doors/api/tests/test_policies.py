"""Policies, the check-up, flagship pages and columns over the API."""

from typing import Any

import pytest
from django.test import Client

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from .test_api import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ_id() -> int:
    composed.facts()
    return given.organ("市样例工业和信息化局")


def caller(client: Client) -> Any:
    def call(method: str, url: str, body: Any = None, of: str = "") -> Any:
        seen = client.get(f"/api{of}").headers["ETag"] if of else ""
        return send(client, method, url, body, **({"If-Match": seen} if seen else {}))

    return call


def test_a_policy_is_kept_published_and_matched_by_program(organ_id: int) -> None:
    item = items.published_item(organ_id)
    client = at(given.staff(organ_id, Can.KEEP_POLICIES, Can.RELEASE))
    call = caller(client)
    made = call("POST", "/policies", {"organ_id": organ_id, "content": composed.policy_content(item, title="样例补助")})
    assert made.status_code == 201, made.content
    url = f"/policies/{made.json()['id']}"
    content = composed.policy_content(item, title="样例补助（改）")
    saved = call("PUT", f"{url}/draft", content, f"{url}/draft")
    assert saved.status_code == 200, saved.content.decode()
    assert (saved.status_code, saved.json()["problems"], saved.json()["state"]) == (200, [], "draft")
    assert {t["verdict"] for t in client.get(f"/api{url}/trial").json()} == {"met", "missed"}
    assert call("POST", f"{url}/publication", {"note": "首次"}, f"{url}/draft").json() == {"number": 1}
    public = Client()
    assert [r["title"] for r in public.get("/api/policies?kind=subsidy").json()["rows"]] == ["样例补助（改）"]
    assert public.get(f"/api{url}").json()["conditions"] == [["企业规模是“小型或微型”", "上年度裁员率不超过 5 %"]]
    assert "size" in {f["key"] for f in public.get("/api/policies/facts").json()}
    found = send(public, "POST", "/policies/match", {"answers": {"size": "小型"}}).json()
    assert (found["counts"], found["next"]["ask"]["key"]) == ({"met": 0, "missed": 0, "unknown": 1}, "layoffs")
    assert found["unknown"][0]["missing"] == ["要求上年度裁员率不超过 5 %，还没有回答"]
    found = send(public, "POST", "/policies/match", {"answers": {"size": ["小型"], "layoffs": 5}}).json()
    assert [m["policy"]["title"] for m in found["hits"]] == ["样例补助（改）"]
    wrong = send(public, "POST", "/policies/match", {"answers": {"size": "巨型"}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "catalogue.bad_answer")
    assert call("POST", f"{url}/editions/1/restoration", None, f"{url}/draft").json() == {"number": 2}
    planned = call("POST", f"{url}/publication", {"on": "2027-03-01"}, f"{url}/draft").json()
    assert call("DELETE", f"{url}/editions/{planned['number']}", None, f"{url}/draft").status_code == 204
    assert call("POST", f"{url}/withdrawal", {"reason": "废止"}, f"{url}/draft").status_code == 204
    assert public.get(f"/api{url}").status_code == 404
    stranger = at(given.staff(given.organ(), Can.KEEP_POLICIES))
    assert stranger.get(f"/api{url}/draft").status_code == 403


def test_shared_questions_and_kept_answers_by_program(organ_id: int) -> None:
    city = at(given.staff(organ_id, Can.KEEP_POLICIES, reach=Reach.EVERYWHERE))
    call = caller(city)
    new = {"content": {"label": "工业机器人", "kind": "number", "unit": "台"}, "new": True}
    assert call("PUT", "/policies/facts/robots", new).status_code == 204
    again = {"content": {"label": "工业机器人（台数）", "kind": "number", "unit": "台"}}
    assert call("PUT", "/policies/facts/robots", again).status_code == 428
    assert call("PUT", "/policies/facts/robots", again, "/policies/facts/robots").status_code == 204
    agent, code = people.citizen(name="样小例"), people.entity()
    people_actions.link_entity(agent, code, Tie.HANDLER)
    mine = at(agent)
    url = f"/entities/{code}/policy-answers"
    assert send(mine, "PUT", url, {"answers": {"size": "小型"}}).status_code == 204
    assert mine.get(f"/api{url}").json() == {"entity_kind": ["企业"], "size": ["小型"]}
    assert send(mine, "DELETE", url).status_code == 204
    assert mine.get(f"/api{url}").json() == {"entity_kind": ["企业"]}
    assert at(people.citizen(name="另例")).get(f"/api{url}").status_code == 403


def test_pages_are_composed_and_read_by_program(organ_id: int) -> None:
    item = items.published_item(organ_id, name="食品经营许可核发")
    actions.seed_sayings(HOUSE)
    client = at(given.staff(organ_id, Can.COMPOSE, Can.RELEASE, reach=Reach.EVERYWHERE))
    call, public = caller(client), Client()
    assert public.get(f"/api/organs/{organ_id}/front").json()["composed"] is False
    made = call("POST", "/fronts/flagships", {"organ_id": organ_id}).json()["id"]
    url = f"/fronts/{made}"
    body = {"title": "样例旗舰店", "blocks": [{"kind": "items", "title": "开店", "items": [item]}]}
    assert call("PUT", f"{url}/draft", body, f"{url}/draft").json()["problems"] == []
    assert client.get(f"/api{url}/preview").json()["blocks"][0]["items"][0]["id"] == item
    assert call("POST", f"{url}/publication", {}, f"{url}/draft").json() == {"number": 1}
    assert public.get(f"/api/organs/{organ_id}/front").json()["title"] == "样例旗舰店"
    assert call("POST", f"{url}/editions/1/restoration", None, f"{url}/draft").json() == {"number": 2}
    planned = call("POST", f"{url}/publication", {"on": "2027-03-01"}, f"{url}/draft").json()
    assert call("DELETE", f"{url}/editions/{planned['number']}", None, f"{url}/draft").status_code == 204
    stage = {"blocks": [{"kind": "stage", "title": "先办证", "items": [item]}]}
    column = call("POST", "/fronts/columns", {"saying": "开饭店", "title": "开一家饭店", "content": stage}).json()["id"]
    assert call("POST", f"/fronts/{column}/publication", {}, f"/fronts/{column}/draft").status_code == 200
    assert public.get(f"/api/columns/{column}").json()["event"] == "开饭店"
    assert column in {c["front_id"] for c in public.get("/api/columns").json()}
    assert {row["id"] for row in client.get("/api/fronts").json()["rows"]} == {made, column}
    assert call("POST", f"{url}/withdrawal", {"reason": "重编"}, f"{url}/draft").status_code == 204
    assert at(given.staff(given.organ(), Can.COMPOSE)).get(f"/api{url}/draft").status_code == 403
    assert public.get("/api/fronts").status_code == 401
