"""文书 of one's own case: opened in the browser, made at once where the worker has not come to it yet."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cityhall.cases import actions
from cityhall.doors.http import Request, file_response, go
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files import store
from cityhall.messages import actions as messages

from .mine import own_case


@never_cache
@require_POST
def ask(request: Request, number: str) -> HttpResponse:
    """现在就要这份文书"""
    own_case(request.actor, number)
    paper = actions.paper_for(request.actor, number, request.POST.get("kind", ""))
    return go(request, reverse("my_paper", args=[number, paper]))


@never_cache
@require_safe
def show_paper(request: Request, number: str, paper: str) -> HttpResponseBase:
    """打开文书: the stamped scan where there is one."""
    page = own_case(request.actor, number)
    found = next((p for p in page.papers if p.number == paper), None)
    if found is None:
        raise NotFoundError("paper.unknown", f"这件没有文书“{paper}”，请回到办件页面查看")
    content = found.stamped_sha256 or found.sha256 or messages.pdf_of(request.actor, paper)
    kind = store.kind_of(content)
    end = "pdf" if kind == "application/pdf" else kind.rpartition("/")[2]
    return file_response(content, f"{found.title}{paper}.{end}", kind, inline=True)
