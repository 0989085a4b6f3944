"""Requests as those they concern read them: the citizen her own, the helper hers, the manager those of her centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from cityhall.cases import queries as cases
from cityhall.cases.queries import AgentCase
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.helping import rules
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import OPEN, Can, Channel, Half, Mode, Move, Place, Score, State
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.organs import queries as organs
from cityhall.people import queries as people
from cityhall.people.queries import Mandated
from cityhall.people.terms import Can as People

MOST = 200


@dataclass(frozen=True)
class HelpRow:
    """A line of a list. No phone, no address."""

    number: str
    name: str
    what: str
    mode: Mode
    place: Place
    state: State
    day: date | None
    half: Half | None
    helper: str
    asked_at: datetime
    clock: ClockView | None = None


@dataclass(frozen=True)
class HelpPage:
    """One request. What is sealed is masked but for whoever typed it; `special`: is there something about coming she said of
    herself (told to the helper concerned and to her alone)?"""

    number: str
    own: bool
    mine: bool
    channel: Channel
    name: str
    phone: str
    division: str
    address: str
    special: bool
    groups: tuple[str, ...]
    item_id: int | None
    item_name: str
    what: str
    mode: Mode
    place: Place
    wished_on: date | None
    wished_half: Half | None
    organ: str
    organ_id: int
    helper: str
    helper_phone: str
    helper_id: int | None
    state: State
    moves: frozenset[Move]
    visit_on: date | None
    visit_half: Half | None
    visits: int
    asked_at: datetime
    assigned_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    reason: str
    result: str
    score: Score | None
    person_ref: str
    mandate: Mandated | None
    cases: tuple[AgentCase, ...]
    clock: ClockView | None
    version: int


def my_help(actor: Actor) -> list[HelpRow]:
    """我的帮办: one's own requests, latest first. One statement."""
    require_signed_in(actor)
    rows = HelpRequest.objects.filter(account_id=actor.account_id or 0).select_related("helper").order_by("-id")
    return [_row(row) for row in rows[:MOST]]


def help_page(actor: Actor, number: str) -> HelpPage:
    """For who asked, for the helper it is with, for the manager; to others there is none. Six statements."""
    require_signed_in(actor)
    row = HelpRequest.objects.select_related("helper", "organ").filter(number=number.strip()).first()
    if row is None or not (_is_own(actor, row) or is_hers(actor, row) or actor.may(Can.MANAGE, row.organ_id)):
        raise NotFoundError("helping.unknown", "没有找到这件帮办申请，或不在您的查看范围内；请核对编号")
    return _page(actor, row)


def _is_own(actor: Actor, row: HelpRequest) -> bool:
    return row.account_id is not None and row.account_id == actor.account_id


def is_hers(actor: Actor, row: HelpRequest) -> bool:
    """Is it with this helper, and is she still one?"""
    helper = row.helper
    return helper is not None and helper.account_id == actor.account_id and actor.may(People.HELP)


def _page(actor: Actor, row: Any) -> HelpPage:
    own, mine = _is_own(actor, row), is_hers(actor, row)
    said = row.groups.get("said", [])
    clocks = deadlines.clocks_of([row.ref])
    made = cases.cases_by_agency([row.agency_id]).get(row.agency_id, ()) if row.agency_id else ()
    return HelpPage(
        number=row.number, own=own, mine=mine, channel=Channel(row.channel), name=row.name,
        phone=row.phone if own else masking.phone(row.phone), division=organs.division_name(row.division_code),
        address=row.address if own else masking.address(row.address), special=bool(said) and (own or mine),
        groups=tuple(said) if own else (), item_id=row.item_id, item_name=row.item_name, what=row.what, mode=Mode(row.mode),
        place=Place(row.place), wished_on=row.wished_on, wished_half=_half(row.wished_half), organ=row.organ.name,
        organ_id=row.organ_id, helper=row.helper.name if row.helper else "", helper_phone=row.helper.phone if row.helper else "",
        helper_id=row.helper_id, state=State(row.state), moves=rules.open_moves(State(row.state)), visit_on=row.visit_on,
        visit_half=_half(row.visit_half), visits=row.visits, asked_at=row.asked_at, assigned_at=row.assigned_at,
        answered_at=row.answered_at, ended_at=row.ended_at, reason=row.reason, result=row.result,
        score=Score(row.score) if row.score else None, person_ref=row.person_ref if mine else "",
        mandate=people.mandated([row.agency_id]).get(row.agency_id) if row.agency_id else None, cases=made,
        clock=clocks[0] if clocks else None, version=row.version,
    )  # fmt: skip


def _half(half: str) -> Half | None:
    return Half(half) if half else None


def _row(row: Any, clock: ClockView | None = None) -> HelpRow:
    return HelpRow(
        row.number, row.name, row.item_name or row.what[:60], Mode(row.mode), Place(row.place), State(row.state),
        row.visit_on or row.wished_on, _half(row.visit_half or row.wished_half), row.helper.name if row.helper else "",
        row.asked_at, clock,
    )  # fmt: skip


def with_me(actor: Actor) -> list[HelpRow]:
    """我的帮办清单: what is with this helper and open, by day; what has no day first. Two statements."""
    require(actor, People.HELP)
    rows = HelpRequest.objects.filter(helper__account_id=actor.account_id or 0, state__in=OPEN)
    return _with_clocks(list(rows.select_related("helper").order_by("visit_on", "-visit_half", "id")[:MOST]))


def waiting(actor: Actor, state: str = "", after: str = "", limit: int = 30) -> Page[HelpRow]:
    """待派单 and all that is open, for the manager. Two statements."""
    require(actor, Can.MANAGE)
    states = [State(state)] if state in set(State) else list(OPEN)
    rows = _managed(actor).filter(state__in=states).select_related("helper")
    found = list(keyset(rows, ["id"], after, limit))
    cut = page(found, limit, ["id"], lambda row: (row.pk,), after)
    return Page(_with_clocks(cut.rows), cut.next, cut.prev)


def _managed(actor: Actor) -> QuerySet[HelpRequest]:
    reach = actor.reach(Can.MANAGE)
    return HelpRequest.objects.all() if reach is None else HelpRequest.objects.filter(organ_id__in=reach)


def _with_clocks(rows: Sequence[Any]) -> list[HelpRow]:
    clocks = {clock.ref: clock for clock in deadlines.clocks_of([row.ref for row in rows])}
    return [_row(row, clocks.get(row.ref)) for row in rows]
