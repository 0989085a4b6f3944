"""双屏: the applicant's screen of a window (no sign-in, no navigation, one thing at a time), and pairing it."""

import secrets

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, address_of, go, show, submit
from cityhall.kernel.actor import NOBODY, Actor

from ..door import desk
from ..forms import Tap

COOKIE, SALT, A_YEAR = "window_screen", "window.screen", 365 * 24 * 3600
APPLICANT = Actor("申请人（窗口屏幕）")


@desk("GET", "POST")
def pairing(request: Request) -> HttpResponse:
    """配对屏幕: the code to be typed on the second screen"""
    form = Tap(request.POST if request.method == "POST" else None)
    outcome = submit(form, actions.pair_screen, request.actor)
    context = {"code": outcome.result or "", "paired": queries.has_screen(request.actor)}
    return show(request, "window/screens.html", context, form=form)


@desk("GET")
def state(request: Request, check_id: str) -> HttpResponse:
    """Has she answered?"""
    return show(request, "window/check.html", {"check": queries.check(request.actor, check_id)})


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """申请人屏幕"""
    secret = _secret(request)
    view = queries.screen(secret)
    if request.method == "POST" and not view.paired:
        return _pair(request)
    form = Tap(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        right, wrong = request.POST.get("answer") == "right", request.POST.get("wrong", "")
        submit(form, actions.answer_check, APPLICANT, secret, request.POST.get("check", ""), right, wrong)
        view = queries.screen(secret)
    context = {"view": view, "asking": request.GET.get("wrong") == "yes"}
    return show(request, "window/screen.html", context, part="window/screen_part.html", form=form)


@never_cache
@require_http_methods(["GET"])
def now(request: HttpRequest) -> HttpResponse:
    """Only what is new: nothing is swapped under a finger"""
    view = queries.screen(_secret(request))
    if request.GET.get("have") == f"{view.id}:{view.state or ''}" and view.paired:
        return HttpResponse(status=204)
    return show(request, "window/screen_part.html", {"view": view, "form": Tap()})


def _pair(request: HttpRequest) -> HttpResponse:
    """The code is right: this browser keeps the secret from now on."""
    address, secret = address_of(request), secrets.token_urlsafe(32)
    form = Tap(request.POST)

    def enter() -> bool:
        queries.check_code_tries(address)
        return actions.enter_code(NOBODY, request.POST.get("code", ""), address, secret)

    outcome = submit(form, enter)
    if outcome and outcome.result:
        answer = go(request, reverse("window:screen"))
        answer.set_cookie(
            COOKIE, signing.dumps(secret, salt=SALT), max_age=A_YEAR, httponly=True, samesite="Strict",
            secure=request.is_secure(), path=reverse("window:screen"),
        )  # fmt: skip
        return answer
    if outcome:
        form.add_error(None, "配对码不正确或已过期，请窗口人员重新生成")
    context = {"view": queries.ScreenView(paired=False), "form": form}
    return show(request, "window/screen.html", context, part="window/screen_part.html", form=form)


def _secret(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR))
    except signing.BadSignature:
        return ""
