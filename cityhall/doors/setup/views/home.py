"""设置: what is open, and what waits for somebody."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.doors.http import Request
from cityhall.doors.setup.door import open_to, page, setup
from cityhall.kernel import clock
from cityhall.kernel.jobs import queries as jobs
from cityhall.kernel.jobs.terms import Can as Jobs


@setup("GET")
def home(request: Request) -> HttpResponseBase:
    """系统设置"""
    tiles = [(reverse(s.url), s) for s in open_to(request.actor)]
    alarm = deadlines.calendar_alarm(clock.today()) if request.actor.may(Deadlines.MANAGE_CALENDAR) else ""
    failed = jobs.count_given_up() if request.actor.may(Jobs.SEE_JOBS) else 0
    return page(request, "setup/home.html", {"tiles": tiles, "alarm": alarm, "failed": failed})
