"""指南体检: what all guides of one's organs lack, as a list and as a file."""

from django.http.response import HttpResponseBase

from cityhall.catalogue import queries
from cityhall.catalogue.queries import ExportTable
from cityhall.catalogue.terms import Can, GuideRule, Severity
from cityhall.doors.exporting import file_of
from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, page, setup
from cityhall.organs import queries as organs

from .items import where

ITEMS = (Can.EDIT_ITEMS,)


@setup("GET", to=ITEMS)
def index(request: Request) -> HttpResponseBase:
    """指南体检"""
    rule, severity, organ_id = _narrowed(request)
    found = queries.guide_findings(
        request.actor, rule=rule, severity=severity, organ_id=organ_id, after=cursor(request), limit=ROWS
    )  # fmt: skip
    counts = queries.guide_counts(request.actor, organ_id)
    return page(request, "setup/guides.html", {
        "page": found, "rows": [(row, where(row.item_id, row.place)) for row in found.rows], "counts": counts,
        "rule": rule, "severity": severity, "organ_id": organ_id, "severities": list(Severity),
        "rules": [(r, counts.rules.get(r, 0)) for r in GuideRule if counts.rules.get(r)],
        "organ": organs.organs_named({organ_id}).get(organ_id, "") if organ_id else "",
    })  # fmt: skip


@setup("GET", to=ITEMS)
def report(request: Request, kind: str) -> HttpResponseBase:
    """The same as a file."""
    rule, severity, organ_id = _narrowed(request)
    rows = queries.guide_report(request.actor, rule=rule, severity=severity, organ_id=organ_id)
    return file_of("指南体检", "xlsx" if kind == "xlsx" else "csv", [ExportTable("指南体检", queries.FINDINGS, rows)])


def _narrowed(request: Request) -> tuple[str, str, int | None]:
    rule, severity, organ = (request.GET.get(name, "") for name in ("rule", "severity", "organ"))
    return (
        rule if rule in list(GuideRule) else "", severity if severity in list(Severity) else "",
        int(organ) if organ.isdecimal() and len(organ) < 19 else None,  # noqa: PLR2004
    )  # fmt: skip
