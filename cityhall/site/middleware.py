"""Between the web server and the doors: safety headers, who is asking, and refusals as pages."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cityhall.doors.http import answer
from cityhall.kernel.call import calling
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    WrongMethodError,
)
from cityhall.kernel.legible import is_legible
from cityhall.site.arrival import MUST_CHANGE, MUST_SECOND, actor_of, bearer_of, home_of
from cityhall.site.sign_in.session import is_over

KEY_LIMIT = 200
NOT_THERE, NOT_THIS_WAY = 404, 405
ALLOWED_FIRST = ("/password/", "/sign-out/", "/look/")
FIRST = (  # what is done before anything else, where, and what a program is told
    (MUST_CHANGE, "/password/", ("account.must_change", "请先登录网页修改密码，再使用接口")),
    (MUST_SECOND, "/security/second/", ("account.must_second", "按登录规则须先登录网页启用动态码，再使用接口")),
)
Next = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class Safety:
    """Headers every answer carries."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        return response


class Greet:
    """Who asks: `request.actor`, for every door. A first password is changed before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        over = is_over(request)
        if over:
            logout(request)
        try:
            request.actor = actor_of(request)  # type: ignore[attr-defined]
        except DomainError as error:
            return answer(request, error)
        request.home = home_of(request.actor)  # type: ignore[attr-defined]
        return self._stopped(request, over) or self.get_response(request)

    def _stopped(self, request: HttpRequest, over: str) -> HttpResponse | None:
        """Who is sent elsewhere first: whose session is over, who has a password to change, who must
        take up a second factor."""
        program = request.path.startswith("/api/")
        if over and program:
            return answer(request, NotSignedInError("account.session_over", f"{over}，请重新登录"))
        if over and request.method != "POST":
            messages.info(request, f"{over}，请重新登录")
        for flag, door, error in FIRST if bearer_of(request) is None else ():
            if request.session.get(flag) and not request.path.startswith((*ALLOWED_FIRST, door)):
                return answer(request, NotAllowedError(*error)) if program else HttpResponseRedirect(door)
        return self.get_response(request)


class Calls:
    """The request's own number and the version its sender saw: hidden fields from a page, headers from a program."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        program = request.path.startswith("/api/")
        try:
            _check_legible(request, program=program)
            if request.method in {"GET", "HEAD", "OPTIONS"}:
                return self.get_response(request)
            key = request.headers.get("Idempotency-Key") or ("" if program else request.POST.get("_key", ""))
            seen = request.headers.get("If-Match") or ("" if program else request.POST.get("_seen", ""))
            version = _version(seen)
        except DomainError as error:
            return answer(request, error)
        with calling(key[:KEY_LIMIT] or None, version, needs_seen=program):
            return self.get_response(request)


def _check_legible(request: HttpRequest, *, program: bool) -> None:
    """A NUL is nothing anybody types, and nothing the database keeps. A program's body is its own reader's to check."""
    said = [request.path_info, *(v for _, values in request.GET.lists() for v in values)]
    if request.method == "POST" and not program:
        said += [v for _, values in request.POST.lists() for v in values]
    if not is_legible(said):
        raise InvalidInputError("call.illegible", "内容里有无法识别的字符，请删去后重新提交")


def _version(seen: str) -> int | None:
    if not seen:
        return None
    found = re.fullmatch(r'(?:W/)?"?(\d{1,18})"?', seen.strip())
    if found is None:
        raise InvalidInputError("call.bad_version", "版本信息无效，请重新读取最新内容后再提交", field="_seen")
    return int(found[1])


def _for_programs(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An address the API does not have, or not in this way, is refused as everything is refused there."""
    if response.status_code not in (NOT_THERE, NOT_THIS_WAY) or "json" in response.get("Content-Type", ""):
        return response
    if response.status_code == NOT_THERE:
        return answer(request, NotFoundError("call.no_address", "没有这个接口，请对照接口文档核对地址"))
    told = answer(request, WrongMethodError("call.wrong_method", "这个接口不能用这个方法请求，请对照接口文档"))
    told["Allow"] = response.get("Allow", "")
    return told


class Refusals:
    """A refusal raised in a view is answered, not logged as a fault; a wrong method has a page, as a wrong address has."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/api/"):
            return _for_programs(request, response)
        if response.status_code != NOT_THIS_WAY:
            return response
        page = render(request, "405.html", status=NOT_THIS_WAY)
        page["Allow"] = response.get("Allow", "")
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error) if isinstance(error, DomainError) else None
