"""Every package that comes with the program, in a browser: guide, questions, one form, one set of materials, handed in; then carried
to its results. Filled in by what the form itself asks for."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases.tests import given as cases
from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.joint import actions, queries
from cityhall.joint.models import JointApplication
from cityhall.joint.queries.shipped import everything
from cityhall.joint.terms import JointOutcome, JointState
from cityhall.joint.tests import shipped
from cityhall.kernel.actor import Actor
from cityhall.kernel.tests import contents
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from . import camera
from .conftest import Person

CODES = list(everything())
FULLEST = {code: max((s for s in shipped.SITUATIONS if s[0] == code), key=lambda s: len(s[2])) for code in CODES}


def put_in(page: Page, spec: FieldSpec, value: str, prefix: str = "") -> None:
    """One answer, into whatever the page asks it with."""
    box = page.locator(f"[name='{prefix}{spec.key}']")
    if spec.kind in (FieldKind.YES_NO, FieldKind.CHOICE, FieldKind.MANY):
        if box.first.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
            return
        for one in value.split("、") if spec.kind is FieldKind.MANY else [value]:
            page.locator(f"[name='{prefix}{spec.key}'][value='{one}']").check()
    else:
        box.fill(value)


def answered(page: Page, code: str, answers: Mapping[str, str]) -> None:
    """先回答几个问题: on the guide, until no question is left."""
    left = dict(answers)
    while left:
        told = {key: value for key, value in answers.items() if key not in left}
        asked = [spec for spec in queries.guide(code, told).put.own if spec.key in left]
        for spec in asked:
            put_in(page, spec, left.pop(spec.key), "a-")
        page.get_by_role("button", name="按我的情况看").click()
        page.wait_for_load_state()


def filled_in(page: Page, citizen: Actor, draft: str) -> None:
    mine = queries.joint_draft(citizen, draft)
    for spec in mine.put.fields:
        if spec.key not in mine.values:
            put_in(page, spec, shipped.value(spec))


def handed_in(page: Page, citizen: Actor, draft: str) -> None:
    """The first material by hand, the others as the page would; then submitted."""
    first, *others = queries.joint_draft(citizen, draft).slots
    page.locator(f"#f-{first.spec.key}").set_input_files(
        {"name": "first.png", "mimeType": "image/png", "buffer": contents.PNG}
    )
    expect(page.locator(f"#m-{first.spec.key}")).to_contain_text("已上传")
    for slot in others:
        actions.attach_joint(citizen, draft, slot.spec.key, cases.file(), f"{slot.spec.key}.pdf")
    page.get_by_role("link", name="下一步：核对").click()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/my/together/**")


@pytest.mark.parametrize("code", CODES)
def test_from_the_guide_to_every_result(code: str, person: Person) -> None:
    _, answers, parts = FULLEST[code]
    here = shipped.city(code)
    shipped.published(here, code)
    citizen = people.citizen(name="样小例")
    company = people.entity("样例建设有限公司", representative="样小例")
    people_actions.link_entity(citizen, company, Tie.LEGAL_REPRESENTATIVE)
    phone = person("phone", account_id=citizen.account_id)

    phone.goto(f"/together/{code}/")
    answered(phone, code, answers)
    expect(phone.locator("main")).to_contain_text("原需填")
    if code in ("canyin", "gongcheng"):
        camera.portrait(phone, f"package-{code}-guide")
    phone.locator("#start-top").click()
    who = phone.locator("input[type='radio'][name='applicant']")
    expect(phone.get_by_role("button", name="下一步")).to_be_visible()
    if who.count() > 1:  # a matter for persons and companies: she applies for herself
        who.first.check()
    phone.get_by_role("button", name="下一步").click()
    phone.wait_for_url("**/together/drafts/**")
    draft = phone.url.rstrip("/").rpartition("/")[2]
    filled_in(phone, citizen, draft)
    phone.get_by_role("button", name="下一步：传材料").click()
    phone.wait_for_url("**/materials/**")
    handed_in(phone, citizen, draft)
    number = phone.url.rstrip("/").rpartition("/")[2]
    shipped.carried(here, citizen, number)

    page = queries.joint_page(citizen, number)
    assert {p.key: str(p.state) for p in page.parts} == dict.fromkeys(parts, "granted")
    row = JointApplication.objects.get(number=number)
    assert (row.state, row.outcome) == (JointState.DONE, JointOutcome.WHOLE)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("全部办成")


def test_an_administrator_takes_one_in(person: Person) -> None:
    """From the list to drafts: whom the roles mean, what is new, what is there."""
    here = shipped.city("gongcheng", workers=False)
    desk = person("desk", account_id=here.designer.account_id)
    desk.goto("/setup/joint/")
    desk.get_by_role("link", name="内置的一件事").click()
    camera.portrait(desk, "setup-shipped")
    desk.get_by_role("link", name="工程建设项目审批（四阶段）").click()
    expect(desk.locator("main")).to_contain_text("由本市哪个单位承担")
    camera.portrait(desk, "setup-shipped-package")
    desk.locator("#do").click()
    desk.wait_for_url("**/setup/joint/gongcheng/")
    expect(desk.locator("main")).to_contain_text("已装入为草稿")
    expect(desk.locator("main")).to_contain_text("还没有发布")
