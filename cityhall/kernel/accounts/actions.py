"""Opening accounts, signing in, changing passwords. Passwords, phones and logins never reach the journal."""

import ipaddress
from collections.abc import Callable
from typing import TypedDict

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
)
from cityhall.kernel.journal.record import record

from . import passwords, tally
from .models import Account, Binding, FormerPassword, SecondFactor
from .tally import BY_ADDRESS, BY_LOGIN
from .terms import Kind, Outcome

LOGIN_LENGTH = 80


class SignIn(TypedDict):
    """What an attempt came to; `account_id` only when it succeeded."""

    outcome: str
    account_id: int | None
    must_change: bool


def sign_in_result(outcome: Outcome, account_id: int | None = None, *, must_change: bool = False) -> SignIn:
    return {"outcome": outcome.value, "account_id": account_id, "must_change": must_change}


def check_outcome(attempt: SignIn) -> int:
    """For doors: the account that signed in, or the refusal the attempt ended with."""
    outcome, account_id = Outcome(attempt["outcome"]), attempt["account_id"]
    if outcome is Outcome.OK and account_id is not None:
        return account_id
    raise _REFUSALS.get(outcome, InvalidInputError)(f"account.{outcome}", outcome.label)


_REFUSALS: dict[Outcome, Callable[[str, str], DomainError]] = {
    Outcome.LOCKED: TooManyError,
    Outcome.TOO_MANY: TooManyError,
    Outcome.CLOSED: NotAllowedError,
    Outcome.UNBOUND: NotAllowedError,
    Outcome.BOUND_OTHERWISE: NotAllowedError,
    Outcome.SECOND: NotSignedInError,
    Outcome.SECOND_LOCKED: TooManyError,
}


@step
def open_account(
    actor: Actor, login: str, kind: Kind, password: str | None = None, *, must_change: bool | None = None
) -> int:
    """开通账号: staff with a first password they must change; citizens without one, their phone is their key. A password
    hashed before (`passwords.hashed`) was checked before."""
    login = login.strip().lower()
    if not login or len(login) > LOGIN_LENGTH:
        raise InvalidInputError("account.login", f"登录名应为 1 至 {LOGIN_LENGTH} 个字符", field="login")
    kept = password if isinstance(password, passwords.Hashed) else None
    if password is not None and kept is None:
        passwords.check_new(login, password, field="password")
    account = Account(login=login, kind=kind, created_at=clock.now(), password=kept or make_password(password))
    account.must_change = password is not None if must_change is None else must_change
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:
        raise InvalidInputError("account.login_taken", "该登录名已被使用，请换一个", field="login") from taken
    record(actor, "account.opened", account.ref, kind=kind.value)
    return account.pk


@action
def sign_in_with_password(actor: Actor, login: str, password: str, address: str = "") -> SignIn:
    """登录: five failures in a row lock the login for fifteen minutes, whether or not there is such an account."""
    login = login.strip().lower()[:LOGIN_LENGTH]
    account = Account.objects.select_for_update().filter(login=login, kind=Kind.STAFF).first()
    full = tally.reached([(BY_ADDRESS, address), (BY_LOGIN, login)])  # after the lock: none guesses in parallel
    outcome = Outcome.TOO_MANY if BY_ADDRESS in full else _try(account, password, locked=BY_LOGIN in full)
    ref = account.ref if account else "account:unknown"
    if outcome is Outcome.WRONG:
        tally.count(BY_ADDRESS, address)
        _count_failure(actor, ref, login)
    if outcome is not Outcome.OK or account is None:
        record(actor, "account.sign_in_failed", ref, reason=outcome.value, network=network(address))
        return sign_in_result(outcome)
    tally.forget(BY_LOGIN, login)
    if SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists():
        record(actor, "account.second_asked", ref, network=network(address))
        return sign_in_result(Outcome.SECOND, account.pk, must_change=account.must_change)
    _let_in(actor, account.pk, address)
    return sign_in_result(outcome, account.pk, must_change=account.must_change)


def _try(account: Account | None, password: str, *, locked: bool) -> Outcome:
    if locked:
        return Outcome.LOCKED
    if not passwords.matches(password, account.password if account else None) or account is None:
        return Outcome.WRONG
    return Outcome.OK if account.is_active else Outcome.CLOSED


