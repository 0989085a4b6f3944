"""工作日历: years, their days, and the notice of a new one."""

import json
from calendar import Calendar
from datetime import date
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.deadlines import actions, queries
from cityhall.deadlines.terms import Can
from cityhall.doors.http import Request, go, refuse, said, sent, submit
from cityhall.doors.setup import held
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.days import DayForm
from cityhall.doors.setup.forms.imports import ImportForm
from cityhall.doors.setup.story import editions, story
from cityhall.kernel import clock
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError
from cityhall.kernel.workdays import WorkCalendar

CALENDAR = (Can.MANAGE_CALENDAR,)
SLOT = "calendar"
MONTHS = range(1, 13)


@setup("GET", to=CALENDAR)
def index(request: Request) -> HttpResponseBase:
    """工作日历"""
    return _index(request, ImportForm(None))


def _index(request: Request, form: ImportForm) -> HttpResponseBase:
    years, alarm = queries.calendar_years(), queries.calendar_alarm(clock.today())
    return page(request, "setup/calendar.html", {
        "years": years, "alarm": alarm, "editions": editions(), "layers": queries.layers(request.actor),
    }, form)  # fmt: skip


@setup("GET", to=CALENDAR)
def year(request: Request, number: int) -> HttpResponseBase:
    """The working days of a year, month by month."""
    found = queries.calendar_year(number)
    days = queries.calendar()
    months = [(month, _weeks(days, number, month)) for month in MONTHS]
    working = sum(cell[1].startswith("work") for _, weeks in months for week in weeks for cell in week)
    return page(request, "setup/year.html", {
        "found": found, "months": months, "working": working, "today": clock.today(), "story": story(f"calendar:{number}"),
    })  # fmt: skip


def _weeks(days: WorkCalendar, number: int, month: int) -> list[list[tuple[date, str, str]]]:
    """Each day with its kind (work, made, off, rest; empty outside the month) and the holiday's name."""
    weeks = Calendar().monthdatescalendar(number, month)
    return [
        [(day, _kind(days, day) if day.month == month else "", days.name_of(day)) for day in week] for week in weeks
    ]


def _kind(days: WorkCalendar, day: date) -> str:
    ordinary = day.weekday() in days.weekly
    if days.is_workday(day):
        return "work" if ordinary else "work made"
    return "off" if days.name_of(day) else "rest"


@setup("POST", to=CALENDAR)
def upload(request: Request) -> HttpResponseBase:
    """导入放假安排: tried first, then done with the very file that was tried."""
    form = ImportForm(request.POST, request.FILES, tried=held.name_of(request, SLOT))
    if form.is_valid():
        try:
            return _import(request, form)
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as error:
            refuse(form, error)
    return _index(request, form)


@setup("GET", "POST", to=CALENDAR)
def day(request: Request, number: int) -> HttpResponseBase:
    """更正一天: first what it would move, then done."""
    found = queries.calendar_year(number)
    form = DayForm(sent(request))
    context: dict[str, Any] = {"found": found}
    if "do" in request.POST and (outcome := submit(form, actions.correct_day, request.actor)):
        said(request, f"已更正；{outcome.result} 个未办结的截止日已重新计算")
        return go(request, reverse("setup_year", args=[number]))
    if request.method == "POST" and form.is_valid():
        context["told"] = _foreseen(request, form)
    return page(request, "setup/day.html", context, form)


def _foreseen(request: Request, form: DayForm) -> actions.Foresight | None:
    asked = (form.cleaned_data[key] for key in ("day", "works", "name"))
    try:
        return actions.foresee_day(request.actor, *asked)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        refuse(form, error)
        return None


def _import(request: Request, form: ImportForm) -> HttpResponseBase:
    name, data = held.taken(request, SLOT, form.cleaned_data["file"])
    notice = _notice(data)
    report = actions.import_calendar(request.actor, [notice], dry_run=form.dry_run)
    if form.dry_run:
        told = actions.foresee(request.actor, [notice])
        return page(request, "setup/report.html", {
            "report": report, "name": name, "title": "试导入放假安排", "again": reverse("setup_calendar_import"),
            "back": reverse("setup_calendar"), "whole": not report.rejected and bool(report.rows), "nouns": ("天", "日期"),
            "told": told,
        })  # fmt: skip
    held.let_go(request, SLOT)
    said(request, f"已导入：新增 {report.created} 天，更改 {report.updated} 天；未办结的截止日已重新计算")
    return go(request, reverse("setup_calendar"))


def _notice(data: bytes) -> dict[str, Any]:
    try:
        notice = json.loads(data.decode("utf-8-sig"))
    except ValueError as wrong:
        raise InvalidInputError("setup.not_json", "文件不是有效的 JSON，请核对是否选对了文件", "file") from wrong
    if not isinstance(notice, dict):
        raise InvalidInputError("setup.not_json", "文件的内容不是一年的放假安排，请核对", "file")
    return notice
