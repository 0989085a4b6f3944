"""失信记录 at the window: who broke a promise is told so on the grey button, before anything is pressed."""

import pytest
from django.test import Client

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.deadlines import actions as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
LOCAL = {"basis": "样例市规定第三条", "also": ["accept_with_gaps", "accept_on_pledge"]}
GAPS = {"amount": 5, "unit": "workdays", "basis": "样例市容缺受理办法第三条"}
PLEDGE = {"text": "本人承诺经营场所符合规定条件。", "spares": ["layout"], "basis": "样例市告知承诺规定第四条"}
LAYOUT = {"key": "layout", "name": "经营场所平面布局图", "form": "both", "deferrable": True}
WHY = "申请人有尚未修复的失信记录，不适用容缺受理和告知承诺"
START, TOO_LATE = "2026-03-02 10:00", "2026-03-20 10:00"


@pytest.fixture
def here() -> given.Hall:
    with clock.frozen(START):
        return _hall()


def _hall() -> given.Hall:
    hall = given.hall()
    food = items.published_item(
        hall.place.organ, name="食品经营许可（可容缺）", regime=LOCAL, gaps=GAPS, pledge=PLEDGE, fields=given.FOOD_FIELDS,
        materials=[*given.FOOD_MATERIALS[:2], LAYOUT],
    )  # fmt: skip
    return given.Hall(hall.place, hall.clerk, food, hall.spot, hall.window)


def bar(browser: Client, sent: dict[str, object]) -> str:
    return browser.post("/window/", sent | {"move": "bar"}, headers={"HX-Request": "true"}).content.decode()


def broken(here: given.Hall, code: str) -> dict[str, object]:
    """A promise made at the counter and not kept; answers what she brings the next time, short of the same paper."""
    sent = given.filled(here, code, given=["form", "identity"])
    with clock.frozen(START):
        assert given.browser(here.clerk).post("/window/", sent | {"move": "gaps"}).status_code == 302
        drain()
    with clock.frozen(TOO_LATE):
        deadlines.sweep(HOUSE)
        drain()
    return sent


def test_at_the_counter_the_buttons_of_a_promise_are_grey_and_say_why(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), given.entity()
    with clock.frozen(START):
        fresh = bar(browser, given.filled(here, code, given=["form", "identity"]))
    assert (WHY in fresh, 'id="gaps"' in fresh, 'id="pledge"' in fresh) == (False, True, True)
    sent = broken(here, code)
    with clock.frozen(TOO_LATE):
        shown = bar(browser, sent)
        assert shown.count(WHY) == 2
        assert "申请人承诺受理后" not in shown  # nor is the promise described as if it were open to her
        assert 'id="gaps" name="move" value="gaps" data-key="F7" disabled' in shown
        assert 'id="pledge" name="move" value="pledge" data-key="Alt+G" disabled' in shown
        assert WHY not in bar(browser, given.filled(here, given.entity("别家"), given=["form", "identity"]))


def test_nobody_said_yet_the_button_says_that(here: given.Hall) -> None:
    sent = given.filled(here, given.entity(), given=["form", "identity"], who="")
    with clock.frozen(START):
        shown = bar(given.browser(here.clerk), sent)
    assert "为什么不能容缺受理：</b>还没有确定申请人" in shown


def test_on_the_page_of_the_case_they_are_grey_until_the_record_is_repaired(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), given.entity()
    sent = broken(here, code)
    with clock.frozen(TOO_LATE):
        number = str(browser.post("/window/", sent | {"move": "receive"})["Location"]).rstrip("/").rsplit("/", 1)[1]
        shown = browser.get(f"/window/cases/{number}/").content.decode()
        assert shown.count(WHY) == 2
        assert f'href="/window/cases/{number}/gaps/"' not in shown
        assert f'href="/window/cases/{number}/pledge/"' not in shown
        refused = browser.post(f"/window/cases/{number}/gaps/", {"keys": ["layout"]})
        assert (refused.status_code, WHY in refused.content.decode()) == (409, True)
        supervisor = organs.staff(here.place.organ, Can.SUPERVISE)
        actions.repair_trust(supervisor, queries.trust_records(supervisor).rows[0].id, "已补交并说明")
        shown = browser.get(f"/window/cases/{number}/").content.decode()
        assert (WHY in shown, f'href="/window/cases/{number}/gaps/"' in shown) == (False, True)


def test_an_account_that_takes_nothing_in_is_told_nothing_of_anybody(here: given.Hall) -> None:
    broken(here, code := given.entity())
    known = (f"entity:{code}", "宣宁市巷口面馆", code)
    assert queries.why_no_promise(here.clerk, *known) != ""
    assert queries.why_no_promise(here.place.citizen, *known) == ""
