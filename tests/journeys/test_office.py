"""The reviewer's desk in a real browser: forty cases by keyboard, the case beside the list, two who collide."""

import struct
import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions
from cityhall.cases.terms import Can
from cityhall.cases.tests import given
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.files import store
from cityhall.messages import queries as messages
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import camera
from .conftest import Person

LONG = "城镇燃气经营许可证核发（含瓶装液化石油气供应站点设立、变更、延续与注销）"


@pytest.fixture
def here() -> Iterator[given.Place]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield given.place(name=LONG, statutory={"amount": 20, "unit": "workdays", "basis": "行政许可法第四十二条"})


def _a_pdf(number: str) -> bytes:
    """A real PDF: the receipt of a case."""
    drain()
    with store.reading(messages.papers_of([f"case:{number}"])[0].sha256) as content:
        return content.read()


def _a_picture() -> bytes:
    """A photo larger than any frame it is shown in."""
    width, height = 1600, 1000
    rows = b"".join(b"\0" + bytes([200, 190 - y // 10, 160]) * width for y in range(height))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def busy(here: given.Place, count: int = 24) -> str:
    """A desk with work under every light; answers the number of one case that has been about."""
    with clock.frozen("2026-11-09T09:05", everywhere=True):
        late = given.accepted(here)
        with_pictures = given.draft(here, materials=())
        actions.attach(here.citizen, with_pictures, "form", given.file(_a_pdf(late)), "申请表（已签字）.pdf")
        actions.attach(here.citizen, with_pictures, "identity", given.file(_a_picture()), "身份证正面 拍照.png")
        late = actions.receive(here.citizen, with_pictures)
        actions.accept(here.clerk, late)
    with clock.frozen("2026-11-16T15:20", everywhere=True):
        soon = given.supplementing(here, "form")
    with clock.frozen("2026-11-16T15:40", everywhere=True):
        actions.attach(here.citizen, soon, "form", given.file(), "补.pdf")
        actions.supplement(here.citizen, soon, ["form"])
        actions.accept(here.clerk, soon)
    for _ in range(count):
        given.accepted(here)
    actions.refer(here.clerk, given.received(here), "申请人提交的场所证明是无产权证明，能否作为经营场所使用证明？")
    actions.claim_step(here.reviewer, soon, "review")
    drain()
    return late


def reviewer(person: Person, who: object, screen: str = "desk", **more: object) -> Page:
    return person(screen, account_id=who.account_id, **more)  # type: ignore[attr-defined]


def test_every_page_fits_and_is_light(person: Person, here: given.Place) -> None:
    number = busy(here)
    page = reviewer(person, here.reviewer)
    weights = camera.weigh(page, "/office/")  # the list; the case beside it is a page of its own, weighed below
    own = sum(w for path, w in weights.items() if "/cases/" not in path)
    assert own < camera.WEIGHT, weights
    camera.check_light(page, f"/office/cases/{number}/")
    page.goto("/office/")
    expect(page.locator("#case h1")).to_be_visible()
    camera.portrait(page, "office-desk", full=False)
    for name, url in {
        "case": f"/office/cases/{number}/",
        "return": f"/office/cases/{number}/hand-over/review/",
        "cases": "/office/cases/",
        "empty": "/office/?q=没有这样的",
    }.items():
        page.goto(url)
        page.wait_for_load_state("networkidle")
        camera.portrait(page, f"office-{name}")
    page.goto(f"/office/cases/{number}/")
    page.get_by_role("link", name="身份证正面").click()
    expect(page.frame_locator("iframe.preview").get_by_role("img")).to_be_visible()
    camera.portrait(page, "office-photo", screens=("desk",))
    clock_id = page.request.get(f"/office/cases/{number}/").text().split("/clocks/")[1].split("/")[0]
    page.goto(f"/office/cases/{number}/clocks/{clock_id}/")
    camera.portrait(page, "office-clock")


def test_intake_and_decision_pages_fit(person: Person, here: given.Place) -> None:
    chief = organs.staff(
        here.organ, Can.INTAKE, Can.NOT_ACCEPT, Can.VOID, Can.HOLD, Can.SEE, Can.REVEAL, desk=Desk.INTAKE
    )
    number = given.received(here, materials=("form",))
    page = reviewer(person, chief)
    for name in ("", "supplement/", "not-accept/", "void/", "hold/", "check/identity/", "reveal/contact_phone/"):
        page.goto(f"/office/cases/{number}/{name}")
        camera.portrait(page, f"office-intake-{name.split('/')[0] or 'case'}", screens=("phone", "desk"))
    decider = reviewer(person, here.approver)
    decider.goto(f"/office/cases/{given.reviewed(here)}/")
    camera.portrait(decider, "office-decide")
    decider.get_by_role("button", name="不予许可").click()
    expect(decider.locator(".banner.refusal")).to_contain_text("说明理由")
    camera.portrait(decider, "office-decide-refused", screens=("desk",))
    decider.goto(f"/office/cases/{given.refused(here)}/")
    camera.portrait(decider, "office-refused", screens=("desk",))


def test_forty_cases_by_keyboard(person: Person, here: given.Place) -> None:
    for _ in range(3):
        given.accepted(here)
    page = reviewer(person, here.reviewer)
    page.goto("/office/")
    first, second, _ = page.locator("[data-list] a").all()
    expect(page.locator("#case .num-s")).to_have_text(str(first.get_attribute("href")).split("/")[-2])
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    number = str(second.get_attribute("href")).split("/")[-2]
    expect(page.locator("#case .num-s")).to_have_text(number)
    expect(page).to_have_url(f"{page.url.split('/office/')[0]}/office/?open={number}")
    expect(second).to_have_attribute("aria-current", "true")
    page.get_by_label("审查意见").fill("材料齐全，同意。")
    page.get_by_label("材料内容真实、一致").check()
    page.keyboard.press("F8")
    expect(page.locator(".banner.success")).to_contain_text(number)
    expect(page.locator("[data-list] a")).to_have_count(2)
    expect(page.locator("#case .num-s")).to_be_visible()


def test_what_is_typed_is_asked_about_before_another_case_opens(person: Person, here: given.Place) -> None:
    for _ in range(2):
        given.accepted(here)
    page = reviewer(person, here.reviewer)
    page.goto("/office/")
    second = page.locator("[data-list] a").nth(1)
    page.get_by_label("审查意见").fill("写了一半")
    second.click()
    page.get_by_role("button", name="继续填写").click()
    expect(page.get_by_label("审查意见")).to_have_value("写了一半")
    second.click()
    page.get_by_role("button", name="离开").click()
    expect(page.get_by_label("审查意见")).to_have_value("")


def test_two_reviewers_collide_and_both_understand(person: Person, here: given.Place) -> None:
    colleague = organs.staff(here.organ, Can.REVIEW, Can.SEE, name="样例同事", desk=Desk.REVIEW)
    number = given.accepted(here)
    mine, hers = reviewer(person, here.reviewer), reviewer(person, colleague, script=False)
    for page in (mine, hers):
        page.goto(f"/office/cases/{number}/")
    hers.get_by_role("button", name="领取").click()
    expect(hers.locator(".banner.success")).to_contain_text("已领取")
    mine.get_by_label("审查意见").fill("经审查，第三项条件不符合，理由如下……")
    mine.get_by_role("button", name="建议不予").click()
    expect(mine.locator(".banner.refusal")).to_contain_text("样例同事")
    expect(mine.locator("textarea[readonly]")).to_have_value("经审查，第三项条件不符合，理由如下……")
    camera.portrait(mine, "office-collision", screens=("desk", "phone"))
    hers.get_by_label("审查意见").fill("符合条件")
    hers.get_by_role("button", name="建议准予").click()
    expect(hers.locator(".banner.success")).to_contain_text("已完成审查")


def test_another_organ_s_reviewer_sees_nothing(person: Person, here: given.Place) -> None:
    number = given.accepted(here)
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    page = reviewer(person, stranger)
    page.goto("/office/")
    expect(page.get_by_text("现在没有等您办理的件")).to_be_visible()
    camera.portrait(page, "office-nothing", screens=("desk", "phone"))
    assert page.goto(f"/office/cases/{number}/").status == 404  # type: ignore[union-attr]


def test_an_item_without_materials_is_a_whole_page_too(person: Person, here: given.Place) -> None:
    bare = given.place(materials=[], fields=items.FIELDS[:1])
    page = reviewer(person, bare.reviewer)
    page.goto(f"/office/cases/{given.accepted(bare)}/")
    expect(page.get_by_text("这个事项不收材料")).to_be_visible()