def _count_failure(actor: Actor, ref: str, login: str) -> None:
    if tally.count(BY_LOGIN, login) >= BY_LOGIN.most:
        record(actor, "account.locked", ref, minutes=BY_LOGIN.span.seconds // 60)


@step
def let_in(actor: Actor, account_id: int, address: str) -> SignIn:
    """Somebody proved by other means (a phone code) that the account is hers."""
    if not _let_in(actor, account_id, address):
        record(actor, "account.sign_in_failed", f"account:{account_id}", reason=Outcome.CLOSED.value)
        return sign_in_result(Outcome.CLOSED)
    return sign_in_result(Outcome.OK, account_id)


def _let_in(actor: Actor, account_id: int, address: str) -> bool:
    open_ = Account.objects.filter(pk=account_id, is_active=True).update(signed_in_at=clock.now())
    if open_:
        record(actor, "account.signed_in", f"account:{account_id}", network=network(address))
    return bool(open_)


@action
def sign_in_as_demo(actor: Actor, login: str) -> SignIn:
    """演示登录: through a card, without a password; only where the city is a demonstration."""
    if not settings.DEMO:
        raise NotAllowedError("account.no_demo", "这里不是演示环境，请用账号和密码登录")
    account = Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        raise NotFoundError("account.unknown_card", "没有这个演示身份，请返回演示页重新选择")
    _let_in(actor, account.pk, "")
    return sign_in_result(Outcome.OK, account.pk)


@action
def sign_out(actor: Actor) -> None:
    """退出登录"""
    require_signed_in(actor)
    record(actor, "account.signed_out", f"account:{actor.account_id}")


@action
def change_password(actor: Actor, old_password: str, new_password: str) -> SignIn:
    """修改密码: the old one is asked for, and guessing at it locks like guessing at the door."""
    require_signed_in(actor)
    account = Account.objects.select_for_update().get(pk=actor.account_id or 0)
    outcome = _try(account, old_password, locked=bool(tally.reached([(BY_LOGIN, account.login)])))
    if outcome is not Outcome.OK:
        if outcome is Outcome.WRONG:
            _count_failure(actor, account.ref, account.login)
        record(actor, "account.password_refused", account.ref, reason=outcome.value)
        return sign_in_result(outcome)
    passwords.check_new(account.login, new_password, old_password)
    former = list(FormerPassword.objects.filter(account=account).order_by("-pk").values_list("password", flat=True))
    passwords.check_unused(new_password, former[: passwords.REMEMBERED - 1])
    _set_password(account, new_password, must_change=False)
    record(actor, "account.password_changed", account.ref)
    return sign_in_result(outcome, account.pk)


@step
def reset_password(actor: Actor, account_id: int, new_password: str) -> None:
    """重置密码: by whoever the room above allows; must be changed at the next sign-in."""
    account = Account.objects.select_for_update().get(pk=account_id)
    passwords.check_new(account.login, new_password)
    _set_password(account, new_password, must_change=True)
    tally.forget(BY_LOGIN, account.login)
    record(actor, "account.password_reset", account.ref)


def _set_password(account: Account, password: str, *, must_change: bool) -> None:
    """The one before joins those that may not be chosen again; the oldest of them is let go."""
    FormerPassword.objects.create(account=account, password=account.password, until=clock.now())
    kept = FormerPassword.objects.filter(account=account).order_by("-pk").values("pk")[: passwords.REMEMBERED - 1]
    FormerPassword.objects.filter(account=account).exclude(pk__in=kept).delete()
    values = {"password": make_password(password), "must_change": must_change, "password_changed_at": clock.now()}
    Account.objects.filter(pk=account.pk).update(**values)


@step
def set_active(actor: Actor, account_id: int, *, active: bool) -> None:
    """停用 / 启用账号: takes effect with the account's next request."""
    changed = Account.objects.filter(pk=account_id).exclude(is_active=active).update(is_active=active)
    if changed:
        record(actor, "account.opened_again" if active else "account.closed", f"account:{account_id}")


@step
def close_account(actor: Actor, account_id: int) -> None:
    """注销账号, for good: its login is free again, every session is over."""
    Account.objects.filter(pk=account_id).update(
        login=f"closed:{account_id}", is_active=False, sessions_ended_at=clock.now()
    )
    Binding.objects.filter(account_id=account_id).delete()
    record(actor, "account.closed", f"account:{account_id}")


@action
def end_sessions(actor: Actor) -> None:
    """在其他设备退出: every session of one's own that began before now is over; the one that asks begins anew."""
    require_signed_in(actor)
    _end_sessions(actor, actor.account_id or 0)


@step
def end_sessions_of(actor: Actor, account_id: int) -> None:
    """强制下线: by whoever the room above allows."""
    _end_sessions(actor, account_id)


@action
def disown(actor: Actor) -> None:
    """不是我本人: somebody else was in. Every session is over, and the password must be changed at the next sign-in."""
    require_signed_in(actor)
    Account.objects.filter(pk=actor.account_id or 0, kind=Kind.STAFF).update(must_change=True)
    _end_sessions(actor, actor.account_id or 0)
    record(actor, "account.disowned", f"account:{actor.account_id}")


def _end_sessions(actor: Actor, account_id: int) -> None:
    Account.objects.filter(pk=account_id).update(sessions_ended_at=clock.now())
    record(actor, "account.sessions_ended", f"account:{account_id}")


def network(address: str) -> str:
    """As much of an address as the history needs: the network it came from, not the machine."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))  # noqa: PLR2004
