"""What the city reckons of itself in public: the list of 最多跑一次, the figures that go with it, organ by organ."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cityhall.doors.http import Request, show
from cityhall.doors.once_table import once_file, once_page, organs_file, organs_page


@require_safe
def once(request: Request) -> HttpResponse:
    """“最多跑一次”清单"""
    return show(request, "portal/run_once.html", {**once_page(request), "to": "guide"})


@require_safe
def organs(request: Request) -> HttpResponse:
    """各单位的数字"""
    return show(request, "portal/run_once_organs.html", {**organs_page(request), "home": "run_once"})


@require_safe
def once_csv(request: Request) -> HttpResponseBase:
    """清单下载"""
    return once_file(request)


@require_safe
def organs_csv(request: Request) -> HttpResponseBase:
    """各单位的数字下载"""
    return organs_file(request)
