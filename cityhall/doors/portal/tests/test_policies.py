"""惠企政策 on the portal: found, read, checked question by question, applied for with the answers carried over."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases import queries as cases
from cityhall.catalogue import queries
from cityhall.catalogue.models import KeptAnswers
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.doors.portal import carrying
from cityhall.doors.tests.visit import INLINE
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from .given import browser, text

pytestmark = pytest.mark.django_db
FIELDS = [
    {"key": "name", "label": "企业名称"}, {"key": "turnover", "label": "上年度营业收入（万元）", "kind": "number"},
    {"key": "size", "label": "企业规模", "kind": "choice", "choices": ["大型", "中型", "小型", "微型"]},
    {"key": "contact_phone", "label": "联系电话", "kind": "phone"},
]  # fmt: skip


@pytest.fixture
def item_id() -> int:
    composed.facts()
    organ = organs.organ("市样例工业和信息化局")
    return items.published_item(organ, name="样例资金申报", fields=FIELDS, materials=[], applicants=["entity"])


@pytest.fixture
def agent() -> tuple[Actor, str]:
    actor, code = people.citizen(name="样小例"), people.entity("样例软件有限公司")
    people_actions.link_entity(actor, code, Tie.HANDLER)
    return actor, code


def hidden(page: str) -> dict[str, list[str]]:
    """What the page carries along."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def step(client: Client, page: str, **more: Any) -> str:
    answer = client.post("/policies/match/", {**hidden(page), **more})
    assert answer.status_code in (200, 422), answer.status_code
    assert not INLINE.findall(text(answer))
    return text(answer)


def test_policies_are_found_narrowed_and_read_by_anybody(item_id: int) -> None:
    organ = queries.guide(item_id).terms.organ_id
    assert "还没有发布惠企政策" in text(browser().get("/policies/"))
    soon = (clock.today() + timedelta(days=5)).isoformat()
    made = composed.policy(organ, item_id, title="样例技改补助", apply_to=soon)
    composed.policy(organ, 0, title="样例免申即享", kind="jobs", automatic=True, contact="0990-5551000")
    page = text(browser().get("/policies/"))
    assert "样例技改补助" in page
    assert "快截止了" in page
    assert "样例技改补助" not in text(browser().get("/policies/?kind=jobs"))
    assert "样例免申即享" not in text(browser().get("/policies/?soon=1"))
    assert "没有符合条件的政策" in text(browser().get("/policies/?q=开飞船&organ=x"))
    whole = text(browser().get(f"/policies/{made}/"))
    for said in ("企业规模是“小型或微型”", "上年度裁员率不超过 5 %", "去申报", f"/items/{item_id}/", "（示例）"):
        assert said in whole, said
    assert browser().get("/policies/999999/").status_code == 404


def test_a_check_up_asks_one_question_at_a_time_and_says_why(item_id: int) -> None:
    organ = queries.guide(item_id).terms.organ_id
    composed.policy(organ, item_id, title="样例技改补助")
    composed.policy(
        organ, item_id, title="样例大户奖励", condition=[[{"key": "staff", "op": "at_least", "values": ["100"]}]]
    )
    client = browser()
    assert "答案只跟着这个页面走" in text(client.get("/policies/match/"))
    page = step(client, text(client.get("/policies/match/")))
    assert hidden(page)["asked"] == ["staff"]
    wrong = step(client, page, next="1", **{"f-staff": "很多"})
    assert "不是数字" in wrong
    assert "还没有填写" in step(client, page, next="1")
    page = step(client, page, next="1", **{"f-staff": "45"})
    assert "要求从业人数不少于 100 人，现为 45 人" in page
    assert hidden(page)["asked"] == ["size"]
    page = step(client, page, next="1", **{"f-size": "小型"})
    page = step(client, page, skip="layoffs")
    assert "跳过了 1 题" in page
    assert "要求上年度裁员率不超过 5 %，还没有回答" in page
    page = step(client, page, redo="1")
    page = step(client, page, next="1", **{"f-layoffs": "2"})
    assert "您的单位能享受 1 项政策" in page
    again = step(client, page, drop="staff")
    assert hidden(again)["asked"] == ["staff"]
    assert not KeptAnswers.objects.exists()


def test_an_enterprise_is_prefilled_applies_and_its_answers_come_along(item_id: int, agent: tuple[Actor, str]) -> None:
    actor, code = agent
    made = composed.policy(
        queries.guide(item_id).terms.organ_id, item_id,
        condition=[[{"key": "entity_kind", "values": ["企业"]}, {"key": "size", "values": ["小型"]}]],
    )  # fmt: skip
    client = browser(actor)
    page = step(client, text(client.get("/policies/match/")), entity=code)
    assert "来自单位登记信息" in page
    assert hidden(page)["asked"] == ["size"]
    page = step(client, page, next="1", **{"f-size": "小型"})
    page = step(client, page, keep="1")
    assert "下次体检不用再填" in page
    assert KeptAnswers.objects.get().answers["size"] == ["小型"]
    there = client.post(f"/policies/{made}/apply/", {**hidden(page), "f-turnover": "1800"})
    assert there.status_code == 302
    draft = cases.my_drafts(actor)[0]
    assert there.headers["Location"] == f"/apply/{draft.id}/"
    saved = cases.draft(actor, draft.id)
    assert {k: saved.values.get(k) for k in ("name", "size", "turnover")} == {
        "name": "样例软件有限公司",
        "size": "小型",
        "turnover": "1800",
    }
    assert "已带入 2 项" in text(client.get(f"/apply/{draft.id}/"))
    again = client.post(f"/policies/{made}/apply/", {**hidden(page), "f-turnover": "1"})
    assert again.headers["Location"] == f"/apply/{draft.id}/"
    assert cases.draft(actor, draft.id).values["turnover"] == "1800"
    assert "删除" in step(client, page, forget="1")
    assert not KeptAnswers.objects.exists()


def test_who_is_not_signed_in_or_stands_for_nobody_goes_the_usual_way(item_id: int, agent: tuple[Actor, str]) -> None:
    made = composed.policy(queries.guide(item_id).terms.organ_id, item_id)
    assert browser().post(f"/policies/{made}/apply/").headers["Location"].startswith("/sign-in/?next=%2Fpolicies")
    stranger = browser(people.citizen(name="另例"))
    assert (
        stranger.post(f"/policies/{made}/apply/", {"entity": agent[1]}).headers["Location"]
        == f"/items/{item_id}/apply/"
    )
    assert stranger.post("/policies/match/", {"begin": "1", "entity": agent[1]}).status_code == 403
    assert stranger.post("/policies/match/", {"keep": "1", "entity": agent[1], "f-size": "小型"}).status_code == 403


@pytest.mark.parametrize("path", ["/policies/", "/policies/{id}/"])
def test_pages_cost_few_statements(item_id: int, path: str) -> None:
    made = composed.policy(queries.guide(item_id).terms.organ_id, item_id)
    with CaptureQueriesContext(connection) as asked:
        browser().get(path.format(id=made))
    assert len(asked) <= 5


def test_only_the_very_same_question_is_carried(item_id: int) -> None:
    asks = queries.fact_questions()
    specs = queries.guide(item_id).terms.fields
    given = {"turnover": ("1800",), "size": ("小型",), "staff": ("45",)}
    assert carrying.carried(asks, given, specs) == {"turnover": "1800", "size": "小型"}
    assert carrying.carried(asks, {"size": ("巨型",)}, specs) == {}
