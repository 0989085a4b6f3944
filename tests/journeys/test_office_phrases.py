"""A reviewer's own phrases: kept from what she wrote, put in by one key, on a page that stays light."""

import pytest
from playwright.sync_api import expect

from cityhall.cases import actions
from cityhall.cases.tests import given
from cityhall.kernel import clock

from .camera import check_light, portrait
from .conftest import Person


@pytest.mark.parametrize("script", [True, False])
def test_a_phrase_is_kept_and_used(person: Person, script: bool) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        here = given.place()
        number = given.accepted(here)
        actions.keep_phrase(here.reviewer, "经核对原件，申请人与权利人一致。")
        page = person("desk", account_id=here.reviewer.account_id, script=script)
        url = f"/office/cases/{number}/"
        if script:
            check_light(page, url)
        page.goto(url)
        opinion = page.get_by_label("审查意见")
        opinion.fill("经审查，材料齐全，场所面积与图纸相符。")
        page.get_by_role("button", name="存为常用语").click()
        expect(page.locator(".phrases [data-says]")).to_have_count(2)
        page.wait_for_load_state()  # keys work once the scripts are there
        expect(opinion).to_have_value("经审查，材料齐全，场所面积与图纸相符。")
        if script:
            page.locator("h1").click()
            page.keyboard.press("1")
        else:
            page.locator(".phrases [data-says]").first.click()
        expect(opinion).to_have_value("经审查，材料齐全，场所面积与图纸相符。\n经核对原件，申请人与权利人一致。")
        portrait(page, f"office-phrases{'' if script else '-plain'}", screens=("desk", "phone"))
        page.get_by_text("删除常用语").click()
        page.get_by_role("button", name="删除“经核对原件").click()
        expect(page.locator(".phrases [data-says]")).to_have_count(1)
        expect(opinion).to_have_value("经审查，材料齐全，场所面积与图纸相符。\n经核对原件，申请人与权利人一致。")
