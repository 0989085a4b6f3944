"""一次领取: all results of one thing, kept at this window until the last is there, handed over or sent at once under one receipt."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases.terms import Can, DeliveryMethod
from cityhall.doors.http import Request, cursor, go, said, show, submit
from cityhall.joint import actions, queries
from cityhall.joint.queries import HandingView
from cityhall.kernel import clock
from cityhall.kernel.actor import require
from cityhall.kernel.errors import NotFoundError
from cityhall.payments import queries as payments

from ..door import desk
from ..forms_money import PostForm, ReturnedForm, SignedForm, TogetherForm

ACTS: dict[str, tuple[type[BaseForm], Callable[..., Any], str]] = {
    "hand": (TogetherForm, actions.hand_over_together, "已一并交付；请打印签收单，由签收人签字"),
    "post": (PostForm, actions.post_together, "已登记寄出，已把运单号告知申请人"),
    "signed": (SignedForm, actions.sign_for_together, "已登记签收，全部送达"),
    "returned": (ReturnedForm, actions.return_together, "已登记退回，已告知申请人"),
}


@desk("GET")
def waiting(request: Request) -> HttpResponse:
    """一次领取：已到齐的"""
    text = request.GET.get("q", "").strip()[:120]
    page = queries.to_hand_over(request.actor, text, cursor(request))
    return show(request, "window/together_list.html", {"page": page, "text": text})


@desk("GET")
def page(request: Request, number: str) -> HttpResponse:
    """一次领取 of one application"""
    return _page(request, _here(request, number))


def _here(request: Request, number: str) -> HandingView:
    require(request.actor, Can.DELIVER)
    return queries.handing_of(request.actor, number)


@desk("POST")
def act(request: Request, number: str, name: str) -> HttpResponse:
    """交付、寄出、签收、退回"""
    found = _here(request, number)
    if name not in ACTS:
        return go(request, reverse("window:together", args=[number]))
    kind, run, told = ACTS[name]
    form = kind(request.POST, prefix=name)
    if submit(form, run, request.actor, number):
        said(request, told)
        return go(request, reverse("window:together", args=[number]))
    return _page(request, found, name, form)


def _page(request: Request, found: HandingView, name: str = "", form: BaseForm | None = None) -> HttpResponse:
    first: dict[str, dict[str, Any]] = {
        "hand": {"receiver": found.applicant_name, "method": _method(found)}, "post": {},
        "signed": {"receiver": found.receiver or found.applicant_name, "on": clock.today()}, "returned": {},
    }  # fmt: skip
    forms = {
        key: form if form is not None and key == name else kind(prefix=key, initial=first[key])
        for key, (kind, _, _) in ACTS.items()
    }
    bills = [one for one in payments.bills_of(request.actor, f"joint:{found.ref}") if one.state == "open"]
    owing = f"还没有缴费：{'、'.join(found.unpaid)}；请先在缴费单上收款，或登记免缴依据" if found.unpaid else ""
    context = {
        "found": found, "forms": forms, "bills": bills, "mail": found.method is DeliveryMethod.MAIL, "refused": form,
        "why": owing,
    }  # fmt: skip
    return show(request, "window/together.html", context, form=form)


def _method(found: HandingView) -> DeliveryMethod:
    return DeliveryMethod.ELECTRONIC if found.method is DeliveryMethod.ELECTRONIC else DeliveryMethod.WINDOW


@desk("GET")
def receipt(request: Request, number: str, receipt: str) -> HttpResponse:
    """签收单, to print: one signature for all"""
    found = _here(request, number)
    made = next((one for one in found.handouts if one.number == receipt), None)
    if made is None:
        raise NotFoundError("joint.unknown_receipt", "没有这张签收单，请刷新页面")
    return show(request, "window/together_receipt.html", {"found": found, "made": made})
