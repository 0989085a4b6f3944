"""领取 of one thing: together or as they come, on the draft or until the results are handed over; and what was handed over."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases.terms import DeliveryMethod
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal.forms import HandingForm
from cityhall.joint import actions, queries
from cityhall.joint.queries import HandingView
from cityhall.kernel.errors import NotFoundError
from cityhall.people import queries as people

from .filling import NOTHING


@never_cache
@require_http_methods(["GET", "POST"])
def of_draft(request: Request, draft: UUID) -> HttpResponse:
    """领取方式, before handing in"""
    return _choose(request, queries.handing_of_draft(request.actor, str(draft)), reverse("joint_check", args=[draft]))


@never_cache
@require_http_methods(["GET", "POST"])
def of_whole(request: Request, number: str) -> HttpResponse:
    """更改领取方式"""
    found = queries.handing_of(request.actor, number)
    if not found.mine:
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    return _choose(request, found, reverse("my_joint", args=[number]))


def _choose(request: Request, found: HandingView, there: str) -> HttpResponse:
    own = people.own(request.actor) if request.actor.person_id is not None and not found.agent else NOTHING
    initial = {
        "handing": found.handing, "method": found.method or DeliveryMethod.WINDOW, "receiver": found.receiver or own.name,
        "phone": found.phone or own.phone, "address": found.address or own.address, "electronic_consent": found.consent,
    }  # fmt: skip
    form = HandingForm(sent(request), initial=initial)
    if submit(form, actions.choose_handing, request.actor, found.ref):
        said(request, "领取方式已保存")
        return go(request, there)
    form.mark_needed()
    return show(request, "portal/joint_handing.html", {"found": found, "there": there}, form=form)
