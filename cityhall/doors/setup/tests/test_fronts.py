"""Flagship pages and columns in the set-up: composed block by block, looked at, published, taken back."""

from typing import Any

import pytest
from django.test import Client

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_administration import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ_id() -> int:
    composed.facts()
    return given.organ("市样例市场监督管理局")


@pytest.fixture
def editor(organ_id: int) -> Client:
    return at(given.staff(organ_id, Can.COMPOSE, Can.RELEASE))


def blocks(*rows: dict[str, str], **head: Any) -> dict[str, Any]:
    """The editor as a browser sends it."""
    told = {
        "title": "样例旗舰店",
        "summary": "",
        "rows-TOTAL_FORMS": str(len(rows)),
        "rows-INITIAL_FORMS": str(len(rows)),
        **head,
    }
    for n, row in enumerate(rows):
        told |= {f"rows-{n}-{key}": value for key, value in row.items()}
    return told


def test_a_flagship_page_is_composed_looked_at_published_and_taken_back(organ_id: int, editor: Client) -> None:
    item = items.published_item(organ_id, name="食品经营许可核发")
    policy = composed.policy(organ_id, item, title="样例补助")
    assert "自动生成" in page(editor, "/setup/fronts/")
    assert sent(editor, "/setup/fronts/new/shop/", organ_id=f"#{organ_id}").status_code == 302
    made = queries.fronts_for_setup(HOUSE).rows[0].id
    url = f"/setup/fronts/{made}/edit/"
    shown = page(editor, url)
    for said in ("1 · 热门事项", "＋ 公告", f"#{item} 食品经营许可核发", "地址、电话、窗口和办公时间从"):
        assert said in shown, said
    rows = (
        {"kind": "notice", "title": "公告", "text": "停电一天"},
        {"kind": "items", "title": "开店", "items": f"#{item} 随便什么"},
    )
    more = text(editor.post(url, blocks(*rows, more="qa")))
    assert "3 · 常见问答" in more
    assert "停电一天" in more
    assert queries.front_draft(HOUSE, made).version == 1
    moved = text(editor.post(url, blocks(*rows, down="0")))
    assert moved.index("1 · 事项分组") < moved.index("2 · 公告")
    twice = sent(editor, url, **blocks({"kind": "items", "title": "开店", "items": f"食品经营许可核发\n#{item}"}))
    assert twice.status_code == 422
    assert "出现了两次" in text(twice)
    assert "没有找到“没有这样的事”" in text(
        sent(editor, url, **blocks({"kind": "items", "title": "一", "items": "没有这样的事"}))
    )
    qa = {"kind": "qa", "title": "常问", "pairs": "几天？\n十天。\n\n多少钱？\n不收费。"}
    good = blocks(*rows, qa, {"kind": "policies", "title": "政策", "policies": "样例补助"}, look="1")
    assert sent(editor, url, **good).headers["Location"] == f"/setup/fronts/{made}/look/"
    assert "手机" in page(editor, f"/setup/fronts/{made}/look/")
    looked = editor.get(f"/setup/fronts/{made}/preview/")
    assert "十天。" in text(looked)
    assert looked.headers.get("X-Frame-Options", "SAMEORIGIN") == "SAMEORIGIN"
    assert "样例补助" in page(editor, url)
    assert sent(editor, f"/setup/fronts/{made}/publish/", note="首次").status_code == 302
    assert queries.flagship(organ_id, "").composed
    assert sent(editor, url, **blocks(rows[0])).status_code == 302
    assert sent(editor, f"/setup/fronts/{made}/publish/", on="2027-03-01").status_code == 302
    assert sent(editor, f"/setup/fronts/{made}/versions/2/drop/").status_code == 302
    assert sent(editor, f"/setup/fronts/{made}/versions/1/revert/").status_code == 302
    assert len(queries.flagship(organ_id, "").blocks) == 4
    actions.retire(HOUSE, item, "并入别的事项")
    assert "有停用的事项" in page(editor, "/setup/fronts/")
    assert "食品经营许可核发" in page(editor, f"/setup/fronts/{made}/")
    assert sent(editor, f"/setup/fronts/{made}/withdraw/", reason="重新编排").status_code == 302
    assert not queries.flagship(organ_id, "").composed
    assert queries.policy(policy).row.title == "样例补助"


def test_a_column_is_composed_by_who_has_the_whole_city(organ_id: int, editor: Client) -> None:
    item = items.published_item(organ_id, name="食品经营许可核发")
    actions.seed_sayings(HOUSE)
    city = at(given.staff(organ_id, Can.COMPOSE, Can.RELEASE, reach=Reach.EVERYWHERE))
    assert "开饭店" in page(city, "/setup/fronts/new/topic/")
    assert sent(city, "/setup/fronts/new/topic/", saying="开饭店", title="开一家饭店").status_code == 302
    made = next(f.id for f in queries.fronts_for_setup(HOUSE).rows)
    url = f"/setup/fronts/{made}/edit/"
    assert f"#{item} 食品经营许可核发" in page(city, url)
    stage = {
        "kind": "stage",
        "title": "先办证",
        "text": "先办这个。",
        "items": "食品经营许可核发",
        "lines": "身份证\n租房合同",
    }
    assert sent(city, url, **blocks(stage, title="开一家饭店")).status_code == 302
    assert sent(city, f"/setup/fronts/{made}/publish/").status_code == 302
    assert list(queries.column(made).blocks[0].lines) == ["身份证", "租房合同"]
    assert sent(editor, "/setup/fronts/new/topic/", saying="结婚").status_code == 403
    page(editor, url, 403)


def test_strangers_are_kept_out(organ_id: int) -> None:
    made = composed.flagship(organ_id, [{"kind": "contact"}])
    stranger = at(given.staff(given.organ(), Can.COMPOSE, Can.RELEASE))
    for url in ("", "edit/", "look/", "preview/", "publish/", "withdraw/"):
        page(stranger, f"/setup/fronts/{made}/{url}", 403)
    page(at(given.staff(organ_id, Can.EDIT_ITEMS)), "/setup/fronts/", 403)
    assert sent(stranger, "/setup/fronts/new/shop/", organ_id=f"#{organ_id}").status_code == 403
