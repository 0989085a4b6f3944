"""核定收费 by whoever reviews the case."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries
from cityhall.doors.fee_form import SetFeeForm
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.kernel.errors import WrongStateError

from .door import office


@office("GET", "POST")
def page(request: Request, number: str) -> HttpResponseBase:
    """按公布的项目和标准核定金额"""
    case = queries.case_page(request.actor, number)
    fee = queries.fee_of(case)
    if fee is None:
        raise WrongStateError("case.no_fee", f"“{case.terms.name}”不收费，无需登记缴费")
    form, there = SetFeeForm(fee, sent(request)), reverse("office_case", args=[number])
    if outcome := submit(form, form.act(request.actor, number)):
        said(request, f"已开具缴费单 {outcome.result}，已告知申请人")
        return go(request, there)
    return show(request, "office/fee.html", {"page": case, "fee": fee, "there": there}, form=form)
