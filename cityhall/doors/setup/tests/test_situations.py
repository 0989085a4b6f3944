"""The decision table on screen: typed, tried out, checked, saved, published."""

from typing import Any

import pytest
from django.test import Client

from cityhall.cases.tests.test_situations import CONTENT
from cityhall.catalogue import queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel.actor import Actor
from cityhall.organs.tests import given

from .test_items import typed

pytestmark = pytest.mark.django_db


def set_up(**content: Any) -> tuple[Actor, Client, int, str]:
    organ = given.organ()
    editor = given.staff(organ, Can.EDIT_ITEMS, Can.PUBLISH_ITEMS)
    item = items.draft_item(organ, **({**CONTENT} | content))
    return editor, at(editor), item, f"/setup/items/{item}/situations/"


def test_the_table_shows_each_condition_in_its_cell() -> None:
    _, client, _, url = set_up()
    shown = page(client, url)
    assert typed(shown)["c-materials-room-0-cold"] == "是"
    assert typed(shown)["c-materials-licence-0-way"] == ""
    assert "没有矛盾" in shown


def test_what_is_typed_is_kept_as_conditions() -> None:
    editor, client, item, url = set_up()
    sent = typed(page(client, url)) | {"c-materials-licence-0-way": "堂食|网店", "c-materials-room-0-cold": ""}
    assert client.post(url, sent).status_code == 302
    kept = queries.draft(editor, item).parts
    assert (
        queries.line_of([[{"key": "way", "op": "is", "values": ["堂食", "网店"]}]], CONTENT["asks"])
        == "经营方式=堂食|网店"
    )
    assert [len(m.when) for m in kept.materials] == [1, 0, 1]


def test_another_row_may_be_added_and_is_an_alternative() -> None:
    editor, client, item, url = set_up()
    more = text(client.post(url, typed(page(client, url)) | {"or": "materials:room"}))
    assert "或者" in more
    sent = typed(more) | {"c-materials-room-1-way": "网店"}
    sent.pop("or", None)
    assert client.post(url, sent).status_code == 302
    assert [len(m.when) for m in queries.draft(editor, item).parts.materials] == [0, 2, 1]


def test_a_cell_nobody_understands_is_said_at_its_place_and_nothing_is_saved() -> None:
    editor, client, item, url = set_up()
    before = queries.draft(editor, item).content
    refused = client.post(url, typed(page(client, url)) | {"c-materials-room-0-way": "摆摊"})
    assert refused.status_code == 422
    assert "没有“摆摊”这个选项" in text(refused)
    assert queries.draft(editor, item).content == before


def test_it_is_tried_out_before_it_is_saved() -> None:
    editor, client, item, url = set_up()
    before = queries.draft(editor, item).content
    sent = typed(page(client, url)) | {
        "c-materials-web-0-way": "",
        "c-materials-web-0-cold": "否",
        "a-way": "堂食",
        "a-cold": "否",
    }
    part = text(client.post(url, sent, headers={"HX-Request": "true"}))
    assert "<html" not in part
    needed = part.partition("<h3>材料</h3>")[2].partition("<h3>填写项</h3>")[0]
    assert "网站备案材料" in needed
    assert "冷食专间布局图" not in needed
    assert queries.draft(editor, item).content == before


def test_what_is_odd_is_told_and_keeps_it_from_being_published() -> None:
    editor, client, item, url = set_up()
    sent = typed(page(client, url)) | {"c-materials-room-0-way": "网店"}
    assert client.post(url, sent).status_code == 302
    assert "材料“冷食专间布局图”的适用情形谁都不符合" in page(client, url)
    shown = page(client, f"/setup/items/{item}/")
    assert f'href="{url}"' in shown
    assert queries.draft(editor, item).problems


def test_questions_are_rows_with_their_condition_in_words() -> None:
    editor, client, item, _ = set_up()
    url = f"/setup/items/{item}/asks/"
    shown = typed(page(client, url))
    assert shown["rows-1-line"] == "经营方式=堂食"
    assert client.post(url, shown | {"rows-1-label": "是否制售冷食"}).status_code == 302
    assert queries.draft(editor, item).parts.asks[1].label == "是否制售冷食"
    refused = client.post(url, typed(page(client, url)) | {"rows-0-line": "是否制售冷食=是"})
    assert refused.status_code == 422
    assert "没有“是否制售冷食”这个问题" in text(refused)


def test_the_rows_of_materials_and_fields_keep_their_conditions() -> None:
    editor, client, item, _ = set_up()
    for part in ("materials", "fields"):
        url = f"/setup/items/{item}/{part}/"
        assert client.post(url, typed(page(client, url))).status_code == 302
    kept = queries.draft(editor, item).parts
    assert [bool(m.when) for m in kept.materials] == [False, True, True]
    assert [bool(f.when) for f in kept.fields] == [False, True, True]


def test_an_item_without_questions_is_led_to_write_some() -> None:
    _, client, _, url = set_up(asks=[], materials=items.MATERIALS, fields=items.FIELDS)
    assert "还没有情形问题" in page(client, url)


def test_another_organs_table_is_not_shown() -> None:
    _, _, _, url = set_up()
    stranger = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    assert stranger.get(url).status_code == 403
