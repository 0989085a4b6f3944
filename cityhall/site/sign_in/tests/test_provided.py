"""统一身份登录 against a real provider: who comes in, who does not, and what an answer that is not ours opens."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts import queries, tally
from cityhall.kernel.accounts.models import Account, Binding
from cityhall.kernel.accounts.models import Provider as Row
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.models import Claim, Entry
from cityhall.people import queries as people_queries
from cityhall.people.models import Person
from cityhall.people.terms import Verified
from cityhall.people.tests import given as people

from .provider import Provider, configured, provider, through
from .test_doors import close, new_staff, text
from .test_security import code_of, enrolled, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Iterator[Provider]:
    with provider() as one:
        yield one


@action
def fill(actor: Actor, address: str) -> None:
    """As many failures from there as the door bears."""
    from cityhall.kernel.journal.record import record

    tally.add(tally.BY_ADDRESS, address, tally.BY_ADDRESS.most)
    record(actor, "test.filled", "test:1")


def staff_known_to(ours: Provider, **claims: object) -> tuple[int, str, str]:
    """A member of staff the provider knows under her login: account, login, the key of the button."""
    account_id, login = new_staff()
    ours.knows("s-1", preferred_username=login, **claims)
    return account_id, login, configured(ours.url, "staff")


def test_without_a_provider_there_is_no_button_and_with_one_at_its_door_alone(ours: Provider) -> None:
    assert "/sign-in/with/" not in text(Client().get("/sign-in/")) + text(Client().get("/sign-in/staff/"))
    configured(ours.url, "staff")
    assert "省统一身份认证登录" in text(Client().get("/sign-in/staff/"))
    assert "/sign-in/with/" not in text(Client().get("/sign-in/"))
    configured(ours.url, "citizen")
    assert "/sign-in/with/province-citizen/" in text(Client().get("/sign-in/?next=/items/"))
    assert "next=%2Fitems%2F" in text(Client().get("/sign-in/?next=/items/"))


def test_staff_come_in_by_the_providers_word_and_pkce_state_and_nonce_are_sent(ours: Provider) -> None:
    account_id, login, key = staff_known_to(ours)
    client = Client()
    done = through(client, ours, key, "s-1", "/office/cases/")
    assert (done.status_code, done["Location"]) == (302, "/office/cases/")
    assert is_in(client)
    assert client.get("/api/session").json()["staff"] is True
    asked = ours.asked
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert asked["redirect_uri"] == "http://testserver/sign-in/with/province-staff/back/"
    lines = [e.event for e in Entry.objects.filter(ref=f"account:{account_id}").order_by("id")]
    assert lines[-2:] == ["account.bound", "account.signed_in"]
    kept = json.dumps(
        [*Entry.objects.values_list("values", flat=True), *Claim.objects.values_list("result", flat=True)]
    )
    assert login not in kept
    assert "s-1" not in kept


def test_the_second_time_the_subject_is_enough_and_another_subject_of_the_same_login_is_refused(ours: Provider) -> None:
    account_id, login, key = staff_known_to(ours)
    through(Client(), ours, key, "s-1")
    ours.knows("s-1", preferred_username="renamed-over-there")
    again = Client()
    assert through(again, ours, key, "s-1").status_code == 302
    assert is_in(again)
    ours.knows("s-2", preferred_username=login)
    other = Client()
    refused = through(other, ours, key, "s-2")
    assert (refused.status_code, "已经绑定了另一个统一身份" in text(refused)) == (403, True)
    assert not is_in(other)
    assert Binding.objects.get().account_id == account_id


@pytest.mark.parametrize("login", ["nobody-here", "", 7, ["a"]])
def test_staff_without_an_account_get_a_sentence_and_no_account(ours: Provider, login: object) -> None:
    ours.knows("s-9", preferred_username=login)
    key, before, client = configured(ours.url, "staff"), Account.objects.count(), Client()
    refused = through(client, ours, key, "s-9")
    assert (refused.status_code, "没有对应的工作人员账号" in text(refused)) == (403, True)
    assert not is_in(client)
    assert Account.objects.count() == before
    assert not Binding.objects.exists()


def test_a_citizens_account_is_no_member_of_staff(ours: Provider) -> None:
    citizen = queries.account(people.citizen().account_id or 0)
    assert citizen is not None
    ours.knows("s-1", preferred_username=citizen.login)
    client = Client()
    assert through(client, ours, configured(ours.url, "staff"), "s-1").status_code == 403
    assert not is_in(client)


def test_whose_account_is_closed_stays_out_also_when_bound(ours: Provider) -> None:
    account_id, _, key = staff_known_to(ours)
    through(Client(), ours, key, "s-1")
    close(people.clerk(), account_id)
    client = Client()
    refused = through(client, ours, key, "s-1")
    assert (refused.status_code, "该账号已停用" in text(refused)) == (403, True)
    assert not is_in(client)


def test_the_second_factor_is_asked_for_all_the_same(ours: Provider) -> None:
    account_id, login, _ = enrolled()
    ours.knows("s-1", preferred_username=login)
    client = Client()
    done = through(client, ours, configured(ours.url, "staff"), "s-1", "/office/cases/")
    assert done["Location"] == "/sign-in/second/?next=%2Foffice%2Fcases%2F"
    assert not is_in(client)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        client.post("/sign-in/second/", {"code": code_of(account_id)})
    assert is_in(client)


def test_an_address_that_failed_too_often_waits(ours: Provider) -> None:
    _, _, key = staff_known_to(ours)
    fill(people.clerk(), "127.0.0.1")
    assert through(Client(), ours, key, "s-1").status_code == 429
    ours.knows("c-1", name="样小例", id_number=people.id_number())
    assert through(Client(), ours, configured(ours.url, "citizen"), "c-1").status_code == 429


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(ours: Provider, onward: str) -> None:
    _, _, key = staff_known_to(ours)
    assert "evil" not in (sent := through(Client(), ours, key, "s-1", onward)["Location"])
    assert sent.startswith("/")


def test_a_citizens_first_time_makes_an_account_and_the_second_finds_it(ours: Provider) -> None:
    number = people.id_number()
    ours.knows("c-1", name="样小例", id_number=number)
    key, client = configured(ours.url, "citizen"), Client()
    assert through(client, ours, key, "c-1", "/my/")["Location"] == "/my/"
    assert is_in(client)
    person = Person.objects.get()
    assert (person.name, person.id_number, person.verified) == ("样小例", number, Verified.PROVIDED)
    assert Account.objects.get(pk=person.account_id or 0).kind == Kind.CITIZEN
    assert through(Client(), ours, key, "c-1").status_code == 302
    assert (Person.objects.count(), Account.objects.count()) == (1, 1)
    kept = json.dumps([*Entry.objects.values_list("values", flat=True), *Entry.objects.values_list("actor", flat=True)])
    assert number not in kept
    assert "样小例" not in kept


def test_whom_a_window_has_seen_is_the_same_person(ours: Provider) -> None:
    number = people.id_number()
    known = people.walk_in("样小例", number)
    ours.knows("c-1", name="样小例", id_number=number)
    ours.knows("c-2", name="样大例", id_number=number)
    key = configured(ours.url, "citizen")
    other = Client()
    refused = through(other, ours, key, "c-2")
    assert (refused.status_code, "姓名与所填不一致" in text(refused)) == (422, True)
    assert not is_in(other)
    through(Client(), ours, key, "c-1")
    person = Person.objects.get()
    assert (person.pk, person.verified) == (known, Verified.SEEN)
    assert person.account_id is not None
    ours.knows("c-3", name="样小例", id_number=number)
    assert "另一个身份" in text(through(Client(), ours, key, "c-3"))


def test_what_an_account_only_declared_gives_way(ours: Provider) -> None:
    number = people.id_number()
    squatter = people.citizen(name="样小例", identity=number)
    ours.knows("c-1", name="样小例", id_number=number)
    through(Client(), ours, configured(ours.url, "citizen"), "c-1")
    assert Person.objects.get(pk=squatter.person_id or 0).verified == Verified.NONE
    assert Person.objects.get(verified=Verified.PROVIDED).account_id != squatter.account_id


def test_another_number_under_the_same_subject_is_refused(ours: Provider) -> None:
    ours.knows("c-1", name="样小例", id_number=people.id_number())
    key = configured(ours.url, "citizen")
    through(Client(), ours, key, "c-1")
    ours.knows("c-1", name="样小例", id_number=people.id_number())
    client = Client()
    assert "与您以前登录时不一致" in text(through(client, ours, key, "c-1"))
    assert not is_in(client)


@pytest.mark.parametrize("claims", [{}, {"id_number": "11010519900101000X", "name": "样小例"}, {"name": "样小例"}])
def test_a_number_that_is_none_opens_nothing(ours: Provider, claims: dict[str, str]) -> None:
    ours.knows("c-1", **claims)
    client = Client()
    assert through(client, ours, configured(ours.url, "citizen"), "c-1").status_code == 422
    assert not is_in(client)
    assert not Account.objects.exists()


def test_who_closed_her_account_begins_anew(ours: Provider) -> None:
    number = people.id_number()
    ours.knows("c-1", name="样小例", id_number=number)
    key = configured(ours.url, "citizen")
    through(Client(), ours, key, "c-1")
    actor = people_queries.actor_for(Person.objects.get().account_id or 0)
    assert actor is not None
    close_her(actor)
    assert not Binding.objects.exists()


@action
def close_her(actor: Actor) -> None:
    accounts.close_account(actor, actor.account_id or 0)


def test_an_answer_opens_once_and_only_in_the_browser_that_asked(ours: Provider) -> None:
    _, _, key = staff_known_to(ours)
    client, stranger = Client(), Client()
    first = client.get(f"/sign-in/with/{key}/")
    back = urlsplit(ours.says_yes(first["Location"], "s-1"))
    url = f"{back.path}?{back.query}"
    assert "已经失效，或不是从本页面开始" in text(stranger.get(url))
    assert not is_in(stranger)
    assert client.get(url).status_code == 302
    client.post("/sign-out/")
    assert client.get(url).status_code == 403
    assert not is_in(client)
    assert ours.tokens == 1


def test_an_answer_with_another_state_another_issuer_or_too_late_is_refused(
    ours: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    _, _, key = staff_known_to(ours)
    for more in ("&state=x", "&iss=https://other.example"):
        client = Client()
        back = urlsplit(ours.says_yes(client.get(f"/sign-in/with/{key}/")["Location"], "s-1"))
        assert client.get(f"{back.path}?{back.query}{more}").status_code == 403
        assert not is_in(client)
    client, now = Client(), time.time()
    back = urlsplit(ours.says_yes(client.get(f"/sign-in/with/{key}/")["Location"], "s-1"))
    monkeypatch.setattr("cityhall.site.sign_in.flow.time.time", lambda: now + 601)
    assert client.get(f"{back.path}?{back.query}").status_code == 403
    assert ours.tokens == 0


def test_a_code_of_another_question_does_not_open_this_one(ours: Provider) -> None:
    """Somebody else's code put into the visitor's answer: the provider's PKCE, or else our nonce, refuses it."""
    _, _, key = staff_known_to(ours)
    thief, victim = Client(), Client()
    stolen = (
        ours.says_yes(thief.get(f"/sign-in/with/{key}/")["Location"], "s-1").partition("code=")[2].partition("&")[0]
    )
    back = urlsplit(ours.says_yes(victim.get(f"/sign-in/with/{key}/")["Location"], "s-1"))
    own = back.query.partition("code=")[2].partition("&")[0]
    url = f"{back.path}?{back.query.replace(own, stolen)}"
    ours.asked["code_challenge"] = ""  # a provider that minds no PKCE: then it is the nonce
    lenient = ours.app
    ours.__class__ = type("Lenient", (Provider,), {"__call__": lambda _self, environ, start: lenient(environ, start)})
    refused = victim.get(url)
    assert (refused.status_code, "与本次登录不符" in text(refused)) == (403, True)
    assert not is_in(victim)


