"""企业设立四证一体 in a browser: one form, one set of materials, four organs' results within three working days."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases import actions as cases
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks
from cityhall.joint import queries
from cityhall.joint.models import JointApplication
from cityhall.joint.terms import JointOutcome, JointState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.tests import contents
from cityhall.people.tests import given as people
from cityhall.site.testing import drain
from cityhall.twin import files
from cityhall.twin.city import build, staff_actor
from cityhall.twin.joint import WANTED, publish_packages

from .conftest import Person

BEGAN, HANDED_IN = "2026-11-16T09:00", "2026-11-18T10:00"
ORGANS = {"licence": "scj", "code": "scj", "national_tax": "swu", "local_tax": "swu"}


@pytest.fixture
def city() -> Iterator[None]:
    """The demo city, founded on Monday; the day of the journey is Wednesday."""
    with clock.frozen(BEGAN, everywhere=True):
        publish_packages(HOUSE, build(HOUSE).organs)
        drain()
    with clock.frozen(HANDED_IN, everywhere=True):
        yield


def fill_in(page: Page, citizen: Actor, draft: str) -> None:
    """Everything that is asked, each once, as the page asks it."""
    person = files.persons()[0]
    known = {
        **WANTED,
        "entity.head": person.name,
        "person.id_number": people.id_number(31),
        "person.phone": "13900000031",
    }
    for spec in queries.joint_draft(citizen, draft).put.fields:
        value, box = known[spec.standard], page.locator(f"[name='{spec.key}']")
        if spec.choices:
            page.locator(f"select[name='{spec.key}']").select_option(value)
        else:
            expect(box).to_have_count(1)
            box.fill(value)


def decided(login: str, number: str, approver: Page) -> None:
    """One organ's share: taken on, then granted at its own screen, where the whole is shown beside the case."""
    cases.accept(staff_actor(login), number)
    approver.goto(f"/office/cases/{number}/")
    expect(approver.locator("#case")).to_contain_text("一件事：企业设立四证一体联审")
    approver.locator("#grant").click()
    expect(approver.locator("main")).to_contain_text("予以登记")
    drain()


def numbers_of(number: str, citizen: Actor) -> dict[str, str]:
    return {p.key: p.number for p in queries.joint_page(citizen, number).parts if p.number}


def test_from_one_form_to_four_results_within_three_working_days(city: None, person: Person) -> None:
    citizen = people.citizen(name="样小例")
    phone = person("phone", account_id=citizen.account_id)
    phone.goto("/")
    phone.get_by_role("link", name="一件事一次办").click()
    phone.get_by_role("link", name="企业设立四证一体联审").click()
    expect(phone.locator("main")).to_contain_text("原需填")
    phone.locator("#start-foot, #start-top, .foot .main").first.click()
    phone.get_by_role("button", name="下一步").click()
    phone.wait_for_url("**/together/drafts/**")
    draft = phone.url.rstrip("/").rpartition("/")[2]
    fill_in(phone, citizen, draft)
    phone.get_by_role("button", name="下一步：传材料").click()
    phone.wait_for_url("**/materials/**")
    for slot in queries.joint_draft(citizen, draft).slots:
        phone.locator(f"#f-{slot.spec.key}").set_input_files(
            {"name": f"{slot.spec.key}.png", "mimeType": "image/png", "buffer": contents.PNG}
        )
        expect(phone.locator(f"#m-{slot.spec.key}")).to_contain_text(
            "已上传"
        )  # the page has come back, not only its preview
    phone.get_by_role("link", name="下一步：核对").click()
    phone.get_by_role("button", name="提交申请").click()
    phone.wait_for_url("**/my/together/**")
    number = phone.url.rstrip("/").rpartition("/")[2]
    drain()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("等“企业设立登记”，到时自动开始")

    walked(citizen, number, person)

    phone.reload()
    expect(phone.locator("main")).to_contain_text("全部办成")
    expect(phone.locator("main").get_by_text("已办成", exact=True)).to_have_count(4)
    in_time(number)


def walked(citizen: Actor, number: str, person: Person) -> None:
    """Wednesday it comes in; Thursday the licence is granted, and the rest open by themselves; Friday all of it is done."""
    desks = {organ: person("desk", account_id=staff_actor(f"{organ}shending").account_id) for organ in ("scj", "swu")}
    with clock.frozen("2026-11-19T11:00", everywhere=True):
        decided("scjshenhe01", numbers_of(number, citizen)["licence"], desks["scj"])
        opened = numbers_of(number, citizen)
        assert set(opened) == set(ORGANS)
    with clock.frozen("2026-11-20T16:00", everywhere=True):
        for key in ("code", "national_tax", "local_tax"):
            organ = ORGANS[key]
            decided(f"{organ}shenhe01", opened[key], desks[organ])
        deadlines.sweep(HOUSE)


def in_time(number: str) -> None:
    """The promise of the whole was kept, and so was every case's own."""
    row: Any = JointApplication.objects.get(number=number)
    assert (row.state, row.outcome) == (JointState.DONE, JointOutcome.WHOLE)
    [whole] = clocks.clocks_of([row.ref])
    assert whole.stopped_on == whole.start_on + timedelta(days=2)
    assert str(whole.light) == "grey"
