"""Coming in and going out: citizens by a code to their phone, staff by password, the demo by cards."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.doors.http import Request, address_of, cursor, go, said, show, submit
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.actions import SignIn
from cityhall.kernel.accounts.providers.queries import buttons
from cityhall.kernel.accounts.second import actions as factor
from cityhall.kernel.accounts.terms import Kind, Outcome
from cityhall.kernel.actor import NOBODY, require_signed_in
from cityhall.kernel.call import calling
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.identifiers import check_mobile
from cityhall.messages import queries as messages
from cityhall.people import actions as people
from cityhall.people import queries as people_queries
from cityhall.site.arrival import MUST_CHANGE, ON_BEHALF, TOO_OLD, actor_of, home_of

from . import cards, session
from .forms import CodeForm, PasswordForm, PhoneForm, SecondForm, StaffForm

DESKS = ("/window/", "/office/", "/setup/", "/password/")


def _come_in(
    request: HttpRequest, attempt: SignIn, home: str = "", *, by_password: bool = False, asks: bool = True
) -> HttpResponse:
    account_id = accounts.check_outcome(attempt)
    onward = session.next_of(request)
    session.begin(request, account_id, must_change=attempt["must_change"], by_password=by_password, asks=asks)
    return go(request, onward or home or home_of(actor_of(request)))


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """手机号: the first of a citizen's two pages. Who was on the way to a desk is shown the staff door."""
    onward = session.next_of(request)
    if request.method == "GET" and onward.startswith(DESKS):
        return HttpResponseRedirect(f"staff/?{request.GET.urlencode()}")
    form = PhoneForm(request.POST or None)
    if submit(form, people.request_code, NOBODY, address=address_of(request)):
        session.keep_phone(request, check_mobile(form.cleaned_data["phone"]))
        return HttpResponseRedirect(f"code/?{request.GET.urlencode()}" if request.GET else "code/")
    return show(request, "sign_in/phone.html", {"onward": onward, "providers": buttons(Kind.CITIZEN)}, form=form)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: Request) -> HttpResponse:
    """验证码: the second page."""
    phone = session.kept_phone(request)
    if not phone:
        return HttpResponseRedirect("../")
    form, attempts = CodeForm(request.POST or None), []

    def attempt(code: str) -> None:
        with calling():  # a failed attempt counts however often the page is sent
            attempts.append(people.verify_code(NOBODY, phone, code, address_of(request)))
        accounts.check_outcome(attempts[-1])

    if submit(form, attempt):
        return _come_in(request, attempts[-1])
    return show(request, "sign_in/code.html", {"phone": phone, "onward": session.next_of(request)}, form=form)


@never_cache
@require_POST
def code_again(request: Request) -> HttpResponse:
    """重新获取验证码: refused before a minute has passed; the refusal is shown above the code."""
    phone, form = session.kept_phone(request), CodeForm()
    if not phone:
        return HttpResponseRedirect("../../")
    again = PhoneForm({"phone": phone})
    if submit(again, people.request_code, NOBODY, address=address_of(request)):
        said(request, "验证码已重新发送，请查收短信")
        return HttpResponseRedirect(f"../?{request.GET.urlencode()}")
    context = {"phone": phone, "onward": session.next_of(request), "wait": again.errors["phone"][0], "form": form}
    return show(request, "sign_in/code.html", context, status=429)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def staff(request: Request) -> HttpResponse:
    """工作人员登录"""
    form, attempts = StaffForm(request.POST or None), []

    def attempt(login: str, password: str) -> None:
        with calling():  # see above
            attempts.append(accounts.sign_in_with_password(NOBODY, login, password, address_of(request)))
        if attempts[-1]["outcome"] != Outcome.SECOND:
            accounts.check_outcome(attempts[-1])

    if submit(form, attempt):
        if attempts[-1]["outcome"] != Outcome.SECOND:
            return _come_in(request, attempts[-1], by_password=True)
        onward = session.next_of(request)
        session.wait_for_second(request, attempts[-1]["account_id"] or 0)
        return HttpResponseRedirect(f"/sign-in/second/?{urlencode({'next': onward})}" if onward else "/sign-in/second/")
    context = {"onward": session.next_of(request), "providers": buttons(Kind.STAFF)}
    return show(request, "sign_in/staff.html", context, form=form)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second(request: Request) -> HttpResponse:
    """动态码: the second half of signing in."""
    account_id = session.waits_for_second(request)
    if account_id is None:
        return HttpResponseRedirect("/sign-in/staff/")
    form, attempts = SecondForm(request.POST or None), []

    def attempt(code: str) -> None:
        with calling():  # see above
            attempts.append(factor.check(NOBODY, account_id, code, address_of(request)))
        accounts.check_outcome(attempts[-1])

    if submit(form, attempt):
        by_password = bool(request.session.get(session.BY_PASSWORD))
        attempts[-1]["must_change"] = attempts[-1]["must_change"] and by_password
        return _come_in(request, attempts[-1], by_password=by_password)
    return show(request, "sign_in/second.html", {"onward": session.next_of(request)}, form=form)


