"""What can be asked about the administration. Who serves where is public; phones and roles of staff are not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.terms import Term

from . import rules
from .models import Assignment, Centre, Division, Entrustment, Organ, Role, Staff, Window
from .terms import Can, Level, OrganKind, Reach


@dataclass(frozen=True)
class OrganView:
    id: int
    name: str
    short_name: str
    mark: str
    credit_code: str
    division_code: str
    kind: OrganKind
    phone: str
    address: str
    ended_on: date | None
    version: int

    @property
    def ref(self) -> str:
        return f"organ:{self.id}"


@dataclass(frozen=True)
class WindowView:
    id: int
    number: str
    name: str
    centre_id: int
    centre: str
    centre_address: str
    organ_ids: frozenset[int]


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
class DivisionRow:
    code: str
    name: str
    level: Level
    parent_code: str


def actor_for(account_id: int) -> Actor | None:
    """The member of staff behind an account, with everything she may do today; None for a citizen's account.
    Three statements, however many roles."""
    today = clock.today()
    staff = Staff.objects.filter(account_id=account_id, left_on=None, organ__valid_until=None).first()
    if staff is None:
        return None
    held = Assignment.objects.filter(_open(today), staff=staff).select_related("role")
    rows = list(held)
    reached = rules.reached_by(_given(rows, today))
    return Actor(
        staff.name,
        account_id=account_id,
        organ_id=staff.organ_id,
        window_id=staff.window_id,
        grants=reached.grants,
        everywhere=reached.everywhere,
        desks=reached.desks,
    )


def _open(today: date) -> Q:
    return Q(from_on__lte=today) & (Q(until_on=None) | Q(until_on__gte=today))


def _given(rows: list[Assignment], today: date) -> list[rules.Given]:
    """Where each assignment reaches, found for all of them together."""
    windows = {row.window_id for row in rows if row.reach == Reach.WINDOW}
    served: dict[int, set[int]] = {}
    delegating: dict[int, set[int]] = {}
    if windows:
        entrusted = Entrustment.objects.filter(_open(today), window__in=windows, organ__valid_until=None)
        for window, organ, decides in entrusted.values_list("window_id", "organ_id", "may_decide"):
            served.setdefault(window, set()).add(organ)
            if decides:
                delegating.setdefault(window, set()).add(organ)
    areas = {row.division_code for row in rows if row.reach == Reach.DIVISION}
    in_area = _organs_in(areas)
    return [_one_given(row, served, delegating, in_area) for row in rows]


def _organs_in(areas: set[str]) -> dict[str, frozenset[int]]:
    if not areas:
        return {}
    inside = Q()
    for area in areas:
        inside |= Q(division_code__startswith=rules.prefix_of(area))
    organs = list(Organ.objects.filter(inside, valid_until=None).values_list("id", "division_code"))
    return {area: frozenset(i for i, code in organs if rules.within(code, area)) for area in areas}


def _one_given(
    row: Assignment, served: dict[int, set[int]], delegating: dict[int, set[int]], in_area: dict[str, frozenset[int]]
) -> rules.Given:
    reach = Reach(row.reach)
    organs: frozenset[int] = frozenset()
    if reach is Reach.ORGAN and row.organ_id is not None:
        organs = frozenset({row.organ_id})
    elif reach is Reach.WINDOW and row.window_id is not None:
        organs = frozenset(served.get(row.window_id, ()))
    elif reach is Reach.DIVISION:
        organs = in_area[row.division_code]
    return rules.Given(
        permissions=tuple(row.role.permissions),
        authority=tuple(row.role.authority),
        desk=row.role.desk,
        reach=reach,
        organs=organs,
        delegating=frozenset(delegating.get(row.window_id or 0, ())),
    )


def organ(organ_id: int) -> OrganView:
    found = Organ.objects.filter(pk=organ_id).first()
    if found is None:
        raise NotFoundError("organs.unknown", "没有找到这个机构，请核对后重试")
    return organ_view(found)


def organ_view(row: Organ) -> OrganView:
    return OrganView(
        row.pk, row.name, row.short_name, row.mark, row.credit_code, row.division_code, OrganKind(row.kind), row.phone,
        row.address, row.valid_until, row.version,
    )  # fmt: skip


def organ_by_code(credit_code: str) -> OrganView | None:
    found = Organ.objects.filter(credit_code=credit_code, valid_until=None).first() if credit_code else None
    return organ_view(found) if found else None


def organ_by_name(name: str) -> OrganView | None:
    found = Organ.objects.filter(Q(name=name) | Q(short_name=name), valid_until=None).order_by("id").first()
    return organ_view(found) if found else None


def ids_by_name(names: Iterable[str]) -> dict[tuple[str, str], int]:
    """`(name, division) → id` of the organs in force that bear one of these names."""
    rows = Organ.objects.filter(name__in=set(names), valid_until=None)
    return {(name, division): pk for pk, name, division in rows.values_list("id", "name", "division_code")}


def organs_named(ids: Iterable[int]) -> dict[int, str]:
    """Names for many organs in one statement."""
    return dict(Organ.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def organs(actor: Actor, *, text: str = "", after: str = "", limit: int = 50) -> Page[OrganView]:
    """Organs in force, by division and name. Which organs there are is public."""
    rows = Organ.objects.filter(valid_until=None)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(credit_code__startswith=text))
    found = list(keyset(rows, ["division_code", "name", "id"], after, limit))
    cut = page(found, limit, (), lambda o: (o.division_code, o.name, o.pk))
    return Page([organ_view(o) for o in cut.rows], cut.next)


def divisions(parent_code: str = "") -> list[DivisionRow]:
    """The divisions directly below one, in order of code; without a parent, the topmost."""
    rows = Division.objects.filter(parent_code=parent_code, valid_until=None).order_by("code")
    return [DivisionRow(d.code, d.name, Level(d.level), d.parent_code) for d in rows]


def division_name(code: str) -> str:
    """The full name: city, county, town, in one statement."""
    codes = [code[:n].ljust(12, "0") for n in (4, 6, 9, 12) if len(code) >= n]
    names = dict(Division.objects.filter(code__in=set(codes), valid_until=None).values_list("code", "name"))
    return "".join(dict.fromkeys(names[c] for c in codes if c in names))


def window(window_id: int) -> WindowView:
    """A window and the organs it serves today."""
    rows = list(_windows().filter(pk=window_id))
    if not rows:
        raise NotFoundError("organs.no_window", "没有找到这个窗口，请联系大厅管理员")
    return _window_view(rows[0])


def windows(centre_id: int) -> list[WindowView]:
    """The windows of a centre, by number."""
    rows = _windows().filter(centre_id=centre_id, closed_on=None).order_by("number")
    return [_window_view(row) for row in rows]


def _windows() -> QuerySet[Window]:
    return Window.objects.select_related("centre").prefetch_related("entrustments")


def _window_view(row: Window) -> WindowView:
    today = clock.today()
    served = frozenset(
        e.organ_id for e in row.entrustments.all() if e.from_on <= today and (e.until_on is None or e.until_on >= today)
    )
    return WindowView(row.pk, row.number, row.name, row.centre_id, row.centre.name, row.centre.address, served)


def centres() -> list[Centre]:
    return [*Centre.objects.order_by("division_code", "name")]


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
        a.role.name for a in row.assignments.all() if a.from_on <= today and (a.until_on is None or a.until_on >= today)
    ]
    window_name = f"{row.window.number} {row.window.name}" if row.window else ""
    return StaffRow(
        row.pk, row.name, row.account.login, row.organ.name, row.post, window_name, tuple(dict.fromkeys(roles)),
        row.left_on, row.version,
    )  # fmt: skip


def roles() -> list[tuple[str, str, int]]:
    """Key, name and number of permissions of every role."""
    return [(r.key, r.name, len(r.permissions)) for r in Role.objects.order_by("key")]


def names_of_accounts(account_ids: Iterable[int]) -> dict[int, str]:
    """Who acted: the names of staff by account, in one statement."""
    ids = {i for i in account_ids if i is not None}
    return dict(Staff.objects.filter(account_id__in=ids).values_list("account_id", "name")) if ids else {}


def holders(organ_id: int, desk: str) -> list[tuple[int, str]]:
    """Colleagues at a desk of an organ: account and name, for handing work over."""
    today = clock.today()
    rows = Assignment.objects.filter(_open(today), role__desk=desk, staff__left_on=None).filter(
        Q(reach=Reach.ORGAN, organ_id=organ_id)
        | Q(reach=Reach.WINDOW, window__entrustments__organ_id=organ_id, window__entrustments__until_on=None)
    )
    return list(rows.order_by("staff__name").values_list(F("staff__account_id"), F("staff__name")).distinct())


def permission_names(terms: Iterable[type[Term]]) -> dict[str, str]:
    return {term.value: term.label for kind in terms for term in kind}
