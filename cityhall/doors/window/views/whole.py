"""一件事 at the window: written for a person present on one page, handed in for all its organs, and what becomes of it."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions as cases
from cityhall.doors.http import Request, cursor, file_response, go, said, show, submit
from cityhall.joint import actions, queries
from cityhall.joint.queries import HandingView, JointPage
from cityhall.joint.terms import Can
from cityhall.kernel.actor import require
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError

from .. import whole as counter
from ..door import desk
from ..forms import Tap, WithdrawForm
from ..forms_whole import HandingForm
from ..whole import Whole

PAGE, LIVE = "window/whole.html", "window/whole_live.html"


@desk("GET")
def index(request: Request) -> HttpResponse:
    """一件事: what this window takes in, and what one has begun or taken in"""
    require(request.actor, Can.TAKE_IN)
    text = request.GET.get("q", "").strip()[:60]
    context = {
        "rows": queries.offered_here(request.actor, text), "text": text,
        "page": queries.taken_here(request.actor, cursor(request)),
    }  # fmt: skip
    return show(request, "window/whole_list.html", context)


@desk("GET", "POST")
def page(request: Request, draft: UUID) -> HttpResponse:
    """一张表、一套材料: every button saves the whole page; F8 hands it in"""
    if number := queries.became_of(request.actor, draft):  # sent twice, or loaded again
        return go(request, reverse("window:whole", args=[number]))
    if request.method == "GET":
        return _page(request, counter.shown(request.actor, str(draft)))
    whole = counter.sent(request, str(draft))
    try:
        wrong = counter.keep(whole)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        return _page(request, counter.with_errors(whole, no.errors), refusal=no)
    broken = any(line.error for line in whole.lines)
    if wrong or broken:
        refusal = InvalidInputError("window.whole_wrong", "标红的地方要改，其余已保存") if wrong else None
        return _page(request, counter.with_errors(whole, wrong), refusal=refusal, status=InvalidInputError.status)
    if request.POST.get("move") == "receive":
        return _receive(request, whole)
    return _saved(request, draft)


def _saved(request: Request, draft: UUID) -> HttpResponse:
    if (gone := request.POST.get("remove", "")).isdecimal():
        actions.remove_joint_file(request.actor, str(draft), int(gone))
        said(request, "已移除这个文件")
    if request.POST.get("move") == "save":
        said(request, "已保存；可以先接待下一位，回头在“一件事”里接着填")
    return go(request, reverse("window:whole_draft", args=[draft]))


def _receive(request: Request, whole: Whole) -> HttpResponse:
    try:
        number = actions.submit_joint(request.actor, whole.draft.id)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        return _page(request, counter.with_errors(whole, no.errors), refusal=no)
    said(request, "已收件，正在同时送到各部门；请打印收件凭证交给申请人")
    return go(request, reverse("window:whole", args=[number]))


def _page(
    request: Request, whole: Whole, *, refusal: DomainError | None = None, status: int | None = None
) -> HttpResponse:
    context = {
        "whole": whole, "draft": whole.draft, "devices": cases.has_devices(request.actor),
        "refusal": refusal.message if refusal else "", "news": queries.news(request.actor, whole.draft.id),
    }  # fmt: skip
    return show(request, PAGE, context, status=status or (refusal.status if refusal else None))


@desk("POST")
def asked(request: Request, draft: UUID) -> HttpResponse:
    """What is asked for with these answers; nothing is saved"""
    whole = counter.sent(request, str(draft), scans=False)
    return show(request, LIVE, {"whole": whole, "draft": whole.draft, "devices": cases.has_devices(request.actor)})


@desk("POST")
def take_new(request: Request, draft: UUID) -> HttpResponse:
    """改按新版填写"""
    actions.take_new_versions(request.actor, str(draft))
    said(request, "已改按新版填写，填过的内容都还在")
    return go(request, reverse("window:whole_draft", args=[draft]))


@desk("GET")
def file(request: Request, draft: UUID, file_id: int) -> HttpResponseBase:
    """打开扫描件"""
    found = queries.joint_file(request.actor, str(draft), file_id)
    return file_response(found.sha256, found.name, found.media_type, inline=True)


@desk("POST")
def delete(request: Request, draft: UUID) -> HttpResponse:
    """不办了，删除草稿"""
    actions.delete_joint(request.actor, str(draft))
    said(request, "草稿已删除")
    return go(request, reverse("window:whole_list"))


def _here(request: Request, number: str) -> tuple[JointPage, HandingView]:
    found = queries.joint_page(request.actor, number)
    if not (found.at_window and found.answers):
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，或不是在窗口收的，请核对编号")
    return found, queries.handing_of(request.actor, number)


@desk("GET")
def taken(request: Request, number: str) -> HttpResponse:
    """一件事的全部办件"""
    return _taken(request, number)


def _taken(request: Request, number: str, form: Tap | WithdrawForm | HandingForm | None = None) -> HttpResponse:
    found, handing = _here(request, number)
    initial = {
        "handing": handing.handing, "method": handing.method or "window", "receiver": handing.receiver or found.applicant_name,
    }  # fmt: skip
    context = {
        "page": found, "handing": handing, "refused": form,
        "withdrawing": form if isinstance(form, WithdrawForm) else WithdrawForm(),
        "choosing": form if isinstance(form, HandingForm) else HandingForm(initial=initial),
    }  # fmt: skip
    return show(request, "window/whole_taken.html", context, form=form)


@desk("GET")
def receipt(request: Request, number: str) -> HttpResponse:
    """收件凭证, to print"""
    found, handing = _here(request, number)
    return show(request, "window/whole_receipt.html", {"page": found, "handing": handing})


@desk("POST")
def withdraw(request: Request, number: str) -> HttpResponse:
    """申请人当面撤回"""
    form = WithdrawForm(request.POST)
    return _done(request, number, form, actions.withdraw_joint, "已撤回；还在办的各项随即停办，已经作出的决定不受影响")


@desk("POST")
def go_on(request: Request, number: str) -> HttpResponse:
    """申请人要求其余单独继续"""
    return _done(request, number, Tap(request.POST), actions.continue_alone, "其余事项已恢复办理，各自按自己的时限办结")


@desk("POST")
def handing(request: Request, number: str) -> HttpResponse:
    """领取方式"""
    form = HandingForm(request.POST)
    return _done(request, number, form, actions.choose_handing, "领取方式已保存")


def _done(
    request: Request, number: str, form: Tap | WithdrawForm | HandingForm, act: object, told: str
) -> HttpResponse:
    _here(request, number)
    if submit(form, act, request.actor, number):  # type: ignore[arg-type]
        said(request, told)
        return go(request, reverse("window:whole", args=[number]))
    return _taken(request, number, form)
