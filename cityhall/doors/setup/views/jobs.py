"""后台任务: those given up, for a person to see and to run again."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.kernel.jobs import actions, queries
from cityhall.kernel.jobs.terms import Can

JOBS = (Can.SEE_JOBS,)


@setup("GET", to=JOBS)
def index(request: Request) -> HttpResponseBase:
    """后台任务"""
    return page(request, "setup/jobs.html", {"page": queries.given_up(request.actor, cursor(request), ROWS)})


@setup("GET", "POST", to=JOBS)
def rerun(request: Request, job_id: int) -> HttpResponseBase:
    """重跑"""
    sheet = Sheet(
        f"重跑后台任务 {job_id}", (("setup_jobs", "后台任务"),), "重跑", hint="任务重跑是安全的：做过的不会再做一遍。"
    )
    form = Blank(request.POST if request.method == "POST" else None)
    return filled(
        request, form, actions.rerun_job, job_id, sheet=sheet, done="已重新排队", onto=lambda _: reverse("setup_jobs")
    )
