"""容缺, 告知承诺, 转送 at the window: each a page that says what it means before it is done."""

from django import forms
from django.http import HttpResponse

from cityhall.cases import actions
from cityhall.cases.terms import Move, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, said, sent, submit
from cityhall.kernel.errors import InvalidInputError

from ..door import case_here, desk
from ..forms import LINES, Tap
from .acts import ask, check_offered, done


class TransferForm(forms.Form):
    item = forms.CharField(
        label="转到本市事项",
        required=False,
        max_length=60,
        help_text="简码或名称；转到本市以外的单位不填，只填下面的单位",
    )
    to_organ = forms.CharField(label="转送单位", required=False, max_length=120)
    reason = forms.CharField(label="转送原因", max_length=300, widget=LINES)
    consent = forms.BooleanField(label="申请人同意转送（由其在申请转送单上签字）", required=False)


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


@desk("GET", "POST")
def transfer(request: Request, number: str) -> HttpResponse:
    """转送"""
    page = case_here(request.actor, number)
    check_offered(request, page, Move.TRANSFER)
    form = TransferForm(sent(request))

    def act(item: str, to_organ: str, reason: str, consent: bool) -> str:
        found = catalogue.find_short(item, None, limit=1) if item.strip() else []
        if item.strip() and not found:
            raise InvalidInputError("window.no_item_there", f"没有找到事项“{item}”，请换个名称再试", field="item")
        return actions.transfer(request.actor, number, to_organ, reason, consent, found[0].id if found else None)

    outcome = submit(form, act)
    if outcome:
        if outcome.result:
            said(request, f"新办件编号 {outcome.result}")
        return done(request, number, "已转送，请打印申请转送单请申请人签字")
    return ask(request, number, form, "转送", "转送")
