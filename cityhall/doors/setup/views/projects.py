"""投资项目: the shape of the code, the rhythm of consultations, the profiles of stages; each with its source."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, sent
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.projects import NewProfileForm, ProfileForm, RulesForm, as_lines
from cityhall.projects import actions, queries
from cityhall.projects.terms import Can, ProfileTerms

TO = (Can.SET_RULES,)
HERE = (("setup_projects", "投资项目"),)


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """投资项目的规则"""
    context = {"rules": queries.rulebook(), "profiles": queries.profile_views(request.actor)}
    return page(request, "setup/projects.html", context)


@setup("GET", "POST", to=TO)
def rules(request: Request) -> HttpResponseBase:
    """代码样式和会商间隔"""
    now = queries.rulebook()
    form = RulesForm(sent(request), initial=now.__dict__)
    sheet = Sheet("代码样式和会商间隔", HERE, "保存", version=now.version, hint="已登记项目的代码不受影响。")
    return filled(
        request, form, actions.save_rules, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_projects")
    )


@setup("GET", "POST", to=TO)
def new(request: Request) -> HttpResponseBase:
    """新建阶段方案"""
    form = NewProfileForm(sent(request), initial={"promise": 0, "offered": True})
    sheet = Sheet("新建阶段方案", HERE, "保存", hint="项目登记时抄下方案，以后改方案不影响已登记的项目。")
    return filled(request, form, _save, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_projects"))


@setup("GET", "POST", to=TO)
def profile(request: Request, code: str) -> HttpResponseBase:
    """修改阶段方案"""
    found = queries.profile_view(request.actor, code)
    told = found.terms
    form = ProfileForm(sent(request), initial={
        "name": told.name, "stages": as_lines(told.stages), "source": told.source, "promise": told.promise, "basis": told.basis,
        "offered": found.offered,
    })  # fmt: skip
    sheet = Sheet(
        told.name, HERE, "保存", version=found.version, hint="项目登记时抄下方案，以后改方案不影响已登记的项目。"
    )

    def save(actor: Any, **typed: Any) -> None:
        _save(actor, code=code, **typed)

    return filled(request, form, save, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_projects"))


def _save(actor: Any, *, offered: bool, **typed: Any) -> None:
    actions.save_profile(actor, ProfileTerms(**typed), offered=offered)
