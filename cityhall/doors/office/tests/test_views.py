"""The office by its addresses: each page for whom it is for, light on the database, nothing personal in the clear."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.models import Step
from cityhall.cases.terms import Can, StepState
from cityhall.cases.tests import given
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel import clock
from cityhall.kernel.files.store import put
from cityhall.kernel.tests import contents
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from .sending import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return given.place()


# Lists


def test_the_desk_shows_what_waits_with_its_light(here: given.Place) -> None:
    number = given.accepted(here)
    shown = page(at(here.reviewer), "/office/")
    assert f"/office/cases/{number}/" in shown
    assert "剩 3 个工作日" in shown
    assert "审查" in shown
    assert "样例申请人" in shown
    assert f'hx-get="/office/cases/{number}/"' in shown  # the first is opened beside the list


def test_the_desk_is_filtered_by_light_hand_and_words(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.reviewer)
    assert number not in page(client, "/office/?light=red")
    assert number in page(client, "/office/?light=green")
    assert number not in page(client, "/office/?mine=1")
    actions.claim_step(here.reviewer, number, "review")
    assert number in page(client, "/office/?mine=1")
    assert number not in page(client, "/office/?q=没有这样的")
    assert "看全部待办" in page(client, "/office/?q=没有这样的")


def test_lists_turn_pages_and_cost_few_statements(here: given.Place) -> None:
    for _ in range(22):
        given.accepted(here)
    client = at(here.reviewer)
    first = page(client, "/office/")
    assert first.count('class="line"') == 20
    onward = re.search(r'href="(\?after=[^"]+)" rel="next"', first)
    assert onward is not None
    assert page(client, f"/office/{onward[1]}").count('class="line"') == 2
    for url in ("/office/", "/office/cases/"):
        with CaptureQueriesContext(connection) as asked:
            page(client, url)
        assert len(asked) <= 5 + SIGNING_IN, [q["sql"][:90] for q in asked.captured_queries]


def test_all_cases_of_the_organ_by_words_and_status(here: given.Place) -> None:
    first, second = given.received(here), given.accepted(here)
    client = at(here.reviewer)
    assert second in page(client, "/office/cases/?status=accepted")
    assert first not in page(client, "/office/cases/?status=accepted")
    assert first in page(client, f"/office/cases/?q={first}")
    assert "没有符合条件的办件" in page(client, "/office/cases/?q=没有")


# Who may come in


def test_strangers_are_kept_out(here: given.Place) -> None:
    number = given.accepted(here)
    assert Client().get("/office/").headers["Location"].startswith("/sign-in/")
    assert "权限" in page(at(here.citizen), "/office/", 403)
    stranger = at(organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW))
    assert number not in page(stranger, "/office/")
    assert number not in page(stranger, "/office/cases/")
    file_id = queries.case_page(here.reviewer, number).materials[0].files[0].id
    clock_id = queries.case_page(here.reviewer, number).clocks[0].id
    for url in ("", "claim/review/", f"files/{file_id}/", f"files/{file_id}/view/", f"clocks/{clock_id}/"):
        page(stranger, f"/office/cases/{number}/{url}", 404)
    assert stranger.post(f"/office/cases/{number}/claim/review/").status_code == 404
    assert Step.objects.get(case__number=number, key="review").state == StepState.OPEN


def test_an_act_nobody_knows_is_not_found(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.reviewer)
    for url in ("explode/", "finish/", "accept/review/", "finish/nothing/"):
        page(client, f"/office/cases/{number}/{url}", 404)


# One case


def test_a_case_shows_materials_beside_the_decision(here: given.Place) -> None:
    number = given.accepted(here)
    drain()
    shown = page(at(here.reviewer), f"/office/cases/{number}/")
    for words in (
        "身份证明",
        "与申请人一致，在有效期内",
        "材料内容真实、一致",
        "建议准予",
        "受理通知书",
        "法定办结",
        "139****0001",
    ):
        assert words in shown
    assert "13900000001" not in shown
    assert "/view/" in shown
    paper = re.search(r'href="(/office/cases/[^"]+/papers/[^"]+)"', shown)
    assert paper is not None
    assert at(here.reviewer).get(paper[1])["Content-Type"] == "application/pdf"


def test_beside_the_list_only_the_case_is_sent_and_the_list_keeps_its_address(here: given.Place) -> None:
    number = given.accepted(here)
    response = at(here.reviewer).get(
        f"/office/cases/{number}/",
        headers={"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "case",
                 "HX-Current-URL": "http://testserver/office/?light=green"},
    )  # fmt: skip
    assert text(response).lstrip().startswith('<section id="case"')
    assert response.headers["HX-Push-Url"] == f"/office/?light=green&open={number}"


def test_files_are_shown_where_they_can_be_and_downloaded_where_not(here: given.Place) -> None:
    draft = given.draft(here, materials=("identity",))
    actions.attach(here.citizen, draft, "form", put([contents.PNG]), "申请表.png")
    number = actions.receive(here.citizen, draft)
    client = at(here.reviewer)
    form, identity = (m.files[0].id for m in queries.case_page(here.reviewer, number).materials[:2])
    assert "<img" in page(client, f"/office/cases/{number}/files/{form}/view/")
    assert "<iframe" in page(client, f"/office/cases/{number}/files/{identity}/view/")
    assert client.get(f"/office/cases/{number}/files/{form}/")["Content-Disposition"].startswith("inline")


def test_every_day_of_a_clock_is_explained(here: given.Place) -> None:
    with clock.frozen("2026-09-21T10:00"):
        number = given.accepted(here)
    with clock.frozen("2026-10-12T10:00"):
        found = queries.case_page(here.reviewer, number)
        statutory = next(c.id for c in found.clocks if c.kind == "statutory")
        shown = page(at(here.reviewer), f"/office/cases/{number}/clocks/{statutory}/")
        for words in ("起算当日不计", "国庆节", "第 1 天", "周末", "20 个工作日"):
            assert words in shown
        page(at(here.reviewer), f"/office/cases/{number}/clocks/{statutory + 10_000}/", 404)


def test_personal_values_are_shown_once_for_a_purpose(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.reviewer)
    assert "查看事由" in page(client, f"/office/cases/{number}/reveal/contact_phone/")
    empty = send(client, number, "reveal", "contact_phone", purpose="")
    assert empty.status_code == 422
    shown = send(client, number, "reveal", "contact_phone", purpose="contact")
    assert shown.status_code == 200
    assert "13900000001" in text(shown)
    assert shown.headers["Cache-Control"].find("no-store") >= 0
    assert "13900000001" not in page(client, f"/office/cases/{number}/")
    assert send(at(here.approver), number, "reveal", "contact_phone", purpose="contact").status_code == 403
