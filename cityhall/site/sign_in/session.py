"""The thread between two requests of one person: who signed in, and the phone a code was sent to."""

import base64
import binascii

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from cityhall.kernel.secrets.keys import seal, unseal
from cityhall.site.arrival import MUST_CHANGE

BACKEND = "django.contrib.auth.backends.ModelBackend"
PHONE = "phone"


def begin(request: HttpRequest, account_id: int, *, must_change: bool = False) -> None:
    """From here on the request, and those after it, are this account's. The session gets a new key."""
    account = ModelBackend().get_user(account_id)
    if account is None:
        return
    request.session.flush()
    auth.login(request, account, backend=BACKEND)
    if must_change:
        request.session[MUST_CHANGE] = True


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
