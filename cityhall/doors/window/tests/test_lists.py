"""The lists: what waits, what came in, what goes out; only what this window serves, in few statements."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can, Status
from cityhall.cases.tests import given as cases
from cityhall.kernel import clock
from cityhall.messages.terms import PaperKind
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
OF_THE_REQUEST = ("ch_accounts_signedin", "ch_accounts_account", "ch_organs_staff", "ch_organs_assignment",
                  "ch_organs_entrustment", "ch_messages_message")  # fmt: skip


@pytest.fixture
def here() -> given.Hall:
    with clock.frozen("2026-11-10 08:30"):
        return given.hall()


@pytest.fixture
def browser(here: given.Hall) -> Client:
    return given.browser(here.clerk)


@pytest.mark.parametrize("url", ["/window/tray/", "/window/cases/", "/window/register/", "/window/handover/"])
def test_a_list_of_many_costs_what_a_list_of_one_costs(here: given.Hall, browser: Client, url: str) -> None:
    with clock.frozen("2026-11-18 10:00"):
        for _ in range(3):
            given.received(here)
            cases.granted(here.place)
        assert browser.get(url).content.decode().count("/window/") > 8
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
    own = [q["sql"] for q in asked if not _of_request(q["sql"])]
    assert len(own) <= 5, own


def _of_request(sql: str) -> bool:
    """What every page of this actor costs: her session, her account, her roles, her messages."""
    return any(f'FROM "{table}"' in sql for table in OF_THE_REQUEST) or "SAVEPOINT" in sql


def test_the_tray_shows_what_waits_soonest_due_first_with_its_lights(here: given.Hall, browser: Client) -> None:
    with clock.frozen("2026-11-11 10:00"):
        old = given.received(here)
    with clock.frozen("2026-11-18 09:00"):
        new, online = given.received(here), cases.received(here.place)
        actions.refer(here.clerk, new, "是否合格？")
    with clock.frozen("2026-11-19 10:00"):
        text = browser.get("/window/tray/").content.decode()
        late = browser.get("/window/tray/", {"light": "red"}).content.decode()
        found = browser.get("/window/tray/", {"q": online}).content.decode()
        odd = browser.get("/window/tray/", {"light": "purple"}).content.decode()
    assert text.index(old) < text.index(new) < text.index(online)
    assert ("等部门答复" in text, "网上" in text) == (True, True)
    assert (old in late, new in late) == (True, False)
    assert (online in found, new in found) == (True, False)
    assert new in odd
    actions.answer_referral(here.place.reviewer, new, "合格")
    assert "部门已答复" in browser.get("/window/tray/").content.decode()


def test_another_windows_cases_are_on_no_list(here: given.Hall) -> None:
    number, done = given.received(here), cases.granted(here.place)
    stranger = given.browser(given.hall(codes=False).clerk)
    for url in ("/window/tray/", "/window/cases/", "/window/register/", "/window/handover/"):
        text = stranger.get(url).content.decode()
        assert number not in text, url
        assert done not in text, url


def test_the_register_is_of_one_day_and_ends_in_totals(here: given.Hall, browser: Client) -> None:
    with clock.frozen("2026-11-17 15:00"):
        before = given.received(here)
    with clock.frozen("2026-11-18 09:00"):
        first, second = given.received(here), given.received(here)
        actions.accept(here.clerk, first)
        today = browser.get("/window/register/").content.decode()
        yesterday = browser.get("/window/register/", {"day": "2026-11-17"}).content.decode()
        odd = browser.get("/window/register/", {"day": "明天"}).content.decode()
        future = browser.get("/window/register/", {"day": "2031-01-01"}).content.decode()
    assert "共收 <b>2</b> 件 · 已收件 1 · 已受理 1" in today
    assert (first in today, second in today, before in today) == (True, True, False)
    assert (before in yesterday, first in yesterday) == (True, False)
    assert first in odd
    assert first in future


def test_any_case_is_found_by_number_name_or_state(here: given.Hall, browser: Client) -> None:
    mine, other = given.received(here), cases.received(here.place)
    actions.accept(here.clerk, mine)
    by_name = browser.get("/window/cases/", {"q": "宣宁市"}).content.decode()
    by_state = browser.get("/window/cases/", {"status": "received"}).content.decode()
    assert (mine in by_name, other in by_name) == (True, False)
    assert (mine in by_state, other in by_state) == (False, True)
    assert "没有找到" in browser.get("/window/cases/", {"q": "查无此人"}).content.decode()


def test_a_result_is_handed_over_against_a_signature(here: given.Hall, browser: Client) -> None:
    number = cases.granted(here.place)
    assert number in browser.get("/window/handover/", {"q": number}).content.decode()
    form = browser.get(f"/window/handover/{number}/").content.decode()
    assert ("准予许可" in form, 'data-key="F8"' in form) == (True, True)
    for_another = {"receiver": "样代领", "relation": "受托人", "receiver_id": ""}
    refused = browser.post(f"/window/handover/{number}/", for_another)
    assert (refused.status_code, "请核对并登记代领人证件号码" in refused.content.decode()) == (422, True)
    done = browser.post(f"/window/handover/{number}/", for_another | {"receiver_id": "990101199001010011"})
    assert done["Location"] == f"/window/cases/{number}/"
    page = queries.case_page(here.clerk, number)
    assert (page.status, page.deliveries[0].relation) == (Status.DELIVERED, "受托人")
    assert "990101199001010011" not in browser.get(done["Location"]).content.decode()
    paper = browser.post(f"/window/cases/{number}/papers/", {"kind": PaperKind.SERVICE_RECORD.value})
    assert browser.get(paper["Location"])["Content-Type"] == "application/pdf"
    assert number not in browser.get("/window/handover/").content.decode()
    assert browser.get(f"/window/handover/{number}/").status_code == 302


def test_who_may_not_hand_out_is_refused(here: given.Hall) -> None:
    number = cases.granted(here.place)
    plain = given.browser(organs.clerk(here.window, Can.INTAKE, Can.SEE))
    assert plain.get("/window/handover/").status_code == 403
    assert plain.get(f"/window/handover/{number}/").status_code == 403
    assert plain.post(f"/window/handover/{number}/", {"receiver": "样"}).status_code == 403


def test_long_lists_go_on(here: given.Hall, browser: Client) -> None:
    for _ in range(32):
        cases.received(here.place)
    first = browser.get("/window/cases/").content.decode()
    assert "after=" in first
    last = browser.get("/window/cases/", {"after": first.split("after=")[1].split('"')[0]}).content.decode()
    assert "990100-2026-00000001" in last
    assert browser.get("/window/cases/", {"after": "???"}).status_code == 422
