import itertools
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions, passwords, queries, tally
from cityhall.kernel.accounts.actions import SignIn
from cityhall.kernel.accounts.models import Account, FormerPassword, Tally
from cityhall.kernel.accounts.terms import Kind, Outcome
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
)
from cityhall.kernel.journal.models import Claim, Entry

pytestmark = pytest.mark.django_db
PASSWORD = "Spring-Rain-2026"
WRONG = "Autumn-Wind-2026"
MORNING = "2026-11-23 09:00"


@action
def open_account(actor: Actor, login: str, password: str = PASSWORD) -> int:
    return actions.open_account(actor, login, Kind.STAFF, password)


@action
def close(actor: Actor, account_id: int) -> None:
    actions.set_active(actor, account_id, active=False)


@action
def reset(actor: Actor, account_id: int, password: str) -> None:
    actions.reset_password(actor, account_id, password)


def sign_in(login: str = "wang", password: str = PASSWORD, address: str = "10.1.2.3") -> Outcome:
    return Outcome(actions.sign_in_with_password(NOBODY, login, password, address)["outcome"])


def test_the_right_password_lets_in_and_says_that_a_first_password_must_be_changed() -> None:
    account_id = open_account(HOUSE, "Wang")
    answer = actions.sign_in_with_password(NOBODY, " WANG ", PASSWORD, "10.1.2.3")
    assert answer == {"outcome": "ok", "account_id": account_id, "must_change": True}
    line = Entry.objects.get(event="account.signed_in")
    assert (line.ref, line.values) == (f"account:{account_id}", {"network": "10.1.2.0/24"})
    view = queries.account(account_id)
    assert view is not None
    assert view.signed_in_at is not None


def test_many_accounts_may_begin_with_one_password_hashed_once() -> None:
    once = passwords.hashed(PASSWORD)
    for login in ("wang", "li"):
        open_account(HOUSE, login, once)
    assert sign_in("wang") is sign_in("li") is Outcome.OK
    assert sign_in("wang", once) is Outcome.WRONG
    assert PASSWORD not in str(list(Account.objects.values_list("password", flat=True)))


def test_a_wrong_password_and_an_unknown_name_are_told_the_same_and_both_are_kept() -> None:
    open_account(HOUSE, "wang")
    assert sign_in(password=WRONG) is sign_in(login="nobody") is Outcome.WRONG
    assert Entry.objects.filter(event="account.sign_in_failed").count() == 2


@pytest.mark.parametrize("login", ["wang", "nobody"])
def test_five_failures_lock_for_fifteen_minutes_whoever_it_is(login: str) -> None:
    open_account(HOUSE, "wang")
    with clock.frozen(MORNING):
        assert [sign_in(login, WRONG) for _ in range(6)] == [Outcome.WRONG] * 5 + [Outcome.LOCKED]
        assert sign_in(login) is Outcome.LOCKED
    with clock.frozen("2026-11-23 09:14:59"):
        assert sign_in(login) is Outcome.LOCKED
    with clock.frozen("2026-11-23 09:15:01"):
        assert sign_in(login) is (Outcome.OK if login == "wang" else Outcome.WRONG)
    assert Entry.objects.filter(event="account.locked").count() == 1


def test_success_forgets_earlier_failures() -> None:
    account_id = open_account(HOUSE, "wang")
    for _ in range(2):
        assert [sign_in(password=WRONG) for _ in range(4)] == [Outcome.WRONG] * 4
        assert sign_in() is Outcome.OK
    view = queries.account(account_id)
    assert view is not None
    assert not view.locked


def test_one_address_trying_many_names_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityhall.kernel.accounts.passwords.matches", lambda *_: False)
    open_account(HOUSE, "wang")
    assert {sign_in(f"name{n}", WRONG) for n in range(50)} == {Outcome.WRONG}
    assert sign_in() is Outcome.TOO_MANY
    assert sign_in(password=WRONG, address="10.9.9.9") is Outcome.WRONG


def test_a_closed_account_is_told_so_and_only_with_the_right_password() -> None:
    close(HOUSE, open_account(HOUSE, "wang"))
    assert (sign_in(), sign_in(password=WRONG)) == (Outcome.CLOSED, Outcome.WRONG)


