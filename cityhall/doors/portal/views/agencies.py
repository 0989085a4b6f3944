"""授权委托: what one has given and was given; give, accept, end."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, file_response, go, said, sent, show, submit
from cityhall.doors.matters import matters_written
from cityhall.doors.portal.forms import AgencyForm, EndAgencyForm, Tap
from cityhall.kernel import clock
from cityhall.kernel.actor import require_signed_in
from cityhall.people import actions, queries
from cityhall.people.terms import AgencyState, Verified

USUAL = timedelta(days=180)


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    """授权委托"""
    rows = queries.agencies(request.actor)
    names = catalogue.item_names({item for row in rows for item in row.items})
    told = [(row, "、".join(names[i][0] for i in row.items if i in names) or "全部事项") for row in rows]
    return show(request, "portal/agencies.html", {
        "given": [pair for pair in told if pair[0].given], "held": [pair for pair in told if not pair[0].given],
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: Request) -> HttpResponse:
    """授权他人代办: who, what, until when; nothing is lent before she accepts."""
    require_signed_in(request.actor)
    me = queries.me(request.actor)
    if me.verified is Verified.NONE:
        return go(request, f"{reverse('real_name')}?back={reverse('give_agency')}")
    entities = {row.credit_code: row.name for row in queries.entities_of(request.actor)}
    form = AgencyForm(
        [("", f"我本人：{me.name}"), *entities.items()], sent(request), initial={"until_on": clock.today() + USUAL}
    )

    def act(matters: str, **told: Any) -> int:
        return actions.give_agency(request.actor, matters=_matters(form, matters), **told)

    if submit(form, act):
        said(request, "已发出授权，等代办人登录后接受")
        return go(request, reverse("agencies"))
    return show(request, "portal/agency_give.html", {}, form=form)


def _matters(form: AgencyForm, written: str) -> list[tuple[int, str]]:
    """The items written a line each; those nobody knows are said again."""
    found, unknown = matters_written(written)
    if unknown:
        form.refuse_matters(unknown)
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request, agency_id: int) -> HttpResponse:
    """一份授权: its text; the agent answers, either side ends it."""
    row = queries.agency(request.actor, agency_id)
    asked = AgencyState.PROPOSED if row.given else AgencyState.OFFERED
    waits = row.state is asked and not row.over
    ends = row.state is AgencyState.ACCEPTED or (row.state is AgencyState.OFFERED and row.given)
    form = EndAgencyForm(sent(request)) if ends else Tap(sent(request))
    if ends and submit(form, actions.end_agency, request.actor, agency_id):
        said(request, "已撤销授权，对方从现在起不能再代办" if row.given else "已辞去委托")
        return go(request, reverse("agencies"))
    if waits and submit(form, actions.answer_agency, request.actor, agency_id, request.POST.get("answer") == "accept"):
        agreed = "已确认授权，代办员可以代您申请了；您随时可以撤销" if row.given else "已接受，可以代为办理了"
        said(request, agreed if request.POST.get("answer") == "accept" else "已谢绝")
        return go(request, reverse("agencies"))
    return show(request, "portal/agency.html", {"row": row, "waits": waits, "ends": ends}, form=form)


@never_cache
@require_safe
def paper(request: Request, agency_id: int) -> HttpResponseBase:
    """签字的授权书: for its two sides."""
    sha256, name, media_type = queries.agency_scan(request.actor, agency_id)
    return file_response(sha256, name, media_type, inline=True)
