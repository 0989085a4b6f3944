"""中心、窗口，每个窗口受谁委托."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.administration import CentreForm, EntrustForm, WindowForm
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.story import story
from cityhall.organs import actions, queries
from cityhall.organs.terms import Can

CENTRES = (Can.MANAGE_CENTRES,)


@setup("GET", to=CENTRES)
def index(request: Request) -> HttpResponseBase:
    """中心"""
    return page(request, "setup/centres.html", {"page": queries.centres(cursor(request), ROWS)})


@setup("GET", "POST", to=CENTRES)
def new(request: Request) -> HttpResponseBase:
    """设立政务服务中心"""
    sheet = Sheet("设立政务服务中心", (("setup_centres", "中心与窗口"),), "设立")
    return filled(
        request, CentreForm(request.POST or None), actions.create_centre, sheet=sheet, done="已设立中心",
        onto=lambda made: reverse("setup_centre", args=[made]),
    )  # fmt: skip


@setup("GET", to=CENTRES)
def centre(request: Request, centre_id: int) -> HttpResponseBase:
    """One centre and its windows."""
    found = queries.centre(centre_id)
    windows = queries.windows_page(centre_id, cursor(request), ROWS)
    names = queries.organs_named({organ for w in windows.rows for organ in w.organ_ids})
    rows = [(w, [names[o] for o in sorted(w.organ_ids) if o in names]) for w in windows.rows]
    may = request.actor.may(Can.MANAGE_CENTRES, found.organ_id)
    context = {"centre": found, "page": windows, "rows": rows, "may": may, "story": story(found.ref) if may else []}
    return page(request, "setup/centre.html", context)


@setup("GET", "POST", to=CENTRES)
def open_window(request: Request, centre_id: int) -> HttpResponseBase:
    """开设窗口"""
    found = queries.centre(centre_id)
    sheet = Sheet(f"开设窗口：{found.name}", (("setup_centres", "中心与窗口"),), "开设")
    return filled(
        request, WindowForm(request.POST or None), actions.open_window, centre_id, sheet=sheet, done="已开设窗口",
        onto=lambda made: reverse("setup_window", args=[made]),
    )  # fmt: skip


@setup("GET", to=CENTRES)
def window(request: Request, window_id: int) -> HttpResponseBase:
    """One window and whom it serves."""
    found = queries.window(window_id)
    may = request.actor.may(Can.MANAGE_CENTRES, queries.centre(found.centre_id).organ_id)
    context = {"window": found, "served": queries.entrustments(window_id), "may": may}
    return page(request, "setup/window.html", {**context, "story": story(f"window:{window_id}") if may else []})


@setup("GET", "POST", to=CENTRES)
def entrust(request: Request, window_id: int) -> HttpResponseBase:
    """委托窗口"""
    found = queries.window(window_id)
    sheet = Sheet(
        f"委托 {found.centre} {found.number} 号窗口", (("setup_centres", "中心与窗口"),), "委托",
        hint="窗口据此以委托机关的名义收件、受理；委托应当公布（行政许可法第二十四条）。",
    )  # fmt: skip
    return filled(
        request, EntrustForm(request.POST or None), actions.entrust, window_id, sheet=sheet, done="已委托",
        onto=lambda _: reverse("setup_window", args=[window_id]),
    )  # fmt: skip


@setup("GET", "POST", to=CENTRES)
def end(request: Request, window_id: int, organ_id: int) -> HttpResponseBase:
    """终止委托"""
    found, organ = queries.window(window_id), queries.organ(organ_id)
    sheet = Sheet(
        f"终止委托：{organ.name} → {found.number} 号窗口", (("setup_centres", "中心与窗口"),), "终止委托", danger=True,
        hint="自明日起，该窗口不再为这个机构收件；已收的件照常办理。",
    )  # fmt: skip
    return filled(
        request, Blank(request.POST if request.method == "POST" else None), actions.end_entrustment, window_id, organ_id,
        sheet=sheet, done="已终止委托", onto=lambda _: reverse("setup_window", args=[window_id]),
    )  # fmt: skip
