"""督办和红灯复核: issued, answered, reviewed, contested, decided; the notice to print."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django import forms as plain
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Light
from cityhall.doors.http import Request, cursor, file_response, said, sent, show, stored_upload
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.organs import queries as organs
from cityhall.supervision import actions, queries
from cityhall.supervision.terms import AppealState, Can, Level, Move, State

from .. import forms
from ..door import Sheet, filled, number_of, supervisor


class Doing(NamedTuple):
    """How a move is made: its form, its act, what is said afterwards."""

    form: Callable[[Any], plain.Form]
    act: Callable[..., Any]
    done: str
    danger: bool = False


MOVES: Mapping[Move, Doing] = {
    Move.ANSWER: Doing(forms.AnswerForm, actions.answer, "已回复，等待监察人员审核"),
    Move.SEND_BACK: Doing(forms.SendBackForm, actions.send_back, "已退回，回复时限重新计算"),
    Move.CLOSE: Doing(forms.CloseForm, actions.close, "已办结"),
    Move.WITHDRAW: Doing(forms.WithdrawForm, actions.withdraw, "已撤销", danger=True),
    Move.RAISE: Doing(forms.RaiseForm, actions.raise_level, "已升级，发出上一级督办"),
}


def _home(number: str) -> str:
    return reverse("supervisor:order", args=[number])


@supervisor("GET")
def index(request: Request) -> HttpResponse:
    """督办清单"""
    asked_state, asked_level = request.GET.get("state", ""), request.GET.get("level", "")
    state = next((s for s in State if s == asked_state), None)
    level = next((one for one in Level if one == asked_level), None)
    page = queries.orders(request.actor, state=state, level=level, after=cursor(request))
    return show(request, "supervisor/orders.html", {
        "page": page, "states": list(State), "levels": list(Level), "state": state, "level": level,
        "waiting": queries.waiting(request.actor),
    })  # fmt: skip


@supervisor("GET", "POST")
def new(request: Request) -> HttpResponseBase:
    """发出督办 about a promise, a case or a finding."""
    deadline = number_of(request.GET.get("deadline", ""))
    finding_id = number_of(request.GET.get("finding", ""))
    if deadline is not None:
        told = queries.may_explain(request.actor, deadline).clock
        organ_id, ref = told.organ_id, told.ref
        held = {
            "content": f"“{told.kind_label}”时限（{told.limit}）{told.left_text}，请尽快办结，并说明原因和预计办结时间。",
            "reasons": f"{told.kind_label}截止日 {told.due_text}，{told.left_text}。",
            "person_id": clocks.in_hands(deadline)[1] or cases.in_hand(queries.case_of(ref)),
        }  # fmt: skip
    elif finding_id is not None:
        found = queries.finding(request.actor, finding_id)
        organ_id, ref = found.organ_id, found.ref
        facts = "；".join(f"{label}：{value}" for label, value in found.facts)
        held = {"content": f"请核查：{found.key.label}。{facts}"[:4000], "reasons": found.reason, "level": Level.ORDER}
    else:
        raise NotFoundError("supervision.no_clock", "没有找到这项时限，请核对办件编号")
    if not request.actor.may(Can.ISSUE, organ_id):
        raise NotAllowedError("supervision.may_not_issue", "您没有向这个单位发出督办的权限，请由负责监察的人员发出")
    people = organs.colleagues(organ_id)
    sheet = Sheet(
        "发出督办", "发出", reverse("supervisor:board"), "在办监察",
        hint=f"对象：{queries.about(ref)} · {organs.organs_named([organ_id]).get(organ_id, '')}",
    )  # fmt: skip

    def issue(actor: Any, **told: Any) -> str:
        return actions.issue(actor, organ_id, ref, deadline_id=deadline, finding_id=finding_id, **told)

    return filled(
        request, forms.IssueForm(sent(request), people, held), issue, sheet=sheet, done="督办已发出，已通知该单位",
        onto=_home,
    )  # fmt: skip


@supervisor("GET")
def page(request: Request, number: str) -> HttpResponse:
    """一张督办"""
    order = queries.order(request.actor, number)
    ended = order.state in (State.CLOSED, State.WITHDRAWN)
    return show(request, "supervisor/order.html", {
        "order": order, "case": queries.case_of(order.ref), "ended": ended, "about": queries.about(order.ref), "form": forms.FileForm(),
    })  # fmt: skip


@supervisor("GET")
def sheet(request: Request, number: str) -> HttpResponse:
    """督办通知书, to print."""
    order = queries.order(request.actor, number)
    return show(request, "supervisor/sheet.html", {"order": order, "about": queries.about(order.ref)})


@supervisor("GET", "POST")
def act(request: Request, number: str, move: str) -> HttpResponseBase:
    """一步: answer, send back, close, withdraw, raise."""
    order = queries.order(request.actor, number)
    made = next((one for one in MOVES if one.value.replace("_", "-") == move), None)
    if made is None:
        raise NotFoundError("supervision.no_move", "督办没有这一步，请返回督办页面")
    doing = MOVES[made]
    form = doing.form(sent(request))
    if made is Move.RAISE and not form.is_bound:
        form.initial = {"content": order.content}
    told = Sheet(
        f"{made.label}：{order.level.label} {number}", made.label, _home(number), number, hint=order.content,
        danger=doing.danger, version=order.version,
    )  # fmt: skip
    return filled(
        request, form, doing.act, number, sheet=told, done=doing.done,
        onto=lambda made_number: _home(made_number if made is Move.RAISE else number), context={"seen": order.version},
    )  # fmt: skip


@supervisor("POST")
def attach(request: Request, number: str) -> HttpResponseBase:
    """附件"""
    queries.order(request.actor, number)
    try:
        upload = stored_upload(request)
        actions.attach(request.actor, number, upload.stored, upload.name)
    except (InvalidInputError, WrongStateError) as wrong:
        return _refused(request, number, wrong)
    said(request, f"已加入附件：{upload.name}")
    return HttpResponseRedirect(_home(number))


def _refused(request: Request, number: str, wrong: DomainError) -> HttpResponse:
    form = forms.FileForm({})
    form.errors["file"] = form.error_class([wrong.message])
    order = queries.order(request.actor, number)
    context = {"order": order, "about": queries.about(order.ref), "ended": False}
    return show(request, "supervisor/order.html", context, form=form, status=wrong.status)


@supervisor("GET")
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """One attachment."""
    stored, name = queries.file_of(request.actor, number, file_id)
    return file_response(stored.sha256, name, stored.media_type)


@supervisor("GET")
def appeals(request: Request) -> HttpResponse:
    """红灯复核清单"""
    asked = request.GET.get("state", "")
    state = next((s for s in AppealState if s == asked), None)
    page_ = queries.appeals(request.actor, state=state, after=cursor(request))
    return show(request, "supervisor/appeals.html", {
        "page": page_, "rows": [(row, queries.about(row.ref)) for row in page_.rows], "states": list(AppealState), "state": state,
    })  # fmt: skip


@supervisor("GET", "POST")
def appeal(request: Request) -> HttpResponseBase:
    """申请红灯复核 of a promise of one's own organ."""
    deadline = number_of(request.GET.get("deadline", ""))
    if deadline is None:
        raise NotFoundError("supervision.no_clock", "没有找到这项时限，请核对办件编号")
    told = queries.may_explain(request.actor, deadline).clock
    late = told.light in (Light.RED, Light.DARK)
    state = "" if late else "这项时限没有超期，提交会被退回。"
    sheet_ = Sheet(
        "申请红灯复核", "提交申请", reverse("supervisor:appeals"), "红灯复核",
        hint=f"{queries.about(told.ref)} · {told.kind_label}（{told.limit}），{told.left_text}。{state}每个红灯只能申请一次。",
    )  # fmt: skip
    return filled(
        request, forms.AppealForm(sent(request)), actions.appeal, told.ref, deadline, sheet=sheet_,
        done="已提交，决定后会通知您", onto=lambda _: reverse("supervisor:appeals"),
    )  # fmt: skip


@supervisor("GET", "POST")
def decide(request: Request, appeal_id: int) -> HttpResponseBase:
    """一项复核申请, and the decision."""
    row = queries.appeal(request.actor, appeal_id)
    told = clocks.clocks_of([row.ref])
    one = next((c for c in told if c.id == row.deadline_id), None)
    may = row.state is AppealState.ASKED and request.actor.may(Can.DECIDE_APPEAL, row.organ_id)
    form = forms.DecideForm(sent(request) if may else None)
    sheet_ = Sheet("红灯复核", "作出决定", reverse("supervisor:appeals"), "红灯复核")
    return filled(
        request, form, actions.decide_appeal, appeal_id, sheet=sheet_, done="已决定，已通知申请人",
        onto=lambda _: reverse("supervisor:appeals"),
        context={"appeal": row, "clock": one, "about": queries.about(row.ref), "may": may, "closed": not may},
    )  # fmt: skip
