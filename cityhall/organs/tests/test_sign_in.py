"""登录规则: who must have a second factor, how old a password may be."""

from datetime import UTC, datetime, timedelta

import pytest

from cityhall.kernel.accounts.models import Binding
from cityhall.kernel.accounts.providers import actions as providers
from cityhall.kernel.accounts.providers.actions import Told
from cityhall.kernel.accounts.terms import Can as Accounts
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions, queries, rules
from cityhall.organs.models import SignInRules, Staff
from cityhall.organs.terms import Can, Reach

from . import given

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ([], False),
        ([("clerk", ["cases.see"])], False),
        ([("approver", ["cases.see"])], True),
        ([("clerk", ["cases.see", "cases.decide"])], True),
        ([("clerk", []), ("approver", [])], True),
    ],
)
def test_a_role_named_or_a_permission_named(held: list[tuple[str, list[str]]], wanted: bool) -> None:
    assert rules.wants_second(held, ["approver"], ["cases.decide"]) is wanted
    assert not rules.wants_second(held, [], [])


@pytest.mark.parametrize(("age", "days", "old"), [(89, 90, False), (90, 90, True), (9000, None, False)])
def test_a_password_is_too_old_on_the_day(age: int, days: int | None, old: bool) -> None:
    assert rules.is_too_old(NOW - timedelta(days=age), days, NOW) is old


@pytest.mark.parametrize(("days", "source"), [(29, "GB/T 22239"), (3651, "GB/T 22239"), (90, " "), (None, "")])
def test_no_figure_without_its_source(days: int | None, source: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.check_sign_in_rules(days, source)


@pytest.mark.django_db
def test_the_rules_are_the_citys_and_leave_a_line() -> None:
    somewhere = given.staff(given.organ(), Accounts.SET_SIGN_IN)
    other = given.staff(given.organ(), *Can, reach=Reach.EVERYWHERE)
    for stranger in (somewhere, other):
        with pytest.raises(NotAllowedError):
            actions.set_sign_in_rules(stranger, [], [], 90, "市局决定")
    assert not SignInRules.objects.exists()
    security = given.staff(given.organ(), Accounts.SET_SIGN_IN, reach=Reach.EVERYWHERE)
    with pytest.raises(InvalidInputError, match="已经不存在"):
        actions.set_sign_in_rules(security, ["never-was"], [], None, "市局决定")
    actions.set_sign_in_rules(security, [], [Can.MANAGE_STAFF], 90, "市局决定")
    assert queries.sign_in_rules().password_days == 90
    line = Entry.objects.get(event="sign_in.rules_saved")
    assert (line.account_id, line.values["rules"]["source"]) == (security.account_id, "市局决定")


@pytest.mark.django_db
def test_demands_go_by_what_she_holds_also_as_a_deputy() -> None:
    organ = given.organ()
    manager, clerk = given.staff(organ, Can.MANAGE_STAFF), given.staff(organ, Can.DELEGATE)
    assert queries.demands_of(manager.account_id or 0) == queries.Demands()
    actions.set_sign_in_rules(HOUSE, [], [Can.MANAGE_STAFF], None, "市局决定")
    assert queries.demands_of(manager.account_id or 0).second
    assert not queries.demands_of(clerk.account_id or 0).second
    from cityhall.kernel import clock

    ids = [Staff.objects.get(account_id=a.account_id or 0).pk for a in (manager, clerk)]
    actions.appoint_deputy(HOUSE, ids[0], ids[1], clock.today(), clock.today() + timedelta(days=3), "出差")
    assert queries.demands_of(clerk.account_id or 0).second


def saved() -> Told:
    """A provider for staff, and what was told of it."""
    told = Told(
        name="省平台",
        issuer="https://id.example",
        client_id="x",
        client_secret="y",
        scopes="",
        claim="sub",
        name_claim="",
    )
    providers.save_provider(HOUSE, "province", "staff", told)
    return told


@action
def bound(actor: Actor, account_id: int, provider_id: int) -> None:
    providers.bind(actor, account_id, provider_id, "subject")


@pytest.mark.django_db
def test_a_binding_is_undone_by_whoever_manages_her_and_nobody_else() -> None:
    from cityhall.kernel.accounts.models import Provider

    saved()
    organ = given.organ()
    member = given.staff(organ)
    bound(HOUSE, member.account_id or 0, Provider.objects.get().pk)
    staff = Staff.objects.get(account_id=member.account_id or 0).pk
    with pytest.raises(NotAllowedError):
        actions.unbind_identity(given.staff(given.organ(), Can.MANAGE_STAFF), staff, "换人")
    manager = given.staff(organ, Can.MANAGE_STAFF)
    with pytest.raises(InvalidInputError):
        actions.unbind_identity(manager, staff, " ")
    assert Binding.objects.exists()
    actions.unbind_identity(manager, staff, "统一身份更换")
    assert not Binding.objects.exists()
    with pytest.raises(NotFoundError):
        actions.unbind_identity(manager, staff, "统一身份更换")


@pytest.mark.django_db
def test_a_provider_that_was_used_stays_where_it_is() -> None:
    from cityhall.kernel.accounts.models import Account, Provider

    told = saved()
    login = Account.objects.get(pk=given.staff(given.organ()).account_id or 0).login
    assert providers.sign_in_staff(HOUSE, Provider.objects.get().pk, "s", login)["outcome"] == "ok"
    moved = told.copy()
    moved["issuer"] = "https://other.example"
    with pytest.raises(WrongStateError, match="另建一个"):
        providers.save_provider(HOUSE, "province", "staff", moved)
    providers.save_provider(HOUSE, "province", "staff", told, is_open=False)
    assert not Provider.objects.get().is_open
