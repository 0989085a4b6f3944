"""人员与角色."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.administration import AssignForm, MemberForm, NewMemberForm, PasswordForm, RoleForm
from cityhall.doors.setup.forms.blank import Blank, ReasonForm
from cityhall.doors.setup.powers import LABELS, ROOMS, acts_by_permission
from cityhall.doors.setup.story import story
from cityhall.kernel import clock
from cityhall.organs import actions, queries
from cityhall.organs.terms import Can, Desk, Reach

STAFF = (Can.MANAGE_STAFF,)
HERE = (("setup_staff", "人员"),)


@setup("GET", to=STAFF)
def index(request: Request) -> HttpResponseBase:
    """人员"""
    text = request.GET.get("q", "").strip()[:80]
    found = queries.staff_list(request.actor, text=text, after=cursor(request), limit=ROWS)
    return page(request, "setup/staff.html", {"page": found, "q": text})


@sensitive_post_parameters("password")
@setup("GET", "POST", to=STAFF)
def new(request: Request) -> HttpResponseBase:
    """登记人员"""
    sheet = Sheet("登记人员", HERE, "登记", hint="登记后再授予角色，方能办理业务。")
    return filled(
        request, NewMemberForm(request.POST or None), actions.create_staff, sheet=sheet, done="已登记，请授予角色",
        onto=lambda made: reverse("setup_member", args=[made]),
    )  # fmt: skip


@setup("GET", to=STAFF)
def member(request: Request, staff_id: int) -> HttpResponseBase:
    """One member of staff, her roles, who changed what."""
    found = queries.member(request.actor, staff_id)
    deputies = queries.deputies_of(request.actor, staff_id)
    return page(request, "setup/member.html", {
        "member": found, "deputies": deputies, "today": clock.today(), "story": story(found.ref)
    })  # fmt: skip


@setup("GET", "POST", to=STAFF)
def edit(request: Request, staff_id: int) -> HttpResponseBase:
    """更正人员信息"""
    found = queries.member(request.actor, staff_id)
    form = MemberForm(request.POST or None, {"name": found.name, "post": found.post, "window_id": found.window_id})
    form.fields["phone"].help_text = f"现为 {found.phone}，不改就空着" if found.phone else ""
    sheet = Sheet(f"更正人员信息：{found.name}", HERE, version=found.version)
    return filled(request, form, actions.edit_staff, staff_id, sheet=sheet, done="已保存", onto=_onto(staff_id))


@sensitive_post_parameters("new_password")
@setup("GET", "POST", to=STAFF)
def password(request: Request, staff_id: int) -> HttpResponseBase:
    """重置密码"""
    found = queries.member(request.actor, staff_id)
    sheet = Sheet(f"重置密码：{found.name}", HERE, "重置", hint="请先核实是本人要求，再当面告知新密码。")
    form = PasswordForm(request.POST or None)
    return filled(
        request, form, actions.reset_staff_password, staff_id, sheet=sheet, done="已重置密码", onto=_onto(staff_id)
    )


@setup("GET", "POST", to=STAFF)
def second(request: Request, staff_id: int) -> HttpResponseBase:
    """重置动态码"""
    found = queries.member(request.actor, staff_id)
    sheet = Sheet(
        f"重置动态码：{found.name}", HERE, "重置", danger=True,
        hint="用于手机遗失或更换。请先核实是本人要求；重置后只凭密码登录，请督促尽快重新启用。",
    )  # fmt: skip
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return filled(
        request, form, actions.reset_second_factor, staff_id, sheet=sheet, done="已重置动态码", onto=_onto(staff_id)
    )


@setup("GET", "POST", to=STAFF)
def sessions(request: Request, staff_id: int) -> HttpResponseBase:
    """强制下线"""
    found = queries.member(request.actor, staff_id)
    sheet = Sheet(
        f"强制下线：{found.name}",
        HERE,
        "强制下线",
        danger=True,
        hint="在所有设备上的登录立即失效，没有保存的内容会丢失。",
    )
    form = Blank(request.POST if request.method == "POST" else None)
    return filled(
        request, form, actions.end_staff_sessions, staff_id, sheet=sheet, done="已强制下线", onto=_onto(staff_id)
    )


@setup("GET", "POST", to=STAFF)
def identity(request: Request, staff_id: int) -> HttpResponseBase:
    """解除统一身份绑定"""
    found = queries.member(request.actor, staff_id)
    sheet = Sheet(
        f"解除统一身份绑定：{found.name}", HERE, "解除绑定", danger=True,
        hint="下次用统一身份登录时，重新按登录名核对并绑定。",
    )  # fmt: skip
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return filled(
        request, form, actions.unbind_identity, staff_id, sheet=sheet, done="已解除绑定", onto=_onto(staff_id)
    )


@setup("GET", "POST", to=STAFF)
def leave(request: Request, staff_id: int) -> HttpResponseBase:
    """离岗"""
    found = queries.member(request.actor, staff_id)
    sheet = Sheet(
        f"离岗：{found.name}", HERE, "办理离岗", danger=True,
        hint="账号立即停用，角色今日收回。手上的环节请先转交同事，否则由有权人员领取。",
    )  # fmt: skip
    form = Blank(request.POST if request.method == "POST" else None)
    return filled(request, form, actions.leave, staff_id, sheet=sheet, done="已办理离岗", onto=_onto(staff_id))


@setup("GET", "POST", to=STAFF)
def assign(request: Request, staff_id: int) -> HttpResponseBase:
    """授予角色"""
    found = queries.member(request.actor, staff_id)
    sheet = Sheet(f"授予角色：{found.name}", HERE, "授予")
    groups = [(one.id, one.name) for one in queries.item_groups(request.actor)]
    form = AssignForm(request.POST or None, found, groups)
    return filled(request, form, actions.assign, staff_id, sheet=sheet, done="已授予角色", onto=_onto(staff_id))


@setup("GET", "POST", to=STAFF)
def unassign(request: Request, staff_id: int, held_id: int) -> HttpResponseBase:
    """收回角色"""
    found = queries.member(request.actor, staff_id)
    role = next((r.role for r in found.roles if r.id == held_id), "")
    sheet = Sheet(
        f"收回角色：{found.name} · {role}", HERE, "收回", danger=True, hint="自明日起不再具有这个角色的权限。"
    )
    form = Blank(request.POST if request.method == "POST" else None)
    return filled(request, form, actions.unassign, held_id, sheet=sheet, done="已收回角色", onto=_onto(staff_id))


def _onto(staff_id: int) -> Callable[[object], str]:
    return lambda _: reverse("setup_member", args=[staff_id])


@setup("GET", to=STAFF)
def roles(request: Request) -> HttpResponseBase:
    """角色"""
    return page(request, "setup/roles.html", {"rows": queries.roles()})


@setup("GET", to=STAFF)
def permissions(request: Request) -> HttpResponseBase:
    """权限表: what a role may do in its own organ and in another, permission by permission, and in which acts."""
    rows, reaches = queries.roles(), [reach.value for reach in Reach]
    key = request.GET.get("role") or (rows[0][0] if rows else "")
    reach = Reach(asked) if (asked := request.GET.get("reach", "")) in reaches else Reach.ORGAN
    terms = [term for _, room in ROOMS for term in room]
    lines = queries.permission_table(request.actor, key, reach, terms) if rows else []
    acts = acts_by_permission()
    context = {
        "roles": rows, "key": key, "reach": reach, "reaches": list(Reach),
        "lines": [(line, "、".join(acts.get(line.permission, ()))) for line in lines],
    }  # fmt: skip
    return page(request, "setup/permissions.html", context)


@setup("GET", "POST", to=STAFF)
def new_role(request: Request) -> HttpResponseBase:
    """新设角色"""
    sheet = Sheet("新设角色", (("setup_roles", "角色"),))
    form = RoleForm(request.POST or None)
    return filled(request, form, actions.save_role, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_roles"))


@setup("GET", to=STAFF)
def role(request: Request, key: str) -> HttpResponseBase:
    """One role: what it permits, room by room."""
    found = queries.role(request.actor, key)
    held = [(room, [LABELS[t] for t in terms if t in found.permissions]) for room, terms in ROOMS]
    context = {
        "role": found, "held": [(room, labels) for room, labels in held if labels],
        "authority": [LABELS.get(t, t) for t in found.authority],
        "desk": Desk(found.desk).label if found.desk else "", "story": story(found.ref),
        "citywide": request.actor.reach(Can.MANAGE_STAFF) is None,
    }  # fmt: skip
    return page(request, "setup/role.html", context)


@setup("GET", "POST", to=STAFF)
def edit_role(request: Request, key: str) -> HttpResponseBase:
    """修改角色"""
    found = queries.role(request.actor, key)
    initial = {
        "name": found.name, "desk": found.desk, "permissions": list(found.permissions), "authority": list(found.authority)
    }  # fmt: skip
    form = RoleForm(request.POST or None, initial, known=True)
    sheet = Sheet(
        f"修改角色：{found.name}", (("setup_roles", "角色"),), version=found.version,
        hint="已授予这个角色的人员，下一次操作即按新权限。",
    )  # fmt: skip
    return filled(
        request,
        form,
        actions.save_role,
        key,
        sheet=sheet,
        done="已保存",
        onto=lambda _: reverse("setup_role", args=[key]),
    )
