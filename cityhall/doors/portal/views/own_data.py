"""我的个人信息: a copy of everything, a correction, the end of the account."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.cases import actions
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.own_copy import archive
from cityhall.doors.portal.forms import CloseForm, CorrectionForm, Tap
from cityhall.joint import actions as joint
from cityhall.people import actions as people_actions
from cityhall.people import queries as people


@never_cache
@require_http_methods(["GET", "POST"])
def index(request: Request) -> HttpResponse:
    """我的个人信息; a button asks for the copy."""
    people.me(request.actor)
    form = Tap(sent(request))
    if submit(form, people_actions.ask_own_data, request.actor):
        said(request, "已受理，备好后在消息里告诉您，通常几分钟")
        return go(request, reverse("own_data"))
    return show(request, "portal/own_data.html", {"copies": people.my_own_data(request.actor)}, form=form)


@never_cache
@require_safe
def download(request: Request, own_data_id: int) -> HttpResponseBase:
    """The copy as an archive: the account of everything, and the files she handed in."""
    return archive(request.actor, own_data_id)


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: Request) -> HttpResponse:
    """申请更正"""
    people.me(request.actor)
    form = CorrectionForm(sent(request))
    outcome = submit(form, actions.ask_correction, request.actor)
    if outcome and outcome.result:
        said(request, "已登记，会在五个工作日内答复您")
        return go(request, reverse("grievance", args=[outcome.result]))
    return show(request, "portal/own_data_correct.html", form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def close(request: Request) -> HttpResponse:
    """注销账号: asked first, with what goes and what stays and why."""
    people.me(request.actor)
    form = CloseForm(sent(request))
    if submit(form, joint.close_account, request.actor):
        logout(request)
        said(request, "账号已注销")
        return go(request, reverse("home"))
    return show(request, "portal/own_data_close.html", form=form)
