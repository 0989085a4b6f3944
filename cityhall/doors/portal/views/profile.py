"""我的资料: oneself, masked; the real-name declaration; the entities one stands for."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.doors.http import Request, back, go, said, sent, show, submit
from cityhall.doors.portal.forms import EntityForm, RealNameForm, Tap
from cityhall.kernel.actor import require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.people import actions, queries
from cityhall.people.terms import EntityKind, IdKind, Tie, Verified


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    me = queries.me(request.actor)
    context = {"me": me, "entities": queries.entities_of(request.actor), "named": me.verified is not Verified.NONE}
    return show(request, "portal/profile.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def real_name(request: Request) -> HttpResponse:
    """实名信息: asked once, before the first application, with the way back."""
    me = queries.me(request.actor)
    onward = back(request, reverse("profile"))
    form = RealNameForm(sent(request), initial={"name": me.name, "id_kind": me.id_kind})

    def declare(name: str, id_number: str, id_kind: str) -> int:
        return actions.complete_profile(request.actor, name, id_number, IdKind(id_kind))

    if submit(form, declare):
        said(request, "实名信息已登记")
        return go(request, onward)
    return show(request, "portal/real_name.html", {"me": me, "onward": onward}, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def add_entity(request: Request) -> HttpResponse:
    """关联单位: by its credit code. Two acts of `people`, each harmless the second time: the unit is known, then tied."""
    require_signed_in(request.actor)
    me = queries.me(request.actor)
    onward = back(request, reverse("profile"))
    if me.verified is Verified.NONE:
        return go(request, f"{reverse('real_name')}?back={reverse('add_entity')}")
    form = EntityForm(sent(request))

    def add(credit_code: str, name: str, kind: str, tie: str) -> int:
        actions.register_entity(request.actor, name, credit_code, EntityKind(kind))
        return actions.link_entity(request.actor, credit_code, Tie(tie))

    if submit(form, add):
        said(request, "已关联，可以代这个单位申请了")
        return go(request, onward)
    return show(request, "portal/entity.html", {"onward": onward}, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def end_entity(request: Request, link_id: int) -> HttpResponse:
    """解除关联: asked first."""
    link = next((row for row in queries.entities_of(request.actor) if row.link_id == link_id), None)
    if link is None:
        raise NotFoundError("people.link_unknown", "没有找到这条关联，可能已经解除")
    form = Tap(sent(request))
    if submit(form, actions.end_link, request.actor, link_id):
        said(request, f"已解除与“{link.name}”的关联")
        return go(request, reverse("profile"))
    return show(request, "portal/end_entity.html", {"link": link}, form=form)
