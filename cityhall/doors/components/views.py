"""How pages look to this person: plain, or large for the elderly. Kept in a cookie, changed by a link."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from cityhall.doors.http import back

from .context import COOKIE, ELDER

YEAR = 365 * 24 * 3600


@require_safe
def look(request: HttpRequest, mode: str) -> HttpResponse:
    response = HttpResponseRedirect(back(request, "/"))
    if mode == ELDER:
        response.set_cookie(COOKIE, ELDER, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE)
    return response
