"""通办 at a window: what may be taken in for other places, the cases between, the paper that travels, results handed out."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.anywhere import queries
from cityhall.anywhere.terms import Can
from cityhall.doors.anywhere_desk import Desk
from cityhall.doors.http import Request, show
from cityhall.kernel.actor import require

from ..door import desk

HERE = Desk("window/base.html", "window:anywhere_", "window:anywhere_take")


@desk("GET")
def take(request: Request) -> HttpResponse:
    """接收异地件: choose the place and the item"""
    require(request.actor, Can.TAKE_IN)
    text, place = request.GET.get("q", "").strip()[:80], request.GET.get("place", "")[:6]
    every = queries.offered_here(request.actor)
    places = dict.fromkeys((one.division_code[:6], one.division) for one in every)
    rows = queries.offered_here(request.actor, text, place) if text or place else every
    context: dict[str, Any] = {"rows": rows, "places": list(places), "place": place, "text": text}
    names = {name: f"window:anywhere_{name}" for name in ("cases", "slips")}
    return show(
        request, "window/elsewhere.html", {**context, "names": names, "take_url": reverse("window:anywhere_take")}
    )


@desk("GET")
def cases(request: Request) -> HttpResponseBase:
    """异地件"""
    return HERE.credit(request) if request.GET.get("as") == "csv" else HERE.cases(request)


@desk("GET", "POST")
def case(request: Request, number: str, name: str = "") -> HttpResponseBase:
    """一件异地件"""
    return HERE.case(request, number, name)


@desk("GET")
def slips(request: Request) -> HttpResponseBase:
    """物料流转单"""
    return HERE.slips(request)


@desk("GET", "POST")
def slip(request: Request, code: str, name: str = "") -> HttpResponseBase:
    """一张流转单"""
    return HERE.slip(request, code, name)


@desk("GET")
def print_slip(request: Request, code: str) -> HttpResponseBase:
    """打印流转单"""
    return HERE.print(request, code)
