"""How she wants the result, on a draft or until it is served; and which licence an application is about."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions, queries
from cityhall.cases.queries import WishView
from cityhall.cases.terms import DeliveryMethod, LicenceStatus
from cityhall.catalogue.terms import ItemTerms
from cityhall.doors.components import words
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal.forms import DeliveryForm, LicenceForm
from cityhall.people import queries as people

from .apply import WAY
from .mine import own_case


@never_cache
@require_http_methods(["GET", "POST"])
def of_draft(request: Request, draft: UUID) -> HttpResponse:
    """领取方式, before handing in"""
    mine = queries.draft(request.actor, str(draft))
    wish = queries.draft_more(request.actor, mine.id).wish
    there = reverse("draft_check", args=[draft])
    return _delivery(request, mine.id, mine.version, mine.terms, wish, there)


@never_cache
@require_http_methods(["GET", "POST"])
def of_case(request: Request, number: str) -> HttpResponse:
    """更改领取方式"""
    page = own_case(request.actor, number)
    there = reverse("my_case", args=[number])
    return _delivery(request, number, page.version, page.terms, page.wish, there)


def _delivery(
    request: Request, ref: str, version: int, terms: ItemTerms, wish: WishView | None, there: str
) -> HttpResponse:
    own = people.own(request.actor)
    initial = {
        "method": (wish and wish.method) or DeliveryMethod.WINDOW, "receiver": (wish and wish.receiver) or own.name,
        "phone": (wish and wish.phone) or own.phone, "address": (wish and wish.address) or own.address,
        "electronic_consent": bool(wish and wish.consent),
    }  # fmt: skip
    form = DeliveryForm(sent(request), initial=initial)

    def choose(method: str, receiver: str, phone: str, address: str, electronic_consent: bool) -> None:
        mail = method == DeliveryMethod.MAIL
        actions.choose_delivery(
            request.actor, ref, method, receiver if mail else "", phone if mail else "", address if mail else "",
            electronic_consent=electronic_consent and method == DeliveryMethod.ELECTRONIC,
        )  # fmt: skip

    if submit(form, choose):
        said(request, "领取方式已保存")
        return go(request, there)
    form.mark_needed()
    context = {"terms": terms, "version": version, "there": there, "prefilled": not (wish and wish.address)}
    return show(request, "portal/delivery.html", context, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def licence(request: Request, draft: UUID) -> HttpResponse:
    """要变更、延续或注销的证照"""
    mine = queries.draft(request.actor, str(draft))
    wish = queries.draft_more(request.actor, mine.id).wish
    standing = [one for one in queries.licences_of(request.actor) if one.status is LicenceStatus.VALID]
    own = [(one.number, f"{one.name} {one.number}{_until(one.valid_until)}") for one in standing]
    known = wish.licence_number in dict(own)
    initial = {
        "chosen": wish.licence_number if known or not own else own[0][0] if not wish.licence_number else "",
        "number": "" if known else wish.licence_number, "expires_on": None if known else wish.licence_expires_on,
    }  # fmt: skip
    form = LicenceForm(own, sent(request), initial=initial)

    def name(number: str, expires_on: date | None) -> None:
        actions.name_licence(request.actor, mine.id, number, expires_on)

    if submit(form, name):
        said(request, "证照编号已保存")
        return go(request, reverse("draft_check", args=[draft]))
    context = {"draft": mine, "terms": mine.terms, "way": WAY, "own": own}
    return show(request, "portal/licence.html", context, form=form)


def _until(day: date | None) -> str:
    return f"，有效期至 {words.day(day, weekday=False)}" if day else ""
