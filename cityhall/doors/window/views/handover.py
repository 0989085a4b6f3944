"""出件: what is decided and waits for its owner, and handing it over against a signature."""

from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can, Status
from cityhall.doors.http import Request, cursor, go, said, show, submit
from cityhall.kernel.actor import require

from ..door import case_here, desk
from ..forms import DeliverForm
from .acts import ask, sent


@desk("GET")
def waiting(request: Request) -> HttpResponse:
    """待出件"""
    require(request.actor, Can.DELIVER)
    text = request.GET.get("q", "").strip()[:120]
    page = queries.ready_to_deliver(request.actor, text, cursor(request))
    return show(request, "window/handover.html", {"page": page, "text": text})


@desk("GET", "POST")
def deliver(request: Request, number: str) -> HttpResponse:
    """送达"""
    page = case_here(request.actor, number)
    require(request.actor, Can.DELIVER, page.terms.organ_id)
    if request.method == "GET" and page.status is not Status.DECIDED:
        return go(request, reverse("window:case", args=[number]))
    form = DeliverForm(sent(request), initial={"receiver": page.contact_name or page.applicant_name})
    if submit(form, actions.deliver, request.actor, number):
        said(request, "已送达；请打印送达回证，由签收人签字")
        return go(request, reverse("window:case", args=[number]))
    return ask(request, number, form, "出件", "确认送达", template="window/deliver.html")
