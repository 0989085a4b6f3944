"""Everybody's registers: what came in, what is not collected."""

from datetime import date

from django.http import HttpResponse

from cityhall.cases import queries
from cityhall.doors.http import Request, cursor, show
from cityhall.doors.register_table import register_file
from cityhall.kernel import clock
from cityhall.kernel.paging import Page

from ..door import hall


@hall("GET")
def register(request: Request) -> HttpResponse:
    """全部窗口的登记簿"""
    today = clock.today()
    day = min(day_asked(request, today), today)
    asked, text = request.GET.get("window", ""), request.GET.get("q", "").strip()[:60]
    places = [row.place for row in queries.floor(request.actor)]
    window_id = next((p.id for p in places if str(p.id) == asked), None)
    if request.GET.get("as") == "csv":
        return register_file(queries.register_rows(request.actor, day, window_id, everybody=True), day)
    page = queries.hall_register(request.actor, day, window_id, text, cursor(request))
    context = {"page": page, "day": day, "today": today, "places": places, "chosen": window_id, "text": text}
    return show(request, "hall/register.html", context)


def day_asked(request: Request, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return otherwise


@hall("GET")
def uncollected(request: Request) -> HttpResponse:
    """待领取"""
    text = request.GET.get("q", "").strip()[:60]
    page = queries.uncollected_rows(request.actor, text, cursor(request))
    return show(request, "hall/uncollected.html", {"page": page, "text": text, "now": clock.now()})


@hall("GET")
def consultations(request: Request) -> HttpResponse:
    """今日咨询"""
    return _notes(
        request,
        "今日咨询",
        queries.hall_consultations(request.actor, after=cursor(request)),
        "今天各窗口还没有咨询登记",
    )


@hall("GET")
def grievances(request: Request) -> HttpResponse:
    """办不成事"""
    return _notes(request, "办不成事", queries.hall_grievances(request.actor, cursor(request)), "没有未办结的反映")


@hall("GET")
def back_entries(request: Request) -> HttpResponse:
    """断网补录待核查"""
    page = queries.hall_back_entries(request.actor, cursor(request))
    return _notes(request, "断网补录待核查", page, "没有待核查的补录", cases=True)


@hall("GET")
def trust(request: Request) -> HttpResponse:
    """失信记录"""
    page = queries.hall_trust(request.actor, cursor(request))
    return _notes(request, "未修复的失信记录", page, "没有未修复的失信记录", cases=True)


def _notes(
    request: Request, title: str, page: Page[queries.DeskNote], nothing: str, *, cases: bool = False
) -> HttpResponse:  # fmt: skip
    """One table for all four: `cases` where the number is a case's."""
    return show(request, "hall/notes.html", {"title": title, "page": page, "nothing": nothing, "cases": cases})
