"""情形决策表: materials and fields against questions, a cell each; tried out as a citizen would before it is saved."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Draft, TableRow
from cityhall.catalogue.terms import Can
from cityhall.doors.components.item_form import ItemForm, initial_of
from cityhall.doors.http import Request, go, refuse, said
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.decisions import hints_of, shown, typed
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError

from .editor import frame

PART = "setup/situations_trial.html"


@setup("GET", "POST", to=(Can.EDIT_ITEMS,))
def table(request: Request, item_id: int) -> HttpResponseBase:
    """情形决策表"""
    draft = queries.draft(request.actor, item_id)
    holder = Blank(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, draft, queries.decision_table(draft.parts), draft.content, {}, holder)
    rows, cells = typed(draft.parts, request.POST)
    content, wrong = queries.tabled(draft.parts, draft.content, cells)
    saving = "try" not in request.POST and "or" not in request.POST and not request.htmx
    if saving and not wrong and _saved(request, draft, content, holder):
        said(request, "草稿已保存")
        return go(request, reverse("setup_item_situations", args=[draft.id]))
    status = InvalidInputError.status if saving and wrong else None
    return _page(request, draft, rows, content, wrong, holder, status)


def _saved(request: Request, draft: Draft, content: dict[str, Any], holder: Blank) -> bool:
    try:
        actions.save_draft(request.actor, draft.id, content)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        refuse(holder, no)
        return False
    return True


def _page(
    request: Request, draft: Draft, rows: list[TableRow], content: Any, wrong: dict[Any, str], holder: Blank,
    status: int | None = None,
) -> HttpResponseBase:  # fmt: skip
    data = request.POST if request.method == "POST" else None
    said_ = _said(draft, request)
    trial = queries.try_out(content, said_)
    specs, values = queries.questions_of(draft.parts, said_)
    asks = ItemForm(specs, initial=initial_of(specs, values), prefix="a")
    asks.mark_optional()
    context = {
        **frame(request, draft, "situations"), "asks": [(ask, hints_of(ask)) for ask in draft.parts.asks],
        "rows": shown(rows, draft.parts.asks, data, wrong), "trial": trial, "questions": asks, "wrong": wrong,
        "counts": {f"{r.part}-{r.key}": r.n + 1 for r in rows},
    }  # fmt: skip
    template = PART if request.htmx else "setup/item_situations.html"
    return page(request, template, context, holder, status)


def _said(draft: Draft, request: Request) -> dict[str, Any]:
    """The answers tried out, from the page or its address."""
    data = request.POST if request.method == "POST" else request.GET
    return {ask.key: data.getlist(f"a-{ask.key}") for ask in draft.parts.asks}
