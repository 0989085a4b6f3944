"""文书 at the window: made now if nobody has yet, printed, stamped by hand, scanned back."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, file_response, go, said, stored_upload, submit
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError
from cityhall.kernel.files import store
from cityhall.messages import actions as messages
from cityhall.messages.queries import PaperView

from ..door import case_here, desk
from ..forms import Tap
from .case import case_shown


@desk("POST")
def ask(request: Request, number: str) -> HttpResponse:
    """现在就要这份文书"""
    case_here(request.actor, number)
    form = Tap({})
    outcome = submit(form, actions.paper_for, request.actor, number, request.POST.get("kind", ""))
    if outcome:
        return go(request, reverse("window:paper", args=[number, outcome.result]))
    return case_shown(request, case_here(request.actor, number), form)


@desk("GET")
def show_paper(request: Request, number: str, paper: str) -> HttpResponseBase:
    """打开文书: the stamped scan where there is one."""
    found = _paper_here(request, number, paper)
    content = found.stamped_sha256 or found.sha256 or messages.pdf_of(request.actor, paper)
    kind = store.kind_of(content)
    end = "pdf" if kind == "application/pdf" else kind.rpartition("/")[2]
    return file_response(content, f"{found.title}{paper}.{end}", kind, inline=True)


@desk("POST")
def printed(request: Request, number: str, paper: str) -> HttpResponse:
    """打印"""
    _paper_here(request, number, paper)
    form = Tap({})
    if submit(form, messages.mark_printed, request.actor, paper):
        return go(request, reverse("window:paper", args=[number, paper]))
    return case_shown(request, case_here(request.actor, number), form)


@desk("POST")
def stamp(request: Request, number: str, paper: str) -> HttpResponse:
    """盖章回传"""
    _paper_here(request, number, paper)
    form = Tap({})
    try:
        upload = stored_upload(request)
    except NotSignedInError:
        raise
    except DomainError as no:
        form.add_error(None, no.message)
        form.refusal = no  # type: ignore[attr-defined]
        return case_shown(request, case_here(request.actor, number), form)
    if submit(form, messages.stamp_back, request.actor, paper, upload.stored):
        said(request, "盖章扫描件已收到")
        return go(request, reverse("window:case", args=[number]))
    return case_shown(request, case_here(request.actor, number), form)


def _paper_here(request: Request, number: str, paper: str) -> PaperView:
    """A paper of this case, and this case of this window."""
    page = case_here(request.actor, number)
    found = queries.paper_seen(request.actor, paper)
    if found.ref != page.ref:
        raise NotFoundError("paper.unknown", f"这件没有文书“{paper}”，请回到办件页面查看")
    return found
