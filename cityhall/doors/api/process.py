"""流程体检 by program: the report, what an item's steps would take if they were others, proposals, and the standards."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import (
    CityProcess,
    ExportTable,
    OrganProcess,
    Outcome,
    ProcessFinding,
    ProcessRow,
    ProposalRow,
    WhatIf,
)
from cityhall.catalogue.terms import ProcessRule, Severity
from cityhall.doors.exporting import file_of

from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST = 100
MOST_EDITS = 50


class Organs(Schema):
    rows: list[OrganProcess]
    next: str


class Items(Schema):
    rows: list[ProcessRow]
    next: str


class Proposals(Schema):
    rows: list[ProposalRow]
    next: str


class Edit(Schema):
    """What is proposed for one step: left out, taken into another, moved (the same number side by side), limited anew."""

    key: str = Field(max_length=40)
    drop: bool = False
    into: str = Field(default="", max_length=40)
    order: int | None = Field(default=None, ge=1, le=50)
    amount: int | None = Field(default=None, ge=1, le=3650)
    unit: str = Field(default="", max_length=10)


class Way(Schema):
    edits: list[Edit] = Field(default_factory=list, max_length=MOST_EDITS)


class NewProposal(Way):
    title: str = Field(max_length=100)
    note: str = Field(default="", max_length=1000)


class Reason(Schema):
    reason: str = Field(default="", max_length=300)


class Made(Schema):
    id: int


class WhatIfOut(Schema):
    """`total`: median, P90 and number of the item's finished cases. Days are working days."""

    item_id: int
    item_name: str
    published: bool
    number: int
    changed: bool
    other_draft: bool
    today: Outcome
    proposed: Outcome
    cases: int
    total: list[int] | None
    doubts: list[str]
    dropped: list[str]
    findings_today: list[ProcessFinding]
    findings_proposed: list[ProcessFinding]
    refused: list[str]


class ProposalOut(Schema):
    proposal: ProposalRow
    stale: bool
    now: WhatIfOut | None


class StandardOut(Schema):
    rule: ProcessRule
    most: int
    severity: Severity | None
    source: str
    own: bool
    version: int


class StandardIn(Schema):
    most: int
    severity: str = Field(default="", max_length=10)
    source: str = Field(max_length=300)


@router.get("/process", response=answers({200: CityProcess}))
def city(request: HttpRequest, since: date | None = None, organ_id: int | None = None) -> CityProcess:
    """流程体检：全部单位合计；带 since 时附当日不符合的事项数"""
    return queries.process_city(actor_of(request), since=since, organ_id=organ_id)


@router.get("/process/organs", response=answers({200: Organs}))
def organs(request: HttpRequest, since: date | None = None, after: str = "", limit: int = 30) -> Organs:
    """流程体检：各单位，不符合的事项多的在前"""
    found = queries.process_organs(actor_of(request), since=since, after=after, limit=min(max(limit, 1), MOST))
    return Organs(rows=list(found.rows), next=found.next)


@router.get("/process/items", response=answers({200: Items}))
def items(
    request: HttpRequest, organ_id: int | None = None, rule: ProcessRule | None = None, every: bool = False,
    after: str = "", limit: int = 30,
) -> Items:  # fmt: skip
    """流程体检：不符合的事项和问题，可按单位、规则筛选；every 为全部事项"""
    found = queries.process_items(
        actor_of(request), organ_id=organ_id, rule=rule or "", every=every, after=after, limit=min(max(limit, 1), MOST)
    )
    return Items(rows=list(found.rows), next=found.next)


@router.get("/process/report.{kind}", response=answers({200: None}))
def report(
    request: HttpRequest, kind: str, organ_id: int | None = None, rule: ProcessRule | None = None
) -> HttpResponseBase:  # fmt: skip
    """流程体检发现的问题，整份下载（csv、xlsx）"""
    rows = queries.process_report(actor_of(request), organ_id=organ_id, rule=rule or "")
    tables = [ExportTable("流程体检", queries.PROCESS_COLUMNS, rows)]
    return file_of("流程体检", "xlsx" if kind == "xlsx" else "csv", tables)


@router.get("/process/standards", response=answers({200: list[StandardOut]}))
def standards(request: HttpRequest) -> list[StandardOut]:
    """流程体检标准和依据"""
    return [
        StandardOut(
            rule=s.measure.rule, most=s.measure.most, severity=s.measure.severity, source=s.measure.source, own=s.own,
            version=s.version,
        )
        for s in queries.standards_now()
    ]  # fmt: skip


