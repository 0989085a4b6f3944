"""Who may come in here, and what she may go on to."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases.terms import Can
from cityhall.doors.http import Request
from cityhall.kernel.actor import require_signed_in
from cityhall.kernel.errors import NotAllowedError

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def hall(*methods: str) -> Callable[[View[P]], View[P]]:
    """A page of the hall: for those who look after it; never kept by a cache."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_signed_in(request.actor)
            if not request.actor.may(Can.HALL):
                raise NotAllowedError(
                    "hall.not_manager", "这里是大厅管理员的工作台；您没有大厅管理的权限，请联系系统管理员"
                )
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))  # type: ignore[return-value]

    return wrap
