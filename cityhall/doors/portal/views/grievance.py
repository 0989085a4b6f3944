"""“办不成事”: anybody may say what could not be got done, follow it by number and code, and say whether it is solved."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.cases import actions, queries
from cityhall.cases.queries import GrievanceView
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, address_of, cursor, go, said, sent, show, submit
from cityhall.doors.portal import plain
from cityhall.doors.portal.forms import GrievanceForm, ProgressForm, SolvedForm
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.people import queries as people


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """反映“办不成事”"""
    actor = request.actor
    initial = {"case_number": request.GET.get("number", "")[:24]}
    if actor.person_id is not None:
        own = people.own(actor)
        initial |= {"name": own.name, "phone": own.phone}
    organs = catalogue.organs_with_items()
    form = GrievanceForm([(str(o.id), o.name) for o in organs], sent(request), initial=initial)

    def tell(name: str, phone: str, what: str, wanted: str, case_number: str, organ_id: str) -> list[str]:
        address = "" if actor.account_id else address_of(request)
        return actions.tell_grievance(
            actor, name, phone, what, wanted=wanted, case_number=case_number, address=address,
            organ_id=int(organ_id) if organ_id else None,
        )  # fmt: skip

    outcome = submit(form, tell)
    if outcome and outcome.result:
        number, code = outcome.result
        said(request, "已经登记。请记下编号和查询码，短信里也有")
        return go(request, f"{reverse('grievance', args=[number])}?{urlencode({'code': code})}")
    return show(request, "portal/grievance_start.html", {"asked": ProgressForm()}, form=form)


@never_cache
@require_safe
def ask(request: Request) -> HttpResponse:
    """查反映的进展"""
    number, code = request.GET.get("number", "").strip(), request.GET.get("code", "").strip()
    form = ProgressForm(request.GET if "code" in request.GET else None, initial={"number": number})
    if submit(form, lambda number, code: _found(request, number, code)):
        return go(request, f"{reverse('grievance', args=[number])}?{urlencode({'code': code})}")
    return show(request, "portal/grievance_ask.html", form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request, number: str) -> HttpResponse:
    """一件反映: what was said, who answers until when, the answer, and whether it is solved."""
    code = (request.POST.get("code") or request.GET.get("code", "")).strip()
    found = _mine(request, number, code)
    form = SolvedForm(sent(request))
    if submit(form, lambda solved: actions.close_grievance(request.actor, number, solved == "yes", code=code)):
        solved = form.cleaned_data["solved"] == "yes"
        said(request, "谢谢，已办结" if solved else "已转回继续处理，会在期限内再次答复您")
        query = f"?{urlencode({'code': code})}" if code else ""
        return go(request, f"{reverse('grievance', args=[number])}{query}")
    clock = found.clock
    context = {"found": found, "code": code or found.access_code, "spent": clock and plain.spent(clock)}
    return show(request, "portal/grievance.html", context, form=form)


@never_cache
@require_safe
def mine(request: Request) -> HttpResponse:
    """我反映的"""
    return show(request, "portal/grievances.html", {"page": queries.my_grievances(request.actor, cursor(request))})


def _mine(request: Request, number: str, code: str) -> GrievanceView:
    """By the code, else as the person who brought it up."""
    if not code:
        return queries.grievance_page(request.actor, number)
    try:
        return _found(request, number, code)
    except InvalidInputError as no:
        raise NotFoundError(no.code, no.message) from no


def _found(request: Request, number: str, code: str) -> GrievanceView:
    """The matter, or a refusal on the form; a wrong try counts against the address and the number."""
    address = address_of(request)
    queries.check_tries(number, address)
    try:
        return queries.grievance(number, code)
    except NotFoundError as no:
        actions.count_wrong_try(request.actor, number, address)
        raise InvalidInputError(no.code, no.message, field="code") from no
