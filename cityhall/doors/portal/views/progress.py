"""查进度 without signing in, and 办件公开时钟: number and code from the receipt, or its QR code. Wrong tries are counted."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cityhall.anywhere import queries as anywhere
from cityhall.cases import actions, queries
from cityhall.cases.queries import Progress
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.doors.http import Request, address_of, go, show, submit
from cityhall.doors.portal import plain
from cityhall.doors.portal.forms import ProgressForm
from cityhall.joint import queries as joint
from cityhall.joint.queries import JointProgress
from cityhall.kernel.errors import InvalidInputError, NotFoundError

Told = TypeVar("Told")


@never_cache
@require_safe
def ask(request: Request) -> HttpResponse:
    """输入编号和查询码"""
    asked = "code" in request.GET
    form = ProgressForm(request.GET if asked else None, initial={"number": request.GET.get("number", "")})
    outcome = submit(form, lambda number, code: _found(request, number, code, _way(number)).number)
    if outcome and outcome.result:
        number = outcome.result
        there = reverse("progress_of", args=[number])
        return go(request, f"{there}?{urlencode({'code': form.cleaned_data['code'].strip()})}")
    return show(request, "portal/progress_ask.html", form=form)


@never_cache
@require_safe
def page(request: Request, number: str) -> HttpResponse:
    """进度: what happened and what is next, without names. An address without its code leads to where it is asked."""
    if not request.GET.get("code"):
        return go(request, f"{reverse('progress')}?{urlencode({'number': number})}")
    if _way(number) is joint.joint_progress:
        return show(request, "portal/progress_joint.html", {"page": _asked(request, number, joint.joint_progress)})
    found = _asked(request, number, queries.progress)
    clock = plain.counting(found.clocks)
    context = {
        "found": found, "clock": clock, "entries": plain.public_timeline(found),
        "standing": plain.standing(found.status, found.outcome, clock, found.organ),
        "clocks": [(one, plain.spent(one)) for one in found.clocks], "code": request.GET["code"].strip(),
        "told": anywhere.told_of(found.number),
    }  # fmt: skip
    return show(request, "portal/progress.html", context)


@never_cache
@require_safe
def days(request: Request, number: str, clock_id: int) -> HttpResponse:
    """逐日说明: which days of a clock counted, which did not, and why."""
    code = request.GET.get("code", "").strip()
    found = _asked(request, number, queries.progress)
    there = f"{reverse('progress_of', args=[number])}?{urlencode({'code': code})}"
    return days_page(request, found.item_name, there, found.clocks, clock_id)


def days_page(request: Request, title: str, there: str, clocks: Sequence[ClockView], clock_id: int) -> HttpResponse:
    """The page of one clock, for whoever may see it; `there` is where she came from."""
    told = deadlines.explain(queries.one_of(clocks, clock_id))
    context = {"title": title, "there": there, "told": told, "runs": plain.runs(told.days)}
    return show(request, "portal/days.html", {**context, "spent": plain.spent(told.clock)})


def _way(number: str) -> Callable[[str, str], Progress | JointProgress]:
    """One case, or, by its number, a whole of several."""
    return joint.joint_progress if joint.is_joint_number(number) else queries.progress


def _asked(request: Request, number: str, way: Callable[[str, str], Told]) -> Told:
    """What the address asks for, or the page that says it is not there."""
    try:
        return _found(request, number, request.GET.get("code", "").strip(), way)
    except InvalidInputError as no:
        raise NotFoundError(no.code, no.message) from no


def _found(request: Request, number: str, code: str, way: Callable[[str, str], Told]) -> Told:
    """The case or the whole, or a refusal on the form; a wrong try counts against the address and the number."""
    address = address_of(request)
    queries.check_tries(number, address)
    try:
        return way(number, code)
    except NotFoundError as no:
        actions.count_wrong_try(request.actor, number, address)
        raise InvalidInputError(no.code, no.message, field="code") from no
