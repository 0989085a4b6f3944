"""The rules in force, who helps where, and which half-days have a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from cityhall.catalogue import queries as catalogue
from cityhall.deadlines import queries as calendars
from cityhall.helping import rules
from cityhall.helping.models import Helper, HelpRules, Slot
from cityhall.helping.rules import Candidate
from cityhall.helping.terms import OPEN, Can, Half
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.organs import queries as organs

MOST = 500
NOT_SET = "帮办代办服务承诺（本地默认值，尚未按本地文件设置）"


@dataclass(frozen=True)
class RulesView:
    """帮办代办规则; as they are by default until somebody sets them."""

    slots: int = 3
    answer_days: int = 2
    days_ahead: int = 14
    mandate_days: int = 90
    home_for_all: bool = True
    source: str = NOT_SET
    saved_by: str = ""
    saved_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class HelperView:
    """A helper as anybody may know her: name and office phone are published."""

    id: int
    name: str
    organ: str
    phone: str
    areas: tuple[str, ...]
    area_names: tuple[str, ...]
    items: tuple[int, ...]
    item_names: tuple[str, ...]


@dataclass(frozen=True)
class HelperRow:
    """The same for who manages her: with days, places and what she has open."""

    view: HelperView
    organ_id: int
    account_id: int
    slots: int | None
    from_on: date
    until_on: date | None
    load: int
    version: int


@dataclass(frozen=True)
class Opening:
    """A half-day, and how many places the helpers of the place have left in it."""

    day: date
    half: Half
    free: int


def rules_now() -> RulesView:
    """One statement."""
    row = HelpRules.objects.filter(pk=1).first()
    if row is None:
        return RulesView()
    return RulesView(
        row.slots, row.answer_days, row.days_ahead, row.mandate_days, row.home_for_all, row.source, row.saved_by, row.saved_at,
        row.version,
    )  # fmt: skip


def helpers(text: str = "") -> list[HelperView]:
    """帮办员名册, for everybody: who is there today, by area; with words, those whose name, organ or area has them."""
    rows = list(_today().select_related("organ").order_by("organ__division_code", "name", "pk")[:MOST])
    found = _views(rows)
    text = text.strip()
    return [one for one in found if not text or any(text in said for said in (one.name, one.organ, *one.area_names))]


def register(actor: Actor) -> list[HelperRow]:
    """Those the actor manages, also who has ended. Four statements."""
    require(actor, Can.MANAGE)
    reach = actor.reach(Can.MANAGE)
    rows = Helper.objects.all() if reach is None else Helper.objects.filter(organ_id__in=reach)
    found = list(
        rows.select_related("organ").annotate(load=_load()).order_by("until_on", "organ_id", "name", "pk")[:MOST]
    )
    return [
        HelperRow(view, row.organ_id, row.account_id, row.slots, row.from_on, row.until_on, row.load, row.version)
        for view, row in zip(_views(found), found, strict=True)
    ]


def helper(actor: Actor, helper_id: int) -> HelperRow:
    """One of them."""
    row = next((one for one in register(actor) if one.view.id == helper_id), None)
    if row is None:
        raise NotFoundError("helping.no_helper", "没有找到这位帮办员，或不归您管理；请刷新名册")
    return row


def is_helper(actor: Actor) -> bool:
    """Is the actor on the register today?"""
    return actor.account_id is not None and _today().filter(account_id=actor.account_id).exists()


def candidates(
    division: str, item_id: int | None, day: date | None, half: Half | None, held: RulesView
) -> list[Candidate]:  # fmt: skip
    """Whoever may take such a request, with what she has open and the places left in that half-day. One statement."""
    rows: Any = _today().annotate(load=_load())
    if day is not None and half is not None:
        taken = Slot.objects.filter(helper=OuterRef("pk"), day=day, half=half).values("taken")
        rows = rows.annotate(taken=Subquery(taken))
    able = [_candidate(row, held, booked=day is not None) for row in rows]
    return rules.fitting(able, division, item_id)


def _candidate(row: Any, held: RulesView, *, booked: bool) -> Candidate:
    free = max((row.slots or held.slots) - (row.taken or 0), 0) if booked else None
    return Candidate(row.pk, row.organ_id, tuple(row.areas), frozenset(row.items), row.load, free, row.slots)


def openings(division: str, item_id: int | None = None) -> list[Opening]:
    """The half-days somebody of the place can come or be met in, from now as far ahead as is booked. Empty where nobody is
    registered for it. Three statements."""
    held, now = rules_now(), clock.now().astimezone(clock.ZONE)
    able = candidates(division, item_id, None, None, held)
    until = now.date() + timedelta(days=held.days_ahead)
    taken = {
        (helper_id, day, half): count
        for helper_id, day, half, count in Slot.objects.filter(
            helper_id__in=[one.id for one in able], day__gte=now.date(), day__lte=until
        ).values_list("helper_id", "day", "half", "taken")
    }
    found = []
    for day in (now.date() + timedelta(days=n) for n in range(held.days_ahead + 1)):
        for half in Half if able and _bookable(day, now, held) else ():
            if _in_time(day, half, now, held):
                left = (max((one.most or held.slots) - taken.get((one.id, day, half), 0), 0) for one in able)
                found.append(Opening(day, half, sum(left)))
    return found


def _bookable(day: date, now: datetime, held: RulesView) -> bool:
    return calendars.calendar().known_through(day) is not None and calendars.calendar().is_workday(day)


def _in_time(day: date, half: Half, now: datetime, held: RulesView) -> bool:
    try:
        rules.check_half_day(day, half, now, held.days_ahead, works=True)
    except InvalidInputError:
        return False
    return True


def _today() -> QuerySet[Helper]:
    today = clock.today()
    return Helper.objects.filter(Q(until_on=None) | Q(until_on__gt=today), from_on__lte=today)


def _load() -> Count:
    return Count("requests", filter=Q(requests__state__in=OPEN))


def _views(rows: Sequence[Any]) -> list[HelperView]:
    """Two statements more, for the names of areas and items."""
    items = catalogue.item_names({item for row in rows for item in row.items})
    areas = organs.division_names({area for row in rows for area in row.areas})
    return [
        HelperView(
            row.pk, row.name, row.organ.name, row.phone, tuple(row.areas), _named(row.areas, areas), tuple(row.items),
            tuple(items[i][0] for i in row.items if i in items),
        )
        for row in rows
    ]  # fmt: skip


def _named(codes: Iterable[str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names.get(code, code) for code in codes)
