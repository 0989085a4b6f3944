"""导入事项: a CSV file, tried first; every doubtful row with its column and reason."""

import csv
import io

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.doors.http import Request, go, refuse, said
from cityhall.doors.setup import held
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.imports import ImportForm
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError
from cityhall.kernel.imports import ImportReport

IMPORT = (Can.IMPORT_ITEMS,)
SLOT = "items"
SHOWN = 300


@setup("GET", "POST", to=IMPORT)
def items(request: Request) -> HttpResponseBase:
    """导入事项"""
    if request.method == "GET":
        return page(request, "setup/import.html", form=ImportForm(None))
    form = ImportForm(request.POST, request.FILES, tried=held.name_of(request, SLOT))
    if form.is_valid():
        try:
            return _import(request, form)
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as error:
            refuse(form, error)
    return page(request, "setup/import.html", form=form)


def _import(request: Request, form: ImportForm) -> HttpResponseBase:
    name, data = held.taken(request, SLOT, form.cleaned_data["file"])
    report = actions.import_csv(request.actor, data, dry_run=form.dry_run)
    if form.dry_run:
        return page(request, "setup/report.html", {
            "report": report, "name": name, "title": "试导入事项", "again": reverse("setup_import"),
            "back": reverse("setup_items"), "whole": report.rows > report.rejected, "nouns": ("行", "列"),
            "download": reverse("setup_import_notes"), "most": SHOWN,
        })  # fmt: skip
    held.let_go(request, SLOT)
    said(request, _told(report))
    return go(request, reverse("setup_items") + ("?only=doubtful" if report.flagged else ""))


def _told(report: ImportReport) -> str:
    return (
        f"已导入：新增 {report.created}，更新 {report.updated}，没有变化 {report.unchanged}，"
        f"有疑点 {report.flagged}（已存为草稿），未导入 {report.rejected}"
    )


@setup("GET", to=IMPORT)
def notes(request: Request) -> HttpResponseBase:
    """The remarks on the file that was tried, as a file."""
    if not held.name_of(request, SLOT):
        raise NotFoundError("setup.nothing_tried", "没有试导入过的文件，请先选择文件试导入")
    _, data = held.taken(request, SLOT, None)
    report = actions.import_csv(request.actor, data, dry_run=True)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["行", "列", "原因"])
    writer.writerows([n.row, _plain(n.column), _plain(n.reason)] for n in report.notes)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename*=utf-8''%E5%AF%BC%E5%85%A5%E7%96%91%E7%82%B9.csv"
    return response


def _plain(text: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
