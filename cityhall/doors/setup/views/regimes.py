"""办理规则: what the law of each kind of item says in this city, changed with preview and history."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import RegimeView
from cityhall.catalogue.terms import Can
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, submit
from cityhall.doors.setup.door import ROWS, page, setup
from cityhall.doors.setup.forms.regimes import RulesForm
from cityhall.doors.setup.places import renaming
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

READ, SET = (Can.EDIT_ITEMS, Can.SET_REGIMES), (Can.SET_REGIMES,)


@setup("GET", to=READ)
def index(request: Request) -> HttpResponseBase:
    """办理规则"""
    rows = [(view, _against_the_law(view)) for view in queries.regime_views(request.actor)]
    return page(request, "setup/regimes.html", {"rows": rows})


def _against_the_law(view: RegimeView) -> str:
    """In a few words, whether the city has it otherwise than the default."""
    return "与默认规则相同" if view.terms == view.law else "本市有改动"


@setup("GET", to=READ)
def regime(request: Request, procedure: str) -> HttpResponseBase:
    """One kind of item: its rules, the moves they allow with their law, history, whom they have not reached yet."""
    view = queries.regime_view(request.actor, procedure)
    return page(request, "setup/regime.html", {
        "view": view, "regime": view.terms, "moves": cases.moves_table(view.terms.moves),
        "history": queries.regime_history(request.actor, procedure, cases.MOVE_NAMES),
        "page": queries.items_behind(request.actor, procedure, after=cursor(request), limit=ROWS),
        "may_edit": request.actor.reach(Can.SET_REGIMES) is None,
    })  # fmt: skip


@setup("GET", "POST", to=SET)
def edit(request: Request, procedure: str) -> HttpResponseBase:
    """修改办理规则: first what would come of it, then saved."""
    view = queries.regime_view(request.actor, procedure)
    form = RulesForm(sent(request), view.content)
    context: dict[str, Any] = {"view": view, "seen": request.POST.get("_seen") or view.version}
    if "do" in request.POST and submit(form, renaming(actions.save_regime, form), request.actor, procedure):
        said(request, "已保存。此后发布的事项按新规则；已发布的事项在下一次发布时采用")
        return go(request, reverse("setup_regime", args=[procedure]))
    if request.method == "POST" and form.is_valid():
        context |= _foreseen(request, view, form)
    return page(request, "setup/regime_edit.html", context, form)


def _foreseen(request: Request, view: RegimeView, form: RulesForm) -> dict[str, Any]:
    """What these rules would be and change; a refusal goes onto the form."""
    try:
        ask = renaming(queries.regime_preview, form)
        then, changes = ask(request.actor, view.procedure, form.cleaned_data["content"], cases.MOVE_NAMES)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        refuse(form, error)
        return {}
    reached = queries.published_under(request.actor, view.procedure)
    return {"previewed": True, "changes": changes, "moves": cases.moves_table(then.moves), "reached": reached}
