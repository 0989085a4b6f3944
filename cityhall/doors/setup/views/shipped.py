"""内置的一件事: what comes with the program, what taking it in would do here, taking it in."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, go, refuse, said, sent
from cityhall.doors.setup.door import page, setup
from cityhall.doors.setup.forms.shipped import LoadForm
from cityhall.joint import actions, queries
from cityhall.joint.terms import Can
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

TO = (Can.DESIGN,)


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """内置的一件事"""
    return page(request, "setup/joint_shipped.html", {"rows": queries.shipped_packages(request.actor)})


@setup("GET", "POST", to=TO)
def package(request: Request, code: str) -> HttpResponseBase:
    """One of them: whom its roles mean here, what would be made and what is there; then taken in as drafts."""
    plan = queries.shipped_plan(request.actor, code, {})
    form = LoadForm(plan, sent(request))
    if form.is_bound and form.is_valid():
        try:
            plan = queries.shipped_plan(request.actor, code, form.told)
            if "look" not in request.POST:
                return _taken(request, actions.load_shipped(request.actor, code, form.told))
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as no:
            refuse(form, no)
    roles, items = form.rows(plan)
    return page(request, "setup/joint_shipped_package.html", {"plan": plan, "roles": roles, "items": items}, form)


def _taken(request: Request, made: dict[str, Any]) -> HttpResponseBase:
    if made["fresh"]:
        taken = f"，用了已有的 {len(made['taken'])} 项" if made["taken"] else ""
        counted = f"新建事项 {len(made['created'])} 项{taken}，标准条目 {made['entries']} 条"
        said(request, f"已装入为草稿：{counted}；请核对、发布各事项，再发布这件一件事")
    else:
        said(request, "本市已有这件一件事，没有改动")
    return go(request, reverse("setup_joint_package", args=[made["code"]]))
