"""Reading accounts: how one stands, and who signed in when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.journal.queries import Line, lines_of

from . import tally
from .models import Account
from .terms import Kind


@dataclass(frozen=True)
class AccountView:
    id: int
    login: str
    kind: Kind
    is_active: bool
    must_change: bool
    locked: bool
    signed_in_at: datetime | None


def account(account_id: int) -> AccountView | None:
    """How the account stands. A citizen's login is a blind index of her phone: not for showing."""
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        return None
    kind, locked = Kind(row.kind), bool(tally.reached([(tally.BY_LOGIN, row.login)]))
    return AccountView(row.pk, row.login, kind, row.is_active, row.must_change, locked, row.signed_in_at)


def id_of(login: str) -> int | None:
    """The account with that login, open or closed."""
    return Account.objects.filter(login=login).values_list("pk", flat=True).first()


def password_since(account_id: int) -> datetime | None:
    """Since when the password of a member of staff is what it is; None for others."""
    rows = Account.objects.filter(pk=account_id, kind=Kind.STAFF).values_list("password_changed_at", "created_at")
    changed, created = rows.first() or (None, None)
    return changed or created


def open_among(logins: Iterable[str]) -> set[str]:
    """Those of the logins that have an account which may sign in."""
    return set(Account.objects.filter(login__in=list(logins), is_active=True).values_list("login", flat=True))


def history(actor: Actor, account_id: int) -> list[Line]:
    """登录记录: one's own sign-ins, failures and password changes, oldest first."""
    if actor.account_id != account_id and not actor.is_house:
        raise NotAllowedError("account.history_not_yours", "只能查看本人的登录记录")
    return lines_of([f"account:{account_id}"])
