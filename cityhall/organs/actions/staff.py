"""Staff and the roles they hold."""

from collections.abc import Sequence

from django.db.models import Q

from cityhall.kernel import call, clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.second import actions as second
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Assignment, Entrustment, Role, Staff
from cityhall.organs.terms import Can, Reach

from .item_groups import group_of


@action
def create_staff(
    actor: Actor,
    login: str,
    name: str,
    organ_id: int,
    password: str,
    post: str = "",
    phone: str = "",
    window_id: int | None = None,
    must_change: bool | None = None,
) -> int:
    """登记工作人员并开通账号: answers the staff id. The first password must be changed unless it is said not to."""
    require(actor, Can.MANAGE_STAFF, organ_id)
    if not name.strip():
        raise InvalidInputError("organs.staff_name", "请填写姓名", field="name")
    account_id = accounts.open_account(actor, login, Kind.STAFF, password, must_change=must_change)
    staff = Staff(account_id=account_id, name=name.strip(), organ_id=organ_id, post=post, phone=phone)
    staff.window_id = window_id
    staff.save(force_insert=True)
    record(actor, "staff.created", staff.ref, organ_id=organ_id, post=post)
    return staff.pk


@action
def save_role(
    actor: Actor, key: str, name: str, permissions: Sequence[str], authority: Sequence[str] = (), desk: str = ""
) -> None:
    """设置角色: its permissions, those of them that need delegated authority, and its desk."""
    require(actor, Can.MANAGE_STAFF)
    if actor.reach(Can.MANAGE_STAFF) is not None:
        raise NotAllowedError("organs.roles_of_all", "角色为全市共用，只有市级管理员可以修改；请联系市级管理员")
    if not permissions:
        raise InvalidInputError("organs.empty_role", "角色至少要有一项权限", field="permissions")
    values = {
        "name": name.strip() or key,
        "permissions": sorted(set(permissions)),
        "authority": sorted(set(authority)),
        "desk": rules.check_desk(desk),
    }
    if key in rules.SEPARATED:
        rules.check_separate_role(key, permissions, _three())
    role = Role.objects.select_for_update().filter(key=key).first()
    if role is not None:
        rules.check_separate_holders(_holders(role), key, permissions, _three())
    if role is None:
        role = Role.objects.create(key=key, **values)
    else:
        call.check_seen(role.version)
        Role.objects.filter(pk=role.pk).update(**values, version=role.version + 1)
    record(actor, "role.saved", role.ref, permissions=values["permissions"], desk=values["desk"])


@action
def assign(
    actor: Actor,
    staff_id: int,
    role_key: str,
    reach: str,
    organ_id: int | None = None,
    window_id: int | None = None,
    division_code: str = "",
    item_group_id: int | None = None,
) -> int:
    """授予角色, perhaps for the items of a group alone: answers the assignment's id."""
    staff = Staff.objects.select_for_update().filter(pk=staff_id, left_on=None).first()
    role = Role.objects.filter(key=role_key).first()
    if staff is None or role is None:
        raise NotFoundError("organs.no_staff", "没有找到这位工作人员或这个角色")
    require(actor, Can.MANAGE_STAFF, staff.organ_id)
    _check_separate(actor, staff, role, Reach(reach))
    given = Assignment(staff=staff, role=role, reach=Reach(reach), from_on=clock.today())
    if given.reach == Reach.ORGAN:
        given.organ_id = organ_id or staff.organ_id
    elif given.reach == Reach.WINDOW:
        given.window_id = window_id or staff.window_id
        if given.window_id is None:
            raise InvalidInputError("organs.no_window", "请选择窗口", field="window_id")
    elif given.reach == Reach.DIVISION:
        given.division_code = rules.full_code(division_code)
    _check_own_reach(actor, given)
    if item_group_id is not None:
        given.item_group = group_of(actor, item_group_id)
        rules.check_group(role.key, role.permissions, given.item_group.name)
    given.save(force_insert=True)
    record(
        actor, "staff.assigned", staff.ref, organ_id=staff.organ_id, role=role.key, reach=given.reach, item_group=item_group_id
    )  # fmt: skip
    return given.pk


def _three() -> dict[str, list[str]]:
    return dict(Role.objects.filter(key__in=rules.SEPARATED).values_list("key", "permissions"))


def _holders(role: Role) -> dict[int, dict[str, list[str]]]:
    """Everybody who holds the role today or later (of the three's roles, any of them), with all roles of each. One
    statement."""
    keys = {role.key, *(rules.SEPARATED if role.key in rules.SEPARATED else ())}
    lasting = Q(until_on=None) | Q(until_on__gt=clock.today())
    whose = Assignment.objects.filter(lasting, role__key__in=keys).values("staff_id")
    rows = Assignment.objects.filter(lasting, staff__in=whose).values_list("staff_id", "role__key", "role__permissions")
    held: dict[int, dict[str, list[str]]] = {}
    for staff, key, permissions in rows:
        held.setdefault(staff, {})[key] = permissions
    return held