@never_cache
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """退出登录"""
    if request.actor.account_id is not None:
        accounts.sign_out(request.actor)
    auth.logout(request)
    return go(request, "/demo/" if settings.DEMO else "/")


@never_cache
@sensitive_post_parameters("old_password", "new_password", "again")
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """修改密码: other sessions of the account end with it."""
    require_signed_in(request.actor)
    if not request.actor.is_staff:
        raise NotFoundError("account.no_password", "您用手机验证码登录，没有需要修改的密码")
    form = PasswordForm(request.POST or None)

    def change(old_password: str, new_password: str, again: str) -> None:
        with calling():
            attempt = accounts.change_password(request.actor, old_password, new_password)
        accounts.check_outcome(attempt)

    if submit(form, change):
        account = ModelBackend().get_user(request.actor.account_id or 0)
        if account is not None:
            update_session_auth_hash(request, account)
        for flag in (MUST_CHANGE, TOO_OLD):
            request.session.pop(flag, None)
        said(request, "密码已修改，请牢记新密码")
        return go(request, home_of(request.actor))
    context = {"forced": MUST_CHANGE in request.session, "too_old": TOO_OLD in request.session}
    return show(request, "sign_in/password.html", context, form=form)


@never_cache
@require_POST
def acting_for(request: Request) -> HttpResponse:
    """代单位办理: from now on for this entity, or again for oneself."""
    chosen = request.POST.get("credit_code", "").strip()
    if chosen:
        acting = people_queries.acting_for(request.actor, chosen)
        request.session[ON_BEHALF] = acting.on_behalf.removeprefix("entity:")
    else:
        request.session.pop(ON_BEHALF, None)
    return go(request, session.next_of(request) or "/")


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise NotFoundError("demo.absent", "这里不是演示环境")


@never_cache
@require_safe
def demo(request: Request) -> HttpResponse:
    """演示身份: one card for each role."""
    _only_in_demo()
    return show(request, "sign_in/demo.html", {"cards": cards.shown()})


@never_cache
@require_POST
def demo_card(request: Request, key: str) -> HttpResponse:
    """以演示身份登录"""
    _only_in_demo()
    card = cards.named(key)
    if card is None:
        raise NotFoundError("account.unknown_card", "没有这个演示身份，请返回演示页重新选择")
    with calling():
        attempt = accounts.sign_in_as_demo(NOBODY, card.account)
    return _come_in(request, attempt, card.home, asks=False)


@never_cache
@require_safe
def outbox(request: Request) -> HttpResponse:
    """演示发件箱: what would have gone out by SMS and e-mail."""
    return show(request, "sign_in/outbox.html", {"page": messages.outbox(cursor(request))})
