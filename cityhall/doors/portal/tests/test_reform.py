"""改革台账 in public, and the page of an item that reform took out of service."""

from typing import Any

import pytest
from django.test import Client

from cityhall.catalogue import actions
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db
PAPER = "样例政发〔2026〕18 号"


def register(kind: str, item_ids: list[int], **told: Any) -> int:
    return actions.register_reform(HOUSE, kind, "第四轮简政放权", PAPER, clock.today(), items=item_ids, **told)


def test_a_cancelled_item_s_page_says_so_and_one_merged_leads_on(client: Client) -> None:
    organ = organs.organ()
    gone, old, new = (items.published_item(organ, name=name) for name in ("设计方案审查", "小餐饮登记", "食品经营许可"))
    unknown = items.draft_item(organ)
    register("cancelled", [gone])
    register("merged", [old], into=new)
    shown = visit.page(client, f"/items/{gone}/", 410)
    assert "不用再办这件事" in shown
    assert PAPER in shown
    assert f'href="/items/{new}/"' in visit.page(client, f"/items/{old}/", 410)
    assert client.get(f"/items/{unknown}/").status_code == 404


def test_the_ledger_its_rounds_and_entries_with_their_effect(client: Client) -> None:
    organ = organs.organ()
    item_id = items.published_item(organ, name="取水许可", visits=2)
    made = actions.open_round(HOUSE, "第四轮简政放权（福安市）", PAPER, clock.today())
    entry = register("simplified", [item_id], round_id=made)
    register("proof", [item_id], subjects=["户籍证明", "婚姻证明"], round_id=made)
    assert "1 项还没有发布新的版本，暂不能测算" in visit.page(client, f"/reform/{entry}/")
    actions.save_draft(HOUSE, item_id, items.content(visits=0))
    actions.publish(HOUSE, item_id)
    shown = visit.page(client, "/reform/")
    assert "取消证明 <b>2</b> 份" in shown
    assert "到现场次数 2 次 → 0 次" in shown
    assert "到现场次数" in visit.page(client, f"/reform/rounds/{made}/")
    assert "取水许可" in visit.page(client, f"/reform/{entry}/")
    assert "这件事的改革" in visit.page(client, f"/items/{item_id}/")
    assert "没有符合条件" in visit.page(client, "/reform/?kind=merged")
    assert "第四轮简政放权" in visit.page(client, "/reform/?q=取水")
    assert client.get("/reform/987654/").status_code == 404
    assert client.get("/reform/rounds/987654/").status_code == 404


def test_pages_keep_to_five_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    organ = organs.organ()
    for _ in range(3):
        register("simplified", [items.published_item(organ)])
    with django_assert_max_num_queries(6):
        client.get("/reform/")
    with django_assert_max_num_queries(4):
        client.get("/delegations/")
