"""谁看过我的信息: every look at a sealed value of hers, and a way to ask why."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, cursor, go, said, sent, show, submit
from cityhall.doors.portal.forms import LookForm


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    """谁看过我的信息"""
    return show(request, "portal/looks.html", {"page": queries.looks_at_me(request.actor, cursor(request))})


@never_cache
@require_http_methods(["GET", "POST"])
def question(request: Request, look_id: int) -> HttpResponse:
    """对一次查看提出异议"""
    form = LookForm(sent(request))
    outcome = submit(form, actions.question_look, request.actor, look_id)
    if outcome and outcome.result:
        said(request, "已转给有关单位，会在五个工作日内答复您")
        return go(request, reverse("grievance", args=[outcome.result]))
    return show(request, "portal/look.html", {"look": queries.look_at_me(request.actor, look_id)}, form=form)
