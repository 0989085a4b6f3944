"""What the city publishes for anybody: grants made (行政许可法 第四十条), and the account of what may come later."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cityhall.cases import queries
from cityhall.doors.http import Request, cursor, show


@require_safe
def published(request: Request) -> HttpResponse:
    """许可公示"""
    text = request.GET.get("q", "").strip()[:80]
    page = queries.published(cursor(request), text=text)
    return show(request, "portal/published.html", {"page": page, "q": text})


@require_safe
def gaps(request: Request) -> HttpResponse:
    """容缺受理对账单"""
    return show(request, "portal/gaps.html", {"page": queries.gaps_statement(cursor(request))})
