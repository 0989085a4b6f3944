"""“最多跑一次” as those who mend it see it: the same figures and list as in public, each item one click from its draft."""

from django.http.response import HttpResponseBase

from cityhall.catalogue.terms import Can
from cityhall.doors.http import Request
from cityhall.doors.once_table import once_page, organs_page
from cityhall.doors.setup.door import page, setup

TO = (Can.EDIT_ITEMS, Can.PUBLISH_ITEMS)


@setup("GET", to=TO)
def once(request: Request) -> HttpResponseBase:
    """最多跑一次"""
    return page(request, "setup/run_once.html", {**once_page(request), "to": "setup_item"})


@setup("GET", to=TO)
def organs(request: Request) -> HttpResponseBase:
    """各单位的数字"""
    return page(request, "setup/run_once_organs.html", {**organs_page(request), "home": "setup_run_once"})
