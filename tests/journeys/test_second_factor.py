"""A member of staff takes up her second factor and comes in with it; she sees who was in, and ends other sessions."""

from playwright.sync_api import expect

from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.accounts.models import SecondFactor
from cityhall.kernel.accounts.queries import account
from cityhall.kernel.accounts.second import rules
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given

from . import axe, camera
from .conftest import Person


def test_a_second_factor_from_the_picture_to_the_door(person: Person) -> None:
    clerk = given.staff(given.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    known = account(clerk.account_id or 0)
    assert known is not None
    page = person("desk", account_id=clerk.account_id)
    page.goto("/office/")
    page.get_by_role("link", name=clerk.name).click()
    expect(page.get_by_role("heading", name="登录安全")).to_be_visible()
    camera.portrait(page, "security", screens=("desk", "phone"))
    page.get_by_role("link", name="启用").click()
    expect(page.get_by_alt_text("身份验证器扫描用的图案")).to_be_visible()
    camera.portrait(page, "second-enrol", screens=("desk", "phone"))
    page.get_by_label("动态码").fill("000000")
    page.get_by_role("button", name="启用").click()
    expect(page.locator("#id_code-why")).to_contain_text("请核对手机时间是否准确")
    secret, step = SecondFactor.objects.get(account_id=clerk.account_id or 0).secret, rules.step_of(clock.now())
    page.get_by_label("动态码").fill(rules.code_at(secret, step))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("heading", name="动态码已启用")).to_be_visible()
    expect(page.locator("main li.recovery")).to_have_count(rules.RECOVERY_CODES)
    camera.portrait(page, "second-recovery", screens=("desk", "phone"))
    page.get_by_role("link", name="我已保存").click()
    expect(page.get_by_text("还有 10 个恢复码")).to_be_visible()
    assert not axe.look(page, {"security": "/security/", "sign-in-staff": "/sign-in/staff/"})

    page.get_by_role("button", name="退出").click()
    page.goto("/sign-in/staff/")
    page.get_by_label("用户名").fill(known.login)
    page.get_by_label("密码").fill(given.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="请输入动态码")).to_be_visible()
    camera.portrait(page, "second-door", screens=("desk", "phone"))
    page.get_by_label("动态码").fill(rules.code_at(secret, rules.step_of(clock.now()) + 1))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()  # a first password, to be changed
