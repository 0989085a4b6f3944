"""会商与联办踏勘: the list, one meeting with its opinions and minutes, calling one, what each does there."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django import forms as plain
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import (
    Request,
    cursor,
    file_response,
    go,
    refuse,
    said,
    sent,
    show,
    stored_upload,
    submit,
)
from cityhall.kernel.errors import DomainError, NotFoundError
from cityhall.meetings import actions, queries
from cityhall.meetings.queries import MeetingView, SeatView
from cityhall.meetings.terms import Can, Kind, State
from cityhall.messages import actions as messages

from . import forms_meetings as forms
from .door import office

ENTRY = ("application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif")


class Doing(NamedTuple):
    """How a step is made: its title and button, its form, its act, what is said afterwards."""

    title: str
    form: Callable[..., plain.Form]
    act: Callable[..., Any]
    done: str
    of_seat: bool = False
    danger: bool = False
    versioned: bool = True


MOVES: Mapping[str, Doing] = {
    "speak": Doing("发表意见", forms.SpeakForm, actions.speak, "意见已登记", of_seat=True, versioned=False),
    "excuse": Doing("登记回避或者不参加", forms.ExcuseForm, actions.excuse, "已登记", of_seat=True, versioned=False),
    "conclude": Doing(
        "作出结论", forms.ConcludeForm, actions.conclude, "结论已作出，文书已编号；有关办件随即按结论处理"
    ),
    "reconvene": Doing("再次召集", forms.ReconveneForm, actions.reconvene, "已再次召集，参加单位和申请人已收到通知"),
    "reschedule": Doing("改期", forms.RescheduleForm, actions.reschedule, "已改期，参加单位和申请人已收到通知"),
    "cancel": Doing("取消", forms.CancelForm, actions.cancel, "已取消，有关办件随即不再受限", danger=True),
}


@office("GET")
def index(request: Request) -> HttpResponse:
    """会商与联办踏勘"""
    kind = next((k for k in Kind if k == request.GET.get("kind", "")), None)
    state = next((s for s in State if s == request.GET.get("state", "")), None)
    asked = request.GET.get("asked") == "1"
    page = queries.meetings(request.actor, kind=kind, state=state, asked=asked, after=cursor(request))
    return show(request, "office/meetings.html", {
        "page": page, "kinds": list(Kind), "states": list(State), "kind": kind, "state": state, "asked": asked,
        "may_convene": request.actor.may(Can.CONVENE),
    })  # fmt: skip


@office("GET", "POST")
def new(request: Request) -> HttpResponseBase:
    """召集: of a stage of a whole, or a review of cases."""
    whole, review = request.GET.get("whole", "").strip(), request.GET.get("kind") == Kind.EXPERTS
    if review:
        form: plain.Form = forms.ReviewForm(sent(request), queries.active_experts(request.actor))
        outcome = submit(form, actions.convene, request.actor, Kind.EXPERTS.value)
        context = {
            "title": "召集集中评审",
            "hint": "专家只出意见，不代替审批；结论对办件有没有约束力由召集单位在下面选定。",
        }
    elif whole:
        found = queries.to_call(request.actor, whole)
        form = forms.ConveneForm(sent(request), found)
        outcome = submit(form, actions.convene, request.actor, whole=found.whole)
        context = {"title": "召集会商、联合踏勘", "hint": f"{found.name} · {found.applicant_name} · {found.whole}"}
    else:
        return show(request, "office/meeting_whole.html", {"form": forms.WholeForm()})
    if outcome:
        said(request, f"已召集，编号 {outcome.result}；参加单位已收到通知，可在下面分发图纸和文件")
        return go(request, reverse("office_meeting", args=[outcome.result]))
    context |= {"button": "召集", "crumb": "会商与联办踏勘", "back": reverse("office_meetings")}
    return show(request, "office/meeting_form.html", context, form=form)


@office("GET")
def page(request: Request, number: str) -> HttpResponse:
    """一次会商、踏勘或者评审"""
    return _page(request, queries.meeting(request.actor, number), forms.FileForm())


def _page(request: Request, found: MeetingView, form: plain.Form) -> HttpResponse:
    return show(request, "office/meeting.html", {
        "page": found, "moves": set(found.moves), "leads": request.actor.may(Can.CONVENE, found.organ_id),
    }, form=form)  # fmt: skip


@office("GET", "POST")
def act(request: Request, number: str, move: str, seat: int | None = None) -> HttpResponseBase:
    """One step, with its form."""
    found, doing = queries.meeting(request.actor, number), MOVES.get(move)
    if doing is None or doing.of_seat != (seat is not None):
        raise NotFoundError("meeting.no_move", "会商没有这一步，请返回会商页面")
    of = _seat(found, seat) if seat is not None else None
    form = doing.form(sent(request), found, of) if of else doing.form(sent(request), found)
    args = (number, of.id) if of else (number,)
    if submit(form, doing.act, request.actor, *args):
        said(request, doing.done)
        return go(request, reverse("office_meeting", args=[number]))
    back = reverse("office_meeting", args=[number])
    title = f"{doing.title}：{of.name}" if of else doing.title
    context = {
        "title": title, "button": doing.title, "hint": f"{found.kind.label} {number} · {found.subject}", "back": back,
        "crumb": f"{found.kind.label} {number}", "danger": doing.danger,
        "version": found.version if doing.versioned else None, "page": found if move == "conclude" else None,
    }  # fmt: skip
    return show(request, "office/meeting_form.html", context, form=form)


def _seat(found: MeetingView, seat: int) -> SeatView:
    of = next((one for one in found.now.seats if one.id == seat), None)
    if of is None:
        raise NotFoundError("meeting.no_seat", "本次会议没有这个席位，可能已经再次召集；请刷新页面")
    return of


@office("POST")
def remind(request: Request, number: str) -> HttpResponseBase:
    """催办"""
    tap = plain.Form(sent(request))
    if outcome := submit(tap, actions.remind, request.actor, number):
        said(request, f"已催办 {outcome.result} 个单位")
    elif outcome.error is not None:
        said(request, outcome.error.message)
    return go(request, reverse("office_meeting", args=[number]))


@office("POST")
def circulate(request: Request, number: str) -> HttpResponseBase:
    """分发图纸和文件"""
    found, form = queries.meeting(request.actor, number), forms.FileForm()
    try:
        upload = stored_upload(request)
        actions.circulate(request.actor, number, upload.stored, upload.name)
    except NotFoundError:
        raise
    except DomainError as error:
        form = forms.FileForm(request.POST, request.FILES)
        form.is_valid()
        refuse(form, error)
        return _page(request, found, form)
    said(request, "已分发，参加单位都能看")
    return go(request, reverse("office_meeting", args=[number]))


@office("GET")
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """分发的文件"""
    found = queries.file_of(request.actor, number, file_id)
    return file_response(found.sha256, found.name, found.media_type, inline=found.media_type in ENTRY)


@office("GET")
def paper(request: Request, number: str, paper_number: str) -> HttpResponseBase:
    """纪要、记录、评审意见"""
    known = queries.paper_seen(request.actor, number, paper_number)
    return file_response(messages.pdf_of(request.actor, known), f"{known}.pdf", "application/pdf", inline=True)
