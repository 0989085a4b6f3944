"""事项清单: taken in by the same steps as on the page; handed out in the same shape, and in that of the national exchange."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import ImportRow, ImportView, RemarkRow
from cityhall.catalogue.terms import Part, Procedure
from cityhall.doors.exporting import exchange_shape, own_shape
from cityhall.doors.http import tidy_name
from cityhall.kernel.files import store

from .door import COMMAND, actor_of, answers, tagged

router = Router()
MOST = 100


class Made(Schema):
    id: int


class Version(Schema):
    version: int


class Imports(Schema):
    rows: list[ImportRow]
    next: str


class Remarks(Schema):
    rows: list[RemarkRow]
    next: str


class Table(Schema):
    part: Part
    columns: dict[str, str] = Field(
        default_factory=dict, description="列名：对应的项（中文名、内部键或国家交换字段名；空为不导入）"
    )
    fixed: dict[str, str] = Field(default_factory=dict, description="文件里没有时统一填写")


class Columns(Schema):
    tables: list[Table] = Field(max_length=20)


class ColumnOut(Schema):
    key: str
    label: str
    national: str
    kind: str
    choices: list[str]


@router.get("/item-imports/columns", response=answers({200: dict[str, list[ColumnOut]]}))
def columns(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """每种表可以对应的项"""
    return {
        part.value: [
            {"key": c.key, "label": c.label, "national": c.national, "kind": c.kind.value,
             "choices": [w.label for w in c.words] if c.words else []}
            for c in offered
        ]
        for part, offered in queries.parts_and_columns().items()
    }  # fmt: skip


@router.post("/item-imports", response=answers({201: Made}), openapi_extra=COMMAND)
def upload(request: HttpRequest, files: File[list[UploadedFile]]) -> tuple[int, Made]:
    """上传事项清单（CSV、XLSX，可多个）：读完每张表，猜出各列"""
    kept = [
        (store.put(file.chunks(), limit=actions.MOST_FILE, made=store.LIST), tidy_name(file.name or ""))
        for file in files
    ]
    return 201, Made(id=actions.begin_import(actor_of(request), kept))


@router.get("/item-imports", response=answers({200: Imports}))
def imports(request: HttpRequest, after: str = "", limit: int = 30) -> Imports:
    """导入记录"""
    found = queries.imports(actor_of(request), after, min(max(limit, 1), MOST))
    return Imports(rows=list(found.rows), next=found.next)


@router.get("/item-imports/{int:import_id}", response=answers({200: ImportView}))
def one(request: HttpRequest, response: HttpResponse, import_id: int) -> ImportView:
    """一次导入：各列的对应、进度和结果"""
    found = queries.import_of(actor_of(request), import_id)
    tagged(response, found.version)
    return found


@router.put("/item-imports/{int:import_id}/columns", response=answers({202: Version}), openapi_extra=COMMAND)
def match(request: HttpRequest, import_id: int, body: Columns) -> tuple[int, Version]:
    """核对各列并试导入（后台进行，不改动任何内容）"""
    told = [table.model_dump() for table in body.tables]
    return 202, Version(version=actions.match_columns(actor_of(request), import_id, told))


@router.post("/item-imports/{int:import_id}/execution", response=answers({202: Version}), openapi_extra=COMMAND)
def start(request: HttpRequest, import_id: int) -> tuple[int, Version]:
    """正式导入（后台进行，要么全部写入，要么一行也不写）"""
    return 202, Version(version=actions.start_import(actor_of(request), import_id))


@router.delete("/item-imports/{int:import_id}", response=answers({204: None}), openapi_extra=COMMAND)
def drop(request: HttpRequest, import_id: int) -> tuple[int, None]:
    """放弃一次还没有导入的清单"""
    actions.drop_import(actor_of(request), import_id)
    return 204, None


@router.get("/item-imports/{int:import_id}/remarks", response=answers({200: Remarks}))
def remarks(request: HttpRequest, import_id: int, weight: str = "", after: str = "", limit: int = 50) -> Remarks:
    """逐行说明：行、列、内容、问题、怎么办"""
    found = queries.remarks_of(actor_of(request), import_id, weight, after, min(max(limit, 1), MOST))
    return Remarks(rows=list(found.rows), next=found.next)


@router.get("/item-exports/{kind}", response=answers({200: None}))
def export(
    request: HttpRequest,
    kind: str,
    q: str = "",
    procedure: Procedure | None = None,
    only: str = "",
    organ_id: int | None = None,
) -> HttpResponseBase:
    """导出事项清单（xlsx、csv、zip），与导入同形"""
    return own_shape(actor_of(request), kind, q[:80], procedure.value if procedure else "", only, organ_id)


@router.get("/item-exchange/{kind}", response=answers({200: None}))
def exchange(
    request: HttpRequest,
    kind: str,
    q: str = "",
    procedure: Procedure | None = None,
    only: str = "",
    organ_id: int | None = None,
) -> HttpResponseBase:
    """导出国家交换表（zip 为 CSV，json 为 JSON，都打包）"""
    return exchange_shape(actor_of(request), kind, q[:80], procedure.value if procedure else "", only, organ_id)
