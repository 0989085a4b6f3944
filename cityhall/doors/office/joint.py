"""预审 of what is still to come: the parts of 一件事 that wait for another organ, and the opinion on their materials."""

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, file_response, go, said, sent, show, submit
from cityhall.joint import actions, queries
from cityhall.joint.terms import Opinion

from .door import office


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(label="预审意见", choices=Opinion.choices(), widget=forms.RadioSelect)
    note = forms.CharField(
        label="欠缺什么、怎么补", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="申请人会看到；有欠缺的必须写明",
    )  # fmt: skip


@office("GET")
def index(request: Request) -> HttpResponseBase:
    """等前面事项的一件事"""
    return show(request, "office/joint_waiting.html", {"page": queries.waiting_parts(request.actor, cursor(request))})


@office("GET", "POST")
def part(request: Request, number: str, part: str) -> HttpResponseBase:
    """One part that waits, and the opinion on it."""
    found = queries.to_pre_review(request.actor, number, part)
    initial = {"opinion": found.opinion or "", "note": found.opinion_note}
    form = OpinionForm(sent(request), initial=initial)
    if submit(form, actions.give_opinion, request.actor, number, part):
        said(request, "预审意见已告知申请人")
        return go(request, reverse("office_joint"))
    return show(request, "office/joint_part.html", {"found": found}, form=form)


@office("GET")
def file(request: Request, number: str, part: str, file_id: int) -> HttpResponseBase:
    """A file of a material the waiting item asks for."""
    found = queries.waiting_file(request.actor, number, part, file_id)
    return file_response(found.sha256, found.name, found.media_type, inline=True)
