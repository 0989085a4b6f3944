"""交接班: what is open at this window, left by one clerk and taken over by the next; and the shifts before."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, cursor, go, said, sent, show, submit
from cityhall.kernel.errors import WrongStateError

from ..door import desk


class LeaveForm(forms.Form):
    note = forms.CharField(
        label="交接事项", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="谁什么时候来、要催谁、答应了什么",
    )  # fmt: skip
    seals = forms.CharField(label="印章和物品", max_length=300, help_text="如：受理专用章 1 枚；没有的写“无”")


class TakeForm(forms.Form):
    remark = forms.CharField(label="接班说明", max_length=300, required=False, help_text="清点不符的写在这里")


@desk("GET", "POST")
def page(request: Request) -> HttpResponse:
    """交接班"""
    _at_window(request)
    form = LeaveForm(sent(request))
    if submit(form, actions.leave_shift, request.actor):
        said(request, "已交班，等接班同事在本窗口登录后确认")
        return go(request, reverse("window:shift"))
    return _show(request, form, TakeForm())


@desk("POST")
def take(request: Request, shift_id: int) -> HttpResponse:
    """接班"""
    _at_window(request)
    form = TakeForm(request.POST)
    if submit(form, actions.take_shift, request.actor, shift_id):
        said(request, "已接班")
        return go(request, reverse("window:shift"))
    return _show(request, LeaveForm(), form)


def _at_window(request: Request) -> None:
    if request.actor.window_id is None:
        raise WrongStateError("case.no_window", "您没有分配到窗口，不能使用窗口的这项功能；请联系大厅管理员")


def _show(request: Request, leaving: forms.Form, taking: forms.Form) -> HttpResponse:
    actor = request.actor
    context = {
        "work": queries.open_work(actor), "waiting": queries.open_shift(actor), "leaving": leaving, "taking": taking,
        "totals": queries.register_totals(actor), "page": queries.shifts(actor, cursor(request)),
    }  # fmt: skip
    return show(request, "window/shift.html", context, form=taking if taking.is_bound else leaving)
