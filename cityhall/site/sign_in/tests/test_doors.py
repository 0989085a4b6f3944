import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from cityhall.cases.terms import Can
from cityhall.doors.http import address_of
from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts import queries
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people import queries as people_queries
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db
PHONE = "13900001111"
NEW = "Winter-Snow-2026"


@action
def close(actor: Actor, account_id: int) -> None:
    accounts.set_active(actor, account_id, active=False)


def text(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def texted_code() -> str:
    """The code as the citizen reads it on her phone."""
    drain()
    with override_settings(DEMO=True):
        found = re.search(r"\d{6}", messages.outbox().rows[0].body)
    assert found is not None
    return found[0]


def sign_in_citizen(client: Client, phone: str = PHONE) -> None:
    client.post("/sign-in/", {"phone": phone})
    assert client.post("/sign-in/code/", {"code": texted_code()}).status_code == 302


def new_staff() -> tuple[int, str]:
    """A member of staff with a first password: account and login."""
    account_id = organs.staff(organs.organ(), Can.REVIEW, desk=Desk.REVIEW).account_id or 0
    account = queries.account(account_id)
    assert account is not None
    return account_id, account.login


def sign_in_staff(client: Client, login: str, password: str = organs.PASSWORD, **more: str) -> HttpResponse:
    response = client.post("/sign-in/staff/", {"login": login, "password": password, **more})
    assert isinstance(response, HttpResponse)
    return response


def names(response: object) -> str:
    """Where the answer sends the browser."""
    assert isinstance(response, HttpResponse)
    return str(response.headers.get("Location", ""))


def test_a_citizen_signs_in_with_two_pages_and_goes_where_she_was_going(client: Client) -> None:
    page = client.get("/sign-in/?next=/my/")
    assert page.status_code == 200
    assert 'value="/my/"' in text(page)
    first = client.post("/sign-in/?next=/my/", {"phone": "139 0000 1111", "next": "/my/"})
    assert (first.status_code, first["Location"]) == (302, "code/?next=%2Fmy%2F")
    second = client.get("/sign-in/code/?next=/my/")
    assert "139****1111" in text(second)
    assert PHONE not in text(second)
    before = client.session.session_key
    done = client.post("/sign-in/code/", {"code": texted_code(), "next": "/my/"})
    assert (done.status_code, done["Location"]) == (302, "/my/")
    assert client.session.session_key != before
    assert "退出" in text(client.get("/sign-in/"))


def test_a_wrong_code_is_counted_and_told_though_the_page_is_sent_twice(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    wrong = f"{(int(texted_code()) + 1) % 10**6:06}"
    for _ in range(2):
        refused = client.post("/sign-in/code/", {"code": wrong, "_key": "same"})
        assert refused.status_code == 422
        assert "验证码不正确" in text(refused)
    assert Entry.objects.filter(event="people.code_refused").count() == 2
    assert names(client.get("/password/")) == "/sign-in/?next=%2Fpassword%2F"


def test_a_wrong_phone_is_refused_on_its_field(client: Client) -> None:
    page = client.post("/sign-in/", {"phone": "12345"})
    assert page.status_code == 422
    assert "手机号码应为 11 位" in text(page)
    assert not Entry.objects.filter(event="people.code_requested").exists()


def test_a_second_code_waits_a_minute(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    soon = client.post("/sign-in/code/again/")
    assert soon.status_code == 429
    assert "秒后可重新获取" in text(soon)
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert client.post("/sign-in/code/again/").status_code == 302
    assert Entry.objects.filter(event="people.code_requested").count() == 2


@pytest.mark.parametrize("path", ["/sign-in/code/", "/sign-in/code/again/"])
def test_the_second_page_wants_the_first(client: Client, path: str) -> None:
    assert client.post(path, {"code": "000000"}).status_code == 302
    assert not Entry.objects.filter(event__startswith="people.").exists()


def test_the_session_does_not_hold_the_phone_in_clear(client: Client) -> None:
    client.post("/sign-in/", {"phone": PHONE})
    assert PHONE not in repr(dict(client.session.items()))


def test_staff_sign_in_and_change_their_first_password_before_anything_else(client: Client) -> None:
    account_id, login = new_staff()
    assert names(client.get("/sign-in/?next=/office/")) == "staff/?next=%2Foffice%2F"
    assert names(sign_in_staff(client, login)) == "/office/"
    assert names(client.get("/office/")) == "/password/"
    assert client.get("/api/cases").status_code == 403
    assert "初始密码" in text(client.get("/password/"))
    values = {"old_password": organs.PASSWORD, "new_password": NEW, "again": NEW}
    unlike = client.post("/password/", {**values, "again": "x"})
    assert "不一致" in text(unlike)
    changed = client.post("/password/", values)
    assert names(changed) == "/office/"
    assert client.get("/office/").status_code == 200
    account = queries.account(account_id)
    assert account is not None
    assert not account.must_change


def test_a_changed_password_ends_the_other_sessions(client: Client) -> None:
    _, login = new_staff()
    other = Client()
    sign_in_staff(client, login)
    sign_in_staff(other, login)
    client.post("/password/", {"old_password": organs.PASSWORD, "new_password": NEW, "again": NEW})
    assert "修改密码" in text(client.get("/password/"))
    assert names(other.get("/password/")).startswith("/sign-in/")


def test_staff_with_a_wrong_password_are_refused_and_after_five_times_locked_out(client: Client) -> None:
    _, login = new_staff()
    for _ in range(5):
        refused = sign_in_staff(client, login, "not-this-one")
        assert refused.status_code == 422
        assert "用户名或密码不正确" in text(refused)
        assert "not-this-one" not in text(refused)
    locked = sign_in_staff(client, login)
    assert locked.status_code == 429
    assert "已锁定 15 分钟" in text(locked)


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: Client, onward: str) -> None:
    _, login = new_staff()
    assert names(sign_in_staff(client, login, next=onward)) == "/office/"


def test_a_closed_account_is_nobody_at_its_next_request(client: Client) -> None:
    account_id, login = new_staff()
    sign_in_staff(client, login)
    client.post("/password/", {"old_password": organs.PASSWORD, "new_password": NEW, "again": NEW})
    close(HOUSE, account_id)
    assert names(client.get("/password/")) == "/sign-in/?next=%2Fpassword%2F"
    assert "已停用" in text(sign_in_staff(client, login, NEW))


def test_signing_out_ends_the_session_and_is_a_post(client: Client) -> None:
    sign_in_citizen(client)
    assert client.get("/sign-out/").status_code == 405
    assert names(client.post("/sign-out/")) == "/"
    assert client.session.is_empty()
    assert Entry.objects.filter(event="account.signed_out").count() == 1
    assert client.post("/sign-out/").status_code == 302


def test_the_way_onward_is_kept_between_the_two_doors(client: Client) -> None:
    assert "/sign-in/staff/?next=/my/%3Fa%3D1" in text(client.get("/sign-in/?next=/my/%3Fa%3D1"))
    assert "/sign-in/?next=/my/" in text(client.get("/sign-in/staff/?next=/my/"))
    assert "next=" not in text(client.get("/sign-in/staff/?next=//evil.example/")).partition("<main")[2]


def test_a_citizen_has_no_password_to_change(client: Client) -> None:
    sign_in_citizen(client)
    assert client.get("/password/").status_code == 404


def test_forms_of_other_sites_are_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/sign-in/", "/sign-in/staff/", "/sign-out/", "/acting-for/"):
        assert client.post(path, {"phone": PHONE}).status_code == 403
    assert not Entry.objects.filter(event__startswith="people.").exists()


def test_a_citizen_acts_for_her_entity_as_long_as_she_stands_for_it(client: Client) -> None:
    sign_in_citizen(client)
    account_id = int(client.session["_auth_user_id"])
    me = people_queries.actor_for(account_id)
    assert me is not None
    people_actions.complete_profile(me, "王小样", people.id_number())
    code = people.entity()
    assert client.post("/acting-for/", {"credit_code": code}).status_code == 403
    link = people_actions.link_entity(me, code, Tie.HANDLER)
    assert client.post("/acting-for/", {"credit_code": code, "next": "/my/"})["Location"] == "/my/"
    assert client.get("/sign-in/").wsgi_request.actor.on_behalf == f"entity:{code}"  # type: ignore[attr-defined]
    people_actions.end_link(me, link)
    assert client.get("/sign-in/").wsgi_request.actor.on_behalf == ""  # type: ignore[attr-defined]
    client.post("/acting-for/", {"credit_code": ""})
    assert "on_behalf" not in client.session


@override_settings(DEMO=True)
def test_the_demo_shows_a_card_for_who_is_there_and_opens_by_it(client: Client) -> None:
    sign_in_citizen(Client(), "15400000001")
    page = text(client.get("/demo/"))
    assert "以申请人身份进入" in page
    assert "窗口受理员" not in page
    assert names(client.post("/demo/15400000001/")) == "/"
    assert client.get("/demo/").wsgi_request.actor.person_id  # type: ignore[attr-defined]
    assert client.post("/demo/chuangkou01/").status_code == 404
    assert client.post("/demo/nobody/").status_code == 404
    assert "登录验证码" in text(client.get("/demo/outbox/"))
    assert names(client.post("/sign-out/")) == "/demo/"


@pytest.mark.parametrize("path", ["/demo/", "/demo/outbox/"])
def test_outside_a_demo_there_is_none(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post("/demo/15400000001/").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [(0, "6.6.6.6", "127.0.0.1"), (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"), (2, "10.1.1.1", "127.0.0.1")],
)
def test_only_known_proxies_are_believed(rf: RequestFactory, proxies: int, forwarded: str, address: str) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        assert address_of(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


def test_a_page_costs_a_stranger_one_statement_and_the_signed_in_few(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/sign-in/")
    assert len(asked) == 1  # which buttons stand there
    sign_in_citizen(client)
    with CaptureQueriesContext(connection) as asked:
        client.get("/sign-in/")
    assert len(asked) == 5  # session, account, person, buttons, messages unread


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/staff/"])
def test_pages_are_small_and_not_kept(client: Client, path: str) -> None:
    page = client.get(path)
    assert len(page.content) < 20_000
    assert "no-store" in page["Cache-Control"]
    assert "style=" not in text(page)


def test_staff_where_they_may_not_be_find_the_way_back_to_their_work(client: Client) -> None:
    _, login = new_staff()
    sign_in_staff(client, login)
    client.post("/password/", {"old_password": organs.PASSWORD, "new_password": NEW, "again": NEW})
    lost = client.get("/nowhere/")
    assert lost.status_code == 404
    assert '<a class="button main" href="/office/">回到工作台</a>' in text(lost)


def test_an_address_only_for_sending_says_so_when_it_is_opened(client: Client) -> None:
    opened = client.get("/my/messages/read/")
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "什么也没有改动" in text(opened)
