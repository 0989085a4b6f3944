"""现场核查表: filled in where one stands, on a phone; the case is one tap away."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, said, sent, show, submit

from . import acts
from .act import Asked
from .acts_review import visit_form
from .door import home_of, office, onward, with_open


@office("GET", "POST")
def sheet(request: Request, number: str, key: str) -> HttpResponseBase:
    """登记现场核查: the points of the step, what was found, who was the second."""
    page = queries.case_page(request.actor, number)
    asked = Asked(sent(request), page, request.actor, key)
    doing, step, form = acts.ACTS["visit"], asked.step, visit_form(asked)
    if submit(form, actions.record_visit, request.actor, number, key):
        said(request, f"{doing.done}：{number}")
        return onward(request, with_open(home_of(request, number), number))
    here = acts.allowed(doing, key, page, request.actor)
    return show(request, "office/visit.html", {
        "page": page, "step": step, "doing": doing, "allowed": here, "at": reverse("office_case", args=[number]),
    }, form=form)  # fmt: skip
