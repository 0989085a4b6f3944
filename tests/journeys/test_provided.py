"""Sign-in by another system's word, in a browser: a clerk, a citizen, and somebody the city does not know."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cityhall.cases.terms import Can
from cityhall.kernel.accounts.queries import account
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given
from cityhall.people.models import Person as Applicant
from cityhall.people.terms import Verified
from cityhall.people.tests import given as people
from cityhall.site.sign_in.tests.provider import Provider, configured, provider

from . import axe, camera
from .conftest import Person


@pytest.fixture
def ours() -> Iterator[Provider]:
    with provider() as one:
        yield one


def there(page: Page, subject: str) -> None:
    """At the provider's own page: who she is."""
    page.locator("input[name=sub]").fill(subject)
    page.locator("input[name=sub]").press("Enter")


def test_a_clerk_and_a_stranger_come_by_the_providers_word(person: Person, ours: Provider) -> None:
    clerk = given.staff(given.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    known = account(clerk.account_id or 0)
    assert known is not None
    ours.knows("s-1", preferred_username=known.login)
    page = person("desk")
    page.goto("/sign-in/staff/")
    expect(page.get_by_role("link", name="省统一身份认证登录")).to_have_count(0)
    configured(ours.url, "staff")

    page.goto("/office/")
    page.goto("/sign-in/staff/?next=/security/")
    camera.portrait(page, "sign-in-provided", screens=("desk", "phone"))
    page.get_by_role("link", name="省统一身份认证登录").click()
    there(page, "s-1")
    expect(page.get_by_role("heading", name="登录安全")).to_be_visible()
    expect(page.get_by_text("绑定统一身份")).to_be_visible()

    stranger = person("desk")
    stranger.goto("/sign-in/staff/")
    assert not axe.look(stranger, {"sign-in-staff-provided": "/sign-in/staff/"})
    stranger.goto("/sign-in/staff/")
    stranger.get_by_role("link", name="省统一身份认证登录").click()
    there(stranger, "somebody")
    expect(stranger.get_by_text("没有对应的工作人员账号")).to_be_visible()


def test_a_citizen_comes_the_first_time_on_her_phone(person: Person, ours: Provider) -> None:
    ours.knows("c-1", name="样小例", id_number=people.id_number())
    configured(ours.url, "citizen")
    page = person("phone")
    page.goto("/sign-in/")
    page.get_by_role("link", name="省统一身份认证登录").click()
    there(page, "c-1")
    expect(page.get_by_role("button", name="退出").or_(page.get_by_role("link", name="我的")).first).to_be_attached()
    page.goto("/security/")
    expect(page.get_by_text("绑定统一身份")).to_be_visible()
    assert Applicant.objects.get().verified == Verified.PROVIDED
