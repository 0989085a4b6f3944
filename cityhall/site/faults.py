"""What is answered when something underneath fails: a database that does not answer or a disk without room is for a moment, and
the request may be sent again under its number; anything else is a bug."""

import errno
import logging
import sys
from collections.abc import Iterator

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import bad_request
from psycopg import errors as pg

from cityhall.doors.http import answer as told
from cityhall.doors.http import problem
from cityhall.kernel.errors import BusyError, NotSignedInError
from cityhall.site.operating.views import fault

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SOON = "5"
log = logging.getLogger("cityhall.faults")


def broken(request: HttpRequest) -> HttpResponse:
    """Called while the fault is being handled: every request that ends in an exception nobody caught."""
    trouble = sys.exc_info()[1]
    refusal = refusal_of(trouble)
    return fault(request) if refusal is None else _passing(request, refusal, trouble)


def _passing(request: HttpRequest, refusal: BusyError, trouble: BaseException | None) -> HttpResponse:
    log.warning("%s: %s", refusal.code, type(trouble).__name__)
    answer = problem(request, refusal) if _is_program(request) else _page(refusal)
    answer["Retry-After"] = SOON
    return answer


def unread(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be taken as a request; of a sign-in that was ended elsewhere while it was answered the asker is told so. A
    database that went away while a session was written looks the same to Django: what it came of tells them apart."""
    if not isinstance(exception, SessionInterrupted):
        return bad_request(request, exception)
    update = exception.__context__
    trouble = update.__context__ if update is not None else None
    refusal = refusal_of(trouble)
    if refusal is not None:
        return _passing(request, refusal, trouble)
    return told(request, NotSignedInError("account.session_over", "您的登录已在别处结束，请重新登录后再办一次"))


def refusal_of(fault: BaseException | None) -> BusyError | None:
    """What a person is told of a fault that passes; None: it is a bug."""
    told = list(_causes(fault))
    if any(isinstance(one, OSError) and one.errno in FULL for one in told):
        return _no_room()
    if any(isinstance(one, pg.DiskFull) for one in told):
        return _no_room()
    if not any(isinstance(one, (OperationalError, InterfaceError, pg.OperationalError)) for one in told):
        return None
    return BusyError(
        "house.no_database", "数据库暂时连不上，这一步不一定办成了：请过几秒钟原样再提交一次，不会重复办理"
    )


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    """A fault and what it was raised from: the job queue wraps what the database said."""
    while fault is not None:
        yield fault
        fault = fault.__cause__


def _no_room() -> BusyError:
    return BusyError(
        "house.no_room", "服务器的磁盘满了，这一步没有办成，请稍后原样再提交一次；急办请拨打 12345 或到窗口办理"
    )


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _page(refusal: BusyError) -> HttpResponse:
    """Without the frame of other pages: who asks, and what she may see, is in the database."""
    page = loader.render_to_string("components/refusal.html", {"error": refusal})
    return HttpResponse(page, status=refusal.status)
