"""A fee set at the office, paid on a phone in the sandbox, the result handed over; one thing whose results wait for each other and go
out with one signature; and the books compared in the evening."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases.models import Case
from cityhall.cases.terms import Can as Cases
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as one
from cityhall.doors.tests import visit
from cityhall.joint.tests import given as whole_of
from cityhall.joint.tests.test_handing import FEE, two
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.jobs.fan_out import listen
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.payments import actions as payments
from cityhall.payments.models import Bill
from cityhall.payments.terms import BillState, Can
from cityhall.payments.tests import given
from cityhall.people.tests import given as people
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain

from . import camera
from .conftest import Person

BOTH = ("phone", "desk")
MONDAY = "2026-09-07 10:00"


@pytest.fixture(autouse=True)
def undrawn() -> Iterator[None]:
    """Papers are issued; their pages are drawn when somebody opens them. The city pays through the sandbox."""
    listen({event: done for event, done in WHEN.items() if event != "paper.issued"})
    with clock.frozen(MONDAY, everywhere=True), given.sandbox():
        yield
    listen(WHEN)


def window() -> Actor:
    """综合窗口, which also takes the money."""
    return organs.staff(
        organs.organ(), Cases.INTAKE, Cases.DELIVER, Cases.SEE, Can.COLLECT, Can.REFUND, reach=Reach.EVERYWHERE,
        name="样例窗口人员",
    )  # fmt: skip


def picture(page: Page, name: str) -> None:
    camera.portrait(page, name, screens=BOTH)


def test_a_fee_is_set_paid_and_the_result_handed_over(person: Person) -> None:
    here = one.place(**FEE)
    number = one.granted(here)
    assert "核定收费" in visit.page(visit.at(here.reviewer), f"/office/cases/{number}/")
    office = person("desk", account_id=here.reviewer.account_id)
    office.goto(f"/office/cases/{number}/")
    office.get_by_role("link", name="核定收费").click()
    expect(office.get_by_label("工本费（元）")).to_have_value("10.00")
    picture(office, "fee-set")
    office.get_by_role("button", name="开具缴费单").click()
    office.wait_for_url(f"**/office/cases/{number}/")
    bill = Bill.objects.get().number

    desk = person("desk", account_id=window().account_id)
    desk.goto(f"/window/handover/{number}/")
    expect(desk.locator("main")).to_contain_text("待缴 10.00 元")
    picture(desk, "handover-unpaid")

    phone = person("phone", account_id=here.citizen.account_id)
    phone.goto("/my/")
    phone.get_by_role("link", name="我的缴费").click()
    picture(phone, "my-bills")
    phone.get_by_role("link", name="样例").first.click()
    picture(phone, "my-bill")
    phone.get_by_role("button", name="去支付").click()
    phone.wait_for_url("**/sandbox-pay/**")
    picture(phone, "sandbox")
    phone.get_by_role("button", name="确认付款").click()
    phone.wait_for_url(f"**/my/bills/{bill}/")
    expect(phone.locator("main")).to_contain_text("已缴")
    picture(phone, "my-bill-paid")
    drain()

    desk.reload()
    expect(desk.locator("main")).to_contain_text("已登记")
    desk.get_by_role("button", name="确认送达").click()
    desk.wait_for_url(f"**/window/cases/{number}/")
    assert Case.objects.get(number=number).status == Status.DELIVERED


def test_two_results_one_bill_one_signature(person: Person) -> None:
    whole = two(**FEE)
    number = whole_of.submitted(whole)
    phone = person("phone", account_id=whole.citizen.account_id)
    phone.goto(f"/my/together/{number}/")
    phone.get_by_role("link", name="更改领取方式").click()
    phone.get_by_label("一次领取：全部办好后一并交付").check()
    picture(phone, "joint-handing")
    phone.get_by_role("button", name="保存").click()
    phone.wait_for_url(f"**/my/together/{number}/")
    for key in ("one", "two"):
        case = whole_of.granted(whole, number, key)
        from cityhall.cases import actions as cases

        cases.set_fee(whole.places[key].reviewer, case, {"工本费": "10"})
    drain()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("已全部到齐，缴清费用后就可以领取")
    picture(phone, "joint-mine")

    desk = person("desk", account_id=window().account_id)
    desk.goto("/window/handover/")
    desk.get_by_role("link", name="一次领取", exact=True).click()
    picture(desk, "together-list")
    desk.get_by_role("link", name=number).click()
    picture(desk, "together-unpaid")
    desk.get_by_role("link", name="缴费单").first.click()
    desk.get_by_label("票据号").fill("样例票据 000009")
    picture(desk, "window-bill")
    desk.get_by_role("button", name="确认收款").click()
    expect(desk.locator("main")).to_contain_text("已收 20.00 元")
    picture(desk, "window-bill-paid")
    drain()
    desk.goto("/window/bills/")
    picture(desk, "window-bills")
    desk.goto(f"/window/together/{number}/")
    desk.get_by_role("button", name="全部交付").click()
    expect(desk.locator("main")).to_contain_text("已交付")
    picture(desk, "together-done")
    desk.get_by_role("link", name=f"{number}-S1").click()
    expect(desk.locator("main")).to_contain_text("以上 2 份结果")
    picture(desk, "together-receipt")
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DELIVERED}


def test_a_lost_notice_is_found_and_booked(person: Person) -> None:
    citizen = people.citizen(name="样小例")
    first, second = given.bill(citizen), given.bill(citizen)
    payments.pay_at_sandbox(given.link(citizen, first), notify=False)
    given.paid(citizen, second)
    hall = person("desk", account_id=organs.staff(
        organs.organ(), Cases.HALL, Can.RECONCILE, Can.REFUND, reach=Reach.EVERYWHERE, name="样例财务"
    ).account_id)  # fmt: skip
    hall.goto("/hall/")
    hall.get_by_role("link", name="对账").click()
    hall.get_by_label("账日").fill("2026-09-07")
    hall.get_by_role("button", name="对这一天的账").click()
    expect(hall.locator("main")).to_contain_text("渠道有、我方无")
    picture(hall, "books")
    hall.get_by_placeholder("核实的情况和处理办法").fill("渠道确认已扣款，通知没有送到")
    hall.get_by_role("button", name="补登入账").click()
    expect(hall.locator("main")).to_contain_text("没有待核的差异")
    assert Bill.objects.get(number=first).state == BillState.PAID
