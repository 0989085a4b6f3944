"""Members of staff and their roles, for those who manage them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.kernel.terms import Term
from cityhall.organs import rules
from cityhall.organs.models import Assignment, Deputy, Organ, Role, Staff, Window
from cityhall.organs.terms import Can, Reach

from .actors import lasting


@dataclass(frozen=True)
class StaffRow:
    id: int
    name: str
    login: str
    organ: str
    post: str
    window: str
    roles: tuple[str, ...]
    left_on: date | None
    version: int


@dataclass(frozen=True)
class Held:
    """A role somebody holds: `where` it reaches, in words."""

    id: int
    role: str
    reach: Reach
    where: str
    from_on: date
    until_on: date | None
    open: bool
    group: str = ""


@dataclass(frozen=True)
class StaffView:
    id: int
    account_id: int
    name: str
    login: str
    organ_id: int
    organ: str
    post: str
    phone: str  # masked
    window_id: int | None
    window: str
    left_on: date | None
    version: int
    roles: tuple[Held, ...]

    @property
    def ref(self) -> str:
        return f"staff:{self.id}"


@dataclass(frozen=True)
class RoleView:
    key: str
    name: str
    permissions: tuple[str, ...]
    authority: tuple[str, ...]
    desk: str
    version: int

    @property
    def ref(self) -> str:
        return f"role:{self.key}"


def staff_list(actor: Actor, *, text: str = "", after: str = "", limit: int = 50) -> Page[StaffRow]:
    """Members of staff the actor manages, by organ and name, with their roles. Two statements."""
    require(actor, Can.MANAGE_STAFF)
    reach = actor.reach(Can.MANAGE_STAFF)
    rows = Staff.objects.select_related("organ", "account", "window").prefetch_related("assignments__role")
    if reach is not None:
        rows = rows.filter(organ_id__in=reach)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(account__login__startswith=text) | Q(organ__name__contains=text))
    found = list(keyset(rows, ["organ_id", "name", "id"], after, limit))
    cut = page(found, limit, (), lambda s: (s.organ_id, s.name, s.pk))
    return Page([_staff_row(s) for s in cut.rows], cut.next)


def _staff_row(row: Staff) -> StaffRow:
    today = clock.today()
    roles = [
        a.role.name for a in row.assignments.all() if a.from_on <= today and (a.until_on is None or a.until_on > today)
    ]
    return StaffRow(
        row.pk, row.name, row.account.login, row.organ.name, row.post, _window_name(row.window), tuple(dict.fromkeys(roles)),
        row.left_on, row.version,
    )  # fmt: skip


def member(actor: Actor, staff_id: int) -> StaffView:
    """One member of staff with the roles she holds and held. Two statements."""
    row = Staff.objects.select_related("organ", "account", "window").filter(pk=staff_id).first()
    if row is None or not actor.may(Can.MANAGE_STAFF, row.organ_id):
        require(actor, Can.MANAGE_STAFF)
        raise NotFoundError("organs.no_member", "没有找到这位工作人员，或不归您管理")
    held = (
        Assignment.objects.filter(staff=row)
        .select_related("role", "organ", "window__centre", "item_group")
        .order_by("-id")
    )
    return StaffView(
        row.pk, row.account_id, row.name, row.account.login, row.organ_id, row.organ.name, row.post,
        masking.phone(row.phone), row.window_id, _window_name(row.window), row.left_on, row.version,
        tuple(_held(a, clock.today()) for a in held),
    )  # fmt: skip


def _held(row: Assignment, today: date) -> Held:
    reach = Reach(row.reach)
    where = {
        Reach.ORGAN: row.organ.name if row.organ else "",
        Reach.WINDOW: f"{row.window.centre.name} {_window_name(row.window)}" if row.window else "",
        Reach.DIVISION: row.division_code,
    }.get(reach, "")
    held_now = row.from_on <= today and (row.until_on is None or row.until_on > today)
    return Held(
        row.pk,
        row.role.name,
        reach,
        where,
        row.from_on,
        row.until_on,
        held_now,
        row.item_group.name if row.item_group else "",
    )


def _window_name(row: Window | None) -> str:
    return f"{row.number} {row.name}" if row else ""


def role(actor: Actor, key: str) -> RoleView:
    """One role, with everything it permits."""
    require(actor, Can.MANAGE_STAFF)
    row = Role.objects.filter(key=key).first()
    if row is None:
        raise NotFoundError("organs.no_role", "没有找到这个角色，请返回角色列表重新选择")
    return RoleView(row.key, row.name, tuple(row.permissions), tuple(row.authority), row.desk, row.version)


@dataclass(frozen=True)
class Line:
    """One permission of a role: for its own organ, where authority is delegated, for another organ."""

    permission: Term
    cell: rules.Cell


def permission_table(actor: Actor, key: str, reach: Reach, terms: Iterable[Term]) -> list[Line]:
    """What a role may do when it is given this far, permission by permission. One statement."""
    found = role(actor, key)
    return [Line(term, rules.cell(term, found.permissions, found.authority, reach)) for term in terms]


def role_of_service(key: str) -> RoleView | None:
    """The role a program of an organ was given; for whoever lets the program in, not for showing."""
    row = Role.objects.filter(key=key).first()
    if row is None:
        return None
    return RoleView(row.key, row.name, tuple(row.permissions), tuple(row.authority), row.desk, row.version)


def roles() -> list[tuple[str, str, int]]:
    """Key, name and number of permissions of every role."""
    return [(r.key, r.name, len(r.permissions)) for r in Role.objects.order_by("key")]


def names_of_accounts(account_ids: Iterable[int]) -> dict[int, str]:
    """Who acted: the names of staff by account, in one statement."""
    ids = {i for i in account_ids if i is not None}
    return dict(Staff.objects.filter(account_id__in=ids).values_list("account_id", "name")) if ids else {}


@dataclass(frozen=True)
class Official:
    """Who holds office: the name on the badge, the organ, the post."""

    name: str
    organ: str
    post: str


def official(account_id: int) -> Official | None:
    """The member of staff behind an account; None for others. One statement."""
    return officials([account_id]).get(account_id)


def officials(account_ids: Iterable[int]) -> dict[int, Official]:
    """The same of many, also of those who have left. One statement."""
    rows = Staff.objects.filter(account_id__in=set(account_ids))
    told = rows.values_list("account_id", "name", "organ__name", "post")
    return {account: Official(name, organ, post) for account, name, organ, post in told}


def holders(organ_id: int, desk: str, item_id: int | None = None) -> list[tuple[int, str]]:
    """Colleagues at a desk of an organ (in an item), and who stands in for them today: account and name, for handing work
    over. Whose role is limited to a group of items is among them only for one of these."""
    today = clock.today()
    whole = Q(item_group=None) | Q(item_group__items__contains=[item_id] if item_id is not None else [-1])
    rows = Assignment.objects.filter(lasting(today), whole, role__desk=desk, staff__left_on=None).filter(
        Q(reach=Reach.ORGAN, organ_id=organ_id)
        | Q(reach=Reach.WINDOW, window__entrustments__organ_id=organ_id, window__entrustments__until_on=None)
    )
    at_desk = rows.values("staff_id")
    deputies = Deputy.objects.filter(staff__in=at_desk, ended_at=None, from_on__lte=today, until_on__gt=today)
    found = Staff.objects.filter(Q(pk__in=at_desk) | Q(pk__in=deputies.values("deputy_id")), left_on=None)
    return list(found.order_by("name", "pk").values_list("account_id", "name"))


def colleagues(organ_id: int) -> list[tuple[int, str]]:
    """Everybody who works in an organ: account and name."""
    here = Staff.objects.filter(organ_id=organ_id, left_on=None).order_by("name", "pk")
    return list(here.values_list("account_id", "name"))


def entitled(organ_id: int, *permissions: Term) -> list[int]:
    """The accounts of those who hold one of these permissions for an organ today, by their own roles; for telling them
    something. Two statements."""
    organ = Organ.objects.filter(pk=organ_id).values_list("division_code", flat=True).first()
    if organ is None:
        return []
    holds = Q()
    for one in permissions:
        holds |= Q(role__permissions__contains=[one])
    rows = Assignment.objects.filter(
        holds, lasting(clock.today()), item_group=None, staff__left_on=None, staff__account__is_active=True
    ).filter(Q(reach=Reach.EVERYWHERE) | Q(reach=Reach.ORGAN, organ_id=organ_id) | Q(reach=Reach.DIVISION))
    told = rows.order_by("staff__account_id").values_list("staff__account_id", "reach", "division_code")
    near = {account for account, reach, area in told if reach != Reach.DIVISION or rules.within(organ, area)}
    return sorted(near)


def staff_with(permission: Term, organ_ids: Iterable[int] | None = None) -> list[tuple[int, int, str, str]]:
    """Who holds this permission today by a role of her own, in these organs (or in any): organ, account, name, and the
    organ's name. One statement."""
    rows = Assignment.objects.filter(
        lasting(clock.today()),
        role__permissions__contains=[permission],
        staff__left_on=None,
        staff__organ__valid_until=None,
    )
    if organ_ids is not None:
        rows = rows.filter(staff__organ_id__in=list(organ_ids))
    told = rows.order_by("staff__organ_id", "staff__name", "staff_id").distinct()
    return list(told.values_list("staff__organ_id", "staff__account_id", "staff__name", "staff__organ__name"))


