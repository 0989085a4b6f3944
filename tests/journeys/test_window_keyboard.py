"""A clerk with a queue before her: one known item from the licence in her hand to acceptance, without touching a mouse;
and the same page where scripts are switched off."""

from playwright.sync_api import Page, expect

from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as cases
from cityhall.doors.window.tests import given
from cityhall.kernel import clock
from cityhall.people.tests import given as people

from .camera import check_fits, check_light, portrait
from .conftest import Person

SCREENS = ("phone", "desk", "wide")


def typed(page: Page, text: str) -> None:
    page.keyboard.type(text)


def fill_the_form(page: Page) -> None:
    """From field to field by Tab, as the focus stands: the first gap is the premises."""
    expect(page.locator("#id_f-seat")).to_be_focused()
    typed(page, "鼓楼街道文昌路 18 号")
    page.keyboard.press("Tab")
    typed(page, "13900000009")
    page.keyboard.press("Tab")
    typed(page, "62")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")


def test_a_known_item_is_accepted_by_keyboard_alone(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here, code = given.hall(), given.entity()
        page = person("desk", account_id=here.clerk.account_id)
        check_light(page, "/window/")
        expect(page.locator("#id_number")).to_be_focused()
        portrait(page, "window-empty", screens=SCREENS)

        typed(page, code)
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("spjy", delay=20)
        expect(page.locator("#found li")).to_have_count(1)
        page.keyboard.press("Enter")
        fill_the_form(page)
        page.keyboard.press("1")  # the tick box has the focus, so a number is a material
        expect(page.locator("#g-form")).to_be_checked()
        expect(page.locator("#bar")).to_contain_text("法定代表人身份证明")
        page.keyboard.press("F8")  # who came has not been said
        expect(page.locator(".wrong")).to_contain_text("请填写来办理的人")
        page.get_by_label("经办人").focus()
        typed(page, "样小芳")
        page.keyboard.press("F6")
        expect(page.locator("#bar")).to_contain_text("必需材料已收齐")
        expect(page.get_by_label("经营场所", exact=True)).to_have_value("鼓楼街道文昌路 18 号")
        portrait(page, "window-counter", screens=SCREENS)
        page.keyboard.press("F8")
        page.wait_for_url("**/window/cases/**")
        portrait(page, "window-case", screens=SCREENS)
        page.keyboard.press("F8")
        expect(page.locator("#told")).to_contain_text("已受理")
        assert Case.objects.get().status == Status.ACCEPTED


def test_a_newcomer_and_what_is_missing_by_keyboard(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here = given.hall()
        page = person("desk", account_id=here.clerk.account_id)
        page.goto("/window/")
        expect(page.locator("#id_number")).to_be_focused()
        typed(page, people.id_number(7))
        page.keyboard.press("Enter")
        expect(page.locator("#id_new_name")).to_be_focused()
        typed(page, "样新人")
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_be_focused()
        typed(page, "zzbf")
        page.keyboard.press("Enter")
        expect(page.get_by_label("经营者名称")).to_be_focused()
        typed(page, "样例商行")
        page.keyboard.press("Tab")
        typed(page, people.credit_code())
        page.keyboard.press("Alt+1")
        expect(page.locator("#bar")).to_contain_text("还缺材料：法定代表人身份证明")
        page.keyboard.press("F8")
        page.wait_for_url("**/window/cases/**")
        page.keyboard.press("F9")
        page.wait_for_url("**/supplement/")
        portrait(page, "window-supplement", screens=SCREENS)
        page.keyboard.press("F9")
        expect(page.locator("#told")).to_contain_text("已一次性告知")
        portrait(page, "window-supplementing", screens=SCREENS)
        assert Case.objects.get().status == Status.SUPPLEMENTING


def test_the_lists_are_walked_with_j_and_k_and_fit_every_screen(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here = given.hall()
        numbers = [given.received(here), cases.received(here.place)]
        done = cases.granted(here.place)
        page = person("desk", account_id=here.clerk.account_id)
        check_light(page, "/window/tray/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/window/cases/{numbers[1]}/")
        check_light(page, f"/window/cases/{numbers[0]}/")
        for url in ("tray/", "register/", "cases/", "handover/", f"handover/{done}/", f"cases/{numbers[0]}/correct/"):
            page.goto(f"/window/{url}")
            portrait(page, f"window-{url.strip('/').replace('/', '-')}", screens=SCREENS)


def test_without_a_script_the_same_page_takes_an_application_in(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here, code = given.hall(), given.entity()
        page = person("narrow", account_id=here.clerk.account_id, script=False)
        page.goto("/window/")
        page.get_by_label("证件号码").fill(code)
        page.get_by_role("button", name="查找").click()
        page.get_by_label("经办人").fill("样小芳")
        page.get_by_label("事项", exact=False).and_(page.locator("#q")).fill("spjy")
        page.locator("#q").press("Enter")
        page.get_by_label("经营场所", exact=True).fill("样例路 1 号")
        page.locator("#id_f-phone").fill("13900000009")
        page.locator("#id_f-area").fill("62")
        page.get_by_label("热食类制售").check()
        page.get_by_role("button", name="必需的全部收齐").click()
        page.get_by_role("button", name="收件", exact=False).and_(page.locator("#receive")).click()
        page.get_by_role("button", name="受理").click()
        expect(page.locator("#told")).to_contain_text("已受理")
        check_fits(page, "a case without script")
