"""Who may come in here, and which cases she finds."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.anywhere.terms import Can as Anywhere
from cityhall.cases import queries
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Can
from cityhall.doors.http import Request
from cityhall.joint.queries import is_joint_number as whole_number
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.terms import Term

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
HERE = (Can.INTAKE, Can.DELIVER, Can.VOID)
ELSEWHERE = (Anywhere.TAKE_IN, Anywhere.CARRY, Anywhere.ISSUE)


def desk(*methods: str) -> Callable[[View[P]], View[P]]:
    """A page of the window: for staff who take cases in, hand results out or strike them out; never kept by a cache."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_signed_in(request.actor)
            if not any(request.actor.may(can) for can in (*HERE, *ELSEWHERE)):
                raise NotAllowedError(
                    "window.not_clerk", "这里是窗口人员的工作台；您没有窗口收件或出件的权限，请联系大厅管理员"
                )
            if request.method == "GET" and "GET" not in methods:  # an act's answer, loaded again
                number, draft = kwargs.get("number"), kwargs.get("draft")
                if draft or whole_number(str(number)):
                    return redirect("window:whole_draft", draft) if draft else redirect("window:whole", number)
                return redirect("window:case", number) if number else redirect("window:handover")
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(["GET", *methods])(guarded))  # type: ignore[return-value]

    return wrap


def case_here(actor: Actor, number: str) -> CasePage:
    """The case, if this window serves its organ; any other is as good as unknown."""
    page = queries.case_page(actor, number)
    if not any(actor.may(can, page.terms.organ_id, page.terms.item_id) for can in HERE):
        raise NotFoundError("case.unknown", f"没有找到编号为 {number} 的办件，或不在您的查看范围内")
    return page


def may_here(actor: Actor, page: CasePage, permission: Term) -> bool:
    return actor.may(permission, page.terms.organ_id, page.terms.item_id)
