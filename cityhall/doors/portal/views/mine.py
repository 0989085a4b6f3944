"""我的办件: drafts, cases, one case with everything she may know and do."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.anywhere import queries as anywhere
from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Beside, Move, Outcome, Proceeding, Status
from cityhall.deadlines.terms import Kind
from cityhall.doors.http import Request, cursor, file_response, go, said, sent, show, submit
from cityhall.doors.portal import plain
from cityhall.doors.portal.forms import WithdrawForm
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.messages import queries as messages
from cityhall.messages.terms import PaperKind
from cityhall.organs import queries as organs

from .progress import days_page

SHOWN = (Kind.NOTICE, Kind.SUPPLEMENT, Kind.PROMISED, Kind.STATUTORY, Kind.DELIVERY)


MAY_CHOOSE = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED, Status.DECIDED)


def own_case(actor: Actor, number: str) -> CasePage:
    """One's own case. At this door staff are citizens too: what they see by office is not shown here."""
    page = queries.case_page(actor, number)
    if not page.own or page.status is Status.DRAFT:
        raise NotFoundError("case.unknown", f"没有找到编号为 {number} 的办件，请到“我的办件”查看")
    return page


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    """我的"""
    after = cursor(request)
    page = queries.my_cases(request.actor, after)
    context = {
        "page": page, "rows": [(row, plain.of_row(row)) for row in page.rows],
        "drafts": [] if after else queries.my_drafts(request.actor),
    }  # fmt: skip
    return show(request, "portal/my.html", context)


@never_cache
@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """一件办件"""
    page = own_case(request.actor, number)
    clocks = [c for c in page.clocks if c.kind in SHOWN]
    now = plain.counting(clocks)
    context = {
        "page": page, "clock": now, "clocks": [(c, plain.spent(c)) for c in clocks], "spent": now and plain.spent(now),
        "organ": organs.organ(page.terms.organ_id),
        "standing": plain.standing(page.status, page.outcome, now, page.organ),
        "entries": plain.timeline(page, request.actor.name), "told": messages.told_about(request.actor, f"case:{number}"),
        "refused": page.outcome is Outcome.REFUSED, "can_withdraw": page.may(Move.WITHDRAW),
        "beside": [(one, _does(page, one)) for one in page.beside], "earlier": page.decisions[:-1],
        "may_choose": page.status in MAY_CHOOSE, "fee": queries.fee_of(page), "way": anywhere.told_of(number),
    }  # fmt: skip
    return show(request, "portal/case.html", context)


def _does(page: CasePage, one: Beside) -> tuple[str, str] | None:
    """What she can do about a proceeding: where, and the word on the button."""
    if one.kind is Proceeding.EXPLANATION:
        return reverse("my_explanation", args=[page.number, one.id]), "去说明"
    if one.kind is Proceeding.HEARING:
        word = "去选择要不要听证" if one.first_on is None else "看听证安排"
        return reverse("my_hearing", args=[page.number, one.id]), word
    if one.kind is Proceeding.PROMISE:
        return reverse("my_promise", args=[page.number]), "去补交"
    return None


@never_cache
@require_safe
def received(request: Request, number: str) -> HttpResponse:
    """提交成功: the number, the code, the receipt, and what happens next by when."""
    page = own_case(request.actor, number)
    notice = next((c for c in page.clocks if c.kind is Kind.NOTICE), None)
    receipt = next((p for p in page.papers if p.kind is PaperKind.RECEIPT), None)
    missing = [m.spec for m in page.materials if m.spec.required and not m.given]
    context = {"page": page, "notice": notice, "receipt": receipt, "missing": missing}
    return show(request, "portal/received.html", context)


@never_cache
@require_safe
def days(request: Request, number: str, clock_id: int) -> HttpResponse:
    """逐日说明 of one of its clocks"""
    page = own_case(request.actor, number)
    return days_page(request, page.terms.name, reverse("my_case", args=[number]), page.clocks, clock_id)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: str) -> HttpResponse:
    """撤回申请: asked first, with what it means."""
    page = own_case(request.actor, number)
    form = WithdrawForm(sent(request))
    if submit(form, actions.withdraw, request.actor, number):
        said(request, "申请已撤回")
        return go(request, reverse("my_case", args=[number]))
    return show(request, "portal/withdraw.html", {"page": page, "button": page.button(Move.WITHDRAW)}, form=form)


@never_cache
@require_safe
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """自己交的材料"""
    own_case(request.actor, number)
    stored, name = queries.file_of(request.actor, number, file_id)
    return file_response(stored.sha256, name, stored.media_type, inline=True)
