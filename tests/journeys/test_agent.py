"""A mother lets her son apply for her: given on her phone, accepted on his, used, seen by her, revoked half way."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from cityhall.cases.tests import given
from cityhall.kernel import clock
from cityhall.people.tests import given as persons

from . import axe, camera
from .conftest import Person

BOTH = ("phone", "desk")


def test_an_agency_given_accepted_used_and_revoked(person: Person) -> None:
    here, phone = given.place(), persons.phone()
    mother, son = persons.citizen(name="样例母亲"), persons.citizen(phone, name="样例儿子")
    hers = person("phone", account_id=mother.account_id)
    hers.goto("/my/profile/")
    hers.get_by_role("link", name="授权委托").click()
    hers.get_by_role("link", name="授权他人代办").click()
    give(hers, phone, "没有这个事项")
    expect(hers.locator("main")).to_contain_text("没有找到这些事项")
    camera.portrait(hers, "agency-give", screens=BOTH)
    give(hers, phone, here.terms.name)
    expect(hers.locator("main")).to_contain_text("待接受")
    his = person("phone", account_id=son.account_id)
    his.goto("/my/mandates/")
    camera.portrait(his, "agencies", screens=BOTH)
    his.get_by_role("link", name="样例母亲").click()
    expect(his.locator("main")).to_contain_text("授权委托书")
    camera.portrait(his, "agency", screens=BOTH)
    his.get_by_role("button", name="接受").click()
    assert not axe.look(his, {"agencies": "/my/mandates/", "agency-give": "/my/mandates/new/"})
    his.goto(f"/items/{here.terms.item_id}/apply/")
    his.get_by_label("代办：样例母亲").check()
    camera.portrait(his, "agency-start", screens=BOTH)
    his.get_by_role("button", name="下一步").click()
    expect(his.locator("main")).to_contain_text(here.terms.fields[0].label)
    draft = his.url
    hers.goto("/my/")
    expect(hers.locator("main")).to_contain_text(here.terms.name)
    hers.goto("/my/mandates/")
    hers.get_by_role("link", name="样例儿子").click()
    hers.get_by_label("原因").fill("自己来办")
    hers.get_by_role("button", name="撤销授权").click()
    expect(hers.locator("main")).to_contain_text("委托人已撤销")
    his.goto(draft)
    expect(his.locator("main")).to_contain_text("请联系委托人重新授权")


def give(page: Page, phone: str, matter: str) -> None:
    page.get_by_label("代办人姓名").fill("样例儿子")
    page.get_by_label("代办人手机号").fill(phone)
    page.get_by_label("授权的事项").fill(matter)
    page.get_by_label("授权截止日期").fill((clock.today() + timedelta(days=60)).isoformat())
    page.get_by_label("我同意授权").check()
    page.get_by_role("button", name="同意并授权").click()
