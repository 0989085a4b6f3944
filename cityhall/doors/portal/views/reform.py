"""What reform changed, in public: what is entrusted to whom (行政许可法 第二十四条第二款), and the ledger."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cityhall.doors.delegation_rows import delegations_page
from cityhall.doors.http import Request, show


@require_safe
def delegations(request: Request) -> HttpResponse:
    """委托实施公告"""
    return show(request, "portal/delegations.html", delegations_page(request))
