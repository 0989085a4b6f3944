"""指南体检 by program: findings over all items of one's organs, and of one item as it stands."""

from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from cityhall.catalogue import queries
from cityhall.catalogue.queries import ExportTable, FindingRow
from cityhall.catalogue.terms import GuideRule, Severity
from cityhall.doors.exporting import file_of

from .door import actor_of, answers

router = Router()
MOST = 100


class Findings(Schema):
    rows: list[FindingRow]
    next: str


class Counts(Schema):
    rules: dict[str, int]
    severities: dict[str, int]
    items: int
    unsound: int
    pending: bool
    checked_at: datetime | None


class OneFinding(Schema):
    rule: GuideRule
    severity: Severity
    place: str
    sentence: str


@router.get("/guide-findings", response=answers({200: Findings}))
def findings(
    request: HttpRequest, rule: GuideRule | None = None, severity: Severity | None = None, organ_id: int | None = None,
    after: str = "", limit: int = 50,
) -> Findings:  # fmt: skip
    """指南体检发现的问题，可按规则、程度、单位筛选"""
    found = queries.guide_findings(
        actor_of(request), rule=rule or "", severity=severity or "", organ_id=organ_id, after=after,
        limit=min(max(limit, 1), MOST),
    )  # fmt: skip
    return Findings(rows=list(found.rows), next=found.next)


@router.get("/guide-findings/counts", response=answers({200: Counts}))
def counts(request: HttpRequest, organ_id: int | None = None) -> queries.CheckupCounts:
    """各条规则、各种程度各有多少"""
    return queries.guide_counts(actor_of(request), organ_id)


@router.get("/guide-findings.{kind}", response=answers({200: None}))
def report(
    request: HttpRequest,
    kind: str,
    rule: GuideRule | None = None,
    severity: Severity | None = None,
    organ_id: int | None = None,
) -> HttpResponseBase:
    """指南体检发现的问题，整份下载（csv、xlsx）"""
    rows = queries.guide_report(actor_of(request), rule=rule or "", severity=severity or "", organ_id=organ_id)
    return file_of("指南体检", "xlsx" if kind == "xlsx" else "csv", [ExportTable("指南体检", queries.FINDINGS, rows)])


@router.get("/items/{int:item_id}/findings", response=answers({200: list[OneFinding]}))
def of_item(request: HttpRequest, item_id: int) -> list[OneFinding]:
    """一个事项的草稿现在有什么问题"""
    draft = queries.draft(actor_of(request), item_id)
    return [OneFinding(rule=f.rule, severity=f.severity, place=f.place, sentence=f.sentence) for f in draft.findings]
