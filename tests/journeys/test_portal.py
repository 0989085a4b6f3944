"""A citizen at the portal, on a phone and at a desk: every page seen as a picture, the whole way walked with and
without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.cases.actions import Point
from cityhall.cases.tests import given
from cityhall.cases.tests.given import Place
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.terms import FieldKind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.tests import contents
from cityhall.people import actions as register
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people
from cityhall.site.testing import drain
from cityhall.twin import files

from . import camera
from .conftest import Person

PIXEL = contents.PNG


@pytest.fixture(autouse=True)
def _at_a_known_hour() -> Iterator[None]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield


def food_licence() -> dict[str, Any]:
    """As it is for everybody; what differs by situation is walked elsewhere."""
    item = next(item for item in files.items() if item.short_code == "SPJY")
    plain = {
        part: [{k: v for k, v in row.items() if k not in ("when", ref)} for row in item.content[part] if not row.get("when")]
        for part, ref in (("materials", "standard_code"), ("fields", "standard"))
    }  # fmt: skip
    return {**{k: v for k, v in item.content.items() if k not in ("pace", "asks")}, **plain, "name": item.name}


@pytest.fixture
def here() -> Place:
    """An organ with a real item and a citizen who has declared herself."""
    place = given.place(**food_licence())
    citizen = people.citizen(name="样小例")
    return Place(**{**place.__dict__, "citizen": citizen})


def upload(page: Page, key: str) -> None:
    page.locator(f"#f-{key}").set_input_files({"name": f"{key}.png", "mimeType": "image/png", "buffer": PIXEL})


def fill(page: Page, here: Place) -> None:
    """Every field of the item's form, as its kind asks."""
    numbers = {FieldKind.ID_NUMBER: people.id_number(), FieldKind.CREDIT_CODE: people.credit_code()}
    samples = {f.key: numbers[f.kind] for f in here.terms.fields if f.kind in numbers}
    for one in page.locator("#form fieldset input, #form fieldset textarea, #form fieldset select").all():
        kind, name = one.get_attribute("type"), one.get_attribute("name") or ""
        if kind in ("radio", "checkbox"):
            page.locator(f"[name='{name}']").first.check()
        elif kind == "date":
            one.fill("2026-12-01")
        elif "phone" in name or "contact" in name:
            one.fill("13900000001")
        elif one.get_attribute("inputmode") == "decimal":
            one.fill("62")
        else:
            one.fill(samples.get(name, "样例路 1 号"))


def test_pages_anybody_may_see(person: Person, here: Place) -> None:
    page = person("phone")
    item = here.terms.item_id
    catalogue.feature(HOUSE, item, True)
    for name, url in (
        ("home", "/"), ("search", "/search/?q=食品经营"), ("search-none", "/search/?q=开飞船"), ("organs", "/organs/"),
        ("organ", f"/organs/{here.organ}/"), ("guide", f"/items/{item}/"), ("progress-ask", "/progress/?number=1&code=2"),
    ):  # fmt: skip
        camera.check_light(page, url)
        camera.portrait(page, f"portal-{name}", screens=("phone", "narrow", "desk"))
    page.goto(f"/look/elder/?back=/items/{item}/")
    camera.portrait(page, "portal-guide-elder", screens=("narrow",))
    page.goto("/")
    camera.portrait(page, "portal-home-elder", screens=("narrow",))


@pytest.mark.parametrize("script", [True, False])
def test_from_the_guide_to_the_number(person: Person, here: Place, script: bool) -> None:
    code = people.entity("样例市城北新区第二商业管理有限责任公司餐饮服务分公司")
    register.link_entity(here.citizen, code, Tie.HANDLER)
    page = person("phone", account_id=here.citizen.account_id, script=script)
    page.goto(f"/items/{here.terms.item_id}/")
    page.locator(".foot a.main").click()
    camera.portrait(page, "portal-start", screens=("phone", "narrow", "desk"))
    page.get_by_text("我本人").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步").click()
    camera.portrait(page, "portal-form-wrong", screens=("phone", "narrow", "desk"))
    fill(page, here)
    camera.portrait(page, "portal-form", screens=("phone", "desk"))
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="上传材料")).to_be_visible()
    for spec in here.terms.materials[:2]:
        upload(page, spec.key)
        if not script:
            page.locator(f"#m-{spec.key}").get_by_role("button", name="上传").click()
        expect(page.locator(f"#m-{spec.key}")).to_contain_text(f"{spec.key}.png")
    camera.portrait(page, "portal-materials", screens=("phone", "narrow", "desk"))
    page.get_by_role("link", name="下一步：核对").click()
    camera.portrait(page, "portal-check", screens=("phone", "narrow", "desk"))
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    camera.portrait(page, "portal-received", screens=("phone", "narrow", "desk"))
    page.get_by_role("link", name="看办理进度").click()
    expect(page.get_by_text("正在核对材料").first).to_be_visible()


def test_what_one_sees_of_one_s_own(person: Person, here: Place) -> None:
    page = person("phone", account_id=here.citizen.account_id)
    short = Place(**{**given.place().__dict__, "citizen": here.citizen})
    waiting = given.received(short, materials=("form",))
    points = [
        Point("identity", "身份证明", "照片模糊，看不清有效期", "请在光线好的地方重拍"),
        Point("form", "申请表", "没有签字", "打印签字后拍照上传"),
    ]
    cases.request_supplement(short.clerk, waiting, points)
    accepted, refused, granted = given.accepted(short), given.refused(short), given.granted(short)
    given.draft(short)
    withdrawn = given.received(short)
    code = queries.case_page(here.citizen, accepted).access_code
    drain()
    for name, url in (
        ("home-mine", "/"), ("my", "/my/"), ("supplement", f"/my/{waiting}/supplement/"),
        ("case-supplementing", f"/my/{waiting}/"), ("case-accepted", f"/my/{accepted}/"),
        ("case-refused", f"/my/{refused}/"), ("case-granted", f"/my/{granted}/"), ("inbox", "/my/messages/"),
        ("withdraw", f"/my/{withdrawn}/withdraw/"), ("profile", "/my/profile/"),
        ("entity", "/my/profile/entities/"), ("progress", f"/progress/{accepted}/?code={code}"), ("real-name", "/my/profile/real-name/"),
    ):  # fmt: skip
        page.goto(url)
        camera.portrait(page, f"portal-{name}", screens=("phone", "narrow", "desk"))
