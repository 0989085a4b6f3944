"""专家库: who may be asked to review, in which field, and from whom she must stay away."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, go, said, sent, show, submit
from cityhall.kernel.actor import require
from cityhall.meetings import actions, queries
from cityhall.meetings.terms import Can
from cityhall.organs import queries as organs

from . import forms_meetings as forms
from .door import office


@office("GET")
def index(request: Request) -> HttpResponse:
    """专家库"""
    field = request.GET.get("field", "").strip()[:80]
    page = queries.experts(request.actor, field=field, after=cursor(request))
    return show(request, "office/experts.html", {
        "page": page, "sought": field, "may_keep": request.actor.may(Can.KEEP_EXPERTS),
    })  # fmt: skip


@office("GET", "POST")
def keep(request: Request, expert_id: int | None = None) -> HttpResponseBase:
    """登记、修改"""
    require(request.actor, Can.KEEP_EXPERTS)
    held = queries.expert(request.actor, expert_id) if expert_id else None
    form = forms.ExpertForm(sent(request), held, _organs(request))
    if submit(form, actions.keep_expert, request.actor, expert_id=expert_id):
        said(request, "已登记到专家库")
        return go(request, reverse("office_experts"))
    context = {
        "title": "修改专家" if held else "登记专家", "button": "保存", "back": reverse("office_experts"), "crumb": "专家库",
        "hint": "只登记评审需要的情况，不登记证件号码和电话。", "version": held.version if held else None,
        "retire": held.id if held and held.active else None,
    }  # fmt: skip
    return show(request, "office/meeting_form.html", context, form=form)


def _organs(request: Request) -> list[tuple[int, str]]:
    """The organs she may keep experts for; with the whole city's, her own comes first."""
    reach = request.actor.reach(Can.KEEP_EXPERTS)
    own = request.actor.organ_id
    wanted = reach if reach is not None else ({own} if own else set())
    return sorted(organs.organs_named(wanted).items(), key=lambda one: (one[0] != own, one[1]))


@office("GET", "POST")
def retire(request: Request, expert_id: int) -> HttpResponseBase:
    """出库"""
    held, form = queries.expert(request.actor, expert_id), forms.RetireForm(sent(request))
    if submit(form, actions.retire_expert, request.actor, expert_id):
        said(request, "已出库，不再参加新的评审")
        return go(request, reverse("office_experts"))
    context = {
        "title": f"{held.name}出库", "button": "出库", "back": reverse("office_experts"), "crumb": "专家库", "danger": True,
        "hint": f"{held.field} · {held.institution}", "version": held.version,
    }  # fmt: skip
    return show(request, "office/meeting_form.html", context, form=form)
