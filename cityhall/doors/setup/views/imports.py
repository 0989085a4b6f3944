"""导入事项: files, columns, the trial, the deed, and what became of every row."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import ExportTable, ImportView
from cityhall.catalogue.terms import Can, ImportState, Part, Weight
from cityhall.doors.exporting import file_of
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, show, submit, tidy_name
from cityhall.doors.setup.door import ROWS, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.matching import MatchForm, UploadForm, parts_asked
from cityhall.doors.setup.story import story
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError, WrongStateError
from cityhall.kernel.files import store

IMPORT = (Can.IMPORT_ITEMS,)
NAMES = ("上传", "核对列", "试导入", "导入")
MOST_TABLES = 20


@setup("GET", "POST", to=IMPORT)
def items(request: Request) -> HttpResponseBase:
    """导入事项: choose files; what was taken in before."""
    form = UploadForm(sent(request), request.FILES if request.method == "POST" else None)
    if outcome := submit(form, _upload, request.actor):
        return go(request, reverse("setup_import_run", args=[outcome.result]))
    found = queries.imports(request.actor, after=cursor(request), limit=ROWS)
    return page(request, "setup/import.html", {"page": found, "names": NAMES}, form)


def _upload(actor: Actor, file: list[Any]) -> int:
    kept = [
        (store.put(one.chunks(), limit=actions.MOST_FILE, made=store.LIST), tidy_name(one.name or "")) for one in file
    ]
    return actions.begin_import(actor, kept)


@setup("GET", "POST", to=IMPORT)
def run(request: Request, import_id: int) -> HttpResponseBase:
    """One import: its columns, its progress, or what it comes to."""
    view = queries.import_of(request.actor, import_id, parts_asked(request.GET, MOST_TABLES))
    if view.state is ImportState.MAPPING or (view.state is ImportState.CHECKED and "match" in request.GET):
        return _match(request, view)
    weight = request.GET.get("weight", "")
    found = queries.remarks_of(request.actor, import_id, weight, cursor(request), ROWS)
    return page(request, "setup/import_run.html", {
        "run": view, "page": found, "names": NAMES, "weight": weight, "weights": list(Weight), "story": story(view.ref),
        "counts": _counts(view), "parts": [(p.label, view.counts[p.value]) for p in Part if view.counts.get(p.value)],
    })  # fmt: skip


def _counts(view: ImportView) -> list[tuple[str, int]]:
    labels = (
        ("rows", "事项"), ("created", "新增"), ("updated", "更新"), ("unchanged", "没有变化"), ("flagged", "有疑点，存为草稿"),
        ("rejected", "不导入"),
    )  # fmt: skip
    return [(label, view.counts.get(name, 0)) for name, label in labels]


def _match(request: Request, view: ImportView) -> HttpResponseBase:
    form = MatchForm(sent(request), view)
    if form.is_bound and form.is_valid():
        try:
            actions.match_columns(request.actor, view.id, form.told())
            return go(request, reverse("setup_import_run", args=[view.id]))
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as error:
            form.refuse_at(error)
            refuse(form, error)
    offered = queries.parts_and_columns()
    return page(request, "setup/import_match.html", {
        "run": view, "names": NAMES,
        "asked": "part0" in request.GET, "seen": request.POST.get("_seen") or view.version,
        "offered": [(part, offered[part]) for part in dict.fromkeys(t.part for t in view.tables) if part in offered],
    }, form)  # fmt: skip


@setup("GET", to=IMPORT)
def progress(request: Request, import_id: int) -> HttpResponseBase:
    """How far it is, asked again and again; the whole page when it is over."""
    view = queries.import_of(request.actor, import_id)
    if not view.busy:
        return go(request, reverse("setup_import_run", args=[import_id]))
    return show(request, "setup/import_progress.html", {"run": view})


@setup("POST", to=IMPORT)
def start(request: Request, import_id: int) -> HttpResponseBase:
    """正式导入"""
    return _act(request, import_id, actions.start_import, "")


@setup("POST", to=IMPORT)
def drop(request: Request, import_id: int) -> HttpResponseBase:
    """放弃"""
    return _act(request, import_id, actions.drop_import, "已放弃，没有导入任何内容")


def _act(request: Request, import_id: int, act: Any, done: str) -> HttpResponseBase:
    outcome = submit(Blank(request.POST), act, request.actor, import_id)
    if outcome.error is not None:
        raise outcome.error
    if done:
        said(request, done)
    return go(request, reverse("setup_import_run", args=[import_id]))


@setup("GET", to=IMPORT)
def report(request: Request, import_id: int, kind: str) -> HttpResponseBase:
    """逐行说明 as a file."""
    view = queries.import_of(request.actor, import_id)
    if view.busy:
        raise WrongStateError("imports.busy", "还在处理，完成后再下载逐行说明")
    rows = queries.report_of(request.actor, import_id)
    return file_of(
        f"导入说明-{view.name}", "xlsx" if kind == "xlsx" else "csv", [ExportTable("导入说明", queries.REPORT, rows)]
    )