def test_a_citizens_account_has_no_password_to_guess() -> None:
    @action
    def citizen(actor: Actor) -> int:
        return actions.open_account(actor, "phone:x", Kind.CITIZEN)

    citizen(HOUSE)
    assert sign_in("phone:x", "") is Outcome.WRONG


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Ab1-", "10"), ("2468135790246", "数字"), ("abcdefghij12", "三类"), ("Wang-li-2026", "用户名"),
        ("password1234", "常见"), ("1234567890", "常见.*；.*数字"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused(password: str, says: str) -> None:
    with pytest.raises(InvalidInputError, match=says) as refused:
        open_account(HOUSE, "wang", password)
    assert not re.search("[a-zA-Z]", refused.value.message)
    assert re.search("[请应]", refused.value.message), "says what to do"
    assert not Account.objects.exists()


def test_a_long_sentence_needs_no_symbols() -> None:
    assert open_account(HOUSE, "wang", "correct horse battery staple")


def test_a_name_is_given_once() -> None:
    open_account(HOUSE, "wang")
    with pytest.raises(InvalidInputError, match="已被使用"):
        open_account(HOUSE, "WANG")


def test_changing_the_password() -> None:
    me = Actor("王", account_id=open_account(HOUSE, "wang"))
    assert actions.change_password(me, WRONG, "Winter-Snow-2026")["outcome"] == "wrong"
    with pytest.raises(InvalidInputError, match="相同"):
        actions.change_password(me, PASSWORD, PASSWORD)
    assert actions.change_password(me, PASSWORD, "Winter-Snow-2026")["outcome"] == "ok"
    assert sign_in() is Outcome.WRONG
    assert actions.sign_in_with_password(NOBODY, "wang", "Winter-Snow-2026")["must_change"] is False
    with pytest.raises(NotSignedInError):
        actions.change_password(NOBODY, PASSWORD, "Winter-Snow-2026")


def test_the_last_five_passwords_may_not_be_chosen_again_and_the_sixth_may() -> None:
    me = Actor("王芳", account_id=open_account(HOUSE, "wang"))
    used = [PASSWORD, *(f"Winter-Snow-{number}" for number in range(1, 5))]
    for old, new in itertools.pairwise(used):
        assert actions.change_password(me, old, new)["outcome"] == "ok"
    for former in used[:-1]:
        with pytest.raises(InvalidInputError, match="最近 5 次") as refused:
            actions.change_password(me, used[-1], former)
        assert refused.value.code == "account.used_password"
    assert actions.change_password(me, used[-1], "Winter-Snow-5")["outcome"] == "ok"
    assert actions.change_password(me, "Winter-Snow-5", PASSWORD)["outcome"] == "ok"
    assert FormerPassword.objects.count() == passwords.REMEMBERED - 1


def test_a_password_taken_away_by_a_reset_is_remembered_too() -> None:
    me = Actor("王芳", account_id=open_account(HOUSE, "wang"))
    reset(HOUSE, me.account_id or 0, "Winter-Snow-2026")
    with pytest.raises(InvalidInputError, match="最近 5 次"):
        actions.change_password(me, "Winter-Snow-2026", PASSWORD)


def test_guessing_the_old_password_locks_too_and_a_reset_unlocks() -> None:
    account_id = open_account(HOUSE, "wang")
    me = Actor("王", account_id=account_id)
    outcomes = [actions.change_password(me, WRONG, "Winter-Snow-2026")["outcome"] for _ in range(6)]
    assert outcomes == ["wrong"] * 5 + ["locked"]
    assert sign_in() is Outcome.LOCKED
    reset(HOUSE, account_id, "Winter-Snow-2026")
    assert sign_in(password="Winter-Snow-2026") is Outcome.OK


def test_a_demo_card_opens_a_demo_and_nothing_else() -> None:
    account_id = open_account(HOUSE, "wang")
    with pytest.raises(NotAllowedError):
        actions.sign_in_as_demo(NOBODY, "wang")
    with override_settings(DEMO=True):
        assert actions.sign_in_as_demo(NOBODY, "wang")["account_id"] == account_id
        with pytest.raises(NotFoundError):
            actions.sign_in_as_demo(NOBODY, "nobody")


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (Outcome.WRONG, InvalidInputError), (Outcome.LOCKED, TooManyError), (Outcome.TOO_MANY, TooManyError),
        (Outcome.CLOSED, NotAllowedError), (Outcome.CODE_WRONG, InvalidInputError),
    ],
)  # fmt: skip
def test_the_door_refuses_with_the_outcomes_sentence(outcome: Outcome, refusal: type[DomainError]) -> None:
    attempt: SignIn = actions.sign_in_result(outcome)
    with pytest.raises(refusal) as no:
        actions.check_outcome(attempt)
    assert no.value.message == outcome.label


def test_neither_name_nor_password_nor_address_is_written_down() -> None:
    open_account(HOUSE, "wang")
    with calling(key="k1"):
        sign_in(password=WRONG)
    written = (
        repr(list(Entry.objects.values())) + repr(list(Claim.objects.values())) + repr(list(Tally.objects.values()))
    )
    assert Claim.objects.exists()
    for secret in (WRONG, PASSWORD, "wang", "10.1.2.3"):
        assert secret not in written


def test_history_is_ones_own() -> None:
    account_id = open_account(HOUSE, "wang")
    sign_in()
    lines = queries.history(Actor("王", account_id=account_id), account_id)
    assert [line.event for line in lines] == ["account.opened", "account.signed_in"]
    with pytest.raises(NotAllowedError):
        queries.history(Actor("李", account_id=account_id + 1), account_id)


def test_signing_in_and_failing_stay_within_the_budget() -> None:
    open_account(HOUSE, "wang")
    for password in (PASSWORD, WRONG):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            sign_in(password=password)
        assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 8


def test_old_counts_are_let_go() -> None:
    with clock.frozen(MORNING):
        sign_in()
        assert Tally.objects.count() == 2
        assert tally.forget_old() == 0
    with clock.frozen("2026-11-23 09:16"):
        assert tally.forget_old() == 2


@pytest.mark.django_db(transaction=True)
def test_failures_at_the_same_moment_are_all_counted() -> None:
    open_account(HOUSE, "wang")

    def guess(_: int) -> Outcome:
        try:
            return sign_in(password=WRONG)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes: list[Outcome] = list(pool.map(guess, range(8)))
    assert sorted(outcomes) == [Outcome.LOCKED] * 3 + [Outcome.WRONG] * 5
