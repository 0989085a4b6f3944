"""谁看过我的信息 in the portal and by the API: what she reads, and how she asks why."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.tests import given as cases
from cityhall.people.terms import Purpose

from . import given

pytestmark = pytest.mark.django_db


def test_she_reads_who_looked_and_asks_why() -> None:
    here = given.place()
    number = cases.accepted(here)
    actions.reveal(here.reviewer, number, "contact_phone", Purpose.CONTACT, "电话通知补正")
    browser = given.browser(here.citizen)
    (look,) = queries.looks_at_me(here.citizen).rows
    assert "谁看过我的信息" in given.text(browser.get("/my/profile/"))
    shown = given.text(browser.get("/my/looks/"))
    for words in (look.organ, here.reviewer.name, "联系电话", "联系申请人", "电话通知补正", number):
        assert words in shown
    assert "13900000001" not in shown
    assert f"{look.organ} {here.reviewer.name}" in given.text(browser.get(f"/my/{number}/"))
    url = f"/my/looks/{look.id}/"
    assert browser.post(url, {"words": ""}).status_code == 422
    sent = browser.post(url, {"words": "那天我没有办事"})
    assert sent.status_code == 302
    assert "那天我没有办事" in given.text(browser.get(sent["Location"]))


def test_nobody_elses() -> None:
    here = given.place()
    number = cases.accepted(here)
    actions.reveal(here.reviewer, number, "contact_phone", Purpose.CONTACT)
    (look,) = queries.looks_at_me(here.citizen).rows
    stranger = given.browser(cases.citizen("旁人样"))
    assert "还没有人查看过" in given.text(stranger.get("/my/looks/"))
    assert stranger.get(f"/my/looks/{look.id}/").status_code == 404
    assert given.browser().get("/my/looks/").status_code == 302
    assert given.browser(here.reviewer).get("/my/looks/").status_code == 403


def test_the_same_by_the_api() -> None:
    here = given.place()
    number = cases.accepted(here)
    staff = given.browser(here.reviewer)
    url, head = f"/api/cases/{number}/revelations", {"If-Match": "1"}
    asked = {"field": "contact_phone", "purpose": "contact", "note": ""}
    refused = staff.post(url, asked | {"purpose": "因为"}, content_type="application/json", headers=head)
    assert refused.status_code == 422
    shown = staff.post(url, asked, content_type="application/json", headers=head)
    assert shown.json() == {"value": "13900000001"}
    browser = given.browser(here.citizen)
    (row,) = browser.get("/api/me/looks").json()["rows"]
    assert (row["name"], row["purpose"], row["case_number"]) == (here.reviewer.name, "联系申请人", number)
    made = browser.post(
        f"/api/me/looks/{row['id']}/question", {"words": "为什么"}, content_type="application/json", headers=head
    )
    assert made.status_code == 201
    assert made.json()["number"].startswith("B")
