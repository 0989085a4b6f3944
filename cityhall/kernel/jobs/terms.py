"""Words of the background work."""

from cityhall.kernel.terms import Term


class Can(Term):
    SEE_JOBS = "jobs.see", "查看和重跑后台任务"
