"""Lists of the window: what waits to be accepted, what came in on a day, and any case by number or name."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import queries
from cityhall.cases.queries import Tray
from cityhall.cases.terms import Status
from cityhall.deadlines.queries import WorkRow
from cityhall.deadlines.terms import Kind, Light
from cityhall.doors.http import Request, cursor, show
from cityhall.doors.register_table import register_file
from cityhall.kernel import clock
from cityhall.organs import queries as organs

from ..door import desk

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN)
A_DAYS_CASES = 100
SHOWN = [s for s in Status if s is not Status.DRAFT]


@desk("GET")
def tray(request: Request) -> HttpResponse:
    """待受理: received and not yet answered, soonest due first"""
    actor, text = request.actor, request.GET.get("q", "").strip()
    light = next((one for one in LIGHTS if one == request.GET.get("light")), None)
    page = queries.tray(actor, Tray.INTAKE, light=light, text=text, after=cursor(request))
    notes = queries.intake_notes(actor, [row.ref.removeprefix("case:") for row in page.rows])
    rows = [(_place(row), row, notes.get(row.ref.removeprefix("case:"))) for row in page.rows]
    counts = queries.tray_counts(actor, Tray.INTAKE)
    kept = {"q": text} if text else {}
    filters = [("全部", counts.open, "?" + urlencode(kept), light is None, "")] + [
        (one.label, getattr(counts, one.value), "?" + urlencode({**kept, "light": one.value}), light is one, one.value)
        for one in LIGHTS
    ]
    return show(request, "window/tray.html", {"rows": rows, "page": page, "filters": filters, "text": text})


def _place(row: WorkRow) -> tuple[str, str]:
    """What the row is called, and where it leads: a draft under pre-review has a page of its own."""
    number = row.ref.partition(":")[2].partition("/")[0]
    if row.kind is Kind.PRE_REVIEW:
        return "草稿", reverse("office_pre_review", args=[number])
    return number, reverse("window:case", args=[number])


@desk("GET")
def register(request: Request) -> HttpResponse:
    """登记簿: a day of this window, to print"""
    today = clock.today()
    day = min(_day(request.GET.get("day", ""), today), today)
    if request.GET.get("as") == "csv":
        return register_file(queries.register_rows(request.actor, day), day)
    page = queries.register(request.actor, day, cursor(request), A_DAYS_CASES)
    totals = queries.register_totals(request.actor, day)
    window = organs.window(request.actor.window_id) if request.actor.window_id else None
    context = {
        "page": page,
        "day": day,
        "today": today,
        "totals": totals,
        "all": sum(totals.values()),
        "window": window,
    }
    return show(request, "window/register.html", context)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@desk("GET")
def search(request: Request) -> HttpResponse:
    """查办件"""
    text, status = request.GET.get("q", "").strip()[:120], request.GET.get("status", "")
    chosen = next((s for s in SHOWN if s == status), None)
    page = queries.search(request.actor, text, chosen or "", cursor(request))
    return show(
        request, "window/search.html", {"page": page, "text": text, "chosen": chosen, "statuses": SHOWN}
    )  # fmt: skip
