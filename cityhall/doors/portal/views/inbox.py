"""消息: what the city told her, newest first."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cityhall.doors.http import Request, cursor, go, said, show
from cityhall.messages import actions, queries


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    """我的消息"""
    page = queries.inbox(request.actor, cursor(request))
    rows = [(row, row.ref.removeprefix("case:") if row.ref.startswith("case:") else "") for row in page.rows]
    return show(request, "portal/inbox.html", {"page": page, "rows": rows})


@never_cache
@require_POST
def read(request: Request, message_id: int) -> HttpResponse:
    """打开一条: read from now on, and on to what it is about."""
    ref = actions.mark_read(request.actor, message_id)
    kind, _, number = ref.partition(":")
    if kind == "supervision":
        return go(request, reverse("supervisor:order", args=[number]))
    if kind == "appeal":
        return go(request, reverse("supervisor:decide", args=[number]))
    if kind == "supervision_rule":
        return go(request, reverse("supervisor:findings") + f"?key={number}")
    if kind == "meeting":
        return go(request, reverse("office_meeting", args=[number]))
    if kind == "joint":
        return go(request, reverse("my_joint", args=[number]))
    if kind == "agency":
        return go(request, reverse("agency", args=[number]))
    case = "office_case" if request.actor.is_staff else "my_case"
    return go(request, reverse(case, args=[number]) if kind == "case" else reverse("inbox"))


@never_cache
@require_POST
def read_all(request: Request) -> HttpResponse:
    """全部标为已读"""
    actions.mark_all_read(request.actor)
    said(request, "全部消息已标为已读")
    return go(request, reverse("inbox"))
