"""One case at the reviewer's desk: what is read, and the acts."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.anywhere import queries as anywhere
from cityhall.anywhere.terms import Can as Anywhere
from cityhall.cases import queries
from cityhall.cases.queries import CasePage, FileView
from cityhall.cases.terms import Can
from cityhall.deadlines import queries as deadlines
from cityhall.doors.http import Request, file_response, said, show, stored_upload, submit
from cityhall.joint import queries as joint
from cityhall.kernel.errors import StaleError, WrongStateError
from cityhall.kernel.files import store
from cityhall.meetings import queries as meetings
from cityhall.messages import actions as messages
from cityhall.projects import queries as projects

from . import acts, phrases
from .act import Act, Asked
from .door import home_of, office, onward, with_open

PREVIEWED = ("application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif")


@office("GET")
def case(request: Request, number: str) -> HttpResponseBase:
    """One case: materials beside the decision."""
    page = queries.case_page(request.actor, number)
    response = _shown(request, page)
    if request.htmx and request.htmx.boosted and request.htmx.target == "case":
        home = home_of(request, number)
        response.headers["HX-Push-Url"] = with_open(home, number)  # the list's address, so that reloading keeps both
    return response


@office("GET", "POST")
def act(request: Request, number: str, name: str, key: str = "") -> HttpResponseBase:
    """An act's form in its place beside the materials; sent, the act itself."""
    doing, page = acts.named(name, key), queries.case_page(request.actor, number)
    asked = Asked(request.POST if request.method == "POST" else None, page, request.actor, key)
    if phrases.asked(request, doing):
        worded, status = phrases.answered(request, doing, asked)
        response = _shown(request, page, doing, worded, key)
        response.status_code = status
        return response
    form = doing.form(asked)
    args = (number, key) if doing.keyed else (number,)
    outcome = submit(form, doing.run, request.actor, *args, **_uploaded(request, doing))
    if outcome and doing.name != "reveal":
        said(request, f"{doing.done}：{number}")
        return onward(request, with_open(home_of(request, number), number if doing.stays else ""))
    if outcome:
        return _shown(request, queries.case_page(request.actor, number), revealed={key: outcome.result})
    if outcome.error is not None:  # somebody was faster: show the case as it is now, and keep what was typed
        page = queries.case_page(request.actor, number)
        form.fresh = True  # type: ignore[attr-defined]
    return _shown(request, page, doing, form, key)


def _uploaded(request: Request, doing: Act) -> dict[str, object]:
    """The file of an act that takes one, kept in the store; None where none was sent."""
    if not doing.upload:
        return {}
    return {"file": stored_upload(request).stored if request.FILES.get("file") else None}


@office("GET")
def why(request: Request, number: str) -> HttpResponseBase:
    """为什么不能…: every move of the procedure that cannot be made now, and why."""
    page = queries.case_page(request.actor, number)
    return show(request, "office/why.html", {"page": page, "barred": queries.why_not(request.actor, page)})


def _since(request: Request, page: CasePage, form: forms.Form | None) -> list[SimpleNamespace]:
    """What others did to the case since the sender opened it, where that is why she was refused."""
    refusal, read = getattr(form, "refusal", None), request.POST.get("_read", "")
    if refusal is None or refusal.status not in (StaleError.status, WrongStateError.status) or not read.isdecimal():
        return []
    return [told for told in _story(page) if told.id > int(read)]


def _shown(
    request: Request, page: CasePage, doing: Act | None = None, form: forms.Form | None = None, key: str = "",
    revealed: dict[str, object] | None = None,
) -> HttpResponse:  # fmt: skip
    """The case with the reader's own step, her buttons, and the act that is open."""
    step = acts.my_step(page)
    main = acts.main_act(step)
    if main and step and not (doing is main and step.key == key):
        step_form: forms.Form | None = main.form(Asked(None, page, request.actor, step.key))
    else:
        step_form, doing = (form if main else None), (None if main else doing)
    here = doing is not None and acts.allowed(doing, key, page, request.actor)
    beside, offered = request.htmx and request.htmx.target == "case", acts.offers(page, request.actor)
    return show(request, "office/case_part.html" if beside else "office/case.html", {
        "page": page, "step": step, "main": main, "step_form": step_form, "doing": doing, "key": key,
        "allowed": here, "typed": _typed(form) if form is not None and doing and not here else [],
        "offers": [o for o in offered if not o.act.beside],
        "proceedings": acts.proceedings(page, offered), "story": _story(page), "shown": _first_file(page),
        "previewed": PREVIEWED, "revealed": revealed or {}, "may_check": acts.may_check(page, request.actor),
        "may_reveal": request.actor.may(Can.REVEAL, page.terms.organ_id, page.terms.item_id),
        "at": reverse("office_case", args=[page.number]),
        "since": _since(request, page, form), "read": max((told.id for told in page.story), default=0),
        "whole": joint.sisters(request.actor, page.number), "project": projects.mark_of(request.actor, page.number),
        "gathered": meetings.of_case(request.actor, page.number), **_elsewhere(request, page),
        "clocks": [c for c in page.clocks if c.stopped_on is None] or page.clocks[-1:],
    }, form=form)  # fmt: skip


