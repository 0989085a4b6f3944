"""事项与窗口: which window takes which item, and the switch between."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import queries
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, cursor, go, said, sent, show, submit
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import actions
from cityhall.organs import queries as organs
from cityhall.organs.queries import Place
from cityhall.organs.terms import Can as Organs

from ..door import hall

A_PAGE = 25


class SwitchForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="窗口人员收这个事项时会看到原因，和还在办理它的窗口",
    )  # fmt: skip


class OpenForm(forms.Form):
    reason = forms.CharField(label="说明", max_length=200, required=False)


@hall("GET")
def matrix(request: Request) -> HttpResponse:
    """事项与窗口: items down, windows of a centre across"""
    text = request.GET.get("q", "").strip()[:60]
    places = [row.place for row in queries.floor(request.actor)]
    centres = sorted({(p.centre_id, p.centre) for p in places}, key=lambda c: c[1])
    asked = request.GET.get("centre", "")
    busiest = max(centres, key=lambda c: sum(p.centre_id == c[0] for p in places), default=(0, ""))
    chosen = int(asked) if asked.isdecimal() and any(c == int(asked) for c, _ in centres) else busiest[0]
    shown = [p for p in places if p.centre_id == chosen]
    served = frozenset(o for p in shown for o in p.organ_ids)
    page = catalogue.open_items(text, served, cursor(request), A_PAGE)
    rows = [(item, [_cell(item, p) for p in shown if item.organ_id in p.organ_ids]) for item in page.rows]
    context = {"page": page, "rows": rows, "centres": centres, "chosen": chosen, "text": text, "shown": shown}
    return show(request, "hall/items.html", context)


def _cell(item: catalogue.ItemRow, place: Place) -> tuple[Place, bool, str]:
    return place, item.id not in place.closed, reverse("hall:switch", args=[place.id, item.id])


@hall("GET", "POST")
def switch(request: Request, window_id: int, item_id: int) -> HttpResponse:
    """停办 or 恢复 one item at one window"""
    place = next((r.place for r in queries.floor(request.actor) if r.place.id == window_id), None)
    terms = catalogue.published(item_id)
    if place is None or terms is None or terms.organ_id not in place.organ_ids:
        raise NotFoundError("hall.no_such_pair", "这个窗口不受理这个事项，或不归您管理；请从“事项与窗口”重新进入")
    closed = next((c for c in organs.closed_items(window_id) if c.item_id == item_id), None)
    asked_open = request.POST.get("open") == "yes" if request.method == "POST" else closed is not None
    form = (OpenForm if asked_open else SwitchForm)(sent(request))
    if submit(form, actions.switch_item, request.actor, window_id, item_id, asked_open):
        word = "已恢复办理" if asked_open else "已停办"
        said(request, f"{place.number} 号窗口{word}“{terms.name}”")
        return go(request, reverse("hall:window", args=[window_id]))
    others = [r for r in organs.places() if r.id != window_id and r.takes(terms.organ_id, item_id)]
    why = "" if request.actor.may(Organs.MANAGE_CENTRES) else "您没有维护中心与窗口的权限，请联系系统管理员"
    context = {"place": place, "terms": terms, "closed": closed, "others": others, "opening": asked_open, "why": why}
    return show(request, "hall/switch.html", context, form=form)
