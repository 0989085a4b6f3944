"""The editor of a draft: its facts, its lists, its regime. Each page saves the whole draft with its own part in it."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Draft
from cityhall.catalogue.terms import Can, Shelf
from cityhall.doors.http import Request, go, refuse, said, sent, submit
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.extents import ExtentForm
from cityhall.doors.setup.forms.items import FactsForm
from cityhall.doors.setup.forms.regimes import RegimeForm
from cityhall.doors.setup.forms.rows import (
    PARTS,
    Part,
    Row,
    content_with,
    kept_forms,
    rows_of,
    shifted,
    unbound,
    with_one_more,
)
from cityhall.doors.setup.forms.ways import WaysForm
from cityhall.doors.setup.places import renaming
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

ITEMS = (Can.EDIT_ITEMS,)
SHELVES = {"fields": Shelf.FIELD, "materials": Shelf.MATERIAL}


@setup("GET", "POST", to=ITEMS)
def facts(request: Request, item_id: int) -> HttpResponseBase:
    """要点、时限、指南文字"""
    draft = queries.draft(request.actor, item_id)
    return _form(request, draft, FactsForm(request.POST or None, draft.content), "setup/item_facts.html", {})


@setup("GET", "POST", to=ITEMS)
def regime(request: Request, item_id: int) -> HttpResponseBase:
    """办理规则: read-only with its source; what the item changes, with its law."""
    draft = queries.draft(request.actor, item_id)
    city, own = queries.regime_of(draft.procedure), queries.preview_of(draft).regime
    form = RegimeForm(request.POST or None, draft.content, city)
    context = {"regime": city, "own": own, "moves": cases.moves_table(own.moves)}
    return _form(request, draft, form, "setup/item_regime.html", context)


@setup("GET", "POST", to=ITEMS)
def extent(request: Request, item_id: int) -> HttpResponseBase:
    """实施要素: 由谁行使、怎样提供、涉及范围"""
    draft = queries.draft(request.actor, item_id)
    return _form(request, draft, ExtentForm(sent(request), draft.content), "setup/item_extent.html", {})


@setup("GET", "POST", to=ITEMS)
def ways(request: Request, item_id: int) -> HttpResponseBase:
    """其他办理方式: 容缺、告知承诺、已有证照、联合办理、听证"""
    draft = queries.draft(request.actor, item_id)
    return _form(request, draft, WaysForm(sent(request), draft.content), "setup/item_ways.html", {})


def _form(
    request: Request, draft: Draft, form: BaseForm, template: str, context: Mapping[str, Any]
) -> HttpResponseBase:
    act = renaming(actions.save_draft, form)
    if submit(form, act, request.actor, draft.id):
        said(request, "草稿已保存")
        return go(request, reverse("setup_item", args=[draft.id]))
    return page(request, template, {**frame(request, draft, template.removesuffix(".html")), **context}, form)


@setup("GET", "POST", to=ITEMS)
def rows(request: Request, item_id: int, part: str) -> HttpResponseBase:
    """材料、表单、环节、问题: repeatable rows; one more by a button, with script or without."""
    kind = PARTS.get(part)
    if kind is None:
        raise NotFoundError("setup.no_part", "事项没有这一部分，请返回事项重新选择")
    draft = queries.draft(request.actor, item_id)
    holder = Blank(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _rows_page(request, draft, kind, unbound(kind, draft.content), holder)
    if "more" in request.POST:
        return _rows_page(request, draft, kind, with_one_more(kind, request.POST), Blank())
    if step := _step(request):
        return _rows_page(request, draft, kind, shifted(kind, request.POST, *step), Blank())
    typed = rows_of(kind)(request.POST, prefix="rows")
    if typed.is_valid() and _saved(request, draft, kind, kept_forms(typed), holder):
        said(request, "草稿已保存")
        return go(request, reverse("setup_item", args=[draft.id]))
    return _rows_page(request, draft, kind, typed, holder)


def _step(request: Request) -> tuple[int, int] | None:
    """上移、下移: which row, and which way."""
    for name, by in (("up", -1), ("down", 1)):
        if (told := request.POST.get(name, "")).isdecimal():
            return int(told), by
    return None


def _saved(request: Request, draft: Draft, part: Part, forms: list[Row], holder: Blank) -> bool:
    """Save the draft with these rows; a refusal goes to its row and field."""
    try:
        actions.save_draft(request.actor, draft.id, content_with(part, draft.content, forms))
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        _place(error, forms, holder)
        return False
    return True


def _place(error: DomainError, forms: list[Row], holder: Blank) -> None:
    """`materials.2.name` is the field `name` of the third row kept."""
    _, _, rest = (error.field or "").partition(".")
    number, _, field = rest.partition(".")
    if number.isdecimal() and int(number) < len(forms):
        row, field = forms[int(number)], field.replace(".", "_")
        if field in row.fields:
            row.add_error(field, error.message)
            return
    refuse(holder, error)


def _rows_page(request: Request, draft: Draft, part: Part, rows: Any, holder: Blank) -> HttpResponseBase:
    wrong = rows.is_bound and (holder.errors or rows.total_error_count())
    context = {**frame(request, draft, part.name), "part": part, "rows": rows, **_shelf(draft, part)}
    return page(
        request, "setup/item_rows.html", context, holder, status=422 if wrong and not _refused(holder) else None
    )


def _shelf(draft: Draft, part: Part) -> dict[str, Any]:
    """What of the library can be chosen here, and which rows are called as an entry without referring to it."""
    shelf = SHELVES.get(part.name)
    if shelf is None:
        return {}
    ref, label = ("standard", "label") if shelf is Shelf.FIELD else ("standard_code", "name")
    rows = [row for row in draft.content.get(part.name) or () if not row.get(ref)]
    alike = queries.called(shelf, [str(row.get(label, "")) for row in rows]) if rows else {}
    apart = [m for m in draft.parts.materials if m.standard_code] if shelf is Shelf.MATERIAL else []
    return {"shelf": shelf, "names": queries.library_names(shelf), "alike": list(alike.values()), "apart": apart}


def _refused(holder: Blank) -> bool:
    return getattr(holder, "refusal", None) is not None


def frame(request: Request, draft: Draft, here: str) -> dict[str, Any]:
    """The tabs of the editor, and the version that was seen."""
    tabs = [("setup/item_facts", "要点与指南", reverse("setup_item_facts", args=[draft.id]))]
    tabs += [("setup/item_extent", "实施要素", reverse("setup_item_extent", args=[draft.id]))]
    tabs += [(p.name, p.label, reverse("setup_item_part", args=[draft.id, p.name])) for p in PARTS.values()]
    tabs.insert(4, ("situations", "情形决策表", reverse("setup_item_situations", args=[draft.id])))
    tabs += [("setup/item_ways", "其他办理方式", reverse("setup_item_ways", args=[draft.id]))]
    tabs += [("setup/item_regime", "办理规则", reverse("setup_item_regime", args=[draft.id]))]
    return {"item": draft, "tabs": tabs, "here": here, "seen": request.POST.get("_seen") or draft.version}
