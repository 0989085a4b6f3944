"""An organ's flagship page, and the columns of life events. Open to everybody."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cityhall.catalogue import queries
from cityhall.catalogue.queries import ItemRow
from cityhall.catalogue.terms import TOPICS
from cityhall.doors.http import Request, cursor, show
from cityhall.doors.portal import facts
from cityhall.kernel.paging import Page
from cityhall.organs import queries as organs

LISTED = 30


@require_safe
def organ(request: Request, organ_id: int) -> HttpResponse:
    """部门旗舰店: as it was composed; where nobody has, what is asked for most and everything it has."""
    view, counters = organs.reception(organ_id)
    after = cursor(request)
    front = queries.flagship(organ_id, view.name)
    page = None if front.composed and not after else queries.by_organ(organ_id, after=after, limit=LISTED)
    context = {"organ": view, "counters": counters, "front": front, "page": page, "hits": _hits(page), "more": after}
    return show(request, "portal/organ.html", context)


@require_safe
def organ_items(request: Request, organ_id: int) -> HttpResponse:
    """一个部门的全部事项"""
    view = organs.organ(organ_id)
    page = queries.by_organ(organ_id, after=cursor(request), limit=LISTED)
    return show(request, "portal/organ_items.html", {"organ": view, "page": page, "hits": _hits(page)})


def _hits(page: Page[ItemRow] | None) -> list[dict[str, object]]:
    return [{"row": row, "facts": facts.of_row(row)} for row in page.rows] if page else []


@require_safe
def topics(request: Request) -> HttpResponse:
    """专题: what happens in the life of a person or an enterprise."""
    told = queries.columns()
    groups = [(who, [c for c in told if c.audience is who]) for who in TOPICS]
    return show(request, "portal/topic_index.html", {"groups": [(w.label, rows) for w, rows in groups if rows]})


@require_safe
def topic(request: Request, front_id: int) -> HttpResponse:
    """一个专题"""
    return show(request, "portal/topic.html", {"front": queries.column(front_id)})