def _check_separate(actor: Actor, staff: Staff, role: Role, reach: Reach) -> None:
    """三员分立: the member of staff is locked, so that two grants at once cannot slip past each other."""
    held: dict[str, list[str]] = {}
    rows = Assignment.objects.filter(Q(until_on=None) | Q(until_on__gt=clock.today()), staff=staff)
    for key, permissions in rows.values_list("role__key", "role__permissions"):
        held[key] = permissions
    oneself = staff.account_id == actor.account_id
    rules.check_separate_grant(role.key, reach, oneself=oneself, mine=held)
    if rules.SEPARATED.keys() & {role.key, *held}:
        rules.check_separate_person(held, role.key, role.permissions, _three())


def _check_own_reach(actor: Actor, given: Assignment) -> None:
    """Nobody gives further than she reaches herself."""
    mine = actor.reach(Can.MANAGE_STAFF)
    if mine is None:
        return
    reached: set[int] | None = None
    if given.reach == Reach.ORGAN:
        reached = {int(given.organ_id or 0)}
    elif given.reach == Reach.WINDOW:
        serving = Entrustment.objects.filter(window_id=given.window_id or 0, until_on=None)
        reached = set(serving.values_list("organ_id", flat=True))
    if reached is None or not reached <= mine:
        raise NotAllowedError("organs.beyond_reach", "授权范围超出了您自己管理的单位，请缩小范围，或请上级管理员授予")


@action
def unassign(actor: Actor, assignment_id: int) -> None:
    """收回角色: with her next request she no longer holds it."""
    given = Assignment.objects.select_related("staff", "role").filter(pk=assignment_id, until_on=None).first()
    if given is None:
        raise NotFoundError("organs.no_assignment", "这个角色已经收回")
    require(actor, Can.MANAGE_STAFF, given.staff.organ_id)
    Assignment.objects.filter(pk=given.pk, until_on=None).update(until_on=clock.today())
    record(actor, "staff.unassigned", given.staff.ref, organ_id=given.staff.organ_id, role=given.role.key)


@action
def edit_staff(
    actor: Actor, staff_id: int, name: str, post: str = "", window_id: int | None = None, phone: str = ""
) -> int:
    """更正工作人员信息: answers the new version. An empty phone leaves the one on file."""
    staff = _locked(actor, staff_id)
    if not name.strip():
        raise InvalidInputError("organs.staff_name", "请填写姓名", field="name")
    staff.name, staff.post, staff.window_id = name.strip(), post.strip(), window_id
    staff.phone = phone.strip() or staff.phone
    staff.version += 1
    staff.save(update_fields=["name", "post", "window", "phone", "version"])
    record(actor, "staff.edited", staff.ref, organ_id=staff.organ_id, post=staff.post, window=window_id)
    return staff.version


@action
def reset_staff_password(actor: Actor, staff_id: int, new_password: str) -> None:
    """重置密码: a new first password, to be changed at the next sign-in."""
    staff = _locked(actor, staff_id)
    accounts.reset_password(actor, staff.account_id, new_password)
    record(actor, "staff.password_reset", staff.ref, organ_id=staff.organ_id)


@action
def reset_second_factor(actor: Actor, staff_id: int, reason: str) -> None:
    """重置动态码 of somebody who lost her phone: she signs in by password again, and every session of hers is over."""
    staff = _locked(actor, staff_id)
    if staff.account_id == actor.account_id:
        raise NotAllowedError("organs.second_oneself", "不能重置本人的动态码，请由其他管理员办理，或在“登录安全”中停用")
    if not reason.strip():
        raise InvalidInputError("organs.no_reason", "请写明原因，例如手机遗失", field="reason")
    if not second.take_away(actor, staff.account_id):
        raise NotFoundError("organs.no_second", "这位工作人员没有启用动态码，不需要重置")
    accounts.end_sessions_of(actor, staff.account_id)
    record(actor, "staff.second_reset", staff.ref, organ_id=staff.organ_id, reason=reason.strip()[:200])


@action
def end_staff_sessions(actor: Actor, staff_id: int) -> None:
    """强制下线: every session of a member of staff is over with its next request."""
    staff = _locked(actor, staff_id)
    accounts.end_sessions_of(actor, staff.account_id)
    record(actor, "staff.sessions_ended", staff.ref, organ_id=staff.organ_id)


@action
def leave(actor: Actor, staff_id: int) -> None:
    """离岗: the account is closed with its next request, and every role ends today."""
    staff = _locked(actor, staff_id)
    if staff.account_id == actor.account_id:
        raise NotAllowedError("organs.leave_oneself", "不能为自己办理离岗，请由其他管理员办理")
    staff.left_on, staff.version = clock.today(), staff.version + 1
    staff.save(update_fields=["left_on", "version"])
    Assignment.objects.filter(staff=staff, until_on=None).update(until_on=clock.today())
    accounts.set_active(actor, staff.account_id, active=False)
    record(actor, "staff.left", staff.ref, organ_id=staff.organ_id)


def _locked(actor: Actor, staff_id: int) -> Staff:
    staff = Staff.objects.select_for_update().filter(pk=staff_id, left_on=None).first()
    if staff is None:
        raise NotFoundError("organs.no_staff", "没有找到这位工作人员，或已经离岗")
    require(actor, Can.MANAGE_STAFF, staff.organ_id)
    call.check_seen(staff.version)
    return staff
