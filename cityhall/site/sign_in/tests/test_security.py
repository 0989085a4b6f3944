"""登录安全: the second factor at the door, sessions that end, one's own sign-ins."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from cityhall.kernel import clock
from cityhall.kernel.accounts.models import SecondFactor
from cityhall.kernel.accounts.second import actions as factor
from cityhall.kernel.accounts.second import rules
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Claim, Entry
from cityhall.organs import actions as organ_actions
from cityhall.organs.models import Staff
from cityhall.organs.terms import Can
from cityhall.organs.tests import given as organs

from .test_doors import NEW, new_staff, text

pytestmark = pytest.mark.django_db


def signed_in(login: str, password: str = NEW) -> Client:
    client = Client()
    client.post("/sign-in/staff/", {"login": login, "password": password})
    return client


def settled() -> tuple[int, str, Client]:
    """A member of staff who has changed her first password, and is in."""
    account_id, login = new_staff()
    client = signed_in(login, organs.PASSWORD)
    client.post("/password/", {"old_password": organs.PASSWORD, "new_password": NEW, "again": NEW})
    return account_id, login, client


def code_of(account_id: int, later: int = 0) -> str:
    secret = SecondFactor.objects.get(account_id=account_id).secret
    return rules.code_at(secret, rules.step_of(clock.now()) + later)


def enrolled() -> tuple[int, str, list[str]]:
    """… and has taken up her second factor; the recovery codes as she saw them."""
    account_id, login, client = settled()
    page = text(client.get("/security/second/"))
    assert "data:image/svg+xml" in page
    secret = SecondFactor.objects.get(account_id=account_id).secret
    assert secret in re.sub(r"\s", "", page)
    done = text(client.post("/security/second/", {"code": code_of(account_id)}))
    codes = re.findall(r'<li class="recovery">([a-z0-9]{4}-[a-z0-9]{4})</li>', done)
    assert len(codes) == 10
    return account_id, login, codes


def is_in(client: Client) -> bool:
    return bool(client.get("/api/session").json().get("signed_in"))


def test_password_alone_no_longer_opens_and_the_code_does_once() -> None:
    account_id, login, _ = enrolled()
    client = Client()
    first = client.post("/sign-in/staff/", {"login": login, "password": NEW, "next": "/office/cases/"})
    assert first["Location"] == "/sign-in/second/?next=%2Foffice%2Fcases%2F"
    assert not is_in(client)
    assert client.get("/office/").status_code == 302
    assert "请输入动态码" in text(client.get(first["Location"]))
    wrong = client.post("/sign-in/second/", {"code": "000000", "next": "/office/cases/"})
    assert "动态码不正确" in text(wrong)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        code = code_of(account_id)
        done = client.post("/sign-in/second/", {"code": code, "next": "/office/cases/"})
        assert done["Location"] == "/office/cases/"
        assert is_in(client)
        other = signed_in(login)
        assert "动态码不正确或已经用过" in text(other.post("/sign-in/second/", {"code": code}))
        assert not is_in(other)


def test_a_recovery_code_opens_once() -> None:
    _, login, codes = enrolled()
    client = signed_in(login)
    assert client.post("/sign-in/second/", {"code": codes[0].upper()}).status_code == 302
    assert is_in(client)
    again = signed_in(login)
    assert "动态码不正确" in text(again.post("/sign-in/second/", {"code": codes[0]}))
    assert "还有 9 个恢复码" in text(client.get("/security/"))


def test_five_wrong_codes_lock_and_a_right_one_does_not_help_then() -> None:
    account_id, login, _ = enrolled()
    client = signed_in(login)
    for _ in range(5):
        client.post("/sign-in/second/", {"code": "000000"})
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        locked = client.post("/sign-in/second/", {"code": code_of(account_id)})
        assert (locked.status_code, "已锁定 15 分钟" in text(locked)) == (429, True)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert client.post("/sign-in/second/", {"code": code_of(account_id)}).status_code == 302


def test_nobody_comes_to_the_second_page_without_the_first() -> None:
    assert Client().get("/sign-in/second/")["Location"] == "/sign-in/staff/"
    assert Client().post("/sign-in/second/", {"code": "123456"})["Location"] == "/sign-in/staff/"


def test_the_api_asks_for_the_code_too() -> None:
    account_id, login, _ = enrolled()

    def ask(**body: str) -> tuple[int, str]:
        said = Client().post("/api/session", json.dumps({"login": login, "password": NEW, **body}), "application/json")
        return said.status_code, said.json().get("code", "")

    assert ask() == (401, "account.second")
    assert ask(code="000000") == (422, "account.second_wrong")
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert ask(code=code_of(account_id)) == (200, "")


def test_neither_secret_nor_code_is_written_down_anywhere() -> None:
    account_id, _, codes = enrolled()
    secret = SecondFactor.objects.get(account_id=account_id).secret
    kept = json.dumps([*Entry.objects.values_list("values", flat=True)], default=str)
    kept += json.dumps([*Claim.objects.values_list("result", flat=True)], default=str)
    kept += json.dumps([*SecondFactor.objects.values_list("recovery", flat=True)])
    assert secret not in kept
    assert not any(code in kept or rules.plain(code) in kept for code in codes)


def test_giving_it_up_takes_a_code() -> None:
    account_id, login, _ = enrolled()
    client = signed_in(login)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        client.post("/sign-in/second/", {"code": code_of(account_id)})
        assert "动态码不正确" in text(client.post("/security/second/off/", {"code": "000000"}))
    with clock.frozen(clock.now() + timedelta(seconds=120)):
        assert client.post("/security/second/off/", {"code": code_of(account_id)}).status_code == 302
    assert is_in(signed_in(login))


def test_whoever_lost_her_phone_is_helped_by_another_who_may() -> None:
    account_id, login, _ = enrolled()
    staff = Staff.objects.get(account_id=account_id)
    manager = organs.staff(staff.organ_id, Can.MANAGE_STAFF)
    with pytest.raises(NotAllowedError):
        organ_actions.reset_second_factor(organs.staff(organs.organ(), Can.MANAGE_STAFF), staff.pk, "手机遗失")
    organ_actions.reset_second_factor(manager, staff.pk, "手机遗失")
    assert is_in(signed_in(login))
    with pytest.raises(NotFoundError, match="没有启用动态码"):
        organ_actions.reset_second_factor(manager, staff.pk, "手机遗失")
    assert "account.sessions_ended" in [e.event for e in Entry.objects.filter(ref=f"account:{account_id}")]


def test_other_sessions_end_and_this_one_goes_on() -> None:
    _, login, _ = settled()
    first, second = signed_in(login), signed_in(login)
    assert first.post("/security/elsewhere/").status_code == 302
    assert not is_in(second)
    assert "在其他设备退出" in text(first.get("/security/"))


def test_that_was_not_me_ends_all_and_asks_for_a_new_password() -> None:
    _, login, _ = settled()
    first, second = signed_in(login), signed_in(login)
    assert first.post("/security/not-me/")["Location"] == "/sign-in/staff/"
    assert not is_in(first)
    assert not is_in(second)
    back = signed_in(login)
    assert back.get("/office/")["Location"] == "/password/"


def test_a_session_without_a_hand_on_it_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    _, _, client = settled()
    began = time.time()
    monkeypatch.setattr("cityhall.site.sign_in.session.time.time", lambda: began + 29 * 60)
    assert is_in(client)
    monkeypatch.setattr("cityhall.site.sign_in.session.time.time", lambda: began + 58 * 60)
    assert is_in(client)  # it was touched in between
    monkeypatch.setattr("cityhall.site.sign_in.session.time.time", lambda: began + 89 * 60)
    told = client.get("/office/", follow=True)
    assert "有一段时间没有操作" in html.unescape(text(told))
    assert not is_in(client)


def test_ones_own_sign_ins_are_shown_and_nobody_elses() -> None:
    _, login, client = settled()
    Client().post("/sign-in/staff/", {"login": login, "password": "wrong-Wrong-1"})
    page = text(client.get("/security/"))
    assert "登录没有成功" in page
    assert "修改密码" in page
    assert "网络 127.0.0.0/24" in page
    assert Client().get("/security/").status_code == 302


def test_a_citizen_has_no_second_factor() -> None:
    from cityhall.people.tests import given as people

    citizen = people.citizen(name="样例")
    with pytest.raises(NotAllowedError, match="手机验证码"):
        factor.begin(citizen)


def test_the_house_takes_nothing_away_from_nobody() -> None:
    with pytest.raises(NotFoundError):
        organ_actions.reset_second_factor(HOUSE, 10**9, "样例")
