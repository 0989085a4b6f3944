"""网上预审: asked about a draft, answered point by point; the draft stays hers to change and to hand in at any time."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal.forms import NoteForm

from .apply import WAY


@never_cache
@require_http_methods(["GET", "POST"])
def pre_review(request: Request, draft: UUID) -> HttpResponse:
    """申请预审 / 看预审意见"""
    mine = queries.draft(request.actor, str(draft))
    form = NoteForm(sent(request))
    if submit(form, actions.ask_pre_review, request.actor, mine.id):
        said(request, f"已申请预审，窗口会在 {mine.terms.pre_review}内答复；等答复时可以接着修改")
        return go(request, reverse("draft_pre_review", args=[draft]))
    more = queries.draft_more(request.actor, mine.id)
    context = {
        "draft": mine,
        "terms": mine.terms,
        "way": WAY,
        "asked": more.pre_review,
        "before": more.pre_reviews[:-1],
    }
    return show(request, "portal/pre_review.html", context, form=form)
