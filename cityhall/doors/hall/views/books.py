"""对账: our book beside the provider's, the differences a person clears, money to be sent back."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.kernel import clock
from cityhall.payments import actions, queries


class DayForm(forms.Form):
    day = forms.DateField(label="账日", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="核实的情况和处理办法", max_length=300, required=False)


@never_cache
@require_safe
def page(request: Request) -> HttpResponse:
    """对账"""
    return _page(request)


def _page(request: Request, day: DayForm | None = None, refused: ReasonForm | None = None) -> HttpResponse:
    context = {
        "days": queries.days(request.actor), "differences": queries.differences(request.actor),
        "cleared": queries.differences(request.actor, cleared=True, limit=20), "late": queries.late_payments(request.actor),
        "online": actions.online(), "form": day or DayForm(initial={"day": clock.today() - timedelta(days=1)}),
        "refused": refused,
    }  # fmt: skip
    return show(request, "hall/books.html", context, form=refused or context["form"])  # type: ignore[arg-type]


@never_cache
@require_POST
def run(request: Request) -> HttpResponse:
    """对一天的账"""
    form = DayForm(sent(request))
    if outcome := submit(form, actions.reconcile, request.actor):
        said(request, f"对账完成，{outcome.result} 笔差异" if outcome.result else "对账完成，双方一致")
        return go(request, reverse("hall:books"))
    return _page(request, form)


@never_cache
@require_http_methods(["POST"])
def clear(request: Request, difference_id: int) -> HttpResponse:
    """核销, or 补登 where the money is the provider's to show"""
    form = ReasonForm(sent(request))
    book = "book" in request.POST
    if submit(form, actions.book_difference if book else actions.clear_difference, request.actor, difference_id):
        said(request, "已补登入账并核销" if book else "已核销")
        return go(request, reverse("hall:books"))
    return _page(request, refused=form)


@never_cache
@require_http_methods(["POST"])
def send_back(request: Request, order: str) -> HttpResponse:
    """退回 late money"""
    form = ReasonForm(sent(request))
    if submit(form, actions.refund_late, request.actor, order):
        said(request, "已交渠道原路退回")
        return go(request, reverse("hall:books"))
    return _page(request, refused=form)
