"""The list of 最多跑一次 in public: why an item is not on it, and that it is never behind what is published."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from cityhall.catalogue import actions
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.kernel.actor import HOUSE
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def table(answer: Any) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent)))


def test_anybody_reads_the_list_and_why_an_item_is_not_on_it(client: Client) -> None:
    organ_id = organs.organ("市水务局")
    items.published_item(organ_id, name="取水许可", visits=2)
    items.published_item(organ_id, name="排水许可")
    shown = visit.page(client, "/run-once/")
    assert "50.00%" in shown
    assert "到现场两次以上" in shown
    assert "÷ 全部已发布事项" in shown  # how it is reckoned stands beside it
    failing = visit.page(client, "/run-once/?state=not&reason=visits")
    assert "取水许可" in failing
    assert "排水许可" not in failing
    assert "市水务局" in visit.page(client, f"/run-once/?organ={organ_id}&since=2026-01-01")


def test_the_list_moves_with_publishing(client: Client) -> None:
    item_id = items.published_item(organs.organ(), name="取水许可", visits=2)
    assert "最多跑一次 0" in visit.page(client, "/run-once/")
    actions.save_draft(HOUSE, item_id, items.content(visits=1))
    actions.publish(HOUSE, item_id)
    assert "最多跑一次 1" in visit.page(client, "/run-once/")
    actions.retire(HOUSE, item_id, "法规废止")
    assert "还没有发布事项" in visit.page(client, "/run-once/")


@pytest.mark.parametrize(
    "query",
    ["organ=abc", "organ=99999999999999999999", "level=7", "state=nonsense", "reason=x", "since=2026-13-01", "since=2999-01-01"],
)  # fmt: skip
def test_nonsense_is_as_good_as_nothing_asked(client: Client, query: str) -> None:
    items.published_item(organs.organ())
    assert "1 项" in visit.page(client, f"/run-once/?{query}")


def test_an_organ_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/run-once/?organ=987654321").status_code == 404


def test_list_and_organs_as_tables_to_keep(client: Client) -> None:
    organ_id = organs.organ("=市水务局")
    items.published_item(organ_id, name="取水许可", visits=2)
    items.published_item(organ_id, name="排水许可")
    answer = client.get("/run-once/list.csv?state=not")
    assert re.search(r"zuiduopaoyici-\d{8}\.csv", answer["Content-Disposition"])
    [row] = table(answer)
    assert (row["事项"], row["单位"], row["不符合的原因"]) == ("取水许可", "'=市水务局", "到现场两次以上")
    [told] = table(client.get("/run-once/organs.csv"))
    assert (told["事项"], told["“最多跑一次”占比（%）"]) == ("2", "50.00")
    assert table(client.get("/run-once/organs.csv?level=5")) == []


def test_organs_with_most_to_do_come_first(client: Client) -> None:
    good, bad = organs.organ("市民政局"), organs.organ("市水务局")
    items.published_item(good)
    items.published_item(bad, visits=3)
    shown = visit.page(client, "/run-once/organs/")
    assert shown.index("市水务局") < shown.index("市民政局")


def test_pages_cost_two_statements_and_few_more(client: Client, django_assert_max_num_queries: Any) -> None:
    organ_id = organs.organ()
    for _ in range(3):
        items.published_item(organ_id)
    for url in ("/run-once/", f"/run-once/?organ={organ_id}", "/run-once/organs/"):
        with django_assert_max_num_queries(4):
            client.get(url)
