"""Photographs of papers at the portal: seen before they have gone, while they go, and afterwards."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from cityhall.cases.tests import given
from cityhall.cases.tests.given import Place
from cityhall.kernel import clock

from . import camera
from .conftest import Person
from .test_office import _a_picture


@pytest.fixture
def here() -> Iterator[Place]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield given.place()


def opened(person: Person, here: Place, *, script: bool = True) -> Page:
    page = person("phone", account_id=here.citizen.account_id, script=script)
    url = f"/apply/{given.draft(here, materials=())}/materials/"
    if script:
        camera.check_light(page, url)
    page.goto(url)
    return page


def seen(page: Page, selector: str) -> int:
    """How wide the picture itself is: 0 while nothing of it can be shown."""
    return int(page.locator(selector).evaluate("image => image.decode().then(() => image.naturalWidth)"))


def test_a_photo_is_seen_while_it_goes_and_stays(person: Person, here: Place) -> None:
    page, held = opened(person, here), list[Route]()
    photo: FilePayload = {"name": "申请表.png", "mimeType": "image/png", "buffer": _a_picture()}

    def hold(route: Route) -> None:  # a function of its own: the browser's driver writes on what it is given
        held.append(route)

    page.route("**/materials/form/", hold)
    second: FilePayload = {"name": "第二页.pdf", "mimeType": "application/pdf", "buffer": given.PDF}
    page.locator("#f-form").set_input_files([photo, second])
    going = page.locator("#m-form [data-chosen] li")
    expect(going).to_have_count(2)
    expect(going.first).to_contain_text("申请表.png")
    assert seen(page, "#m-form [data-chosen] img") == 1600
    expect(going.nth(1)).to_contain_text("第二页.pdf")
    expect(going.nth(1).locator(".thumb")).to_have_text("PDF")
    expect(page.locator("#m-form progress")).to_be_visible()
    camera.portrait(page, "portal-picture-going", screens=("phone", "desk"))
    held[0].continue_()
    expect(page.locator("#m-form")).to_contain_text("已上传")
    kept = page.locator("#m-form .files a")
    expect(kept).to_have_count(2)
    expect(kept.first.locator("img")).to_have_attribute("src", re.compile("^blob:"))
    assert seen(page, "#m-form .files a img") == 1600
    expect(kept.nth(1)).to_contain_text("第二页.pdf")
    page.unroute("**/materials/form/")
    page.locator("#c-identity").set_input_files(
        {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": photo["buffer"]}
    )
    expect(page.locator("#m-identity .files a img")).to_have_attribute("src", re.compile("^blob:"))
    expect(kept.first.locator("img")).to_have_attribute("src", re.compile("^blob:"))
    camera.portrait(page, "portal-picture-kept", screens=("phone", "narrow", "desk"))
    page.reload()
    assert seen(page, "#m-form .files a img") == 1600  # small enough to be shown by the house itself


def test_what_is_refused_is_not_shown_as_uploaded(person: Person, here: Place) -> None:
    page = opened(person, here)
    page.locator("#f-form").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(page.locator("#m-form .why")).to_be_visible()
    expect(page.locator("#m-form .files")).to_have_count(0)


def test_without_a_script_the_name_the_size_and_the_picture_are_there_afterwards(person: Person, here: Place) -> None:
    page = opened(person, here, script=False)
    page.locator("#f-form").set_input_files({"name": "申请表.png", "mimeType": "image/png", "buffer": _a_picture()})
    page.locator("#m-form").get_by_role("button", name="上传").click()
    expect(page.locator("#m-form .files a")).to_contain_text(re.compile(r"申请表.png\s+\d+ KB"))
    expect(page.locator("#m-form .files img")).to_have_count(1)
