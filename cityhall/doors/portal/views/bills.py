"""缴费: one's own bills, paying online, and the sandbox provider's own page."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal.forms import Tap
from cityhall.kernel.errors import InvalidInputError
from cityhall.payments import actions, queries
from cityhall.payments.terms import LONGEST_ADDRESS


@never_cache
@require_safe
def my_list(request: Request) -> HttpResponse:
    """我的缴费"""
    return show(request, "portal/bills.html", {"rows": queries.my_bills(request.actor)})


@never_cache
@require_safe
def mine(request: Request, number: str) -> HttpResponse:
    """一张缴费单"""
    return _page(request, number, Tap(None))


def _page(request: Request, number: str, tap: Tap) -> HttpResponse:
    context = {"bill": queries.my_bill(request.actor, number), "online": bool(actions.online())}
    return show(request, "portal/bill.html", context, form=tap)


@never_cache
@require_POST
def pay(request: Request, number: str) -> HttpResponse:
    """去支付: on to the provider's page"""
    tap = Tap(sent(request))
    if outcome := submit(tap, actions.checkout, request.actor, number):
        return go(request, str(outcome.result))
    return _page(request, number, tap)


@never_cache
@require_http_methods(["GET", "POST"])
def sandbox(request: Request) -> HttpResponse:
    """沙箱渠道的支付页: no money moves"""
    signed, seal = request.GET.get("m", ""), request.GET.get("s", "")
    if len(signed) > LONGEST_ADDRESS:
        raise InvalidInputError("payments.unreadable", "支付链接不完整，请从缴费单重新进入")
    message = actions.sandbox().asked(signed, seal)
    order, amount, title = actions.sandbox_order(message)
    bill = reverse("my_bill", args=[order.rpartition("-")[0]])
    tap = Tap(sent(request))
    lost = "lost" in request.POST
    if submit(tap, actions.pay_at_sandbox, message, notify=not lost):
        said(request, "沙箱已记付款，通知没有送出；次日对账会列出差异" if lost else "支付成功")
        return go(request, bill)
    context = {"order": order, "amount": amount, "title": title, "bill": bill}
    return show(request, "portal/sandbox.html", context, form=tap)
