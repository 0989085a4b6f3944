"""预审 at the office: the drafts whose applicants asked, and the opinion on each."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, cursor, file_response, go, said, sent, show, submit

from . import forms_intake as f
from .door import office

PREVIEWED = ("application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif")


@office("GET")
def index(request: Request) -> HttpResponseBase:
    """待预审: asked longest ago first."""
    return show(request, "office/pre_reviews.html", {"page": queries.pre_reviews(request.actor, cursor(request))})


@office("GET", "POST")
def page(request: Request, draft: str) -> HttpResponseBase:
    """One draft and the opinion on it, everything at once."""
    found = queries.pre_review_page(request.actor, str(draft))
    form = f.OpinionForm(sent(request), found)
    if submit(form, actions.answer_pre_review, request.actor, str(draft)):
        said(request, "预审意见已发给申请人")
        return go(request, reverse("office_pre_reviews"))
    return show(request, "office/pre_review.html", {"page": found, "previewed": PREVIEWED}, form=form)


@office("GET")
def file(request: Request, draft: str, file_id: int) -> HttpResponseBase:
    """A file of a draft under pre-review."""
    stored, name = queries.pre_review_file(request.actor, str(draft), file_id)
    return file_response(stored.sha256, name, stored.media_type, inline=stored.media_type in PREVIEWED)
