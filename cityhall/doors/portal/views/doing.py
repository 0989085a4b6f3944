"""What the applicant is asked while her case is under way: an explanation, whether she wants a hearing."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Beside, Proceeding
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal.forms import AnswerForm, Tap
from cityhall.kernel.errors import NotFoundError

from .mine import own_case


def _asked(page: CasePage, kind: Proceeding, key: int) -> Beside:
    found = next((one for one in page.beside_of(kind) if one.id == key), None)
    if found is None:
        raise NotFoundError("case.no_proceeding", f"这件没有这项“{kind.label}”，请回到办件页面查看最新进度")
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def explanation(request: Request, number: str, key: int) -> HttpResponse:
    """答复补充说明"""
    page = own_case(request.actor, number)
    one = _asked(page, Proceeding.EXPLANATION, key)
    form = AnswerForm(sent(request))
    if submit(form, actions.answer_more, request.actor, number, key):
        said(request, "说明已提交，审查人员会马上看到")
        return go(request, reverse("my_case", args=[number]))
    return show(request, "portal/explanation.html", {"page": page, "one": one}, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def hearing(request: Request, number: str, key: int) -> HttpResponse:
    """要求听证，或者放弃"""
    page = own_case(request.actor, number)
    one = _asked(page, Proceeding.HEARING, key)
    form = Tap(sent(request))
    wants = request.POST.get("do") == "ask"
    act = actions.ask_hearing if wants else actions.waive_hearing
    if submit(form, act, request.actor, number, key):
        said(request, "已要求听证，会在二十日内组织，时间地点另行通知" if wants else "已登记您放弃听证，继续办理")
        return go(request, reverse("my_case", args=[number]))
    asked = one.first_on is not None
    return show(request, "portal/hearing.html", {"page": page, "one": one, "asked": asked}, form=form)
