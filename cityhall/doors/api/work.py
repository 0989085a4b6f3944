"""工作清单: what waits at the desks of whoever asks."""

from enum import StrEnum

from django.http import HttpRequest
from ninja import Router, Schema

from cityhall.cases import queries
from cityhall.cases.queries import CaseRow, RegisterRow, Tray
from cityhall.deadlines.queries import ClockView, Counts, Explanation, WorkRow, explain
from cityhall.deadlines.terms import Light

from .door import actor_of, answers

router = Router()


class TrayName(StrEnum):
    INTAKE = "intake"
    REVIEW = "review"
    ISSUE = "issue"


TRAYS = {TrayName.INTAKE: Tray.INTAKE, TrayName.REVIEW: Tray.REVIEW, TrayName.ISSUE: Tray.ISSUE}


class Work(Schema):
    rows: list[WorkRow]
    next: str


class Register(Schema):
    rows: list[RegisterRow]
    next: str


class Ready(Schema):
    rows: list[CaseRow]
    next: str


@router.get("/work/{tray}", response=answers({200: Work}))
def work(
    request: HttpRequest, tray: TrayName, light: Light | None = None, mine: bool = False, q: str = "", after: str = ""
) -> Work:
    """待办：最先到期的在前"""
    found = queries.tray(actor_of(request), TRAYS[tray], light=light, mine=mine, text=q, after=after)
    return Work(rows=list(found.rows), next=found.next)


@router.get("/work/{tray}/counts", response=answers({200: Counts}))
def counts(request: HttpRequest, tray: TrayName) -> Counts:
    """待办数：正常、将到期、已超期"""
    return queries.tray_counts(actor_of(request), TRAYS[tray])


@router.get("/register", response=answers({200: Register}))
def register(request: HttpRequest, after: str = "") -> Register:
    """今日登记"""
    found = queries.register(actor_of(request), after=after)
    return Register(rows=list(found.rows), next=found.next)


@router.get("/ready", response=answers({200: Ready}))
def ready(request: HttpRequest, q: str = "", after: str = "") -> Ready:
    """待出件"""
    found = queries.ready_to_deliver(actor_of(request), q, after)
    return Ready(rows=list(found.rows), next=found.next)


@router.get("/cases/{number}/clocks/{int:clock_id}", response=answers({200: Explanation}))
def explained(request: HttpRequest, number: str, clock_id: int) -> Explanation:
    """一个时限逐日说明：哪些天计入，哪些天不计入，为什么"""
    page = queries.case_page(actor_of(request), number)
    own: list[ClockView] = [*page.clocks, *(s.clock for s in page.steps if s.clock)]
    return explain(queries.one_of(own, clock_id))
