"""基本目录、编码、发布计划: what stands above items, what their codes say, what is planned for them."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import CodePart, EntryRow, PlanRow
from cityhall.catalogue.terms import Freedom, Generation, Level, PlanKind, Procedure
from cityhall.doors.exporting import file_of
from cityhall.kernel.errors import TooLargeError
from cityhall.kernel.sheets.reader import Book

from .catalogue import Report
from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST_BYTES = 16 * 1024 * 1024


class CodeOut(Schema):
    generation: Generation
    label: str
    parts: list[CodePart]


class EntryIn(Schema):
    name: str = Field(max_length=300)
    procedure: Procedure
    level: Level
    source: str = Field(max_length=300)
    parent_code: str = Field(default="", max_length=40)
    content: dict[str, Any] = Field(default_factory=dict)
    law_changed_on: date | None = None


class EntryOut(Schema):
    row: EntryRow
    source: str
    content: dict[str, Any]
    whole: dict[str, Any]
    law_changed_on: date | None
    version: int


class Entries(Schema):
    rows: list[EntryRow]
    next: str


class Reason(Schema):
    reason: str = Field(max_length=300)


class Upper(Schema):
    base_code: str = Field(default="", max_length=40)


class DepartureOut(Schema):
    field: str
    label: str
    before: str
    after: str
    freedom: Freedom
    allowed: bool
    sentence: str


class InheritanceOut(Schema):
    chain: list[EntryRow]
    departures: list[DepartureOut]
    behind: bool


class PlanIn(Schema):
    kind: PlanKind
    on: date
    note: str = Field(default="", max_length=300)


@router.get("/codes/{code}", auth=None, response=answers({200: CodeOut}))
def code(request: HttpRequest, code: str) -> CodeOut:
    """解读一个事项编码，新旧两代；不合规则的说明哪一位不对"""
    generation, parts = queries.code_of(code[:80])
    return CodeOut(generation=generation, label=generation.label, parts=parts)


@router.get("/base-entries", response=answers({200: Entries}))
def entries(request: HttpRequest, q: str = "", level: Level | None = None, after: str = "") -> Entries:
    """基本目录条目"""
    found = queries.entries(actor_of(request), text=q[:80], level=level or "", after=after)
    return Entries(rows=list(found.rows), next=found.next)


@router.get("/base-entries/{base_code}", response=answers({200: EntryOut}))
def entry(request: HttpRequest, response: HttpResponse, base_code: str) -> EntryOut:
    """一个条目：自己规定的，和连同上级一起规定的"""
    found = queries.entry(actor_of(request), base_code)
    tagged(response, found.version)
    return EntryOut(
        row=found.row,
        source=found.source,
        content=dict(found.content),
        whole=dict(found.whole),
        law_changed_on=found.law_changed_on,
        version=found.version,
    )


@router.put("/base-entries/{base_code}", response=answers({200: EntryOut}), openapi_extra=COMMAND)
def save_entry(request: HttpRequest, response: HttpResponse, base_code: str, body: EntryIn) -> EntryOut:
    """录入或修改条目；不得与上级条目相抵触"""
    actions.save_entry(
        actor_of(request), base_code, body.name, body.procedure, body.level, body.source,
        parent_code=body.parent_code, content=body.content, law_changed_on=body.law_changed_on,
    )  # fmt: skip
    return entry(request, response, base_code)


@router.post("/base-entry-imports", response=answers({200: Report}), openapi_extra=COMMAND)
def import_entries(request: HttpRequest, file: File[UploadedFile], dry_run: bool = False) -> Report:
    """导入基本目录（XLSX 或 CSV）：逐行说明；有一行错就一行也不导入。dry_run 只试不改"""
    if (file.size or 0) > MOST_BYTES:
        raise TooLargeError("catalogue.entry_table_too_large", "文件超过 16 MB，请分成几个文件")
    table = Book(file).table()
    rows = ((row.number, row.cells) for row in table.rows)
    report = actions.import_entries(actor_of(request), table.columns, rows, dry_run=dry_run)
    return Report(**report.as_dict())  # type: ignore[arg-type]


@router.get("/base-entry-exports/{kind}", response=answers({200: None}))
def export_entries(request: HttpRequest, kind: Literal["xlsx", "csv"]) -> HttpResponseBase:
    """导出现行的基本目录（xlsx、csv），与导入同形"""
    return file_of("基本目录", kind, [queries.export_entries(actor_of(request))])


@router.post("/base-entries/{base_code}/retirement", response=answers({204: None}), openapi_extra=COMMAND)
def retire_entry(request: HttpRequest, base_code: str, body: Reason) -> tuple[int, None]:
    """废止条目"""
    actions.retire_entry(actor_of(request), base_code, body.reason)
    return 204, None


@router.put("/items/{int:item_id}/upper", response=answers({204: None}), openapi_extra=COMMAND)
def follow(request: HttpRequest, item_id: int, body: Upper) -> tuple[int, None]:
    """承接上级目录；编码留空即不再承接"""
    actions.follow(actor_of(request), item_id, body.base_code)
    return 204, None


@router.get("/items/{int:item_id}/inheritance", response=answers({200: InheritanceOut | None}))
def inheritance(request: HttpRequest, item_id: int) -> InheritanceOut | None:
    """与上级目录的差异：哪些允许，哪些不允许；没有承接的为空"""
    found = queries.inheritance_of(actor_of(request), item_id)
    if found is None:
        return None
    told = [
        DepartureOut(
            field=d.field, label=d.label, before=d.before, after=d.after, freedom=d.freedom, allowed=d.allowed,
            sentence=d.sentence,
        )
        for d in found.departures
    ]  # fmt: skip
    return InheritanceOut(chain=list(found.chain), departures=told, behind=found.behind)


@router.get("/items/{int:item_id}/plans", response=answers({200: list[PlanRow]}))
def plans(request: HttpRequest, item_id: int) -> list[PlanRow]:
    """事项的发布与停用计划，最近的在前"""
    return queries.plans(actor_of(request), item_id)


@router.post("/items/{int:item_id}/plans", response=answers({201: list[PlanRow]}), openapi_extra=COMMAND)
def plan(request: HttpRequest, item_id: int, body: PlanIn) -> tuple[int, list[PlanRow]]:
    """定期发布草稿，或定期停用"""
    act = actions.plan_publication if body.kind is PlanKind.PUBLISH else actions.plan_retirement
    act(actor_of(request), item_id, body.on, body.note)
    return 201, plans(request, item_id)


@router.delete("/items/{int:item_id}/plans/{kind}", response=answers({204: None}), openapi_extra=COMMAND)
def drop_plan(request: HttpRequest, item_id: int, kind: PlanKind) -> tuple[int, None]:
    """取消等待执行的计划"""
    actions.drop_plan(actor_of(request), item_id, kind)
    return 204, None
