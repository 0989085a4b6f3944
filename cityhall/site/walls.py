"""The walls before every door: headers that shut a browser in, no orders from strangers' pages, no more than a hall would ask."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cityhall.doors.http import address_of, answer
from cityhall.kernel import clock
from cityhall.kernel.errors import NotAllowedError, TooManyError
from cityhall.site import limits

Next = Callable[[HttpRequest], HttpResponse]
SAFE = {"GET", "HEAD", "OPTIONS"}
OURS = {"same-origin", "none"}
YEAR = 365 * 24 * 3600
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
SIGNED_IN = "private, no-store"


class Headers:
    """What every answer says to the browser, static files included; what a signed-in person saw is kept by no cache."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.setdefault(name, value)
        if settings.SESSION_COOKIE_SECURE:
            response.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
        actor = getattr(request, "actor", None)
        if actor is not None and actor.account_id is not None and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = SIGNED_IN
        return response


class Foreigners:
    """An order to the API comes from our own pages or from a program, never from another site's page in a visitor's
    browser: the browser says which by Origin and Sec-Fetch-Site. (Pages have their CSRF tokens; so has the API. This holds
    where a token was stolen or an endpoint asks for none.)"""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and request.method not in SAFE and not _is_ours(request):
            sentence = (
                "这个请求来自其他网站的页面，已拒绝；程序调用请不要带 Origin，或请管理员把来源加入 CITYHALL_ORIGINS"
            )
            return answer(request, NotAllowedError("call.foreign", sentence))
        return self.get_response(request)


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in OURS
    known = {*settings.CSRF_TRUSTED_ORIGINS, _origin(settings.PUBLIC_URL)}
    return origin in known or origin == f"{urlsplit(origin).scheme}://{request.get_host()}"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Limits:
    """At most so many requests of a kind in a minute, by account where somebody is signed in, else by network address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        until = _used_up(request)
        if until is None:
            return self.get_response(request)
        seconds = max(1, round((until - clock.now()).total_seconds()))
        sentence = f"这个网络或账号的请求过于频繁，请 {seconds} 秒后再试；急事请到窗口或拨打 12345"
        refused = answer(request, TooManyError("call.too_many", sentence))
        refused["Retry-After"] = str(seconds)
        return refused


def _used_up(request: HttpRequest) -> datetime | None:
    rules: dict[str, int] = settings.LIMITS
    if not rules or request.path == limits.SIGNED:
        return None
    account = getattr(request, "actor").account_id  # noqa: B009 - set by `Greet`
    if account is not None:
        return limits.hit("account", rules["account"], str(account))
    kind = limits.kind_of(request.path, request.method or "")
    return limits.hit(kind, rules[kind], address_of(request))
