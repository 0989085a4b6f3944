"""Setting up the other ways of an item, and what is said of it before it is published."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can, Cause, LicenceAct
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.test_special import ALL, RULE
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs.tests import given

from .test_items import sent, typed

pytestmark = pytest.mark.django_db
STEPS = [
    {"key": "review", "name": "审查", "desk": "review", "order": 1, "limit": {"amount": 3, "unit": "workdays"}},
    {"key": "survey", "name": "踏勘", "desk": "survey", "order": 1, "limit": {"amount": 4, "unit": "workdays"}, "visit": True},
    {"key": "decide", "name": "决定", "desk": "approve", "order": 2, "limit": {"amount": 2, "unit": "workdays"}, "decides": True},
]  # fmt: skip


@pytest.fixture
def organ() -> int:
    return given.organ()


@pytest.fixture
def editor(organ: int) -> Actor:
    return given.staff(organ, Can.EDIT_ITEMS, Can.PUBLISH_ITEMS)


@pytest.fixture
def client(editor: Actor) -> Client:
    return at(editor)


def test_every_page_gives_back_all_it_was_given(organ: int, editor: Actor, client: Client) -> None:
    kept: list[dict[str, Any]] = items.content()["materials"]
    materials = [{**m, "original_later": n == 1} for n, m in enumerate(kept)]
    item = items.draft_item(organ, **{**ALL, "materials": materials, "steps": STEPS})
    before = queries.draft(editor, item).parts
    for part in ("facts", "materials", "fields", "steps", "specials", "questions", "ways", "regime"):
        assert sent(client, f"/setup/items/{item}/{part}/").status_code == 302, part
    assert queries.draft(editor, item).parts == before


def test_the_other_ways_are_written_on_the_screen(organ: int, editor: Actor, client: Client) -> None:
    item = items.draft_item(organ)
    url = f"/setup/items/{item}/"
    told = {
        "licence_act": "renew", "joint": "on", "hearing": "样例法第十条", "gaps_amount": "5", "gaps_basis": RULE,
        "pre_review_amount": "1", "pledge_text": "承诺符合条件", "pledge_spares": ["premises"], "pledge_at_once": "on",
        "pledge_basis": RULE, "after_check_amount": "30", "after_check_basis": RULE,
    }  # fmt: skip
    assert sent(client, f"{url}ways/", **told).status_code == 302
    assert "窗口不会出现“容缺受理”" in page(client, url)
    allowed = sent(client, f"{url}regime/", basis=RULE, also=["accept_with_gaps", "accept_on_pledge"])
    assert allowed.status_code == 302
    assert sent(client, f"{url}materials/", **{"rows-1-original_later": "on"}).status_code == 302
    grown = typed(text(client.post(f"{url}specials/", {**typed(page(client, f"{url}specials/")), "more": "1"})))
    grown.pop("more", None)
    values = {**grown, "rows-0-cause": "experts", "rows-0-days": "15", "rows-0-basis": "样例法第九条"}
    assert client.post(f"{url}specials/", {k: v for k, v in values.items() if not k.startswith("rows-1-")} | {
        "rows-TOTAL_FORMS": "1"}).status_code == 302  # fmt: skip
    parts = queries.draft(editor, item).parts
    assert (parts.licence_act, parts.joint, parts.hearing) == (LicenceAct.RENEW, True, "样例法第十条")
    assert parts.gaps is not None
    assert (parts.gaps.amount, parts.gaps.basis) == (5, RULE)
    assert parts.pledge is not None
    assert (parts.pledge.spares, parts.pledge.at_once, parts.pledge.after_check.amount) == (("premises",), True, 30)
    assert [(s.cause, s.days, s.statutory) for s in parts.specials] == [(Cause.EXPERTS, 15, True)]
    assert parts.materials[1].original_later
    assert "写了却用不上" not in page(client, url)
    assert sent(client, f"{url}publish/").status_code == 302
    shown = page(client, f"{url}preview/")
    for words in ("可以容缺", "可以告知承诺", "可能要专家评审", "原件什么时候看", "一般需要 15 个工作日"):
        assert words in shown


def test_a_wrong_way_is_named_at_its_field(organ: int, client: Client) -> None:
    item = items.draft_item(organ, specials=[{"cause": "publicity", "basis": RULE, "days": 7}])
    url = f"/setup/items/{item}/"
    stops = sent(client, f"{url}specials/", **{"rows-0-statutory": "on"})
    assert stops.status_code == 422
    assert "不在行政许可法第四十五条所列八种情形之内" in text(stops)
    unsaid = sent(client, f"{url}ways/", pledge_text="承诺符合条件", pledge_basis="")
    assert unsaid.status_code == 422
    assert 'href="#id_pledge_basis"' in text(unsaid)
    assert sent(client, f"{url}ways/", pledge_text="承诺人身健康达标", pledge_basis=RULE).status_code == 302
    assert f"{url}ways/#id_pledge_scope" in page(client, url)


def test_what_is_missing_leads_to_its_field(organ: int, client: Client) -> None:
    item = items.draft_item(organ, regime={"basis": RULE, "also": ["accept_with_gaps", "accept_on_pledge"]})
    shown = page(client, f"/setup/items/{item}/")
    for anchor in ("#id_gaps_amount", "#id_pledge_text"):
        assert f"/setup/items/{item}/ways/{anchor}" in shown


def test_the_clerk_s_side_is_shown_step_by_step_and_move_by_move(organ: int, client: Client) -> None:
    item = items.draft_item(organ, **{**ALL, "steps": STEPS})
    url = f"/setup/items/{item}/desk/"
    shown = page(client, url)
    for words in ("同时进行", "现场核查，两人", "环节时限合计 6 个工作日，承诺 10 个工作日，余 4 个工作日。", "容缺受理",
                  "行政许可法 第五十条第二款"):  # fmt: skip
        assert words in shown
    with CaptureQueriesContext(connection) as asked:
        page(client, url)
    assert len(asked) <= 8 + SIGNING_IN
    bare = items.draft_item(organ, steps=[])
    assert "还没有审查环节" in page(client, f"/setup/items/{bare}/desk/")
    page(at(given.staff(given.organ(), Can.EDIT_ITEMS)), url, 403)


def test_before_publishing_every_change_is_read_and_what_stays(organ: int) -> None:
    here = cases.place()
    cases.accepted(here)
    client = at(given.staff(here.organ, Can.EDIT_ITEMS, Can.PUBLISH_ITEMS))
    url = f"/setup/items/{here.terms.item_id}/"
    kept: list[dict[str, Any]] = items.content()["materials"]
    materials = [*kept[:1], {**kept[1], "copies": 2}, {"key": "lease", "name": "租赁合同"}]
    actions.save_draft(HOUSE, here.terms.item_id, items.content(
        materials=materials, summary="新的简介", specials=[{"cause": "experts", "basis": "样例法第九条", "days": 15}],
        regime={"basis": RULE, "also": ["deem_withdrawn"]},
    ))  # fmt: skip
    for address in (url, f"{url}publish/"):
        shown = page(client, address)
        for words in ("材料“身份证明” · 份数", "材料“租赁合同”", "材料“经营场所使用证明”", "特别程序“专家评审”", "新的简介",
                      "新增：视为撤回"):  # fmt: skip
            assert words in shown, (address, words)
    assert "1 件继续按第 1 版办理" in page(client, f"{url}publish/")
    assert sent(client, f"{url}publish/", note="增加专家评审").status_code == 302
    assert "草稿改了什么" not in page(client, url)