def test_who_says_no_over_there_is_told_so(ours: Provider) -> None:
    _, _, key = staff_known_to(ours)
    client = Client()
    client.get(f"/sign-in/with/{key}/")
    state = (
        json.loads(json.dumps(client.get(f"/sign-in/with/{key}/")["Location"])).partition("state=")[2].partition("&")[0]
    )
    refused = client.get(f"/sign-in/with/{key}/back/", {"error": "access_denied", "state": state})
    assert (refused.status_code, "没有在统一身份认证完成登录" in text(refused)) == (403, True)


def test_a_provider_that_is_silent_strange_or_inside_is_said_to_be(ours: Provider) -> None:
    silent = configured("http://127.0.0.1:9", "staff")
    with override_settings(OUTGOING="127.0.0.1"):
        answer = Client().get(f"/sign-in/with/{silent}/")
    assert (answer.status_code, "暂时连不上" in text(answer)) == (503, True)
    strange = configured(ours.url.replace("localhost", "LOCALHOST"), "citizen")  # says it is another than was asked of
    answer = Client().get(f"/sign-in/with/{strange}/")
    assert (answer.status_code, "答复无法核验" in text(answer)) == (403, True)
    cache.clear()
    inside = configured(ours.url, "staff", key="inside")
    with override_settings(OUTGOING=""):
        assert Client().get(f"/sign-in/with/{inside}/").status_code == 503


def test_one_that_is_not_in_use_opens_nothing(ours: Provider) -> None:
    key = configured(ours.url, "staff", is_open=False)
    assert Client().get(f"/sign-in/with/{key}/").status_code == 404
    assert Client().get(f"/sign-in/with/{key}/back/").status_code == 404
    assert "/sign-in/with/" not in text(Client().get("/sign-in/staff/"))


def test_the_secret_is_sealed_where_it_lies(ours: Provider) -> None:
    from django.db import connection

    configured(ours.url, "staff")
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM ch_accounts_provider")
        assert b"sample-secret" not in bytes(cursor.fetchone()[0])
    assert Row.objects.get().client_secret == "sample-secret"
