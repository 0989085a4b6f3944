"""The thread between two requests of one person: who signed in, and the phone a code was sent to."""

import base64
import binascii
import os
import time

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from cityhall.doors.http import address_of
from cityhall.kernel.accounts.actions import network
from cityhall.kernel.accounts.sessions.queries import BEGAN, SEEN
from cityhall.kernel.accounts.sessions.rules import device_of
from cityhall.kernel.accounts.sessions.store import DEVICE, NETWORK
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.secrets.keys import seal, unseal
from cityhall.organs import queries as organs
from cityhall.site.arrival import MUST_CHANGE, MUST_SECOND, TOO_OLD


def env_minutes(name: str, usual: int) -> int:
    return int(os.environ.get(name, str(usual)))


SECOND, BY_PASSWORD = "second", "by_password"
PATIENCE, A_MINUTE = 300, 60
IDLE = {True: env_minutes("CITYHALL_IDLE_STAFF", 30), False: env_minutes("CITYHALL_IDLE_CITIZENS", 120)}
ENDED = "您已在其他设备上退出登录"
IDLED = "您有一段时间没有操作，为了安全已退出登录"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PHONE = "phone"


def begin(
    request: HttpRequest, account_id: int, *, must_change: bool = False, by_password: bool = False, asks: bool = True
) -> None:
    """From here on the request, and those after it, are this account's. The session gets a new key. What the rules want of
    her first is noted in it; a password's age matters to whoever came by it, and `asks` is no for the demo's cards."""
    account = ModelBackend().get_user(account_id)
    if account is None:
        return
    request.session.flush()
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    request.session[NETWORK] = network(address_of(request))
    auth.login(request, account, backend=BACKEND)
    request.session[BEGAN] = request.session[SEEN] = time.time()
    if must_change:
        request.session[MUST_CHANGE] = True
    if asks and account.kind == Kind.STAFF:
        wanted = organs.demands_of(account_id)
        if wanted.second:
            request.session[MUST_SECOND] = True
        if wanted.password and by_password:
            request.session[MUST_CHANGE] = request.session[TOO_OLD] = True


def wait_for_second(request: HttpRequest, account_id: int, *, by_password: bool = True) -> None:
    """The first half was right; the next page asks for the code, for five minutes."""
    request.session.flush()
    request.session[BY_PASSWORD] = by_password
    request.session[SECOND] = base64.b64encode(seal(f"{account_id}:{time.time():.0f}")).decode()


def waits_for_second(request: HttpRequest) -> int | None:
    """Whose code is waited for."""
    try:
        account_id, _, since = unseal(base64.b64decode(request.session.get(SECOND, ""))).partition(":")
    except (ValueError, binascii.Error, IndexError):
        return None
    return int(account_id) if account_id and time.time() - float(since) < PATIENCE else None


def is_over(request: HttpRequest) -> str:
    """Why this session ends here: nobody did anything for too long, or it was ended from elsewhere; empty while it goes on.
    Written at most once a minute; a session that never began at a door of ours has no times to look at."""
    began, seen, now = request.session.get(BEGAN), request.session.get(SEEN), time.time()
    if began is None or seen is None or not request.user.is_authenticated:
        return ""
    ended = request.user.sessions_ended_at
    if ended is not None and began < ended.timestamp():
        return ENDED
    if now - seen > IDLE[request.user.kind == Kind.STAFF] * 60:
        return IDLED
    if now - seen > A_MINUTE:
        request.session[SEEN] = now
    return ""


def keep_phone(request: HttpRequest, phone: str) -> None:
    """Remember, sealed, which phone the next page is about."""
    request.session[PHONE] = base64.b64encode(seal(phone)).decode()


def kept_phone(request: HttpRequest) -> str:
    try:
        return unseal(base64.b64decode(request.session.get(PHONE, "")))
    except (ValueError, binascii.Error, IndexError):
        return ""


def next_of(request: HttpRequest) -> str:
    """The local path to go on to; anything else is ignored."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, None) else ""
