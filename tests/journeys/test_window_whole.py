"""出生一件事 at the counter: a father before the window, six matters of five organs on one page, by keyboard for the most part; he
fetches a paper and comes back, another clerk takes it back for nobody: he follows it by number and code."""

from playwright.sync_api import Page, expect

from cityhall.doors.window.tests.given import CLERK
from cityhall.joint import queries
from cityhall.joint.models import JointApplication
from cityhall.joint.terms import Can, JointState
from cityhall.joint.tests import shipped
from cityhall.kernel.actor import Actor
from cityhall.kernel.tests import contents
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import axe, camera
from .conftest import Person
from .test_packages import put_in

CODE, BOTH = "xinshenger", ("phone", "desk")


def test_a_fathers_six_matters_at_one_window(person: Person) -> None:
    city = shipped.city(CODE)
    shipped.published(city, CODE)
    lead = queries.published(CODE).organ_id
    clerk = organs.clerk(organs.window(*city.near.values()), *CLERK, Can.TAKE_IN)
    number = people.id_number(77)
    people.walk_in("样例父亲", number)
    page = person("desk", account_id=clerk.account_id)
    draft = chosen(page, number)
    answered(page, clerk, draft)
    filled_in(page, clerk, draft)
    kept_and_opened_again(page, draft)
    handed_in(page, clerk, draft)
    row = JointApplication.objects.get(pk=draft)
    assert (row.state, row.account_id, row.applicant_name) == (JointState.OPEN, None, "样例父亲")
    assert len(queries.joint_page(clerk, str(row.number)).parts) == 6
    assert queries.published(CODE).organ_id == lead
    followed(person("phone"), str(row.number), row.access_code)
    looked_at(page, str(row.number))


def chosen(page: Page, number: str) -> str:
    """Found beside the items as clerks type it."""
    page.goto("/window/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.get_by_text("样例父亲").first).to_be_visible()
    page.locator("#q").fill("出生一件事")
    expect(page.locator("#found")).to_contain_text("个事项一次收")
    camera.portrait(page, "window-whole-found", screens=BOTH)
    page.get_by_role("button", name="一件事").click()
    page.wait_for_url("**/window/whole/drafts/**")
    return page.url.rstrip("/").rpartition("/")[2]


def answered(page: Page, clerk: Actor, draft: str) -> None:
    """Each answer changes what stands on the page, without leaving it."""
    expect(page.locator("#papers")).to_contain_text("先问清")
    for key in ("insure", "card", "maternity"):
        page.wait_for_load_state()
        page.locator(f"[name='f-{key}'][value='是']").check()
    expect(page.locator("#parts")).to_contain_text("6 个事项")
    assert queries.joint_draft(clerk, draft).values.get("maternity") != "是", "nothing is saved by looking"


def filled_in(page: Page, clerk: Actor, draft: str) -> None:
    typed = {"insure": "是", "card": "是", "maternity": "是"}
    for spec in queries.joint_draft(clerk, draft, typed).put.fields:
        box = page.locator(f"[name='f-{spec.key}']").first
        if spec.key not in typed and not (box.get_attribute("type") in (None, "text", "date") and box.input_value()):
            put_in(page, spec, shipped.value(spec), "f-")
    first = page.locator("#papers input[name='given']").first
    first.check()
    page.locator("#papers input[name='seen']").first.check()
    camera.portrait(page, "window-whole", screens=(*BOTH, "wide"))


def kept_and_opened_again(page: Page, draft: str) -> None:
    """He fetches a paper: the page is kept, the next one is served, then it is opened from the list."""
    page.keyboard.press("Alt+S")
    expect(page.get_by_text("已保存；可以先接待下一位")).to_be_visible()
    page.goto("/window/whole/")
    camera.portrait(page, "window-whole-list", screens=BOTH)
    page.get_by_role("link", name="接着填").click()
    expect(page.locator("#papers input[name='given']").first).to_be_checked()
    upload = page.locator("#papers input[type='file']").nth(1)
    upload.set_input_files({"name": "scan.png", "mimeType": "image/png", "buffer": contents.PNG})
    expect(page.locator("#papers")).to_contain_text("scan.png")
    expect(page.locator("#papers input[name='given']").first).to_be_checked()
    page.get_by_role("button", name="移除").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#papers")).not_to_contain_text("scan.png")


def handed_in(page: Page, clerk: Actor, draft: str) -> None:
    for box in page.locator("#papers input[name='given']").all():
        box.check()
    page.keyboard.press("F8")
    page.wait_for_url("**/window/whole/*-L*/")
    drain()
    page.reload()
    expect(page.locator("main")).to_contain_text("已收件")
    camera.portrait(page, "window-whole-taken", screens=BOTH)
    page.get_by_role("link", name="打印收件凭证").click()
    expect(page.locator("article.paper")).to_contain_text("查询码")
    camera.portrait(page, "window-whole-receipt", screens=BOTH)


def followed(page: Page, number: str, code: str) -> None:
    page.goto("/progress/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("整件事的时限")
    expect(page.locator("main")).not_to_contain_text("样例父亲")
    camera.portrait(page, "progress-whole", screens=BOTH)


def looked_at(page: Page, number: str) -> None:
    assert not axe.look(page, {
        "window-whole-list": "/window/whole/", "window-whole-taken": f"/window/whole/{number}/",
        "window-whole-receipt": f"/window/whole/{number}/receipt/",
    })  # fmt: skip
