"""登录规则: who must have a second factor, how old a password may be."""

from collections.abc import Sequence

from cityhall.kernel import call, clock
from cityhall.kernel.accounts.providers import actions as providers
from cityhall.kernel.accounts.terms import Can as Accounts
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Role, SignInRules, Staff
from cityhall.organs.terms import Can


@action
def set_sign_in_rules(
    actor: Actor,
    second_roles: Sequence[str],
    second_permissions: Sequence[str],
    password_days: int | None,
    source: str,
) -> int:
    """设置登录规则: holds from everybody's next sign-in. Answers the version."""
    require(actor, Accounts.SET_SIGN_IN)
    if actor.reach(Accounts.SET_SIGN_IN) is not None:
        raise NotAllowedError("organs.rules_of_all", "登录规则为全市共用，只有市级管理员可以修改；请联系市级管理员")
    rules.check_sign_in_rules(password_days, source)
    roles = sorted(set(second_roles))
    if Role.objects.filter(key__in=roles).count() != len(roles):
        raise InvalidInputError(
            "organs.rule_role", "所选的角色中有的已经不存在，请刷新后重新选择", field="second_roles"
        )
    row = SignInRules.objects.select_for_update().filter(pk=1).first()
    values = {
        "second_roles": roles, "second_permissions": sorted(set(second_permissions)), "password_days": password_days,
        "source": source.strip(), "saved_at": clock.now(), "saved_by": actor.name,
    }  # fmt: skip
    if row is None:
        row = SignInRules(pk=1, **values)
        row.save(force_insert=True)
    else:
        call.check_seen(row.version)
        row.version += 1
        SignInRules.objects.filter(pk=1).update(**values, version=row.version)
    told = {name: values[name] for name in ("second_roles", "second_permissions", "password_days", "source")}
    record(actor, "sign_in.rules_saved", "sign_in:rules", rules=told)
    return row.version


@action
def unbind_identity(actor: Actor, staff_id: int, reason: str) -> None:
    """解除统一身份绑定 of a member of staff: the next sign-in by the provider is held against her login anew."""
    staff = Staff.objects.filter(pk=staff_id, left_on=None).first()
    if staff is None:
        raise NotFoundError("organs.no_staff", "没有找到这位工作人员，或已经离岗")
    require(actor, Can.MANAGE_STAFF, staff.organ_id)
    if not reason.strip():
        raise InvalidInputError("organs.no_reason", "请写明原因，例如统一身份更换", field="reason")
    providers.unbind(actor, staff.account_id)
    record(actor, "staff.unbound", staff.ref, organ_id=staff.organ_id, reason=reason.strip()[:200])
