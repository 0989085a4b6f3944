"""标准字段库、标准材料库: the shelves, an entry, who uses it, what is to be replaced; and what an item takes from them."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import LibraryView
from cityhall.catalogue.terms import Can, Shelf
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.library import (
    FIELD_GROUPS,
    FORMS,
    MATERIAL_GROUPS,
    PIECES,
    EntryHead,
    RetireLibraryForm,
)
from cityhall.doors.setup.forms.rows import content_with, kept_forms, rows_of, unbound, with_one_more
from cityhall.doors.setup.places import renaming
from cityhall.doors.setup.story import story
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

READ, KEEP, ITEMS = (Can.EDIT_ITEMS, Can.KEEP_LIBRARY), (Can.KEEP_LIBRARY,), (Can.EDIT_ITEMS,)
ONLY = {"current": "现行", "retired": "已停用", "unused": "没有事项使用"}
GROUPS = {Shelf.FIELD: FIELD_GROUPS, Shelf.MATERIAL: MATERIAL_GROUPS}


def _shelf(text: str) -> Shelf:
    try:
        return Shelf(text)
    except ValueError:
        raise NotFoundError("catalogue.unknown_shelf", "标准库只有字段和材料两类，请从列表进入") from None


@setup("GET", to=READ)
def index(request: Request, shelf: str = Shelf.FIELD) -> HttpResponseBase:
    """标准字段库、标准材料库"""
    kind, text = _shelf(shelf), request.GET.get("q", "").strip()[:80]
    only, group = request.GET.get("only", ""), request.GET.get("group", "")
    found = queries.library(request.actor, kind, text=text, only=only, group=group, after=cursor(request), limit=ROWS)
    return page(request, "setup/library.html", {
        "shelf": kind, "shelves": list(Shelf), "page": found, "q": text, "only": only, "onlys": ONLY, "group": group,
        "groups": GROUPS[kind], "may_edit": request.actor.may(Can.KEEP_LIBRARY), "left": len(queries.to_replace(request.actor)),
    })  # fmt: skip


@setup("GET", to=READ)
def work(request: Request) -> HttpResponseBase:
    """待换清单"""
    return page(request, "setup/library_work.html", {"rows": queries.to_replace(request.actor), "shelves": list(Shelf)})


@setup("GET", to=READ)
def entry(request: Request, shelf: str, code: str) -> HttpResponseBase:
    """One entry: its rule, who uses it, how it came to be."""
    view = queries.library_entry(request.actor, _shelf(shelf), code)
    return page(request, "setup/library_entry.html", {
        "view": view, "rule": _told(view), "may_edit": request.actor.may(Can.KEEP_LIBRARY) and not view.row.retired_on,
        "story": story(view.ref),
    })  # fmt: skip


def _told(view: LibraryView) -> list[tuple[str, str, str]]:
    """The rule as facts: only what it says."""
    form = FORMS[view.row.shelf](None, view.content)
    rows = []
    for name, field in form.fields.items():
        value = view.content.get(name)
        if name in ("code", "name", "aliases", "organ_id", "why") or value in (None, "", [], False):
            continue
        labels = dict(getattr(field, "choices", ()) or ())
        told = "、".join(value) if isinstance(value, list) else "是" if value is True else str(labels.get(value, value))
        rows.append((str(field.label), told, ""))
    return rows


@setup("GET", "POST", to=KEEP)
def new(request: Request, shelf: str) -> HttpResponseBase:
    """新建"""
    kind = _shelf(shelf)
    name = request.GET.get("name", "")[:200]
    return _edited(request, kind, FORMS[kind](sent(request), {}, {"name": name}), None)


@setup("GET", "POST", to=KEEP)
def edit(request: Request, shelf: str, code: str) -> HttpResponseBase:
    """修改"""
    view = queries.library_entry(request.actor, _shelf(shelf), code)
    initial = {
        "code": view.row.code, "name": view.row.name, "aliases": "\n".join(view.row.aliases),
        "organ_id": f"#{view.organ_id}" if view.organ_id else "",
    }  # fmt: skip
    return _edited(request, view.row.shelf, FORMS[view.row.shelf](sent(request), view.content, initial), view)


def _edited(request: Request, shelf: Shelf, form: EntryHead, view: LibraryView | None) -> HttpResponseBase:
    def act(actor: Any, **values: Any) -> str:
        return actions.save_library_entry(actor, shelf, **values)

    if outcome := submit(form, renaming(act, form), request.actor):
        said(request, "已保存。引用它的事项在下一次发布时按新的规则")
        return go(request, reverse("setup_library_entry", args=[shelf, outcome.result]))
    seen = request.POST.get("_seen") or (view.version if view else "")
    names = (
        {row.name: row.code for row in _alike(request, shelf, str(form["name"].value() or ""))} if view is None else {}
    )
    return page(request, "setup/library_edit.html", {"shelf": shelf, "view": view, "seen": seen, "alike": names}, form)


def _alike(request: Request, shelf: Shelf, name: str) -> list[Any]:
    """Entries called nearly so: perhaps it is there already."""
    return list(queries.library(request.actor, shelf, text=name[:20], limit=5).rows) if name.strip() else []


@setup("GET", "POST", to=KEEP)
def retire(request: Request, shelf: str, code: str) -> HttpResponseBase:
    """停用"""
    view = queries.library_entry(request.actor, _shelf(shelf), code)
    kind = view.row.shelf
    sheet = Sheet(
        f"停用：{view.row.name}", (("setup_library", "标准库"),), "停用", version=view.version, danger=True,
        hint=f"{view.row.used} 个事项在用：已发布的照常办理，列入待换清单；换掉之前，引用它的草稿不能发布。",
    )  # fmt: skip
    return filled(
        request, RetireLibraryForm(sent(request)), lambda actor, **values: actions.retire_library_entry(actor, kind, code, **values),
        sheet=sheet, done="已停用；在用的事项已列入待换清单", onto=lambda _: reverse("setup_library_entry", args=[kind, code]),
    )  # fmt: skip


@setup("GET", "POST", to=KEEP)
def pieces(request: Request, code: str) -> HttpResponseBase:
    """材料拆解, as repeatable rows."""
    view = queries.library_entry(request.actor, Shelf.MATERIAL, code)
    holder = Blank(request.POST if request.method == "POST" else None)
    rows = unbound(PIECES, view.content)
    if request.method == "POST" and "more" in request.POST:
        rows, holder = with_one_more(PIECES, request.POST), Blank()
    elif request.method == "POST":
        rows = rows_of(PIECES)(request.POST, prefix="rows")
        if rows.is_valid() and _kept(request, view, content_with(PIECES, view.content, kept_forms(rows)), holder):
            said(request, "拆解已保存")
            return go(request, reverse("setup_library_entry", args=[Shelf.MATERIAL, code]))
    codes = [(f"{c}", n) for shelf in Shelf for c, n in queries.library_names(shelf)]
    seen = request.POST.get("_seen") or view.version
    return page(
        request,
        "setup/library_pieces.html",
        {"view": view, "rows": rows, "part": PIECES, "codes": codes, "seen": seen},
        holder,
    )


def _kept(request: Request, view: LibraryView, content: dict[str, Any], holder: Blank) -> bool:
    try:
        actions.save_library_entry(
            request.actor, view.row.shelf, view.row.code, view.row.name, content, aliases=view.row.aliases,
            organ_id=view.organ_id, why="材料拆解",
        )  # fmt: skip
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        refuse(holder, no)
        return False
    return True


@setup("GET", "POST", to=ITEMS)
def swap(request: Request, item_id: int, shelf: str, code: str) -> HttpResponseBase:
    """换成替代的"""
    draft, kind = queries.draft(request.actor, item_id), _shelf(shelf)
    view = queries.library_entry(request.actor, kind, code)
    sheet = Sheet(
        f"{draft.name}：换掉“{view.row.name}”", (("setup_library_work", "待换清单"),), "换掉", version=draft.version,
        hint=f"草稿里的“{view.row.name}”换成“{view.instead_name}”，核对后再发布。" if view.instead else "没有指定替代，请在草稿里更换。",
    )  # fmt: skip
    return filled(
        request, Blank(sent(request)), actions.swap_library_entry, item_id, kind, code, sheet=sheet,
        done="草稿里已换好，请核对后发布", onto=lambda _: reverse("setup_item", args=[item_id]),
    )  # fmt: skip


@setup("GET", "POST", to=ITEMS)
def apart(request: Request, item_id: int, key: str) -> HttpResponseBase:
    """材料拆解 of one material of an item: what the form asks then, what is looked up, what is still brought."""
    draft = queries.draft(request.actor, item_id)
    told = queries.decomposition(draft.content, key)
    form = Blank(sent(request))
    if submit(form, actions.take_material_apart, request.actor, item_id, key):
        said(request, f"已拆解：表单里问清“{told.name}”的内容，不再要这张纸")
        return go(request, reverse("setup_item_part", args=[item_id, "fields"]))
    seen = request.POST.get("_seen") or draft.version
    return page(request, "setup/item_apart.html", {"item": draft, "told": told, "seen": seen}, form)


@setup("POST", to=ITEMS)
def adopt(request: Request, item_id: int, shelf: str) -> HttpResponseBase:
    """引用同名的"""
    form = Blank(sent(request))
    outcome = submit(form, actions.adopt_standard, request.actor, item_id, _shelf(shelf))
    refusal = getattr(form, "refusal", None)
    said(request, f"已引用 {outcome.result} 项" if outcome else refusal.message if refusal else "没有引用")
    part = "fields" if shelf == Shelf.FIELD else "materials"
    return go(request, reverse("setup_item_part", args=[item_id, part]))
