"""A day's register as a table to keep: CSV that a spreadsheet opens as it is."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse

from cityhall.cases.queries import HallRow
from cityhall.doors.components.words import hour_minute

HEAD = ("时间", "编号", "事项", "申请人", "部门", "窗口", "现状", "结果", "补录")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def register_file(rows: Sequence[HallRow], day: date) -> HttpResponse:
    """登记簿 of a day, as a download."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEAD)
    table.writerows([plain(cell) for cell in _cells(row)] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="register-{day:%Y%m%d}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cells(row: HallRow) -> tuple[str, ...]:
    outcome = row.outcome.label if row.outcome else ""
    return (
        hour_minute(row.received_at), row.number, row.item_name, row.applicant_name, row.organ, row.window,
        row.status.label, outcome, "是" if row.back_entered else "",
    )  # fmt: skip


def plain(cell: str) -> str:
    """A name that begins like a formula is still a name."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
