"""登录安全: one's own second factor, sessions and sign-ins."""

import segno
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.doors.http import Request, go, said, show, submit
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts import queries
from cityhall.kernel.accounts.second import actions as factor
from cityhall.kernel.accounts.second import queries as factors
from cityhall.kernel.accounts.sessions import queries as running
from cityhall.kernel.accounts.sessions.actions import end_session
from cityhall.kernel.accounts.sessions.queries import SessionRow
from cityhall.kernel.accounts.terms import Outcome
from cityhall.kernel.actor import require_signed_in
from cityhall.kernel.call import calling
from cityhall.kernel.journal.queries import Line
from cityhall.organs import queries as organs
from cityhall.site.arrival import MUST_SECOND, home_of

from . import session
from .forms import FirstCodeForm, SecondForm

SHOWN = 30
TITLES = {
    "account.opened": "开通账号", "account.signed_in": "登录", "account.signed_out": "退出",
    "account.sign_in_failed": "登录没有成功", "account.locked": "连续不正确，锁定", "account.second_asked": "密码正确，等待动态码",
    "account.password_changed": "修改密码", "account.password_refused": "修改密码没有成功", "account.password_reset": "管理员重置密码",
    "account.second_begun": "开始启用动态码", "account.second_confirmed": "启用动态码", "account.second_given_up": "停用动态码",
    "account.recovery_used": "使用恢复码登录", "account.sessions_ended": "其他登录作废",
    "account.session_ended": "结束一处登录", "account.disowned": "声明不是本人登录",
    "account.bound": "绑定统一身份", "account.unbound": "解除统一身份绑定",
    "account.closed": "账号停用", "account.opened_again": "账号恢复使用",
}  # fmt: skip


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    """登录安全"""
    require_signed_in(request.actor)
    lines = reversed(queries.history(request.actor, request.actor.account_id or 0))
    told = [(line, TITLES[line.event], _detail(line)) for line in lines if line.event in TITLES][:SHOWN]
    context = {
        "standing": factors.standing(request.actor),
        "lines": told,
        "sessions": _sessions(request),
        "home": home_of(request.actor),
    }
    return show(request, "sign_in/security.html", context)


def _sessions(request: Request) -> list[SessionRow]:
    idle = session.IDLE[request.actor.is_staff]
    return running.sessions(request.actor, request.session.session_key or "", idle)


@never_cache
@require_POST
def end_one(request: Request, session_id: str) -> HttpResponse:
    """退出一处登录; one's own present session ends the usual way."""
    here = request.session.session_key or ""
    if running.id_of(here) == session_id:
        accounts.sign_out(request.actor)
        return _out(request, "已退出登录")
    end_session(request.actor, session_id)
    said(request, "这处登录已经结束")
    return go(request, "/security/")


def _detail(line: Line) -> str:
    reason = str(line.values.get("reason", ""))
    why = Outcome(reason).label.partition("，")[0] if reason in set(Outcome) else ""
    network = f"网络 {line.values['network']}" if line.values.get("network") else ""
    return "；".join(filter(None, (why, network)))


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second(request: Request) -> HttpResponse:
    """启用动态码: the picture to scan, the secret to type, the first code; then the recovery codes, once."""
    now = factors.standing(request.actor)
    if not now.on and not now.secret:
        with calling():
            factor.begin(request.actor)
        now = factors.standing(request.actor)
    form, codes = FirstCodeForm(request.POST or None), []

    def confirm(code: str) -> None:
        with calling():  # the answer is shown once and kept nowhere
            codes.extend(factor.confirm(request.actor, code))

    if submit(form, confirm):
        request.session.pop(MUST_SECOND, None)
        return show(request, "sign_in/recovery.html", {"codes": codes})
    if now.on:
        return go(request, "/security/")
    picture = segno.make(now.address, error="m").svg_data_uri(scale=5, border=2)
    secret = " ".join(now.secret[n : n + 4] for n in range(0, len(now.secret), 4))
    return show(
        request,
        "sign_in/enrol.html",
        {"picture": picture, "secret": secret, "wanted": MUST_SECOND in request.session},
        form=form,
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_off(request: Request) -> HttpResponse:
    """停用动态码"""
    require_signed_in(request.actor)
    form = SecondForm(request.POST or None)

    def give_up(code: str) -> None:
        with calling():
            factor.give_up(request.actor, code)

    if submit(form, give_up):
        if organs.wants_second(request.actor.account_id or 0):  # a new phone: taken up anew before anything else
            request.session[MUST_SECOND] = True
        said(request, "已停用动态码")
        return go(request, "/security/")
    return show(request, "sign_in/second_off.html", form=form)


@never_cache
@require_POST
def elsewhere(request: Request) -> HttpResponse:
    """在其他设备退出: this session goes on under a new key."""
    accounts.end_sessions(request.actor)
    session.begin(request, request.actor.account_id or 0)
    said(request, "其他设备上的登录已经失效")
    return go(request, "/security/")


@never_cache
@require_POST
def not_me(request: Request) -> HttpResponse:
    """不是我本人: everybody is out, and whoever comes next must change the password."""
    accounts.disown(request.actor)
    return _out(request, "所有登录已经失效。请用原密码登录并立即修改密码；如果登不进去，请联系本单位管理员重置。")


def _out(request: HttpRequest, sentence: str) -> HttpResponse:
    staff = getattr(request, "actor").is_staff  # noqa: B009 - set by `Greet`
    auth.logout(request)
    said(request, sentence)
    return go(request, "/sign-in/staff/" if staff else "/sign-in/")
