"""审计日志: every line of the journal, for the auditor alone; looking leaves a line too."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, page, setup
from cityhall.kernel import clock
from cityhall.kernel.journal import actions, queries
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.terms import Can
from cityhall.kernel.sheets.writer import CSV_TYPE, csv_pieces

DIGITS = 9  # of an organ's number
COLUMNS = ("序号", "时间", "经办人", "账号编号", "事件", "对象", "单位编号", "内容")


@setup("GET", to=(Can.READ_JOURNAL,))
def index(request: Request) -> HttpResponseBase:
    """审计日志"""
    asked, told = _asked(request)
    actions.note_reading(request.actor, **told)
    found = queries.audit(request.actor, **told, after=cursor(request), limit=ROWS)
    exports = request.actor.may(Can.EXPORT_JOURNAL)
    return page(request, "setup/audit.html", {
        "page": found, "asked": asked, "exports": exports, "query": urlencode(asked), "most": queries.MOST_ROWS
    })  # fmt: skip


@setup("POST", to=(Can.EXPORT_JOURNAL,))
def export(request: Request) -> HttpResponseBase:
    """导出审计日志: what the page shows, line by line, as CSV; a POST, for it leaves a line of its own."""
    _, told = _asked(request)
    actions.note_export(request.actor, **told)
    rows = queries.audit_rows(request.actor, **told)
    pieces = csv_pieces(COLUMNS, (_cells(line) for line in rows))
    response = StreamingHttpResponse(pieces, content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename="审计日志.csv") or "attachment"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cells(line: Line) -> tuple[object, ...]:
    values = json.dumps(line.values, ensure_ascii=False, sort_keys=True)
    return (
        line.id,
        clock.local(line.at).isoformat(),
        line.actor,
        line.account_id,
        line.event,
        line.ref,
        line.organ_id,
        values,
    )


def _asked(request: Request) -> tuple[dict[str, str], dict[str, Any]]:
    """What is looked for: as it was typed, and as it is understood."""
    asked = {
        name: request.GET.get(name, "").strip()[:80] for name in ("who", "event", "ref", "organ_id", "first", "last")
    }
    organ = asked["organ_id"]
    organ_id = int(organ) if organ.isascii() and organ.isdigit() and len(organ) <= DIGITS else None
    days = {name: _day(asked[name]) for name in ("first", "last")}
    return asked, {"who": asked["who"], "event": asked["event"], "ref": asked["ref"], "organ_id": organ_id, **days}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
