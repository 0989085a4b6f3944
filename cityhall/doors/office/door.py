"""Who may come in here, and where an act leads on to."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.anywhere.terms import Can as Anywhere
from cityhall.cases.terms import Can
from cityhall.doors.http import Request
from cityhall.kernel.actor import require_signed_in
from cityhall.kernel.errors import NotAllowedError
from cityhall.projects.terms import Can as Projects

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
HERE = (
    Can.REVIEW, Can.DECIDE, Can.INTAKE, Can.NOT_ACCEPT, Can.SEE, Can.ARCHIVE, Can.HOLD, Can.VOID, Can.APPROVE_TIME,
    Can.EXTEND_JOINT, Can.SUPERVISE, Projects.SEE, Projects.SEE_KEY, Projects.KEEP, Projects.REGISTER, Anywhere.CARRY, Anywhere.SEE,
)  # fmt: skip


def office(*methods: str) -> Callable[[View[P]], View[P]]:
    """A page of the office: for staff who review, decide or look after cases; never kept by a cache."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_signed_in(request.actor)
            if not any(request.actor.may(can) for can in HERE):
                raise NotAllowedError(
                    "office.not_reviewer", "这里是部门审批人员的工作台；您没有查看或审查办件的权限，请联系本单位管理员"
                )
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))  # type: ignore[return-value]

    return wrap


def home_of(request: Request, number: str) -> str:
    """Where one came from: the work list with its filters if the case is shown beside it, else the case's own page."""
    shown = urlsplit(request.htmx.current_url_abs_path or "") if request.htmx else urlsplit("")
    if shown.path != reverse("office"):
        return reverse("office_case", args=[number])
    return shown.path + (f"?{shown.query}" if shown.query else "")


def with_open(home: str, number: str) -> str:
    """The same list with another case open beside it (none: the first of the list)."""
    parts = urlsplit(home)
    if parts.path != reverse("office"):
        return home
    kept = [(k, v) for k, v in parse_qsl(parts.query) if k not in ("open", "after" if not number else "open")]
    query = urlencode([*kept, ("open", number)] if number else kept)
    return parts.path + (f"?{query}" if query else "")


def onward(request: Request, url: str) -> HttpResponse:
    """On to another page; the whole page moves, the list included, whoever asked."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
