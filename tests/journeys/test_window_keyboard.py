"""A clerk with a queue before her: one known item from the licence in her hand to acceptance, without touching a mouse;
and the same page where scripts are switched off."""

from playwright.sync_api import Page, expect

from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as cases
from cityhall.doors.hall.tests.test_hall import manager
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
        expect(page.locator("#accept")).to_contain_text("收件并受理")
        page.keyboard.press("F8")
        page.wait_for_url("**/window/cases/**")
        portrait(page, "window-case", screens=SCREENS)
        expect(page.locator("#told")).to_contain_text("已收件并受理")
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
        page.locator("#receive").click()
        page.get_by_role("button", name="受理", exact=True).click()
        expect(page.locator("#told")).to_contain_text("已受理")
        check_fits(page, "a case without script")


class Keys:
    """Counts what is pressed: a known item is to be accepted with few keys, and in under a minute of somebody's typing."""

    A_SECOND = 4  # keys of a practised clerk

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.page.keyboard.type(text, delay=10)


def test_who_item_materials_and_acceptance_take_few_keys(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here, number = given.hall(), people.id_number(9)
        people.walk_in("样小例", number, "13900000012")
        page = person("desk", account_id=here.clerk.account_id)
        page.goto("/window/")
        expect(page.locator("#id_number")).to_be_focused()
        keys = Keys(page)
        keys.type(number)
        keys.press("Enter")
        expect(page.locator("#q")).to_be_focused()
        keys.type("zzbf")
        expect(page.locator("#found li")).to_have_count(1)
        keys.press("Enter")
        expect(page.get_by_label("经营者名称")).to_be_focused()
        keys.type("样例商行")
        keys.press("Tab")
        keys.type(people.credit_code())
        keys.press("F6")
        expect(page.locator("#accept")).to_be_visible()
        keys.press("F8")
        page.wait_for_url("**/window/cases/**")
        expect(page.locator("#told")).to_contain_text("已收件并受理")
        assert Case.objects.get().status == Status.ACCEPTED
        assert keys.pressed / Keys.A_SECOND < 60, keys.pressed


def test_two_screens_say_the_same_and_the_citizen_says_so(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here, code = given.hall(), given.entity()
        clerk, citizen = person("desk", account_id=here.clerk.account_id), person("desk")
        clerk.goto("/window/screens/")
        clerk.keyboard.press("F8")
        digits = clerk.locator("#code").inner_text()
        citizen.goto("/window/screen/")
        citizen.get_by_label("配对码").fill(digits)
        citizen.get_by_role("button", name="配对").click()
        expect(citizen.get_by_role("heading", name="欢迎办事")).to_be_visible()
        clerk.goto("/window/")
        typed(clerk, code)
        clerk.keyboard.press("Enter")
        expect(clerk.locator("#q")).to_be_focused()
        clerk.keyboard.type("spjy", delay=20)
        expect(clerk.locator("#found li")).to_have_count(1)
        clerk.keyboard.press("Enter")
        fill_the_form(clerk)
        clerk.get_by_label("经办人").fill("样小芳")
        clerk.keyboard.press("F6")
        expect(clerk.locator("#bar")).to_contain_text("必需材料已收齐")
        clerk.keyboard.press("Alt+q")
        expect(citizen.get_by_role("heading", name="请您核对")).to_be_visible()
        portrait(citizen, "window-screen", screens=("phone", "desk", "wide"))
        citizen.get_by_text("有误", exact=True).click()
        citizen.get_by_role("button", name="经营场所", exact=True).click()
        expect(citizen.get_by_role("heading", name="已告诉窗口人员")).to_be_visible()
        expect(clerk.locator("#check")).to_contain_text("申请人指出有误 经营场所")
        clerk.get_by_label("经营场所", exact=True).fill("鼓楼街道文昌路 19 号")
        clerk.keyboard.press("Alt+q")
        citizen.get_by_role("button", name="没有错，确认").click()
        expect(clerk.locator("#check")).to_contain_text("申请人已看屏确认")
        portrait(clerk, "window-confirmed", screens=("desk", "wide"))
        clerk.keyboard.press("F8")
        clerk.wait_for_url("**/window/cases/**")
        expect(clerk.get_by_text("申请人在窗口屏幕上确认")).to_be_visible()


def test_the_desk_the_shift_and_the_hall_fit_every_screen(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here = given.hall()
        given.received(here)
        done = cases.granted(here.place)
        page = person("desk", account_id=here.clerk.account_id)
        for url in ("handover/", f"handover/{done}/", f"handover/{done}/slip/", "shift/", "consultations/", "grievance/",
                    "screens/", "?back=yes"):  # fmt: skip
            page.goto(f"/window/{url}")
            name = url.replace(done, "one").strip("/?").replace("/", "-").replace("=", "-")
            portrait(page, f"window-{name}", screens=SCREENS)
        boss = person("desk", account_id=manager().account_id)
        for url in ("", "register/", "items/", "uncollected/", "grievances/", f"windows/{here.window}/",
                    f"windows/{here.window}/items/{here.food}/"):  # fmt: skip
            boss.goto(f"/hall/{url}")
            name = (
                url.replace(str(here.window), "w").replace(str(here.food), "i").strip("/").replace("/", "-") or "floor"
            )
            portrait(boss, f"hall-{name}", screens=SCREENS)
