from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.kernel import clock
from cityhall.kernel.accounts.terms import Outcome
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, TooManyError
from cityhall.kernel.journal.models import Claim, Entry
from cityhall.people import actions, queries
from cityhall.people.models import Person, PhoneCode
from cityhall.people.terms import Can

from . import given

pytestmark = pytest.mark.django_db
PHONE = "13900001111"
MORNING = "2026-11-23 09:00"


def verify(code: str, phone: str = PHONE) -> Outcome:
    return Outcome(actions.verify_code(NOBODY, phone, code, "10.0.0.1")["outcome"])


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_first_sign_in_opens_the_account_and_the_second_finds_it() -> None:
    first = given.citizen(PHONE)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        second = given.citizen("139-0000 1111")
    assert (first.account_id, first.person_id) == (second.account_id, second.person_id)
    assert first.person_id is not None
    assert Person.objects.count() == 1
    assert Entry.objects.filter(event="people.joined").count() == 1


def test_a_code_opens_once() -> None:
    code = given.sent_code(PHONE)
    assert (verify(code), verify(code)) == (Outcome.OK, Outcome.CODE_EXPIRED)


def test_a_code_runs_out_after_five_minutes() -> None:
    with clock.frozen(MORNING):
        code = given.sent_code(PHONE)
    with clock.frozen("2026-11-23 09:05"):
        assert verify(code) is Outcome.CODE_EXPIRED
    with clock.frozen("2026-11-23 09:04:59"):
        assert verify(code) is Outcome.OK


def test_the_sixth_try_is_too_late_even_when_right() -> None:
    code = given.sent_code(PHONE)
    assert [verify(other_than(code)) for _ in range(5)] == [Outcome.CODE_WRONG] * 5
    assert verify(code) is Outcome.CODE_SPENT
    assert Entry.objects.filter(event="people.code_refused").count() == 6
    assert not Person.objects.exists()


@pytest.mark.parametrize("code", ["", "１２３４５６", "abc", "0" * 500])
def test_nonsense_is_a_wrong_code(code: str) -> None:
    given.sent_code(PHONE)
    assert verify(code) is Outcome.CODE_WRONG


def test_without_a_code_there_is_nothing_to_guess() -> None:
    assert verify("000000") is Outcome.CODE_EXPIRED


def test_a_new_code_replaces_the_old_one_after_a_minute() -> None:
    with clock.frozen(MORNING):
        old = given.sent_code(PHONE)
        with pytest.raises(TooManyError, match="秒后"):
            actions.request_code(NOBODY, PHONE)
    with clock.frozen("2026-11-23 09:01"):
        new = given.sent_code(PHONE)
        assert verify(new) is Outcome.OK
        assert verify(old) is Outcome.CODE_EXPIRED


def test_ten_codes_a_day_to_one_phone() -> None:
    for minute in range(10):
        with clock.frozen(f"2026-11-23 09:{minute * 2:02}"):
            given.sent_code(PHONE)
    with clock.frozen("2026-11-23 10:00"):
        with pytest.raises(TooManyError, match="明天"):
            actions.request_code(NOBODY, PHONE)
        given.sent_code("13900002222")
    with clock.frozen("2026-11-24 09:01"):
        given.sent_code(PHONE)


def test_three_hundred_codes_an_hour_from_one_address() -> None:
    with clock.frozen(MORNING):
        for _ in range(300):
            actions.request_code(NOBODY, given.phone(), "10.0.0.9")
        with pytest.raises(TooManyError, match="所在网络"):
            actions.request_code(NOBODY, given.phone(), "10.0.0.9")


def test_the_same_request_sent_again_sends_no_second_code() -> None:
    with calling(key="k"):
        assert actions.request_code(NOBODY, PHONE) == actions.request_code(NOBODY, PHONE)
    assert Entry.objects.filter(event="people.code_requested").count() == 1


def test_a_landline_gets_no_code() -> None:
    with pytest.raises(InvalidInputError, match="11 位"):
        actions.request_code(NOBODY, "0563-2022345")


def test_codes_are_for_the_house_alone() -> None:
    code_id = actions.request_code(NOBODY, PHONE)
    with pytest.raises(NotAllowedError):
        queries.code_to_send(given.clerk(), code_id)
    sent = queries.code_to_send(HOUSE, code_id)
    assert sent is not None
    assert (sent.phone, len(sent.code), sent.minutes) == (PHONE, 6, 5)
    verify(sent.code)
    assert queries.code_to_send(HOUSE, code_id) is None


def test_a_closed_account_is_not_let_in() -> None:
    from cityhall.kernel.accounts import actions as accounts

    @action
    def close(actor: Actor, account_id: int) -> None:
        accounts.set_active(actor, account_id, active=False)

    close(HOUSE, given.citizen(PHONE).account_id or 0)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert verify(given.sent_code(PHONE)) is Outcome.CLOSED


def test_nothing_at_rest_shows_phone_or_code() -> None:
    with calling(key="k"):
        actions.request_code(NOBODY, PHONE)
        code = PhoneCode.objects.get().code
        verify(other_than(code))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ch_people_phonecode")
        rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
    written = rows + repr(list(Entry.objects.values())) + repr(list(Claim.objects.values()))
    assert Claim.objects.count() == 2
    assert PHONE not in written
    assert code not in written


def test_signing_in_stays_within_the_budget() -> None:
    code = given.sent_code(PHONE)
    for attempt in (other_than(code), code):
        with CaptureQueriesContext(connection) as asked:
            verify(attempt)
        assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 8
    with CaptureQueriesContext(connection) as asked:
        given.sent_code("13900003333")
    assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 8


def test_who_a_citizen_is_takes_one_statement() -> None:
    account_id = given.citizen(PHONE, "王小样").account_id or 0
    with CaptureQueriesContext(connection) as asked:
        actor = queries.actor_for(account_id)
    assert len(asked) == 1
    assert actor is not None
    assert (actor.name, actor.is_staff, actor.may(Can.FIND_PEOPLE)) == ("王*样", False, False)
    assert queries.actor_for(account_id + 1000) is None
