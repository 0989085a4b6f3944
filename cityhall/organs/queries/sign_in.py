"""登录规则, and what they ask of somebody who comes in."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.accounts import queries as accounts
from cityhall.kernel.accounts.second import queries as factors
from cityhall.organs import rules
from cityhall.organs.models import Assignment, SignInRules, Staff
from cityhall.organs.terms import Reach

from .actors import deputised_by, lasting


@dataclass(frozen=True)
class SignInRulesView:
    second_roles: tuple[str, ...] = ()
    second_permissions: tuple[str, ...] = ()
    password_days: int | None = None
    source: str = ""
    saved_by: str = ""
    saved_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Demands:
    """What is still wanted of her before she works: a second factor taken up, a new password."""

    second: bool = False
    password: bool = False


def sign_in_rules() -> SignInRulesView:
    """One statement."""
    row = SignInRules.objects.filter(pk=1).first()
    if row is None:
        return SignInRulesView()
    return SignInRulesView(
        tuple(row.second_roles), tuple(row.second_permissions), row.password_days, row.source, row.saved_by, row.saved_at,
        row.version,
    )  # fmt: skip


def demands_of(account_id: int) -> Demands:
    """By the roles she holds today, also as somebody's deputy. One statement where there is no rule, at most five."""
    told = sign_in_rules()
    if not (told.second_roles or told.second_permissions or told.password_days):
        return Demands()
    since = accounts.password_since(account_id)
    old = since is not None and rules.is_too_old(since, told.password_days, clock.now())
    return Demands(wants_second(account_id, told) and bool(factors.without_it([account_id])), old)


def wants_second(account_id: int, told: SignInRulesView | None = None) -> bool:
    """Do the rules want a second factor of her, whether or not she has one?"""
    told, today = told or sign_in_rules(), clock.today()
    staff = Staff.objects.filter(account_id=account_id, left_on=None).values_list("pk", flat=True).first()
    if staff is None:
        return False
    mine = Q(staff=staff) | (Q(staff__in=deputised_by(staff, today)) & ~Q(reach=Reach.EVERYWHERE))
    held = Assignment.objects.filter(lasting(today)).filter(mine).values_list("role__key", "role__permissions")
    return rules.wants_second(held, told.second_roles, told.second_permissions)
