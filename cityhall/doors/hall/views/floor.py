"""今日大厅: the windows as tiles, the numbers that wait, and one window whole."""

from itertools import groupby

from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import queries
from cityhall.doors.http import Request, show
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import queries as organs

from ..door import hall


@hall("GET")
def page(request: Request) -> HttpResponse:
    """今日大厅"""
    text = request.GET.get("q", "").strip()[:60]
    rows = queries.floor(request.actor, text)
    numbers = queries.hall_numbers(request.actor)
    by_centre = [(name, list(some)) for name, some in groupby(rows, key=lambda r: r.place.centre)]
    context = {"centres": by_centre, "text": text, "stats": _stats(numbers), "windows": len(rows)}
    return show(request, "hall/floor.html", context)


def _stats(n: queries.HallNumbers) -> list[tuple[str, int, str, str]]:
    """Each number with where its rows are, and a colour where it should be nothing."""
    return [
        ("今日窗口收件", n.taken, reverse("hall:register"), ""),
        ("已收件未答复", n.unanswered, reverse("window:search") + "?status=received", ""),
        ("待领取", n.uncollected, reverse("hall:uncollected"), ""),
        ("今日咨询", n.consultations, reverse("hall:consultations"), ""),
        ("办不成事未结", n.grievances, reverse("hall:grievances"), "yellow" if n.grievances else ""),
        ("补录待核查", n.back_entries, reverse("hall:back_entries"), "yellow" if n.back_entries else ""),
        ("未修复失信", n.trust, reverse("hall:trust"), ""),
    ]


@hall("GET")
def window(request: Request, window_id: int) -> HttpResponse:
    """一个窗口"""
    row = next((r for r in queries.floor(request.actor) if r.place.id == window_id), None)
    if row is None:
        raise NotFoundError("hall.no_window", "没有找到这个窗口，或不归您管理")
    today = queries.hall_register(request.actor, window_id=window_id, limit=20)
    served = organs.organs_named(row.place.organ_ids)
    context = {"row": row, "page": today, "served": sorted(served.values()), "closed": organs.closed_items(window_id)}
    return show(request, "hall/window.html", context)
