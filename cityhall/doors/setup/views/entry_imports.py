"""导入基本目录: a table tried row by row, then taken in whole or not at all; and the lists as such a table."""

import io

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import ExportTable
from cityhall.catalogue.terms import Can
from cityhall.doors.exporting import file_of
from cityhall.doors.http import Request, go, refuse, said
from cityhall.doors.setup import held
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.imports import ImportForm
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError
from cityhall.kernel.imports import ImportReport
from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.table import Table

READ, KEEP = (Can.EDIT_ITEMS, Can.KEEP_LISTS), (Can.KEEP_LISTS,)
SLOT, KINDS, SHOWN = "entries", ("xlsx", "csv"), 300
STOP = "有一行不对，就一行也不导入。请按下面的说明改好文件再试。"


@setup("GET", "POST", to=KEEP)
def upload(request: Request) -> HttpResponseBase:
    """导入基本目录: tried first, then done with the very file that was tried."""
    if request.method == "GET":
        return page(request, "setup/entry_import.html", {}, ImportForm(None))
    form = ImportForm(request.POST, request.FILES, tried=held.name_of(request, SLOT))
    if form.is_valid():
        try:
            return _import(request, form)
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as no:
            refuse(form, no)
    return page(request, "setup/entry_import.html", {}, form)


def _import(request: Request, form: ImportForm) -> HttpResponseBase:
    name, table = _taken(request, form)
    rows = ((row.number, row.cells) for row in table.rows)
    report = actions.import_entries(request.actor, table.columns, rows, dry_run=form.dry_run)
    if form.dry_run:
        return page(request, "setup/report.html", {
            "report": report, "name": name, "title": "试导入基本目录", "again": reverse("setup_entries_import"),
            "back": reverse("setup_lists"), "whole": not report.rejected and bool(report.created + report.updated),
            "nouns": ("行",), "flagged": "有疑点", "most": SHOWN, "stop": STOP if report.rejected else "",
            "download": reverse("setup_entries_report", args=["xlsx"]), "columns": queries.entry_columns(table.columns),
        })  # fmt: skip
    held.let_go(request, SLOT)
    said(request, f"已导入：新增 {report.created} 个条目，更改 {report.updated} 个，{report.unchanged} 个没有变化")
    return go(request, reverse("setup_lists"))


def _taken(request: Request, form: ImportForm | None) -> tuple[str, Table]:
    name, data = held.taken(request, SLOT, form.cleaned_data["file"] if form else None)
    return name, Book(io.BytesIO(data)).table()


@setup("GET", to=KEEP)
def report(request: Request, kind: str) -> HttpResponseBase:
    """逐行说明 of the file that was tried, as a file."""
    if not held.name_of(request, SLOT) or kind not in KINDS:
        raise NotFoundError("setup.no_report", "没有试导入的结果，请重新选择文件试导入")
    name, table = _taken(request, None)
    rows = ((row.number, row.cells) for row in table.rows)
    told = actions.import_entries(request.actor, table.columns, rows, dry_run=True)
    return file_of(f"导入说明-{name}", kind, [_report(told)])


def _report(told: ImportReport) -> ExportTable:
    return ExportTable("导入说明", ("行", "列", "原因"), ((n.row, n.column, n.reason) for n in told.notes))


@setup("GET", to=READ)
def export(request: Request, kind: str) -> HttpResponseBase:
    """下载现在的基本目录, in the shape it is taken in by."""
    if kind not in KINDS:
        raise NotFoundError("setup.no_such_file", "基本目录只能下载为 XLSX 或 CSV")
    return file_of("基本目录", kind, [queries.export_entries(request.actor)])
