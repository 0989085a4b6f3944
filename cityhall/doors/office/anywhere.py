"""通办 in the office of who decides: cases taken in elsewhere, where their paper is, results sent to the window they are wanted at."""

from django.http.response import HttpResponseBase

from cityhall.doors.anywhere_desk import Desk
from cityhall.doors.http import Request

from .door import office

HERE = Desk("office/base.html", "office_anywhere_")


@office("GET")
def cases(request: Request) -> HttpResponseBase:
    """异地件"""
    return HERE.credit(request) if request.GET.get("as") == "csv" else HERE.cases(request)


@office("GET", "POST")
def case(request: Request, number: str, name: str = "") -> HttpResponseBase:
    """一件异地件"""
    return HERE.case(request, number, name)


@office("GET")
def slips(request: Request) -> HttpResponseBase:
    """物料流转单"""
    return HERE.slips(request)


@office("GET", "POST")
def slip(request: Request, code: str, name: str = "") -> HttpResponseBase:
    """一张流转单"""
    return HERE.slip(request, code, name)


@office("GET")
def print_slip(request: Request, code: str) -> HttpResponseBase:
    """打印流转单"""
    return HERE.print(request, code)
