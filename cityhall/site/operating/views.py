"""运行状况: the operators' page, and what machines ask: alive, ready, counted."""

import hmac

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cityhall.doors.http import Request, address_of, wants_part
from cityhall.doors.setup.door import page, setup
from cityhall.kernel.jobs.terms import Can
from cityhall.site import checks, metrics
from cityhall.site.operating.state import state
from cityhall.site.vitals import vitals

LOCAL = {"127.0.0.1", "::1"}


@setup("GET", to=(Can.SEE_JOBS,))
def health(request: Request) -> HttpResponseBase:
    """运行状况: is the city well, and if not, what is to be done."""
    template = "operating/tiles.html" if wants_part(request) else "operating/health.html"
    told = {"state": state(), "vitals": vitals(), "slow": metrics.slowest()}
    return page(request, template, told)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else: a database that is away is no reason to end it."""
    return JsonResponse({"ok": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Send people here? Only with a database that answers and has its tables. A worker that is away is told, and is no
    reason to turn people away: what they hand in is kept, and followed up when it is back."""
    try:
        connection.ensure_connection()
        tables, worker = checks.tables(), checks.worker()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "away"}, status=503)
    ok = tables.level == checks.OK
    told = {"ok": ok, "tables": tables.level, "worker": worker.level}
    return JsonResponse(told, status=200 if ok else 503)


@never_cache
@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """For Prometheus: with the token, or from this machine where none is set. Others find nothing here."""
    if not _may_count(request):
        return HttpResponseNotFound()
    return HttpResponse(metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_count(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), settings.METRICS_TOKEN.encode())
    return address_of(request) in LOCAL and "X-Forwarded-For" not in request.headers


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours, with the number by which it is found in the logs; asks nothing of anything that may be broken."""
    number = str(getattr(request, "trace", ""))
    if request.path.startswith("/api/"):
        sentence = f"系统出了问题，这一步没有办成；请稍后再试，报告问题时请提供编号 {number}"
        told = {
            "type": "/problems/site.fault", "title": "系统出了问题", "status": 500, "detail": sentence,
            "instance": request.path, "code": "site.fault", "errors": [], "trace": number,
        }  # fmt: skip
        return JsonResponse(
            told, status=500, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
        )
    return HttpResponse(loader.get_template("500.html").render({"number": number}), status=500)