def _elsewhere(request: Request, page: CasePage) -> dict[str, object]:
    """通办: where it was taken in, and where its paper is."""
    told = anywhere.told_of(page.number)
    may = told is not None and any(
        request.actor.may(can, page.terms.organ_id) for can in (Anywhere.CARRY, Anywhere.SEE)
    )
    return {"told": told, "link": reverse("office_anywhere_case", args=[page.number]) if may else ""}


def _typed(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed into a form that is no longer open, to be copied."""
    pairs = [(field.label, field.value()) for field in form.visible_fields()]
    return [(str(label), str(value)) for label, value in pairs if isinstance(value, str) and value.strip()]


def _story(page: CasePage) -> list[SimpleNamespace]:
    late = {"deadline.breached": "late", "case.held": "paused"}
    return [
        SimpleNamespace(title=h.title, at=h.at, text=h.detail, who=h.who, state=late.get(h.event, "done"), id=h.id)
        for h in page.story
    ]


def _first_file(page: CasePage) -> FileView | None:
    """What is shown beside the decision to begin with."""
    files = (file for material in page.materials for file in material.files)
    return next((file for file in files if file.media_type in PREVIEWED), None)


@office("GET")
def view(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """A file with its name above it, for the frame beside the decision."""
    stored, name = queries.file_of(request.actor, number, file_id)
    url = reverse("office_file", args=[number, file_id])
    return show(request, "office/view.html", {"name": name, "url": url, "media_type": stored.media_type})


@office("GET")
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """A file of a material, in the browser if it can be shown there."""
    stored, name = queries.file_of(request.actor, number, file_id)
    return file_response(stored.sha256, name, stored.media_type, inline=stored.media_type in PREVIEWED)


@office("GET")
def paper(request: Request, number: str, paper_number: str) -> HttpResponseBase:
    """A paper: the stamped scan if there is one."""
    found = queries.paper_seen(request.actor, paper_number)
    sha256 = found.stamped_sha256 or messages.pdf_of(request.actor, paper_number)
    return file_response(sha256, f"{found.title}.pdf", "application/pdf", inline=True)


@office("GET")
def minutes(request: Request, number: str, key: int) -> HttpResponseBase:
    """听证笔录扫描件"""
    sha256 = queries.minutes_of(request.actor, number, key)
    kind = store.kind_of(sha256)
    return file_response(sha256, f"听证笔录{number}.{kind.rpartition('/')[2]}", kind, inline=kind in PREVIEWED)


@office("GET")
def package(request: Request, number: str) -> HttpResponseBase:
    """归档包"""
    found = queries.package_of(request.actor, number)
    return file_response(found.stored.sha256, found.name, found.stored.media_type)


@office("GET")
def clock(request: Request, number: str, clock_id: int) -> HttpResponseBase:
    """时限逐日说明: every counted and every excluded day, with its reason."""
    page = queries.case_page(request.actor, number)
    own = [*page.clocks, *(s.clock for s in page.steps if s.clock)]
    told = deadlines.explain(queries.one_of(own, clock_id))
    counted, lines = 0, []
    for line in told.days:
        counted += line.counted
        lines.append((line, f"第 {counted} 天" if line.counted else ""))
    name = next((s.name for s in page.steps if s.clock and s.clock.id == clock_id), told.clock.kind_label)
    context: dict[str, Any] = {"page": page, "told": told, "lines": lines, "name": name}
    return show(request, "office/clock.html", context)
