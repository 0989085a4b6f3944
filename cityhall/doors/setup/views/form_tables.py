"""表单: as a spreadsheet, tried out row by row before it is taken, and as an applicant would see it on a phone."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core import signing
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Draft, FormTrial
from cityhall.catalogue.terms import Can
from cityhall.doors.components.item_form import initial_of
from cityhall.doors.http import Request, go, refuse, said
from cityhall.doors.portal.forms import ItemForm
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError
from cityhall.kernel.sheets.reader import Book
from cityhall.kernel.sheets.writer import CSV_TYPE, XLSX_TYPE, Sheet, csv_pieces, xlsx_pieces

from .editor import frame

ITEMS = (Can.EDIT_ITEMS,)
SALT, AN_HOUR = "setup.form_table", 3600
MOST_BYTES = 5 * 1024 * 1024


class FormFile(forms.Form):
    file = forms.FileField(
        label="表格文件", help_text="XLSX 或 CSV，一行一个填写项；先下载现在的表单，在它上面改最方便",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip


@setup("GET", "POST", to=ITEMS)
def table(request: Request, item_id: int) -> HttpResponseBase:
    """用表格编辑表单"""
    draft = queries.draft(request.actor, item_id)
    if request.method == "GET":
        return _page(request, draft, FormFile(), None)
    if token := request.POST.get("tried"):
        return _keep(request, draft, token)
    form = FormFile(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, draft, form, None)
    try:
        trial = _tried(draft, form.cleaned_data["file"])
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        no.field, no.errors = "file", {"file": no.message}
        refuse(form, no)
        return _page(request, draft, form, None)
    return _page(request, draft, FormFile(), trial)


def _tried(draft: Draft, file: Any) -> FormTrial:
    if file.size > MOST_BYTES:
        raise InvalidInputError(
            "catalogue.form_file_too_large", "文件超过 5 MB，一张表单用不了这么大，请检查是不是选错了", "file"
        )
    found = Book(file).table()
    return queries.try_form(draft.content, found.columns, ((row.number, row.cells) for row in found.rows))


def _keep(request: Request, draft: Draft, token: str) -> HttpResponseBase:
    """What was tried and found right is taken into the draft, whole."""
    try:
        fields = signing.loads(token, salt=f"{SALT}.{draft.id}", max_age=AN_HOUR)
        actions.save_draft(request.actor, draft.id, {**draft.content, "fields": fields})
    except signing.BadSignature:
        said(request, "试读的结果已过期，请重新选择文件")
        return go(request, reverse("setup_form_table", args=[draft.id]))
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        holder = FormFile(request.POST)
        refuse(holder, no)
        return _page(request, draft, holder, None)
    said(request, f"表单已换成表格里的 {len(fields)} 项，草稿已保存")
    return go(request, reverse("setup_item_part", args=[draft.id, "fields"]))


def _page(request: Request, draft: Draft, form: FormFile, trial: FormTrial | None) -> HttpResponseBase:
    ready = trial is not None and not trial.wrong
    token = signing.dumps(list(trial.fields), salt=f"{SALT}.{draft.id}", compress=True) if trial and ready else ""
    context = {**frame(request, draft, "fields"), "trial": trial, "token": token, "columns": queries.FORM_COLUMNS}
    return page(request, "setup/form_table.html", context, form, 422 if trial is not None and trial.wrong else None)


@setup("GET", to=ITEMS)
def download(request: Request, item_id: int, ending: str) -> HttpResponseBase:
    """下载现在的表单"""
    draft = queries.draft(request.actor, item_id)
    rows = queries.form_table(draft.content)
    pieces: Iterator[bytes]
    if ending == "csv":
        pieces, kind = csv_pieces(queries.FORM_COLUMNS, rows), CSV_TYPE
    elif ending == "xlsx":
        pieces, kind = xlsx_pieces([Sheet("表单", queries.FORM_COLUMNS, rows)]), XLSX_TYPE
    else:
        raise NotFoundError("setup.no_such_file", "表单只能下载为 XLSX 或 CSV")
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="form-{item_id}.{ending}"'
    return response


@setup("GET", to=ITEMS)
def preview(request: Request, item_id: int) -> HttpResponseBase:
    """按手机宽度预览表单: the questions first, then what applies to the answers in the address."""
    draft = queries.draft(request.actor, item_id)
    whole = queries.preview_of(draft)
    said_ = {key: request.GET.get(key, "") for key in (ask.key for ask in whole.asks)}
    many = {ask.key: "、".join(request.GET.getlist(ask.key)) for ask in whole.asks}
    terms = queries.situated(whole, {**said_, **many})
    shown = ItemForm(terms.fields, initial=initial_of(terms.fields, {**said_, **many}))
    context = {**frame(request, draft, "fields"), "shown": shown, "terms": terms}
    return page(request, "setup/form_preview.html", context, Blank())
