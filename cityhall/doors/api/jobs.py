"""后台任务: what was tried to the end without success, to be run again by a person."""

from django.http import HttpRequest
from ninja import Router, Schema

from cityhall.kernel.jobs import actions, queries
from cityhall.kernel.jobs.queries import GivenUp

from .door import COMMAND, actor_of, answers

router = Router()


class Jobs(Schema):
    rows: list[GivenUp]
    next: str


@router.get("/jobs/given-up", response=answers({200: Jobs}))
def given_up(request: HttpRequest, after: str = "") -> Jobs:
    """放弃的任务"""
    found = queries.given_up(actor_of(request), after)
    return Jobs(rows=list(found.rows), next=found.next)


@router.post("/jobs/{int:job_id}/rerun", response=answers({204: None}), openapi_extra=COMMAND)
def rerun(request: HttpRequest, job_id: int) -> tuple[int, None]:
    """重跑"""
    actions.rerun_job(actor_of(request), job_id)
    return 204, None
