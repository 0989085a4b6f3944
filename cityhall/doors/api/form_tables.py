"""表单 as a table: out, and in again after a trial of every row."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Router, Schema, UploadedFile

from cityhall.catalogue import actions, queries
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.writer import CSV_TYPE, csv_pieces

from .door import COMMAND, actor_of, answers

router = Router()
MOST_BYTES = 5 * 1024 * 1024


class FormRowOut(Schema):
    number: int
    label: str
    fate: queries.Fate
    problems: list[str]


class FormReport(Schema):
    """`taken`: the form of the draft is now that of the table."""

    rows: list[FormRowOut]
    gone: list[str]
    ignored: list[str]
    wrong: int
    taken: bool


@router.get("/items/{int:item_id}/draft/form", response=answers({200: None}))
def form_out(request: HttpRequest, item_id: int) -> StreamingHttpResponse:
    """下载草稿的表单（CSV，一行一个填写项）"""
    rows = queries.form_table(queries.draft(actor_of(request), item_id).content)
    return StreamingHttpResponse(csv_pieces(queries.FORM_COLUMNS, rows), content_type=CSV_TYPE)


@router.post("/items/{int:item_id}/draft/form", response=answers({200: FormReport}), openapi_extra=COMMAND)
def form_in(
    request: HttpRequest, response: HttpResponse, item_id: int, file: File[UploadedFile], dry_run: bool = False
) -> FormReport:  # fmt: skip
    """用表格（XLSX 或 CSV）替换草稿的表单：逐行说明；有一行错就什么也不改"""
    actor = actor_of(request)
    draft = queries.draft(actor, item_id)
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInputError("catalogue.form_file_too_large", "文件超过 5 MB，请检查是不是选错了", "file")
    table = Book(file).table()
    trial = queries.try_form(draft.content, table.columns, ((r.number, r.cells) for r in table.rows))
    taken = not dry_run and not trial.wrong
    if taken:
        actions.save_draft(actor, item_id, {**draft.content, "fields": [dict(f) for f in trial.fields]})
    told = [FormRowOut(number=r.number, label=r.label, fate=r.fate, problems=list(r.problems)) for r in trial.rows]
    return FormReport(rows=told, gone=list(trial.gone), ignored=list(trial.ignored), wrong=trial.wrong, taken=taken)
