"""What a window takes down besides cases: a question with its one-time written answer, and what could not be done."""

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, cursor, file_response, go, said, sent, show, submit
from cityhall.kernel.actor import require
from cityhall.kernel.files import store
from cityhall.messages import actions as messages

from ..door import desk


class ConsultForm(forms.Form):
    item = forms.CharField(
        label="事项", required=False, max_length=60, help_text="简码、拼音首字母或名称；不针对事项的不填",
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip
    question = forms.CharField(label="问什么", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    answer = forms.CharField(
        label="一次说清的答复", max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="要什么材料、到哪里、多少天、多少钱；打印给咨询人",
    )  # fmt: skip
    name = forms.CharField(label="咨询人", required=False, max_length=60)
    phone = forms.CharField(label="联系电话", required=False, max_length=20)


class GrievanceForm(forms.Form):
    name = forms.CharField(label="反映人", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=20)
    case_number = forms.CharField(label="所涉办件编号", required=False, max_length=24)
    item_name = forms.CharField(label="所涉事项", required=False, max_length=200)
    what = forms.CharField(label="什么事没有办成", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    wanted = forms.CharField(label="诉求", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


@desk("GET", "POST")
def consultations(request: Request) -> HttpResponse:
    """咨询登记"""
    actor = request.actor
    require(actor, Can.INTAKE)
    form = ConsultForm(sent(request))

    def note(item: str, question: str, answer: str, name: str, phone: str) -> str:
        items = [i for _, some in actor.entrusted(Can.INTAKE) for i in some]
        found = catalogue.find_short(item, actor.reach(Can.INTAKE), 1, items) if item.strip() else []
        picked = found[0].id if found else None
        return actions.note_consultation(actor, question, answer, item_id=picked, name=name, phone=phone)

    outcome = submit(form, note)
    if outcome and outcome.result:
        said(request, f"已登记 {outcome.result}，请打印一次性告知单交咨询人")
        return go(request, reverse("window:consultations"))
    page = queries.consultations(actor, after=cursor(request))
    return show(request, "window/consultations.html", {"page": page}, form=form)


@desk("GET")
def told(request: Request, number: str) -> HttpResponseBase:
    """一次性告知单"""
    found = queries.consultation(request.actor, number)
    sha256 = messages.pdf_of(request.actor, found.paper)
    return file_response(sha256, f"一次性告知单{found.paper}.pdf", store.kind_of(sha256), inline=True)


@desk("GET", "POST")
def grievance(request: Request) -> HttpResponse:
    """办不成事登记"""
    form = GrievanceForm(sent(request))
    outcome = submit(form, actions.open_grievance, request.actor)
    taken = queries.grievance_page(request.actor, outcome.result) if outcome and outcome.result else None
    if taken is not None:
        form = GrievanceForm()
    return show(request, "window/grievance.html", {"taken": taken}, form=form)
