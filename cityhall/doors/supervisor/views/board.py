"""在办监察: the board, the list, the coming days, how long things take."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from cityhall.deadlines.terms import Kind, Light
from cityhall.doors.http import Request, cursor, show
from cityhall.kernel import clock as time
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.secrets import masking
from cityhall.kernel.sheets.writer import CSV_TYPE, XLSX_TYPE, Sheet, csv_pieces, xlsx_pieces
from cityhall.supervision import actions, queries
from cityhall.supervision.queries import BoardRow, HeatDay, Sought
from cityhall.supervision.terms import Can

from ..door import LIGHTS, query_of, sought_of, supervisor

HEAT = (0.0, 0.25, 0.5, 0.75)
TREND_HEIGHT = 40
HEAD = ("时限", "办件编号", "事项", "单位", "办理人", "申请人", "截止日", "风险（%）")


@supervisor("GET")
def page(request: Request) -> HttpResponse:
    """The board one level down, the list beside the coming four weeks."""
    sought = sought_of(request.GET)
    actor = request.actor
    board = queries.board(actor, sought)
    heat, trend = queries.heat(actor, sought), queries.trend(actor, sought)
    return show(request, "supervisor/board.html", {
        "board": board, "sought": sought, "page": queries.rows(actor, sought, cursor(request), 20),
        "rows": [(row, _link(sought, row)) for row in board.rows], "kinds": queries.KINDS,
        "numbers": [(light, board.sums.of(light), _since(board, light), query_of(sought, light=light)) for light in LIGHTS],
        "whole": query_of(sought, light=""), "crumbs": _crumbs(sought, board.place),
        "weeks": _weeks(heat, sought), "people": queries.people(actor, sought), "trend": _drawn(trend),
        "by_risk": query_of(sought, by="risk"), "by_due": query_of(sought, by=""), "query": query_of(sought).lstrip("."),
        "narrow": sought.day or sought.account_id or sought.number, "wide": query_of(sought, day="", person="", q=""),
        "may_issue": actor.may(Can.ISSUE), "may_appeal": actor.may(Can.APPEAL),
    })  # fmt: skip


def _link(sought: Sought, row: BoardRow) -> str:
    if row.item_id is not None:
        return query_of(sought, item=row.item_id)
    return query_of(sought, organ=row.organ_id) if row.organ_id is not None else query_of(sought, division=row.division)


def _since(board: queries.BoardView, light: Light) -> int | None:
    return None if board.before is None else board.sums.of(light) - board.before.of(light)


def _crumbs(sought: Sought, place: str) -> list[tuple[str, str]]:
    found = [(query_of(sought, division="", organ="", item=""), "全市")]
    if sought.organ_id is not None and sought.division:
        found.append((query_of(sought, organ="", item=""), "按单位"))
    if place:
        found.append((query_of(sought, item=""), place))
    return found


def _weeks(heat: Sequence[HeatDay], sought: Sought) -> list[list[tuple[HeatDay, int, str]]]:
    """Four rows of seven days; how dark each is, from 0 to 4 by its share of the fullest day."""
    most, today = max((one.count for one in heat), default=0), time.today()

    def shade(one: HeatDay) -> int:
        return sum(one.count > most * step for step in HEAT) if one.count else 0

    cells = [(one, shade(one), query_of(sought, day=one.day) if one.count else "") for one in heat]
    cells = [(one, -1 if one.day < today else dark, link) for one, dark, link in cells]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _drawn(trend: dict[Any, queries.Sums]) -> list[dict[str, Any]]:
    """Bars of the last days' reds and yellows, as a picture needs them."""
    most = max((s.red + s.yellow for s in trend.values()), default=0) or 1
    return [
        {
            "day": day, "red": s.red, "yellow": s.yellow, "x": n * 14,
            "red_h": round(s.red / most * TREND_HEIGHT, 1), "red_y": round(TREND_HEIGHT * (1 - s.red / most), 1),
            "yellow_h": round(s.yellow / most * TREND_HEIGHT, 1),
            "yellow_y": round(TREND_HEIGHT * (1 - (s.red + s.yellow) / most), 1),
        }
        for n, (day, s) in enumerate(sorted(trend.items()))
    ]  # fmt: skip


@supervisor("POST")
def export(request: Request) -> HttpResponseBase:
    """The filtered list as CSV or XLSX, names masked; that it was taken is in the journal."""
    kind = request.POST.get("as", "xlsx")
    if kind not in ("csv", "xlsx"):
        raise NotFoundError("export.kind", "没有这种格式，可选：xlsx、csv")
    rows = [_cells(row) for row in actions.export_board(request.actor, sought_of(request.POST))]
    pieces = csv_pieces(HEAD, rows) if kind == "csv" else xlsx_pieces([Sheet("在办监察", HEAD, rows)])
    response = StreamingHttpResponse(pieces, content_type=CSV_TYPE if kind == "csv" else XLSX_TYPE)
    named = content_disposition_header(as_attachment=True, filename=f"在办监察.{kind}")
    response.headers["Content-Disposition"] = named or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cells(row: queries.ListRow) -> tuple[str, ...]:
    work = row.work
    due = work.due_on.isoformat() if work.due_on else "待定"
    return (
        work.left_text, row.number or work.ref, work.title, row.organ, row.holder, masking.name(work.subject), due,
        str(work.risk),
    )  # fmt: skip


@supervisor("GET")
def clock(request: Request, clock_id: int) -> HttpResponse:
    """时限说明: every day of one promise, printable for a dispute."""
    told = queries.may_explain(request.actor, clock_id)
    lines, n = [], 0
    for line in told.days:
        n += line.counted
        lines.append((line, n if line.counted else 0))
    return show(
        request, "supervisor/clock.html", {"told": told, "lines": lines, "about": queries.about(told.clock.ref)}
    )


@supervisor("GET")
def pace(request: Request) -> HttpResponse:
    """瓶颈: how long steps and items really take, and how good the forecast was."""
    sought = sought_of(request.GET)
    shown = Sought(
        kind=sought.kind if "kind" in request.GET else Kind.STEP, division=sought.division, organ_id=sought.organ_id,
        item_id=sought.item_id,
    )  # fmt: skip
    return show(request, "supervisor/pace.html", {
        "rows": queries.bottlenecks(request.actor, shown), "sought": shown,
        "tabs": [(k, query_of(shown, kind=k), k is shown.kind) for k in (Kind.STEP, Kind.PROMISED, Kind.STATUTORY)],
        "calibration": queries.calibration(request.actor, Kind.PROMISED), "board": reverse("supervisor:board"),
    })  # fmt: skip
