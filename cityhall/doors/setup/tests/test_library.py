"""The standard libraries on screen: found, kept, taken apart, retired, replaced."""

from typing import Any

import pytest
from django.test import Client

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can, Shelf
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.test_library import ROWS
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_items import typed

pytestmark = pytest.mark.django_db
URL = "/setup/library/"


@pytest.fixture
def keeper() -> Actor:
    actor = given.staff(given.organ(), *Can, reach=Reach.EVERYWHERE)
    actions.stock_library(actor, ROWS, "样例")
    return actor


def drafted(actor: Actor, **content: Any) -> int:
    told = {"materials": [{"key": "m1", "name": "经营许可申请书", "standard_code": "C100"}],
            "fields": [{"key": "f1", "label": "企业名称"}]}  # fmt: skip
    return items.draft_item(actor.organ_id or 0, **(told | content))


def post(client: Client, url: str, **changes: Any) -> Any:
    return client.post(url, typed(page(client, url)) | changes)


def test_a_shelf_is_searched_and_counts_its_users(keeper: Actor) -> None:
    client = at(keeper)
    drafted(keeper)
    shown = page(client, URL)
    assert "单位名称" in shown
    assert "又名 企业名称" in shown
    found = page(client, f"{URL}material/?q=申请书")
    assert "经营许可申请书" in found
    assert "1 个事项" in found
    assert "没有符合条件的条目" in page(client, f"{URL}field/?q=没有这个")
    assert client.get(f"{URL}nothing/").status_code == 404


def test_an_entry_is_kept_with_its_history(keeper: Actor) -> None:
    client = at(keeper)
    made = post(client, f"{URL}field/new/", code="person.job", name="职业", kind="text", max_length="30", why="新增")
    assert made["Location"] == f"{URL}field/person.job/"
    changed = post(client, f"{URL}field/person.job/edit/", max_length="40", why="放宽（样例）")
    assert changed.status_code == 302, text(changed)
    view = queries.library_entry(keeper, Shelf.FIELD, "person.job")
    assert view.content["max_length"] == 40
    assert [h.why for h in view.history] == ["放宽（样例）", "新增"]
    shown = page(client, f"{URL}field/person.job/")
    assert "放宽（样例）" in shown
    refused = post(client, f"{URL}field/person.job/edit/", kind="choice", choices="只有一个")
    assert refused.status_code == 422
    assert "至少要有两个不同的选项" in text(refused)


def test_a_paper_is_taken_apart_and_then_an_item_asks_instead(keeper: Actor) -> None:
    client = at(keeper)
    url = f"{URL}material/C001/pieces/"
    sent = {"rows-0-name": "经营面积", "rows-0-kind": "asked", "rows-0-code": "place.area"}
    assert post(client, url, **sent).status_code == 302
    assert "经营面积" in page(client, f"{URL}material/C001/")
    refused = post(client, url, **{"rows-0-code": "no.such"})
    assert refused.status_code == 422
    assert "不在标准库中" in text(refused)
    item = drafted(keeper)
    shown = page(client, f"/setup/items/{item}/apart/m1/")
    assert "加进表单" in shown
    assert "不用申请人提供" in shown
    assert post(client, f"/setup/items/{item}/apart/m1/").status_code == 302
    assert [m.name for m in queries.draft(keeper, item).parts.materials] == ["营业执照"]


def test_rows_called_as_entries_are_offered_and_taken_at_once(keeper: Actor) -> None:
    client, item = at(keeper), drafted(keeper)
    url = f"/setup/items/{item}/fields/"
    assert "这些与标准字段库中的同名" in page(client, url)
    seen = queries.draft(keeper, item).version
    assert client.post(f"/setup/items/{item}/adopt/field/", {"_seen": seen}).status_code == 302
    assert queries.draft(keeper, item).parts.fields[0].standard == "entity.name"
    assert "同名：" not in page(client, url)


def test_retiring_opens_work_and_a_swap_ends_it(keeper: Actor) -> None:
    client, item = at(keeper), drafted(keeper, materials=[{"key": "m1", "name": "营业执照", "standard_code": "C001"}])
    done = post(client, f"{URL}material/C001/retire/", reason="名称规范（样例）", instead="C002", until="")
    assert done.status_code == 302, text(done)
    assert "待换清单（1）" in page(client, URL)
    shown = page(client, f"{URL}work/")
    assert "工商营业执照" in shown
    assert "已停用" in page(client, f"{URL}material/C001/")
    assert "停用，请改用“工商营业执照（C002）”" in page(client, f"/setup/items/{item}/")
    assert post(client, f"/setup/items/{item}/swap/material/C001/").status_code == 302
    assert "没有要换的" in page(client, f"{URL}work/")


def test_who_only_reads_finds_no_buttons_and_may_not_write(keeper: Actor) -> None:
    reader = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    assert "新建" not in page(reader, URL)
    assert reader.get(f"{URL}field/new/").status_code == 403
    assert at(given.staff(given.organ(), Can.TEND_SEARCH)).get(URL).status_code == 403
