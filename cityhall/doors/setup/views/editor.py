"""The editor of a draft: its facts, its lists, its regime. Each page saves the whole draft with its own part in it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Draft
from cityhall.catalogue.terms import Can
from cityhall.doors.http import Request, go, refuse, said, submit
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.items import FactsForm, RegimeForm
from cityhall.doors.setup.forms.rows import PARTS, Part, Row, content_with, kept_forms, rows_of, unbound, with_one_more
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

ITEMS = (Can.EDIT_ITEMS,)


@setup("GET", "POST", to=ITEMS)
def facts(request: Request, item_id: int) -> HttpResponseBase:
    """要点、时限、指南文字"""
    draft = queries.draft(request.actor, item_id)
    return _form(request, draft, FactsForm(request.POST or None, draft.content), "setup/item_facts.html", {})


@setup("GET", "POST", to=ITEMS)
def regime(request: Request, item_id: int) -> HttpResponseBase:
    """办理规则: read-only with its source; what the item changes, with its law."""
    draft = queries.draft(request.actor, item_id)
    context = {"regime": queries.regime_of(draft.procedure), "own": queries.preview(request.actor, item_id).regime}
    return _form(request, draft, RegimeForm(request.POST or None, draft.content), "setup/item_regime.html", context)


def _form(
    request: Request, draft: Draft, form: BaseForm, template: str, context: Mapping[str, Any]
) -> HttpResponseBase:
    act = _renaming(actions.save_draft, form)
    if submit(form, act, request.actor, draft.id):
        said(request, "草稿已保存")
        return go(request, reverse("setup_item", args=[draft.id]))
    return page(request, template, {**_frame(request, draft, template.removesuffix(".html")), **context}, form)


def _renaming(act: Callable[..., int], form: BaseForm) -> Callable[..., int]:
    """A refusal of the content names a place in it; say which field of the form that is."""

    def run(*args: object, **kwargs: object) -> int:
        try:
            return act(*args, **kwargs)
        except DomainError as error:
            place = (error.field or "").removeprefix("regime.").replace(".", "_")
            error.field = next((f for f in (place, f"{place}_amount", f"{place}_name") if f in form.fields), None)
            error.errors = {error.field: error.message} if error.field else {}
            raise

    return run


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
    typed = rows_of(kind)(request.POST, prefix="rows")
    if typed.is_valid() and _saved(request, draft, kind, kept_forms(typed), holder):
        said(request, "草稿已保存")
        return go(request, reverse("setup_item", args=[draft.id]))
    return _rows_page(request, draft, kind, typed, holder)


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
    context = {**_frame(request, draft, part.name), "part": part, "rows": rows}
    return page(
        request, "setup/item_rows.html", context, holder, status=422 if wrong and not _refused(holder) else None
    )


def _refused(holder: Blank) -> bool:
    return getattr(holder, "refusal", None) is not None


def _frame(request: Request, draft: Draft, here: str) -> dict[str, Any]:
    """The tabs of the editor, and the version that was seen."""
    tabs = [("setup/item_facts", "要点与指南", reverse("setup_item_facts", args=[draft.id]))]
    tabs += [(p.name, p.label, reverse("setup_item_part", args=[draft.id, p.name])) for p in PARTS.values()]
    tabs += [("setup/item_regime", "办理规则", reverse("setup_item_regime", args=[draft.id]))]
    return {"item": draft, "tabs": tabs, "here": here, "seen": request.POST.get("_seen") or draft.version}
