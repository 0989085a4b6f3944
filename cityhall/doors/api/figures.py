"""最多跑一次 and the figures that go with it, reckoned from what is published."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from cityhall.catalogue import queries
from cityhall.catalogue.queries import Account, Figure, OnceRow, Totals
from cityhall.catalogue.terms import Hindrance, OnceState, Within
from cityhall.kernel import clock
from cityhall.organs.terms import Level

from .door import answers
from .moments import Day

router = Router()
MOST = 100


class FigureOut(Schema):
    key: str
    label: str
    unit: str
    definition: str
    value: float | None
    change: float | None


class HinderedOut(Schema):
    reason: Hindrance
    label: str
    items: int


class FiguresOut(Schema):
    today: date
    since: date
    items: int
    items_then: int | None
    figures: list[FigureOut]
    hindered: list[HinderedOut]


class OrganFiguresOut(Schema):
    organ_id: int
    organ: str
    level: Level
    items: int
    figures: list[FigureOut]


class OrgansOut(Schema):
    rows: list[OrganFiguresOut]
    next: str


class OnceOut(Schema):
    rows: list[OnceRow]
    next: str


@router.get("/figures", auth=None, response=answers({200: FiguresOut}))
def figures(
    request: HttpRequest, since: Day | None = None, organ_id: int | None = None, level: Level | None = None
) -> FiguresOut:
    """最多跑一次占比、进驻率、平均材料和时限等，以及比某一天的变化"""
    today = clock.today()
    told = queries.account(Within(organ_id, level or ""), since or date(today.year, 1, 1))
    return _account(told)


@router.get("/figures/organs", auth=None, response=answers({200: OrgansOut}))
def by_organ(request: HttpRequest, level: Level | None = None, after: str = "", limit: int = 30) -> OrgansOut:
    """各单位的数字，还做不到“最多跑一次”的事项多的在前"""
    found = queries.organ_accounts(Within(level=level or ""), after, min(max(limit, 1), MOST))
    rows = [
        OrganFiguresOut(
            organ_id=o.organ_id, organ=o.organ, level=o.level, items=o.totals.items, figures=[_figure(f) for f in o.figures]
        )
        for o in found.rows
    ]  # fmt: skip
    return OrgansOut(rows=rows, next=found.next)


@router.get("/run-once", auth=None, response=answers({200: OnceOut}))
def run_once(
    request: HttpRequest, state: OnceState = OnceState.ALL, reason: Hindrance | None = None, organ_id: int | None = None,
    level: Level | None = None, q: str = "", after: str = "", limit: int = 30,
) -> OnceOut:  # fmt: skip
    """“最多跑一次”清单；还做不到的，附原因"""
    within = Within(organ_id, level or "")
    found = queries.once_list(within, state, reason or "", q[:80], after, min(max(limit, 1), MOST))
    return OnceOut(rows=list(found.rows), next=found.next)


def _account(told: Account) -> FiguresOut:
    now: Totals = told.now
    return FiguresOut(
        today=told.today, since=told.since, items=now.items, items_then=told.then.items if told.then else None,
        figures=[_figure(f) for f in told.figures],
        hindered=[HinderedOut(reason=h, label=h.label, items=n) for h, n in now.hindered],
    )  # fmt: skip


def _figure(f: Figure) -> FigureOut:
    return FigureOut(key=f.key, label=f.label, unit=f.unit, definition=f.definition, value=f.value, change=f.change)