def entitled_everywhere(permission: Term) -> list[int]:
    """The accounts of those who hold a permission for the whole city today. One statement."""
    rows = Assignment.objects.filter(
        lasting(clock.today()), role__permissions__contains=[permission], reach=Reach.EVERYWHERE, item_group=None, staff__left_on=None,
        staff__account__is_active=True,
    )  # fmt: skip
    return sorted(set(rows.values_list("staff__account_id", flat=True)))


def administrators() -> list[str]:
    """The names of those who may appoint anybody anywhere: an administrator of the whole city."""
    rows = Assignment.objects.filter(
        lasting(clock.today()), reach=Reach.EVERYWHERE, item_group=None, staff__left_on=None
    )
    rows = rows.filter(role__permissions__contains=[Can.MANAGE_STAFF], staff__account__is_active=True)
    return sorted(set(rows.filter(staff__organ__valid_until=None).values_list("staff__name", flat=True)))


def joined_powers() -> tuple[list[str], list[str]]:
    """Once each of the three administrators is somebody: the names of roles in use that hold what belongs to two of them,
    and of people who come to it by several roles of which none does. One statement."""
    rows = Assignment.objects.filter(lasting(clock.today()), staff__left_on=None, staff__account__is_active=True)
    roles: dict[str, tuple[str, list[str]]] = {}
    people: dict[int, tuple[str, dict[str, list[str]]]] = {}
    for staff, who, key, name, held in rows.values_list(
        "staff_id", "staff__name", "role__key", "role__name", "role__permissions"
    ):
        roles[key] = name, held
        people.setdefault(staff, (who, {}))[1][key] = held
    if not roles.keys() >= rules.SEPARATED.keys():
        return [], []
    three = {key: roles[key][1] for key in rules.SEPARATED}
    joined = {key for key, (_, held) in roles.items() if rules.joins_powers(held, three)}
    whole = [(who, one) for who, one in people.values() if not joined & one.keys()]
    names = [who for who, one in whole if rules.joins_powers(set[str]().union(*one.values()), three)]
    return sorted(roles[key][0] for key in joined), sorted(names)


def permission_names(terms: Iterable[type[Term]]) -> dict[str, str]:
    return {term.value: term.label for kind in terms for term in kind}
