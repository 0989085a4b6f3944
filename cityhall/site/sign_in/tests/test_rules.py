"""登录规则 at the door: a second factor taken up before anything else, a password too old changed first."""

from datetime import timedelta

import pytest
from django.test import Client

from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions

from .provider import configured, provider, through
from .test_doors import NEW, text
from .test_security import code_of, settled, signed_in

pytestmark = pytest.mark.django_db


def test_who_must_have_a_second_factor_takes_it_up_first() -> None:
    account_id, login, _ = settled()
    actions.set_sign_in_rules(HOUSE, [], [Can.REVIEW], None, "市局决定")
    client = signed_in(login)
    for path in ("/office/", "/security/", "/"):
        assert client.get(path)["Location"] == "/security/second/"
    assert client.get("/api/organs").json()["code"] == "account.must_second"
    page = text(client.get("/security/second/"))
    assert "您的岗位须启用动态码" in page
    client.post("/security/second/", {"code": code_of(account_id)})
    assert client.get("/office/").status_code == 200
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        client.post("/security/second/off/", {"code": code_of(account_id)})
    assert client.get("/office/")["Location"] == "/security/second/"  # a new phone, not a way around


def test_whom_the_rule_does_not_mean_goes_on() -> None:
    _, login, _ = settled()
    actions.set_sign_in_rules(HOUSE, [], [Can.DECIDE], None, "市局决定")
    assert signed_in(login).get("/office/").status_code == 200


def test_a_password_too_old_is_changed_first_and_by_the_providers_word_it_does_not_matter() -> None:
    _, login, _ = settled()
    actions.set_sign_in_rules(HOUSE, [], [], 90, "市局决定")
    with clock.frozen(clock.now() + timedelta(days=89)):
        assert signed_in(login).get("/office/").status_code == 200
    with clock.frozen(clock.now() + timedelta(days=91)):
        client = signed_in(login)
        assert client.get("/office/")["Location"] == "/password/"
        assert "超过规定的使用天数" in text(client.get("/password/"))
        with provider() as ours:
            ours.knows("s-1", preferred_username=login)
            other = Client()
            through(other, ours, configured(ours.url, "staff"), "s-1")
            assert other.get("/office/").status_code == 200
        newer = "Summer-Rain-2026"
        client.post("/password/", {"old_password": NEW, "new_password": newer, "again": newer})
        assert client.get("/office/").status_code == 200
        assert signed_in(login, newer).get("/office/").status_code == 200
