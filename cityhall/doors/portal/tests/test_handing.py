"""A guide to take along: in plain words, in the size of a message, as PDF with a code."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from cityhall.catalogue import queries
from cityhall.catalogue.terms import Pace
from cityhall.catalogue.tests import given as items
from cityhall.doors.portal import summary
from cityhall.doors.tests.visit import page
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
URL = "https://zw.example.gov.cn/items/1/"


def test_it_is_said_in_plain_words_what_to_bring_where_how_long_and_how_much() -> None:
    item = items.published_item(
        given.organ(), name="样例许可", visits=1, address="样例路 1 号", hours="工作日 9:00—17:00"
    )
    shown = page(Client(), f"/items/{item}/")
    for told in (
        "大白话",
        "申请表、身份证明复印件",
        "先在网上申请，再到现场 1 次",
        "样例路 1 号，工作日 9:00—17:00",
        "不收费",
    ):
        assert told in shown
    text = Client().get(f"/items/{item}/summary.txt").content.decode()
    assert text.startswith("样例许可\n谁能办：自然人或法人或其他组织\n带什么：")
    assert "受理后 10 个工作日内办好" in text


def test_a_message_never_grows_beyond_two() -> None:
    many = [{"key": f"m{n}", "name": f"一项名称比较长的申请材料{n}", "standard": "清楚"} for n in range(30)]
    kinds: list[dict[str, Any]] = [{}, {"materials": many}, {"materials": []}, {"fee": "charged", "fee_note": "10 元"}]
    for changes in kinds:
        terms = queries.published(items.published_item(given.organ(), name="名" * 100, **changes))
        assert terms is not None
        said = summary.sms(terms, queries.situation_of(terms, {}), summary.Place(), URL)
        assert len(said) <= summary.LONGEST_SMS
        assert said.endswith(URL)
    terms = queries.published(items.published_item(given.organ(), materials=many))
    assert terms is not None
    assert "等 30 样" in summary.sms(terms, queries.situation_of(terms, {}), summary.Place(), URL)


def test_what_is_done_at_once_and_needs_nothing_says_so() -> None:
    item = items.published_item(given.organ(), pace=Pace.INSTANT, materials=[])
    told = Client().get(f"/api/items/{item}/summary").json()
    answers = {line["ask"]: line["answer"] for line in told["lines"]}
    assert (answers["带什么"], answers["多久好"]) == ("不用带材料", "材料齐全当场办好")
    assert "不用带材料" in told["sms"]


def test_the_leaflet_is_a_pdf_of_few_pages_with_everything_on_it() -> None:
    item = items.published_item(given.organ(), name="样例许可", conditions="符合条件。" * 30)
    answer = Client().get(f"/items/{item}/guide.pdf")
    assert answer["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(answer.content))
    words = "".join(one.extract_text() for one in read.pages).replace("\n", "")
    assert len(read.pages) <= 2
    for told in ("样例许可办事指南", "要准备的材料", "经营场所使用证明", "手机扫一扫", "第 1 版"):
        assert told in words
    assert Client().get(f"/api/items/{item}/guide.pdf").content == answer.content
    assert Client().get("/items/999999/guide.pdf").status_code == 404
