"""材料: a card for each line of the checklist, photographs or files, several each; removed as easily as added."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, file_response, go, said, show
from cityhall.doors.portal import facts
from cityhall.doors.portal.uploads import attach_all
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

from .apply import WAY


@never_cache
@require_safe
def page(request: Request, draft: UUID) -> HttpResponse:
    return _page(request, str(draft))


def _page(request: Request, draft: str, key: str = "", error: DomainError | None = None) -> HttpResponse:
    mine = queries.draft(request.actor, draft)
    cards = [(m, facts.paper_of(m.spec), error if m.spec.key == key else None) for m in mine.materials]
    context = {"draft": mine, "terms": mine.terms, "cards": cards, "way": WAY}
    return show(request, "portal/materials.html", context, status=error.status if error else None)


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: Request, draft: UUID, key: str) -> HttpResponse:
    """上传. A refusal is shown at its card."""
    if request.method == "GET":  # the page was loaded again after a refusal
        return go(request, reverse("draft_materials", args=[draft]))
    try:
        count = attach_all(request, str(draft), key)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        return _page(request, str(draft), key, error)
    said(request, f"已上传 {count} 个文件")
    return go(request, f"{reverse('draft_materials', args=[draft])}#m-{key}")


@never_cache
@require_POST
def remove(request: Request, draft: UUID, file_id: int) -> HttpResponse:
    """移除"""
    actions.remove_file(request.actor, str(draft), file_id)
    said(request, "已移除这个文件")
    return go(request, reverse("draft_materials", args=[draft]))


@never_cache
@require_safe
def file(request: Request, draft: UUID, file_id: int) -> HttpResponseBase:
    """查看自己传的文件"""
    mine = queries.draft(request.actor, str(draft))
    stored, name = queries.file_of(request.actor, mine.id, file_id)
    return file_response(stored.sha256, name, stored.media_type, inline=True)
