"""Who acts: everything a member of staff may do today, from the roles she holds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, JSONObject

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, Mandate
from cityhall.organs import rules
from cityhall.organs.models import Assignment, Delegation, Deputy, Entrustment, Organ, Staff
from cityhall.organs.terms import Power, Reach


def actor_for(account_id: int) -> Actor | None:
    """The member of staff behind an account, with everything she may do today, also for whom she deputises; None for a
    citizen's account. Three statements, however many roles."""
    today = clock.today()
    staff = Staff.objects.filter(account_id=account_id, left_on=None, organ__valid_until=None).first()
    if staff is None:
        return None
    mine = Q(staff=staff) | (Q(staff__in=deputised_by(staff.pk, today)) & ~Q(reach=Reach.EVERYWHERE))
    held = Assignment.objects.filter(lasting(today)).filter(mine).select_related("role", "staff", "item_group")
    rows = list(held.annotate(entrusted=_entrusted(today)))
    given = _given(rows, today)
    own = rules.reached_by(one for row, one in zip(rows, given, strict=True) if row.staff_id == staff.pk)
    reached = rules.reached_by(given)
    others = [
        (row.staff.account_id, row.staff.name, one)
        for row, one in zip(rows, given, strict=True)
        if row.staff_id != staff.pk
    ]
    return Actor(
        staff.name,
        account_id=account_id,
        organ_id=staff.organ_id,
        window_id=staff.window_id,
        grants=reached.grants,
        everywhere=own.everywhere,
        desks=reached.desks,
        principals=rules.lent_by(own, others),
        mandates=reached.mandates,
    )


def _entrusted(today: date) -> ArraySubquery:
    """What other organs entrusted the organ or the window of this assignment with, and lets it do today."""
    here = Q(to_organ=OuterRef("organ")) & Q(to_organ__isnull=False) | Q(window=OuterRef("window"))
    rows = Delegation.objects.filter(lasting(today), here, organ__valid_until=None)
    at_window = Concat("window__centre__name", Value(" "), "window__number", Value(" 号窗口"))
    told = JSONObject(
        id=F("pk"), organ=F("organ_id"), window=F("window_id"), items=F("items"), powers=F("powers"),
        to=Coalesce("to_organ__name", at_window),
    )  # fmt: skip
    return ArraySubquery(rows.order_by("pk").values(told=told))


def deputised_by(staff_id: int, today: date) -> QuerySet[Deputy, int]:
    """Whom this person stands in for today."""
    standing = Deputy.objects.filter(deputy=staff_id, ended_at=None, from_on__lte=today, until_on__gt=today)
    return standing.filter(staff__left_on=None).values_list("staff_id", flat=True)


def lasting(today: date) -> Q:
    """Begun and not yet ended."""
    return Q(from_on__lte=today) & (Q(until_on=None) | Q(until_on__gt=today))


def _given(rows: Sequence[Assignment], today: date) -> list[rules.Given]:
    """Where each assignment reaches, found for all of them together."""
    windows = {row.window_id for row in rows if row.reach == Reach.WINDOW}
    served: dict[int, set[int]] = {}
    delegating: dict[int, set[int]] = {}
    if windows:
        entrusted = Entrustment.objects.filter(lasting(today), window__in=windows, organ__valid_until=None)
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
        mandates=tuple(_mandate(row, one) for one in row.entrusted if reach is _reach_of(one)),  # type: ignore[attr-defined]
        limit=_limit(row),
    )


def _limit(row: Assignment) -> rules.Limit | None:
    group = row.item_group
    return rules.Limit(row.pk, frozenset(group.items), frozenset(group.organs), group.name) if group else None


def _reach_of(told: Mapping[str, Any]) -> Reach:
    return Reach.ORGAN if told["window"] is None else Reach.WINDOW


def _mandate(row: Assignment, told: Mapping[str, Any]) -> Mandate:
    powers = [Power(power) for power in told["powers"]]
    permissions, desk = row.role.permissions, row.role.desk
    return rules.mandate(told["id"], told["organ"], told["items"], powers, permissions, desk, told["to"])
