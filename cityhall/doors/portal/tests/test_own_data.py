"""我的个人信息 in the portal and by the API."""

import io
import json
import zipfile
from typing import Any

import pytest

from cityhall.cases import actions
from cityhall.cases.tests import given as cases
from cityhall.people import queries as people
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db


def opened(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_she_asks_for_a_copy_and_downloads_it() -> None:
    here = given.place()
    number = cases.received(here)
    browser = given.browser(here.citizen)
    assert "我的个人信息" in given.text(browser.get("/my/profile/"))
    assert browser.post("/my/data/", {"_key": "a"}).status_code == 302
    assert "正在准备" in given.text(browser.get("/my/data/"))
    assert browser.post("/my/data/", {"_key": "b"}).status_code == 429
    drain()
    (copy,) = people.my_own_data(here.citizen)
    url = f"/my/data/{copy.id}/"
    assert url in given.text(browser.get("/my/data/"))
    answer = browser.get(url)
    assert "no-store" in answer.headers["Cache-Control"]
    packed = opened(answer)
    told = json.loads(packed.read("我的个人信息.json"))
    assert told["本人"]["证件号码"] == people.own(here.citizen).id_number
    assert [n for n in packed.namelist() if n.startswith(f"材料/{number}/")]
    assert given.browser(cases.citizen("旁人样")).get(url).status_code == 404
    assert given.browser().get("/my/data/").status_code == 302


def test_correction_and_closing() -> None:
    here = given.place()
    number = cases.received(here)
    browser = given.browser(here.citizen)
    assert browser.get("/my/data/correct/").status_code == 200
    assert browser.post("/my/data/correct/", {"field": "phone", "words": "是 13900000001"}).status_code == 422
    assert browser.post("/my/data/correct/", {"field": "phone", "words": "号码是旧的"}).status_code == 302
    assert "案卷" in given.text(browser.get("/my/data/close/"))
    assert browser.post("/my/data/close/", {}).status_code == 422
    refused = browser.post("/my/data/close/", {"sure": "on"})
    assert refused.status_code == 409
    assert number in given.text(refused)


def test_a_closed_account_is_signed_out() -> None:
    here = given.place()
    browser = given.browser(here.citizen)
    assert browser.post("/my/data/close/", {"sure": "on"}).status_code == 302
    assert browser.get("/my/").status_code == 302


def test_the_same_by_the_api() -> None:
    here = given.place()
    browser, kind = given.browser(here.citizen), "application/json"
    head = {"If-Match": "1"}
    made = browser.post("/api/me/data", content_type=kind, headers=head)
    assert made.status_code == 201
    drain()
    (row,) = browser.get("/api/me/data").json()
    assert row["ready"]
    assert opened(browser.get(f"/api/me/data/{row['id']}/file")).namelist() == ["我的个人信息.json"]
    body = {"field": "address", "words": "门牌号旧了"}
    assert browser.post("/api/me/corrections", body, content_type=kind, headers=head).status_code == 201
    closing = browser.post("/api/me/closing", {"sure": True}, content_type=kind, headers=head)
    assert closing.status_code == 409
    assert actions
