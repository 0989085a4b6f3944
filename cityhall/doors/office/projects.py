"""投资项目 at the office: the organ's projects, the key list, tasks given out, the fast lane, one project whole."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.components.gantt import gantt
from cityhall.doors.http import Request, cursor, file_response, go, said, sent, show, submit
from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.projects import actions, queries
from cityhall.projects.terms import Can

from .door import office
from .project_acts import ACTS, Act
from .project_forms import NewProjectForm


@office("GET")
def index(request: Request) -> HttpResponseBase:
    """本单位参与的项目, or the list of key ones"""
    key, text = "key" in request.GET, request.GET.get("q", "")[:60]
    page = queries.projects(request.actor, key=key, text=text, after=cursor(request))
    context = {"page": page, "key": key, "q": text, "may_register": request.actor.may(Can.REGISTER)}
    return show(request, "office/projects.html", context)


@office("GET")
def tasks(request: Request) -> HttpResponseBase:
    """会商交办事项"""
    return show(request, "office/project_tasks.html", {"page": queries.tasks(request.actor, cursor(request))})


@office("GET")
def fast(request: Request) -> HttpResponseBase:
    """绿色通道和重点项目的办件"""
    return show(request, "office/project_fast.html", {"rows": queries.fast_cases(request.actor)})


@office("GET", "POST")
def new(request: Request) -> HttpResponseBase:
    """登记项目"""
    form = NewProjectForm(queries.profiles(), queries.rulebook().shown, sent(request))
    if outcome := submit(form, lambda **told: actions.register_project(request.actor, actions.NewProject(**told))):
        said(request, "项目已登记")
        return go(request, reverse("office_project", args=[outcome.result]))
    return show(request, "office/project_act.html", {"title": "登记项目", "button": "登记"}, form=form)


@office("GET")
def page(request: Request, number: str) -> HttpResponseBase:
    """One project whole"""
    found = queries.project(request.actor, number)
    context = {"page": found, "chart": gantt(found, clock.today()), "offers": _offers(found)}
    return show(request, "office/project.html", context)


def _offers(found: queries.ProjectPage) -> list[tuple[str, Act]]:
    """What this reader may do with the project as a whole."""
    return [(name, act) for name, act in ACTS.items() if act.whole and act.offered(found)]


@office("GET", "POST")
def act(request: Request, number: str, name: str, key: str = "") -> HttpResponseBase:
    """One act on a project: its form, and back to the project."""
    found, wanted = queries.project(request.actor, number), ACTS.get(name)
    if wanted is None:
        raise NotFoundError("projects.unknown_act", "没有这个办理动作，请回到项目页重新选择")
    form = wanted.form(found, key, request, sent(request))
    if submit(form, wanted.run, request, found, key):
        said(request, wanted.done)
        return go(request, reverse("office_project", args=[number]))
    context = {"page": found, "title": wanted.label, "button": wanted.button or wanted.label, "hint": wanted.hint}
    return show(request, "office/project_act.html", context, form=form)


@office("GET")
def file(request: Request, number: str, document: int) -> HttpResponseBase:
    """A document of the project"""
    found = queries.document(request.actor, number, document)
    return file_response(found.sha256, found.file_name, found.media_type, inline=True)