@router.put("/process/standards/{rule}", response=answers({204: None}), openapi_extra=COMMAND)
def set_standard(request: HttpRequest, response: HttpResponse, rule: str, body: StandardIn) -> tuple[int, None]:
    """设定一条标准：最多几个、程度（blocks、mend、hint，空为不检查）、依据"""
    version = actions.set_process_standard(actor_of(request), rule, body.most, body.severity, body.source)
    tagged(response, version)
    return 204, None


@router.post("/items/{int:item_id}/what-if", response=answers({200: WhatIfOut}))
def what_if(request: HttpRequest, item_id: int, body: Way) -> WhatIfOut:
    """流程推演：取消、合并、并行、改时限以后要几个工作日；什么都不保存"""
    return _told(queries.what_if(actor_of(request), item_id, _edits(body)))


@router.get("/process/proposals", response=answers({200: Proposals}))
def proposals(request: HttpRequest, item_id: int | None = None, after: str = "", limit: int = 30) -> Proposals:
    """优化方案，最近的在前"""
    found = queries.proposals(actor_of(request), item_id=item_id, after=after, limit=min(max(limit, 1), MOST))
    return Proposals(rows=list(found.rows), next=found.next)


@router.post("/items/{int:item_id}/proposals", response=answers({201: Made}), openapi_extra=COMMAND)
def propose(request: HttpRequest, response: HttpResponse, item_id: int, body: NewProposal) -> tuple[int, Made]:
    """起草优化方案"""
    made = actions.save_proposal(actor_of(request), item_id, body.title, _edits(body), body.note)
    response["Location"] = f"/api/process/proposals/{made}"
    return 201, Made(id=made)


@router.get("/process/proposals/{int:proposal_id}", response=answers({200: ProposalOut}))
def proposal(request: HttpRequest, response: HttpResponse, proposal_id: int) -> ProposalOut:
    """一个优化方案和现在推演的结果；环节已变时没有结果"""
    found = queries.proposal(actor_of(request), proposal_id)
    tagged(response, found.row.version)
    return ProposalOut(proposal=found.row, stale=found.stale, now=_told(found.now) if found.now else None)


@router.put("/process/proposals/{int:proposal_id}", response=answers({200: ProposalOut}), openapi_extra=COMMAND)
def amend(request: HttpRequest, response: HttpResponse, proposal_id: int, body: NewProposal) -> ProposalOut:
    """修改优化方案，以前的测算作废"""
    actions.amend_proposal(actor_of(request), proposal_id, body.title, _edits(body), body.note)
    return proposal(request, response, proposal_id)


@router.post(
    "/process/proposals/{int:proposal_id}/comparison", response=answers({200: ProposalOut}), openapi_extra=COMMAND
)
def compare(request: HttpRequest, response: HttpResponse, proposal_id: int) -> ProposalOut:
    """测算，结果记入方案"""
    actions.compare_proposal(actor_of(request), proposal_id)
    return proposal(request, response, proposal_id)


@router.post("/process/proposals/{int:proposal_id}/adoption", response=answers({204: None}), openapi_extra=COMMAND)
def adopt(request: HttpRequest, proposal_id: int, body: Reason) -> tuple[int, None]:
    """采纳：写进事项的草稿，不发布"""
    actions.adopt_proposal(actor_of(request), proposal_id, body.reason)
    return 204, None


@router.post("/process/proposals/{int:proposal_id}/dropping", response=answers({204: None}), openapi_extra=COMMAND)
def drop(request: HttpRequest, proposal_id: int, body: Reason) -> tuple[int, None]:
    """放弃方案，写明原因"""
    actions.drop_proposal(actor_of(request), proposal_id, body.reason)
    return 204, None


def _edits(body: Way) -> list[dict[str, Any]]:
    return [edit.dict() for edit in body.edits]


def _told(one: WhatIf) -> WhatIfOut:
    seen = one.comparison
    return WhatIfOut(
        item_id=one.item_id, item_name=one.item_name, published=one.published, number=one.number, changed=one.changed,
        other_draft=one.other_draft, today=seen.today, proposed=seen.proposed, cases=seen.cases,
        total=list(seen.total) if seen.total else None, doubts=list(seen.doubts), dropped=list(seen.dropped),
        findings_today=list(one.found),
        findings_proposed=list(one.found_then), refused=list(one.refused),
    )  # fmt: skip
