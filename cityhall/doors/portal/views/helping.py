"""帮办代办 for citizens: who helps where, asking for it, one's own requests."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.catalogue import queries as catalogue
from cityhall.doors.help_form import HelpForm, asking_of
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.helping import actions, queries
from cityhall.helping.terms import Group, Move, Place, Score, State
from cityhall.kernel.actor import require_signed_in
from cityhall.people import queries as people

FREE = 12


class CancelForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, required=False)


class RateForm(forms.Form):
    score = forms.ChoiceField(label="评价", choices=Score.choices(), widget=forms.RadioSelect)


@require_safe
def helpers(request: Request) -> HttpResponse:
    """帮办员名册"""
    text = request.GET.get("q", "").strip()[:40]
    return show(request, "portal/helpers.html", {"rows": queries.helpers(text), "text": text})


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """申请帮办代办"""
    require_signed_in(request.actor)
    me, item = people.me(request.actor), _item(request)
    initial = {"name": me.name, "phone": people.own_phone(request.actor)}
    form = HelpForm(sent(request), initial=initial)

    def act(**told: Any) -> str:
        return actions.ask_help(request.actor, asking_of(told, item))

    outcome = submit(form, act)
    if outcome:
        said(request, "已收到您的申请，帮办员接单后会联系您")
        return go(request, reverse("my_help", args=[outcome.result]))
    context = {"item": item, "free": _free(form, item), "rules": queries.rules_now()}
    return show(request, "portal/help_ask.html", context, form=form)


def _item(request: Request) -> tuple[int, str] | None:
    """The item she comes from, by the address."""
    asked = request.GET.get("item", "")
    names = catalogue.item_names([int(asked)]) if asked.isdecimal() else {}
    return next(((pk, name) for pk, (name, _, _) in names.items()), None)


def _free(form: HelpForm, item: tuple[int, str] | None) -> list[queries.Opening]:
    """Half-days with a place, once it is known where she lives."""
    place = form.data.get("division_code", "") if form.is_bound else ""
    if not place or form.data.get("place") == Place.PHONE:
        return []
    return [one for one in queries.openings(place, item[0] if item else None) if one.free][:FREE]


@never_cache
@require_safe
def mine(request: Request) -> HttpResponse:
    """我的帮办"""
    return show(request, "portal/help_mine.html", {"rows": queries.my_help(request.actor)})


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request, number: str) -> HttpResponse:
    """One request: how far it is, who comes, what was lent; called off, or rated."""
    found = queries.help_page(request.actor, number)
    rates = found.state is State.DONE and found.score is None
    form: forms.Form = RateForm(sent(request)) if rates else CancelForm(sent(request))
    done = submit(form, actions.rate_help if rates else actions.cancel_help, request.actor, number)
    if done:
        said(request, "谢谢您的评价" if rates else "已取消")
        return go(request, reverse("my_help", args=[number]))
    labels = [Group(one).label for one in found.groups]
    context = {"found": found, "rates": rates, "cancels": Move.CANCEL in found.moves, "groups": labels}
    return show(request, "portal/help_page.html", context, form=form)
