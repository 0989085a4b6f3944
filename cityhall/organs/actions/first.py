"""The first administrator of a city: before her nobody may do anything."""

from collections.abc import Sequence

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.identifiers import check_credit_code
from cityhall.kernel.journal.record import record
from cityhall.organs import queries, rules
from cityhall.organs.models import Assignment, Role, Staff
from cityhall.organs.terms import Can, Reach

from .organs import OrganSpec, ensure_organs

ROLE, NAME = "administrator", "系统管理员"


@action
def appoint_administrator(
    actor: Actor,
    login: str,
    name: str,
    password: str,
    organ: OrganSpec,
    permissions: Sequence[str],
    another: bool = False,
) -> int:
    """任命管理员: in the organ named, founded if it is not there, with these permissions everywhere and a password to
    be changed at once. A second one only where that is said. Answers the staff id; all of it happens or nothing."""
    require(actor, Can.MANAGE_STAFF)
    if actor.reach(Can.MANAGE_STAFF) is not None:
        raise NotAllowedError("organs.administrator_by_whom", "全市管理员只能由全市管理员任命，请联系系统管理员")
    if not another and (there := queries.administrators()):
        raise WrongStateError(
            "organs.administrator_exists",
            f"已有管理员（{'、'.join(there)}）；请由其登录办理，确需再设一位时加上 --another",
        )
    if not name.strip():
        raise InvalidInputError("organs.staff_name", "请填写姓名", field="name")
    organ_id = _organ(actor, organ)
    role = _role(actor, permissions)
    account_id = accounts.open_account(actor, login, Kind.STAFF, password)
    staff = Staff(account_id=account_id, name=name.strip(), organ_id=organ_id, post=NAME, phone="")
    staff.save(force_insert=True)
    Assignment(staff=staff, role=role, reach=Reach.EVERYWHERE, from_on=clock.today()).save(force_insert=True)
    record(actor, "staff.created", staff.ref, organ_id=organ_id, post=NAME)
    record(actor, "staff.assigned", staff.ref, organ_id=organ_id, role=ROLE, reach=Reach.EVERYWHERE)
    return staff.pk


@step
def _organ(actor: Actor, wanted: OrganSpec) -> int:
    """By its code, else by its name; else it is founded, for which its division must be known."""
    code = check_credit_code(wanted.credit_code) if wanted.credit_code else ""
    found = queries.organ_by_code(code) or queries.organ_by_name(wanted.name.strip())
    if found is not None:
        return found.id
    if not wanted.name.strip() or not wanted.division_code:
        raise InvalidInputError(
            "organs.where", f"还没有机构“{wanted.name}”，设立它需要行政区划代码：请加上 --division", field="division"
        )
    spec = OrganSpec(wanted.name.strip(), code, rules.full_code(wanted.division_code))
    return ensure_organs(actor, [spec])[spec.name, spec.division_code]


@step
def _role(actor: Actor, permissions: Sequence[str]) -> Role:
    """The administrator's role holds what this version of the program has to administer."""
    wanted = sorted(set(permissions))
    role, made = Role.objects.get_or_create(key=ROLE, defaults={"name": NAME, "permissions": wanted})
    if not made and not set(wanted) <= set(role.permissions):
        role.permissions, role.version = sorted({*wanted, *role.permissions}), role.version + 1
        role.save(update_fields=["permissions", "version"])
        made = True
    if made:
        record(actor, "role.saved", role.ref, permissions=role.permissions, desk=role.desk)
    return role
