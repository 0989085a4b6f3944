"""工作日历."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cityhall.deadlines import actions, queries
from cityhall.deadlines.queries import CalendarYear

from .catalogue import Report
from .door import COMMAND, actor_of, answers

router = Router()


@router.get("/calendars/{int:year}", auth=None, response=answers({200: CalendarYear}))
def calendar_year(request: HttpRequest, year: int) -> CalendarYear:
    """一年的放假与调休"""
    return queries.calendar_year(year)


@router.post("/calendars", response=answers({200: Report}), openapi_extra=COMMAND)
def import_calendar(request: HttpRequest, body: dict[str, Any], dry_run: bool = False) -> Report:
    """录入一年的放假安排（year、papers、days），并重算受影响的截止日"""
    report = actions.import_calendar(actor_of(request), [body], dry_run=dry_run)
    return Report(**report.as_dict())  # type: ignore[arg-type]
