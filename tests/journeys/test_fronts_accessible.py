"""WCAG 2.2 AA by axe for flagship pages, columns, policies and where they are made: phone, desk, large print."""

from typing import Any

import pytest

from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as register
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from . import axe, camera
from .conftest import Person

LONG = "关于进一步支持中小企业数字化智能化绿色化改造和高质量发展若干政策措施中设备更新专项补助（示例）"


@pytest.fixture
def made() -> dict[str, Any]:
    composed.facts()
    organ = organs.organ("澜宁市经济技术开发区管理委员会投资促进和企业服务局")
    organs.window(organ)
    item = items.published_item(organ, name="食品经营许可核发")
    policy = composed.policy(organ, item, title=LONG, apply_to="2026-12-01")
    column = composed.column("开饭店", [item], "开一家饭店")
    front = composed.flagship(organ, [
        {"kind": "banner", "title": "欢迎", "text": "办事先看这里。"}, {"kind": "notice", "text": "周六照常办理"},
        {"kind": "hot", "computed": True}, {"kind": "items", "title": "开店", "items": [item]},
        {"kind": "policies", "policies": [policy]}, {"kind": "topics", "fronts": [column]},
        {"kind": "qa", "pairs": [["几天？", "十天。"]]}, {"kind": "contact"},
    ], LONG[:60])  # fmt: skip
    catalogue.save_policy(HOUSE, policy, composed.policy_content(item, title=LONG, condition=[]))
    return {"organ": organ, "item": item, "policy": policy, "column": column, "front": front}


def public(made: dict[str, Any]) -> dict[str, str]:
    return {
        "home": "/", "organ": f"/organs/{made['organ']}/", "organ-items": f"/organs/{made['organ']}/items/",
        "topics": "/topics/", "topic": f"/topics/{made['column']}/", "policies": "/policies/", "policies-none": "/policies/?q=飞船",
        "policy": f"/policies/{made['policy']}/", "match": "/policies/match/", "guide": f"/items/{made['item']}/",
    }  # fmt: skip


def test_pages_anybody_may_see(person: Person, made: dict[str, Any]) -> None:
    found = axe.look(person("phone"), public(made))
    large = person("phone")
    large.goto("/look/elder/?back=/")
    found += axe.look(large, public(made), ("narrow",))
    assert not found, "\n".join(found)


def test_a_check_up_step_by_step(person: Person, made: dict[str, Any]) -> None:
    agent, code = people.citizen(name="样小例"), people.entity("样例市城北新区第二商业管理有限责任公司餐饮服务分公司")
    register.link_entity(agent, code, Tie.HANDLER)
    page = person("phone", account_id=agent.account_id)
    page.goto("/policies/match/")
    page.get_by_role("button", name="样例市城北新区").click()
    found = axe.violations(page)
    page.get_by_role("button", name="下一题").click()
    page.get_by_text("还没有填写").wait_for()
    found += axe.violations(page)
    while page.locator(".question").count():
        page.get_by_role("button", name="不清楚，先跳过").click()
        page.locator(".tally").wait_for()
    found += axe.violations(page)
    camera.check_fits(page, "check-up")
    assert not found, "\n".join(found)


def test_where_they_are_made(person: Person, made: dict[str, Any]) -> None:
    editor = organs.staff(
        made["organ"], Can.COMPOSE, Can.KEEP_POLICIES, Can.RELEASE, name="样例编辑", reach=Reach.EVERYWHERE
    )  # fmt: skip
    front, policy = f"/setup/fronts/{made['front']}/", f"/setup/policies/{made['policy']}/"
    pages = {
        "fronts": "/setup/fronts/", "front": front, "front-edit": f"{front}edit/", "front-publish": f"{front}publish/",
        "column-new": "/setup/fronts/new/topic/", "policies": "/setup/policies/", "policy": policy,
        "policy-edit": f"{policy}edit/", "policy-condition": f"{policy}condition/", "policy-asks": f"{policy}asks/",
        "policy-new": "/setup/policies/new/", "facts": "/setup/policies/facts/", "fact": "/setup/policies/facts/size/",
        "revert": f"{policy}versions/1/revert/",
    }  # fmt: skip
    found = axe.look(person("desk", account_id=editor.account_id), pages)
    assert not found, "\n".join(found)
    assert queries.policy_draft(HOUSE, made["policy"]).unpublished
