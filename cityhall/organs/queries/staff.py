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
from cityhall.organs.models import Assignment, Deputy, Role, Staff, Window
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
    held = Assignment.objects.filter(staff=row).select_related("role", "organ", "window__centre").order_by("-id")
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
    return Held(row.pk, row.role.name, reach, where, row.from_on, row.until_on, held_now)


def _window_name(row: Window | None) -> str:
    return f"{row.number} {row.name}" if row else ""


def role(actor: Actor, key: str) -> RoleView:
    """One role, with everything it permits."""
    require(actor, Can.MANAGE_STAFF)
    row = Role.objects.filter(key=key).first()
    if row is None:
        raise NotFoundError("organs.no_role", "没有找到这个角色，请返回角色列表重新选择")
    return RoleView(row.key, row.name, tuple(row.permissions), tuple(row.authority), row.desk, row.version)


def roles() -> list[tuple[str, str, int]]:
    """Key, name and number of permissions of every role."""
    return [(r.key, r.name, len(r.permissions)) for r in Role.objects.order_by("key")]


def names_of_accounts(account_ids: Iterable[int]) -> dict[int, str]:
    """Who acted: the names of staff by account, in one statement."""
    ids = {i for i in account_ids if i is not None}
    return dict(Staff.objects.filter(account_id__in=ids).values_list("account_id", "name")) if ids else {}


def holders(organ_id: int, desk: str) -> list[tuple[int, str]]:
    """Colleagues at a desk of an organ, and who stands in for them today: account and name, for handing work over."""
    today = clock.today()
    rows = Assignment.objects.filter(lasting(today), role__desk=desk, staff__left_on=None).filter(
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


def administrators() -> list[str]:
    """The names of those who may appoint anybody anywhere: an administrator of the whole city."""
    rows = Assignment.objects.filter(lasting(clock.today()), reach=Reach.EVERYWHERE, staff__left_on=None)
    rows = rows.filter(role__permissions__contains=[Can.MANAGE_STAFF], staff__account__is_active=True)
    return sorted(set(rows.filter(staff__organ__valid_until=None).values_list("staff__name", flat=True)))


def permission_names(terms: Iterable[type[Term]]) -> dict[str, str]:
    return {term.value: term.label for kind in terms for term in kind}
