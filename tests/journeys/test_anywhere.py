"""Accepted in one county, decided in the city, the licence handed out in a third window."""

from playwright.sync_api import Page, expect

from cityhall.anywhere.models import Handover
from cityhall.anywhere.terms import Can, Way
from cityhall.anywhere.tests import given
from cityhall.cases import actions as cases
from cityhall.cases.models import Case
from cityhall.cases.terms import Can as CaseCan
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as cases_given
from cityhall.doors.window.tests.test_anywhere import with_people
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from .camera import check_light, portrait
from .conftest import Person

SCREENS = ("desk", "phone")
MONDAY, TUESDAY, FRIDAY = "2026-11-16T10:02", "2026-11-17T15:20", "2026-11-20T10:32"


def test_accepted_in_one_county_decided_in_another_handed_out_in_a_third(person: Person) -> None:
    with clock.frozen(MONDAY, everywhere=True):
        place = cases_given.place(reformed={"same_power": True, "basis": given.PAPER})
        county, third = with_people(given.county()), given.county()
        admin = organs.staff(organs.organ("市样例政务局"), Can.KEEP_LIST, reach=Reach.EVERYWHERE)
        bureau = organs.staff(place.organ, Can.CARRY, Can.SEE, CaseCan.SEE)
        walk_in = people.id_number()
        people.walk_in("样例申请人", walk_in)
        listed(person("desk", account_id=admin.account_id), place.terms.name)
        window = person("desk", account_id=county.clerk.account_id)
        number = taken_in(window, place, walk_in)
        code = packed_and_sent(window, number)
        guide = person("phone")
        guide.goto(f"/items/{place.terms.item_id}/#where")
        expect(guide.get_by_text("也可以在下面的窗口交材料")).to_be_visible()
        portrait(guide, "anywhere-guide", screens=SCREENS)
        case = Case.objects.get(number=number)
        guide.goto(f"/progress/{number}/?code={case.access_code}")
        expect(guide.get_by_text("纸质材料在途")).to_be_visible()
        portrait(guide, "anywhere-progress", screens=SCREENS)
    with clock.frozen(TUESDAY, everywhere=True):
        desk = person("desk", account_id=bureau.account_id)
        received(desk, code)
        cases.accept(place.clerk, number)
        drain()
        cases.finish_step(place.reviewer, number, "review", "agree", "符合条件")
        cases.grant(place.approver, number, "decide")
        drain()
        back = result_sent(desk, number, third)
    with clock.frozen(FRIDAY, everywhere=True):
        handed_out(person("desk", account_id=third.clerk.account_id), number, back)
    assert Case.objects.get(number=number).status == Status.DELIVERED


def listed(page: Page, item: str) -> None:
    """The list: what the version declares is put on it."""
    page.goto("/setup/anywhere/")
    portrait(page, "anywhere-list-declared", screens=SCREENS)
    page.get_by_role("link", name="列入", exact=True).click()
    page.get_by_role("button", name="列入").click()
    expect(page.locator(".banner.success")).to_contain_text("已列入")
    portrait(page, "anywhere-entry", screens=SCREENS)
    page.goto("/setup/anywhere/")
    expect(page.get_by_role("link", name=item)).to_be_visible()


def taken_in(page: Page, place: cases_given.Place, id_number: str) -> str:
    check_light(page, "/window/anywhere/")
    expect(page.get_by_text(place.terms.name)).to_be_visible()
    portrait(page, "anywhere-take", screens=SCREENS)
    page.get_by_role("link", name="收件", exact=True).last.click()
    page.locator("#id_number").fill(id_number)
    page.keyboard.press("Enter")
    expect(page.locator("#receive")).to_be_enabled()
    for key, value in given.values(place).items():
        field = page.locator(f"[name='f-{key}']")
        if field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"[name='f-{key}'][value='{value}']").check()
        else:
            field.fill(value)
    page.get_by_role("button", name="必需的全部收齐").click()
    expect(page.locator("#bar")).to_contain_text("已收齐")
    portrait(page, "anywhere-counter", screens=SCREENS)
    page.locator("#receive").click()
    expect(page.locator(".banner.success")).to_contain_text("时限从现在起算")
    portrait(page, "anywhere-case", screens=SCREENS)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def packed_and_sent(page: Page, number: str) -> str:
    page.get_by_role("button", name="制作流转单").click()
    expect(page.get_by_role("heading", name="材料流转单")).to_be_visible()
    code = Handover.objects.get(way=Way.MATERIALS).number
    page.goto(f"/window/anywhere/slips/{code}/print/")
    portrait(page, "anywhere-print", screens=SCREENS)
    page.goto(f"/window/anywhere/slips/{code}/")
    page.get_by_label("承运单位").fill("样例邮政")
    page.get_by_label("运单号").fill("YL0001")
    page.locator("#send").click()
    expect(page.locator(".banner.success")).to_contain_text("已登记交出")
    page.goto("/window/anywhere/slips/?pile=on_way")
    portrait(page, "anywhere-slips", screens=SCREENS)
    return code


def received(page: Page, code: str) -> None:
    page.goto("/office/anywhere/slips/")
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="逐件清点签收")).to_be_visible()
    for one in page.get_by_label("实收份数").all():
        one.fill("1")
    portrait(page, "anywhere-receive", screens=SCREENS)
    page.locator("#receive").click()
    expect(page.locator(".banner.success")).to_contain_text("已逐件签收")


def result_sent(page: Page, number: str, third: given.County) -> str:
    page.goto(f"/office/cases/{number}/")
    expect(page.locator("#anywhere")).to_contain_text("纸质材料已到")
    portrait(page, "anywhere-office", screens=SCREENS)
    page.locator("#anywhere").get_by_role("link").click()
    page.get_by_text("改取件地点").click()
    page.get_by_label("取件地点").select_option(str(third.window))
    page.locator("#choose").click()
    expect(page.locator(".banner.success")).to_contain_text("已登记取件地点")
    page.get_by_role("button", name="制作流转单").click()
    expect(page.get_by_role("heading", name="结果流转单")).to_be_visible()
    page.get_by_label("或者专人递送").fill("样例递送员")
    page.locator("#send").click()
    expect(page.locator(".banner.success")).to_contain_text("已登记交出")
    return Handover.objects.get(way=Way.RESULT).number


def handed_out(page: Page, number: str, code: str) -> None:
    page.goto(f"/window/anywhere/slips/?code={code}")
    page.get_by_label("实收份数").fill("1")
    page.locator("#receive").click()
    expect(page.locator(".banner.success")).to_contain_text("已逐件签收")
    page.goto(f"/window/anywhere/cases/{number}/")
    portrait(page, "anywhere-issue", screens=SCREENS)
    page.locator("#issue").click()
    expect(page.locator(".banner.success")).to_contain_text("已出件")
    portrait(page, "anywhere-done", screens=SCREENS)
