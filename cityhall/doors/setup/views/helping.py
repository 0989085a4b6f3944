"""帮办代办 for who manages it: the register, requests to be assigned, the work done, the rules."""

from datetime import date, timedelta
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, cursor, go, said, sent, submit, tidy_name
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.helping import (
    AssignForm,
    CancelHelpForm,
    EndHelperForm,
    HelperForm,
    HelpRulesForm,
    NewHelperForm,
    who_of,
)
from cityhall.helping import actions, queries
from cityhall.helping.terms import OPEN, Can, Move, State
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.sheets.writer import CSV_TYPE, csv_pieces
from cityhall.organs import queries as organs
from cityhall.people.terms import Can as People

MANAGE = (Can.MANAGE,)
HERE = (("setup_helpers", "帮办代办"),)
MONTH = timedelta(days=30)


@setup("GET", to=(Can.MANAGE, Can.SET))
def index(request: Request) -> HttpResponseBase:
    """帮办员名册"""
    manages = request.actor.may(Can.MANAGE)
    rows = queries.register(request.actor) if manages else []
    context = {"rows": rows, "today": clock.today(), "rules": queries.rules_now(), "manages": manages}
    return page(request, "setup/helpers.html", context)


@setup("GET", "POST", to=MANAGE)
def new(request: Request) -> HttpResponseBase:
    """登记帮办员"""
    form = NewHelperForm(_colleagues(request.actor), sent(request), initial={"from_on": clock.today()})

    def save(actor: Actor, who: str, **told: Any) -> int:
        return actions.register_helper(actor, *who_of(who), **told)

    return filled(request, form, save, sheet=Sheet("登记帮办员", HERE), done="已登记", onto=_onto)


def _colleagues(actor: Actor) -> list[tuple[str, str]]:
    """Everybody who holds the helper's role in the organs the actor manages, and is not on the register."""
    known = {row.account_id for row in queries.register(actor) if row.until_on is None}
    rows = organs.staff_with(People.HELP, actor.reach(Can.MANAGE))
    return [(f"{organ_id}:{pk}", f"{name}（{organ}）") for organ_id, pk, name, organ in rows if pk not in known]


@setup("GET", "POST", to=MANAGE)
def edit(request: Request, helper_id: int) -> HttpResponseBase:
    """改片区和事项"""
    found = queries.helper(request.actor, helper_id)
    names = catalogue.item_names(found.view.items)
    lines = [f"#{pk} {names[pk][0]}" for pk in found.view.items if pk in names]
    initial = {
        "phone": found.view.phone, "areas": "\n".join(found.view.areas), "items": "\n".join(lines), "slots": found.slots,
    }  # fmt: skip

    def save(actor: Actor, **told: Any) -> None:
        actions.change_helper(actor, helper_id, **told)

    sheet = Sheet(f"帮办员：{found.view.name}", HERE, version=found.version)
    return filled(request, HelperForm(sent(request), initial=initial), save, sheet=sheet, done="已保存", onto=_onto)


@setup("GET", "POST", to=MANAGE)
def end(request: Request, helper_id: int) -> HttpResponseBase:
    """停止帮办"""
    found = queries.helper(request.actor, helper_id)
    form = EndHelperForm(sent(request), initial={"until_on": clock.today() + timedelta(days=1)})

    def save(actor: Actor, **told: Any) -> None:
        actions.end_helper(actor, helper_id, **told)

    sheet = Sheet(f"停止帮办：{found.view.name}", HERE, button="停止", version=found.version, danger=True)
    return filled(request, form, save, sheet=sheet, done="已停止", onto=_onto)


@setup("GET", to=MANAGE)
def waiting(request: Request) -> HttpResponseBase:
    """帮办申请"""
    state = request.GET.get("state", "")
    rows = queries.waiting(request.actor, state, cursor(request))
    return page(request, "setup/help_requests.html", {"page": rows, "state": state, "states": OPEN})


@setup("GET", "POST", to=MANAGE)
def one(request: Request, number: str) -> HttpResponseBase:
    """一件帮办申请: assigned, or called off."""
    found, today = queries.help_page(request.actor, number), clock.today()
    able = [
        row for row in queries.register(request.actor)
        if row.organ_id == found.organ_id and row.view.id != found.helper_id and (row.until_on is None or row.until_on > today)
    ]  # fmt: skip
    calls_off = request.POST.get("do") == "cancel"
    form = CancelHelpForm(sent(request)) if calls_off else AssignForm(able, sent(request))
    if submit(form, actions.cancel_help if calls_off else actions.assign_help, request.actor, number):
        said(request, "已取消，申请人能看到原因" if calls_off else "已派单")
        return go(request, reverse("setup_help_requests"))
    context = {
        "found": found, "able": able, "assigns": Move.ASSIGN in found.moves, "cancels": Move.CANCEL in found.moves,
        "assign": AssignForm(able, None) if calls_off else form, "cancel": form if calls_off else CancelHelpForm(),
        "asked": State.ASKED,
    }  # fmt: skip
    return page(request, "setup/help_request.html", context, form)


@setup("GET", to=MANAGE)
def work(request: Request) -> HttpResponseBase:
    """工作量和结果, on screen or as a table"""
    through = _day(request, "through", clock.today())
    from_on = _day(request, "from_on", through - MONTH)
    rows = queries.workload(request.actor, from_on, through)
    if request.GET.get("as") == "csv":
        pieces = csv_pieces(queries.HEAD, [row.told() for row in rows])
        response = StreamingHttpResponse(pieces, content_type=CSV_TYPE)
        name = tidy_name(f"帮办代办工作量-{from_on}-{through}.csv")
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        response.headers["Cache-Control"] = "private, no-store"
        return response
    return page(request, "setup/help_work.html", {"rows": rows, "from_on": from_on, "through": through})


def _day(request: Request, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


@setup("GET", "POST", to=(Can.SET,))
def rules(request: Request) -> HttpResponseBase:
    """帮办代办规则"""
    now = queries.rules_now()
    names = ("slots", "answer_days", "days_ahead", "mandate_days", "home_for_all", "source")
    form = HelpRulesForm(sent(request), initial={name: getattr(now, name) for name in names})
    sheet = Sheet("帮办代办规则", HERE, version=now.version or None)
    return filled(request, form, actions.set_help_rules, sheet=sheet, done="已保存", onto=_onto)


def _onto(_: object) -> str:
    return reverse("setup_helpers")
