"""容缺 and 告知承诺 at the window: each a page that says what it means before it is done."""

from django.http import HttpResponse

from cityhall.cases import actions
from cityhall.cases.terms import Move, Verdict
from cityhall.doors.http import Request, sent, submit

from ..door import case_here, desk
from ..forms import Tap
from .acts import ask, check_offered, done


@desk("GET", "POST")
def gaps(request: Request, number: str) -> HttpResponse:
    """容缺受理: which materials come later, by when, and what if not"""
    page = case_here(request.actor, number)
    check_offered(request, page, Move.ACCEPT_WITH_GAPS)
    late = [m for m in page.materials if m.spec.deferrable and (not m.given or m.verdict is Verdict.WRONG)]
    form = Tap(sent(request))
    picked = request.POST.getlist("keys") if form.is_bound else [m.spec.key for m in late if m.spec.required]
    if submit(form, actions.accept_with_gaps, request.actor, number, picked):
        return done(request, number, "已容缺受理，请打印容缺受理承诺书请申请人签字")
    more = {"late": late, "picked": picked, "limit": page.terms.gaps}
    return ask(request, number, form, "容缺受理", "容缺受理", key="F7", template="window/gaps.html", more=more)


@desk("GET", "POST")
def pledge(request: Request, number: str) -> HttpResponse:
    """告知承诺受理"""
    page = case_here(request.actor, number)
    check_offered(request, page, Move.ACCEPT_ON_PLEDGE)
    form = Tap(sent(request))
    if submit(form, actions.accept_on_pledge, request.actor, number):
        return done(request, number, "已按告知承诺受理，请打印告知承诺书请申请人签字")
    return ask(
        request, number, form, "告知承诺受理", "申请人已承诺，受理", template="window/pledge.html",
        more={"pledge": page.terms.pledge},
    )  # fmt: skip
