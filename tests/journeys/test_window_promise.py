"""At the window: who may not promise again sees why before pressing; an item is found to pass a case on to."""

import pytest
from playwright.sync_api import expect

from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.catalogue.tests import given as items
from cityhall.doors.window.tests import given, test_trust
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs

from .camera import check_light, portrait
from .conftest import Person

NOW = "2026-11-18 10:32"


def test_the_grey_buttons_say_why_she_may_not_promise_again(person: Person) -> None:
    with clock.frozen(test_trust.START, everywhere=True):
        here, code = test_trust._hall(), given.entity()
    sent = test_trust.broken(here, code)
    with clock.frozen(test_trust.TOO_LATE, everywhere=True):
        page = person("desk", account_id=here.clerk.account_id)
        page.goto("/window/")
        page.locator("#id_number").fill(code)
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("可容缺")
        expect(page.locator("#found li")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("#h-materials")).to_contain_text("3 份")
        page.locator("#g-form").check()
        page.locator("#g-identity").check()
        for button in ("#gaps", "#pledge"):
            expect(page.locator(button)).to_be_disabled()
        expect(page.locator("#bar")).to_contain_text(test_trust.WHY)
        portrait(page, "window-untrusted", screens=("desk", "phone"))
        client = given.browser(here.clerk)
        number = str(client.post("/window/", sent | {"move": "receive"})["Location"]).rstrip("/").rsplit("/", 1)[1]
        page.goto(f"/window/cases/{number}/")
        expect(page.locator(".foot")).to_contain_text(test_trust.WHY)
        portrait(page, "window-untrusted-case", screens=("desk", "phone"))


@pytest.mark.parametrize("script", [True, False])
def test_a_case_is_passed_on_to_an_item_found_by_its_initials(person: Person, script: bool) -> None:
    with clock.frozen(NOW, everywhere=True):
        here = given.hall()
        for name, code in (("小餐饮登记备案", "xcydj"), ("小餐饮登记注销", "xcyzx")):
            items.published_item(organs.organ(f"市样例{name[-2:]}局"), name=name, short_code=code)
        number = given.received(here)
        page = person("desk", account_id=here.clerk.account_id, script=script)
        url = f"/window/cases/{number}/transfer/"
        if script:
            check_light(page, url)
        page.goto(url)
        expect(page.locator("#q")).to_be_focused()
        page.get_by_label("转送原因").fill("属备案，不属本事项")
        page.get_by_label("申请人同意转送").check()
        page.locator("#q").focus()
        page.keyboard.type("xcy", delay=20)
        if not script:
            page.keyboard.press("Enter")
        expect(page.locator("#found li")).to_have_count(2)
        portrait(page, f"window-transfer-found{'' if script else '-plain'}", screens=("desk", "phone"))
        page.get_by_role("button", name="小餐饮登记备案").click()
        expect(page.locator("#q")).to_have_value("小餐饮登记备案")
        expect(page.get_by_label("转送原因")).to_have_value("属备案，不属本事项")
        portrait(page, f"window-transfer-chosen{'' if script else '-plain'}", screens=("desk", "phone"))
        page.get_by_role("button", name="转送").click()
        expect(page.locator("#told")).to_contain_text("新办件编号")
        assert Case.objects.get(number=number).status == Status.TRANSFERRED
        assert Case.objects.exclude(number=number).get().item_name == "小餐饮登记备案"
