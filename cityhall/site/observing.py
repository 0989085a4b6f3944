"""The first and last a request meets: its number, what it took, and one line about it that names no person."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cityhall.kernel import trace
from cityhall.site import metrics

log = logging.getLogger("cityhall.web")
Next = Callable[[HttpRequest], HttpResponse]
UNKNOWN, STATIC = "unknown", "static"
QUIET = {STATIC, "healthz", "readyz", "metrics"}
FAULT = 500


class Observe:
    """`X-Request-ID`: the caller's where it is well-formed, else ours; on the answer, in logs, in problems, in jobs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, began = trace.taken(request.headers.get("X-Request-ID", "")), time.perf_counter()
        request.trace = number  # type: ignore[attr-defined]
        with trace.tracing(number):
            response = self.get_response(request)
            response["X-Request-ID"] = number
            _note(request, response, time.perf_counter() - began)
        return response


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request)
    metrics.request(route, str(request.method), response.status_code, seconds)
    if route in QUIET:
        return
    actor = getattr(request, "actor", None)
    log.log(
        logging.ERROR if response.status_code >= FAULT else logging.INFO, "request",
        extra={
            "route": route, "method": request.method, "status": response.status_code, "ms": round(seconds * 1000, 1),
            "kind": _kind(actor), "account": getattr(actor, "account_id", None), "organ": getattr(actor, "organ_id", None),
        },
    )  # fmt: skip


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, never the address itself: that may hold a number or a code."""
    if request.path.startswith(settings.STATIC_URL):
        return STATIC
    found = request.resolver_match
    return found.route or "/" if found is not None else UNKNOWN


def _kind(actor: object) -> str:
    if getattr(actor, "account_id", None) is None:
        return "nobody"
    return "staff" if getattr(actor, "is_staff", False) else "citizen"
