"""转送 at the window: the item is found as on the counter's page, chosen, and only then the case goes on to it."""

import pytest
from django.test import Client

from cityhall.cases import queries
from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Status
from cityhall.catalogue.tests import given as items
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
TYPED = {"to_organ": "", "reason": "属餐饮备案，不属本事项", "consent": "on"}
ELSEWHERE = "小餐饮登记备案"


@pytest.fixture
def here() -> given.Hall:
    return given.hall()


@pytest.fixture
def other() -> int:
    """An item of another organ, which this window does not serve."""
    return items.published_item(organs.organ("市样例备案局"), name=ELSEWHERE, short_code="xcydj")


@pytest.fixture
def browser(here: given.Hall) -> Client:
    return given.browser(here.clerk)


def sent(browser: Client, number: str, **values: object) -> tuple[int, str]:
    answer = browser.post(f"/window/cases/{number}/transfer/", TYPED | values)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("text", ["xcydj", "xcydjba", "小餐饮"])
def test_the_item_is_found_by_code_by_initials_and_by_name(
    here: given.Hall, browser: Client, other: int, text: str
) -> None:
    listed = browser.get("/window/items/city/", {"q": text}).content.decode()
    assert f'name="pick" value="{other}"' in listed
    assert "市样例备案局" in listed
    status, shown = sent(browser, given.received(here), q=text)
    assert (status, f'name="item_id" value="{other}"' in shown, f'value="{ELSEWHERE}"' in shown) == (200, True, True)
    assert "属餐饮备案，不属本事项" in shown  # what was typed below stays
    assert " checked" in shown
    assert Case.objects.get().status == Status.RECEIVED  # nothing has gone on yet


def test_of_several_one_is_chosen_and_the_case_goes_on_to_it(here: given.Hall, browser: Client, other: int) -> None:
    items.published_item(organs.organ("市样例二局"), name="小餐饮登记注销")
    number = given.received(here)
    status, shown = sent(browser, number, q="小餐饮")
    assert (status, shown.count('name="pick"'), Case.objects.count()) == (200, 2, 1)
    status, shown = sent(browser, number, q="小餐饮", pick=other)
    assert (status, f'value="{ELSEWHERE}"' in shown, "属餐饮备案" in shown) == (200, True, True)
    status, _ = sent(browser, number, q=ELSEWHERE, item_id=other)
    assert status == 302
    assert Case.objects.get(number=number).status == Status.TRANSFERRED
    new = Case.objects.exclude(number=number).get()
    assert (new.item_name, new.from_number, new.status) == (ELSEWHERE, number, Status.RECEIVED)
    assert str(new.number) in browser.get(f"/window/cases/{number}/").content.decode()


def test_what_nobody_has_is_said_and_nothing_is_sent_on(here: given.Hall, browser: Client, other: int) -> None:
    number = given.received(here)
    status, shown = sent(browser, number, q="zzqqxx")
    assert (status, "没有找到事项“zzqqxx”" in shown, "属餐饮备案" in shown) == (404, True, True)
    assert "没有找到事项" in browser.get("/window/items/city/", {"q": "zzqqxx"}).content.decode()
    status, shown = sent(browser, number, q="zzqqxx", item_id=other)  # chosen before, then overwritten
    assert (status, Case.objects.count()) == (404, 1)


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(here: given.Hall, browser: Client, other: int) -> None:
    number = given.received(here)
    status, shown = sent(browser, number, q=ELSEWHERE, item_id=other, consent="")
    assert (status, "转送须经申请人同意" in shown) == (422, True)
    assert ("属餐饮备案，不属本事项" in shown, f'name="item_id" value="{other}"' in shown) == (True, True)
    same = Case.objects.get().item_id
    status, shown = sent(browser, number, q="食品经营许可（新办）", item_id=same)
    assert (status, "不能转送给同一个事项" in shown) == (422, True)
    status, shown = sent(browser, number, q="", item_id=other)  # emptied: to nobody
    assert (status, "请写明转送给哪个单位" in shown) == (422, True)
    assert Case.objects.get().status == Status.RECEIVED


def test_to_an_organ_outside_it_goes_by_name(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    status, _ = sent(browser, number, q="", to_organ="邻市样例局")
    page = queries.case_page(here.clerk, number)
    assert (status, page.status, Case.objects.count()) == (302, Status.TRANSFERRED, 1)
    assert "邻市样例局" in browser.get(f"/window/cases/{number}/").content.decode()


def test_a_stranger_finds_no_such_case_and_no_list(here: given.Hall, other: int) -> None:
    number = given.received(here)
    stranger = given.browser(given.hall(codes=False).clerk)
    assert stranger.get(f"/window/cases/{number}/transfer/").status_code == 404
    assert sent(stranger, number, q=ELSEWHERE, item_id=other)[0] == 404
    hands_out = given.browser(organs.clerk(here.window, Can.DELIVER))
    assert hands_out.get(f"/window/cases/{number}/transfer/").status_code == 409
    assert sent(hands_out, number, q=ELSEWHERE, item_id=other)[0] == 403
    assert given.browser(here.place.citizen).get("/window/items/city/", {"q": "xcydj"}).status_code == 403
    assert Case.objects.get().status == Status.RECEIVED
