"""收费: setting what a case costs, bills of this counter, and taking or returning money over it."""

from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.doors.fee_form import SetFeeForm
from cityhall.doors.http import Request, cursor, go, said, sent, show, submit
from cityhall.kernel.actor import require
from cityhall.kernel.errors import WrongStateError
from cityhall.payments import actions, queries
from cityhall.payments.queries import BillPage
from cityhall.payments.terms import Can

from ..door import case_here, desk
from ..forms_money import CollectForm, RefundForm


@desk("GET", "POST")
def fee(request: Request, number: str) -> HttpResponse:
    """核定收费"""
    page = case_here(request.actor, number)
    found = cases.fee_of(page)
    if found is None:
        raise WrongStateError("case.no_fee", f"“{page.terms.name}”不收费，无需登记缴费")
    form, there = SetFeeForm(found, sent(request)), reverse("window:case", args=[number])
    if outcome := submit(form, form.act(request.actor, number)):
        said(request, f"已开具缴费单 {outcome.result}，已告知申请人；要现在收款的，请在下面登记")
        may = request.actor.may(Can.COLLECT, page.terms.organ_id, page.terms.item_id)
        return go(request, reverse("window:bill", args=[outcome.result]) if may else there)
    return show(request, "window/fee.html", {"page": page, "fee": found, "there": there}, form=form)


@desk("GET")
def bills(request: Request) -> HttpResponse:
    """缴费单, by number, payer or case"""
    require(request.actor, Can.COLLECT)
    text, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    page = queries.bills(request.actor, text, state, cursor(request))
    return show(request, "window/bills.html", {"page": page, "text": text, "state": state})


@desk("GET", "POST")
def bill(request: Request, number: str) -> HttpResponse:
    """一张缴费单, and taking the money"""
    found, form = queries.bill_page(request.actor, number), CollectForm(sent(request))
    if submit(form, actions.collect, request.actor, number):
        said(request, "已收款；请把票据交给缴款人")
        return go(request, reverse("window:bill", args=[number]))
    return _bill(request, found, form)


@desk("POST")
def refund(request: Request, number: str, line_id: int) -> HttpResponse:
    """退费 of one charge"""
    found, form = queries.bill_page(request.actor, number), RefundForm(request.POST, prefix=f"r{line_id}")

    def send_back(amount: str, reason: str, receipt: str) -> None:
        actions.refund(request.actor, number, line_id, queries.fen(amount), reason, receipt)

    if submit(form, send_back):
        said(request, "已登记退费；网上付的由渠道原路退回")
        return go(request, reverse("window:bill", args=[number]))
    return _bill(request, found, CollectForm(), (line_id, form))


def _bill(
    request: Request, found: BillPage, form: CollectForm, refused: tuple[int, RefundForm] | None = None
) -> HttpResponse:  # fmt: skip
    lines = [
        (
            one,
            refused[1]
            if refused and refused[0] == one.id
            else _fresh(one.id, one.refundable)
            if one.refundable
            else None,
        )
        for one in found.lines
    ]
    context = {"bill": found, "lines": lines, "opened": refused[0] if refused else 0}
    return show(request, "window/bill.html", {**context, "form": form}, form=refused[1] if refused else form)


def _fresh(line_id: int, amount: int) -> RefundForm:
    return RefundForm(prefix=f"r{line_id}", initial={"amount": queries.yuan(amount)})
