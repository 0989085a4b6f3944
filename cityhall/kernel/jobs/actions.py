"""What a person may do about background work that was given up."""

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from .terms import Can


@action
def rerun_job(actor: Actor, job_id: int) -> None:
    """重跑: put a job that was given up back into the queue, to be tried at once."""
    require(actor, Can.SEE_JOBS)
    job = ProcrastinateJob.objects.select_for_update().filter(id=job_id, queue_name=settings.QUEUE).first()
    if job is None:
        raise NotFoundError("job.unknown", "没有找到这个后台任务，它可能已经办完并清理，请刷新列表")
    if job.status != "failed":
        raise WrongStateError("job.not_given_up", "这个后台任务没有失败，或已由他人重跑，请刷新列表")
    app.job_manager.retry_job_by_id(job_id, retry_at=clock.now())
    record(actor, "job.rerun", f"job:{job_id}", task=job.task_name, attempts=job.attempts)
